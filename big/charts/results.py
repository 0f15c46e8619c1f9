"""A key result over time: readings solid, the plan a thin line from baseline to target, the target dashed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from big.charts.drawing import Chart, Drawing, coordinate, width_of
from big.core import words


@dataclass(frozen=True, slots=True)
class Result:
    """What the chart needs of a key result; `baseline` and `target` stand at `start` and `due`.

    `steps` are targets on the way, which bend the planned line; `band` is what the measure is to be kept within.
    """

    name: str
    unit: str
    baseline: Decimal
    target: Decimal
    start: dt.date
    due: dt.date
    steps: tuple[tuple[dt.date, Decimal], ...] = ()
    band: tuple[Decimal, Decimal] | None = None

    @property
    def aims(self) -> tuple[Decimal, ...]:
        """Where the lines of the target are drawn: one, or the two edges of the band."""
        return self.band or (self.target,)

    @property
    def aim(self) -> str:
        """The target as words: "Target 14", "Band 2 to 5"."""
        if self.band is None:
            return f"Target {words.reading(self.target)}"
        return f"Band {words.reading(self.band[0])} to {words.reading(self.band[1])}"

    @property
    def plan(self) -> list[tuple[dt.date, Decimal]]:
        """The planned line, point by point."""
        between = [step for step in sorted(self.steps) if self.start < step[0] < self.due]
        return [(self.start, self.baseline), *between, (self.due, self.target)]

    def planned(self, day: dt.date) -> Decimal:
        """Where the planned line stands on a day between start and due."""
        for (from_day, from_value), (to_day, to_value) in pairwise(self.plan):
            if from_day <= day <= to_day:
                part = Decimal((day - from_day).days) / max(1, (to_day - from_day).days)
                return from_value + (to_value - from_value) * part
        return self.target


def result_chart(
    result: Result,
    readings: Sequence[tuple[dt.date, Decimal]],
    *,
    today: dt.date,
    foreseen: tuple[dt.date, Decimal] | None = None,
    label: str = "",
    width: float = 640,
    height: float = 240,
) -> Chart:
    """Readings against the planned line and the target; today is marked, and the latest reading named.

    `foreseen` is where the latest reading leads: dotted, and a hollow point with its value.
    """
    ordered = sorted(readings)
    said = label or _sentence(result, ordered)
    drawing = Drawing(width, height, said, css="result", key=(result, tuple(ordered), today, foreseen))
    first = min([result.start, *(day for day, _ in ordered[:1])])
    ahead = [foreseen] if foreseen and ordered else []
    last = max([result.due, today, *(day for day, _ in (*ordered[-1:], *ahead))])
    span = max(1, (last - first).days)
    values = [*(float(v) for _, v in (*result.plan, *ordered, *ahead)), *map(float, result.aims)]
    low, high = min(values), max(values)
    margin = (high - low) * 0.08 or 1.0
    low, high = low - margin, high + margin
    target_text = result.aim
    right = max(width_of(target_text), 60.0) + 10
    left, top, base = 6.0, 18.0, height - 24

    def across(day: dt.date) -> float:
        return left + (day - first).days / span * (width - left - right)

    def down(value: Decimal) -> float:
        return base - (float(value) - low) / (high - low) * (base - top)

    for day in _ticks(first, last):
        drawing.line(across(day), top, across(day), base, stroke="line")
        drawing.text(across(day) + 3, height - 8, _tick(day, first, span), tone="ink-3")
    drawing.line(left, base, width - right, base, stroke="ink")
    for aim in result.aims:
        drawing.line(left, down(aim), width - right, down(aim), stroke="edge", dash="4 3")
    drawing.text(width - right + 6, down(result.target) + 4, target_text, tone="ink-2")
    plan = "L".join(f"{coordinate(across(day))} {coordinate(down(value))}" for day, value in result.plan)
    drawing.path(f"M{plan}", stroke="prior", width=1.5)
    drawing.circle(across(result.start), down(result.baseline), 3, fill="paper", stroke="fact", width=1.25)
    at_three = dt.date.fromordinal(round(result.start.toordinal() * 0.3 + result.due.toordinal() * 0.7))
    drawing.text(across(at_three) + 5, down(result.planned(at_three)) - 5, "Plan", tone="ink-3", anchor=_side(result))
    drawing.line(across(today), top - 4, across(today), base, stroke="accent", width=1.5)
    drawing.text(across(today), top - 7, "Today", tone="accent", anchor="middle", weight=500)
    if ordered:
        line = "L".join(f"{coordinate(across(day))} {coordinate(down(value))}" for day, value in ordered)
        drawing.path(f"M{line}", stroke="fact", width=2)
        for day, value in ordered:
            drawing.circle(across(day), down(value), 2.2, fill="fact")
        day, value = ordered[-1]
        drawing.circle(across(day), down(value), 4, fill="ink")
        for on, leads_to in ahead:
            drawing.line(across(day), down(value), across(on), down(leads_to), stroke="fact", width=1.5, dash="1.5 4")
            drawing.circle(across(on), down(leads_to), 3.5, fill="paper", stroke="fact", width=1.5)
            clear = down(leads_to) - 8 if down(leads_to) < down(result.target) - 12 else down(leads_to) + 16
            drawing.text(across(on), min(clear, base - 3), words.reading(leads_to), tone="ink-2", anchor="end")
        near = down(value) - 9 if abs(down(value) - down(result.target)) > 14 else down(value) + 18
        drawing.text(across(day), near, words.reading(value), size=12, anchor="middle", weight=600)
    rows = [(words.day(day), words.reading(value)) for day, value in ordered]
    name, said_of_aim = result.aim.split(" ", 1)
    foretold = [(f"{words.day(on)}, forecast", words.reading(leads_to)) for on, leads_to in ahead]
    rows = [("Baseline", words.reading(result.baseline)), *rows, *foretold, (name, said_of_aim)]
    return drawing.chart(said, ("Date", words.capital(result.unit) or "Value"), rows)


def _tick(day: dt.date, first: dt.date, span: int) -> str:
    """The name of a tick; where every month has one, only the first and each January carry the year."""
    if span > 430:
        return f"{day:%b %Y}"
    return f"{day:%b %y}" if day.month == 1 or (day - first).days < 31 else f"{day:%b}"


def _side(result: Result) -> str:
    """On which side of the planned line its name stands clear of it."""
    return "start" if result.target < result.baseline else "end"


def _ticks(first: dt.date, last: dt.date) -> list[dt.date]:
    """The starts of months, quarters or years, whichever gives a readable number."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= 14 else 3 if months <= 40 else 12
    found = []
    for at in range(months + 1):
        index = first.month - 1 + at
        day = dt.date(first.year + index // 12, index % 12 + 1, 1)
        if day >= first and (day.month - 1) % step == 0:
            found.append(day)
    return found


def _sentence(result: Result, readings: Sequence[tuple[dt.date, Decimal]]) -> str:
    aim = f"{result.aim[0].lower()}{result.aim[1:]} by {words.day(result.due)}"
    if not readings:
        return f"{result.name}: no readings yet, {aim}"
    day, value = readings[-1]
    start = words.reading(result.baseline)
    return f"{result.name}: {words.reading(value)} {result.unit} on {words.day(day)}, from {start}, {aim}"
