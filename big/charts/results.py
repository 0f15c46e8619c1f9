"""A key result over time: readings solid, the plan a thin line from baseline to target, the target dashed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.charts.drawing import Chart, Drawing, coordinate, width_of
from big.core import words


@dataclass(frozen=True, slots=True)
class Result:
    """What the chart needs of a key result; `baseline` and `target` stand at `start` and `due`."""

    name: str
    unit: str
    baseline: Decimal
    target: Decimal
    start: dt.date
    due: dt.date


def result_chart(
    result: Result,
    readings: Sequence[tuple[dt.date, Decimal]],
    *,
    today: dt.date,
    label: str = "",
    width: float = 640,
    height: float = 240,
) -> Chart:
    """Readings against the planned line and the target; today is marked, and the latest reading named."""
    ordered = sorted(readings)
    said = label or _sentence(result, ordered)
    drawing = Drawing(width, height, said, css="result", key=(result, tuple(ordered), today))
    first = min([result.start, *(day for day, _ in ordered[:1])])
    last = max([result.due, today, *(day for day, _ in ordered[-1:])])
    span = max(1, (last - first).days)
    values = [float(v) for v in (result.baseline, result.target, *(v for _, v in ordered))]
    low, high = min(values), max(values)
    margin = (high - low) * 0.08 or 1.0
    low, high = low - margin, high + margin
    target_text = f"Target {words.reading(result.target)}"
    right = max(width_of(target_text), 60.0) + 10
    left, top, base = 6.0, 18.0, height - 24

    def across(day: dt.date) -> float:
        return left + (day - first).days / span * (width - left - right)

    def down(value: Decimal) -> float:
        return base - (float(value) - low) / (high - low) * (base - top)

    for day in _ticks(first, last):
        drawing.line(across(day), top, across(day), base, stroke="line")
        drawing.text(across(day) + 3, height - 8, f"{day:%b %Y}" if span > 400 else f"{day:%b}", tone="ink-3")
    drawing.line(left, base, width - right, base, stroke="ink")
    drawing.line(left, down(result.target), width - right, down(result.target), stroke="edge", dash="4 3")
    drawing.text(width - right + 6, down(result.target) + 4, target_text, tone="ink-2")
    plan = f"M{coordinate(across(result.start))} {coordinate(down(result.baseline))}"
    plan += f"L{coordinate(across(result.due))} {coordinate(down(result.target))}"
    drawing.path(plan, stroke="prior", width=1.5)
    drawing.circle(across(result.start), down(result.baseline), 3, fill="paper", stroke="fact", width=1.25)
    at_three = dt.date.fromordinal(round(result.start.toordinal() * 0.3 + result.due.toordinal() * 0.7))
    planned = result.baseline + (result.target - result.baseline) * Decimal("0.7")
    drawing.text(across(at_three) + 5, down(planned) - 5, "Plan", tone="ink-3", anchor=_side(result))
    drawing.line(across(today), top - 4, across(today), base, stroke="accent", width=1.5)
    drawing.text(across(today), top - 7, "Today", tone="accent", anchor="middle", weight=500)
    if ordered:
        line = "L".join(f"{coordinate(across(day))} {coordinate(down(value))}" for day, value in ordered)
        drawing.path(f"M{line}", stroke="fact", width=2)
        for day, value in ordered:
            drawing.circle(across(day), down(value), 2.2, fill="fact")
        day, value = ordered[-1]
        drawing.circle(across(day), down(value), 4, fill="ink")
        near = down(value) - 9 if abs(down(value) - down(result.target)) > 14 else down(value) + 18
        drawing.text(across(day), near, words.reading(value), size=12, anchor="middle", weight=600)
    rows = [(words.day(day), words.reading(value)) for day, value in ordered]
    rows = [("Baseline", words.reading(result.baseline)), *rows, ("Target", words.reading(result.target))]
    return drawing.chart(said, ("Date", words.capital(result.unit) or "Value"), rows)


def _side(result: Result) -> str:
    """On which side of the planned line its name stands clear of it."""
    return "start" if result.target < result.baseline else "end"


def _ticks(first: dt.date, last: dt.date) -> list[dt.date]:
    """The starts of months, quarters or years, whichever gives a readable number."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= 13 else 3 if months <= 40 else 12
    found = []
    for at in range(months + 1):
        index = first.month - 1 + at
        day = dt.date(first.year + index // 12, index % 12 + 1, 1)
        if day >= first and (day.month - 1) % step == 0:
            found.append(day)
    return found


def _sentence(result: Result, readings: Sequence[tuple[dt.date, Decimal]]) -> str:
    aim = f"target {words.reading(result.target)} by {words.day(result.due)}"
    if not readings:
        return f"{result.name}: no readings yet, {aim}"
    day, value = readings[-1]
    start = words.reading(result.baseline)
    return f"{result.name}: {words.reading(value)} {result.unit} on {words.day(day)}, from {start}, {aim}"
