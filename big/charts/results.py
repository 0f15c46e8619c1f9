"""A key result over time: readings solid, the plan a thin line from baseline to target, the target dashed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from big.charts.drawing import Chart, Drawing, coordinate, width_of
from big.core import words

# Under the time, where it is said how sure people were: its whole height, and that of a column for ten of ten.
_STRIP: Final = 30
_STRIP_HIGH: Final = 20
_Point = tuple[dt.date, Decimal]


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


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a day and a value stand in the drawing; words stand to the right of `edge`."""

    first: dt.date
    span: int
    low: float
    high: float
    edge: float
    left: float = 6.0
    top: float = 18.0
    base: float = 0.0

    def across(self, day: dt.date) -> float:
        return self.left + (day - self.first).days / self.span * (self.edge - self.left)

    def down(self, value: Decimal) -> float:
        return self.base - (float(value) - self.low) / (self.high - self.low) * (self.base - self.top)


def result_chart(
    result: Result,
    readings: Sequence[tuple[dt.date, Decimal]],
    *,
    today: dt.date,
    foreseen: tuple[dt.date, Decimal] | None = None,
    confidence: Mapping[dt.date, int] | None = None,
    label: str = "",
    width: float = 640,
    height: float = 240,
) -> Chart:
    """Readings against the planned line and the target; today is marked, and the latest reading named.

    `foreseen` is where the latest reading leads: dotted, and a hollow point with its value. `confidence`, 0 to 10 by
    the day it was said, stands as columns under the time.
    """
    ordered, sure = sorted(readings), dict(sorted((confidence or {}).items()))
    ahead = [foreseen] if foreseen and ordered else []
    said, key = label or _sentence(result, ordered), (result, *ordered, today, *ahead, *sure.items())
    height += _STRIP if sure else 0
    drawing = Drawing(width, height, said, css="result", key=key)
    days = [day for day, _ in (*ordered, *ahead)]
    first, last = min([result.start, *days[:1]]), max([result.due, today, *days])
    values = [*(float(v) for _, v in (*result.plan, *ordered, *ahead)), *map(float, result.aims)]
    margin = (max(values) - min(values)) * 0.08 or 1.0
    plane = _Plane(
        first,
        max(1, (last - first).days),
        min(values) - margin,
        max(values) + margin,
        edge=width - max(width_of(result.aim), width_of("Confidence"), 60.0) - 10,
        base=height - 24 - (_STRIP if sure else 0),
    )
    _draw_frame(drawing, plane, result, last)
    _draw_plan(drawing, plane, result, today)
    if ordered:
        _draw_readings(drawing, plane, result, ordered, ahead)
    _draw_confidence(drawing, plane, sure, height - 4)
    return _with_table(drawing, said, result, ordered, ahead, sure)


def _draw_frame(drawing: Drawing, plane: _Plane, result: Result, last: dt.date) -> None:
    for day in _ticks(plane.first, last):
        drawing.line(plane.across(day), plane.top, plane.across(day), plane.base, stroke="line")
        drawing.text(plane.across(day) + 3, plane.base + 16, _tick(day, plane.first, plane.span), tone="ink-3")
    drawing.line(plane.left, plane.base, plane.edge, plane.base, stroke="ink")
    for aim in result.aims:
        drawing.line(plane.left, plane.down(aim), plane.edge, plane.down(aim), stroke="edge", dash="4 3")
    drawing.text(plane.edge + 6, plane.down(result.target) + 4, result.aim, tone="ink-2")


def _draw_plan(drawing: Drawing, plane: _Plane, result: Result, today: dt.date) -> None:
    drawing.path(_line_of(plane, result.plan), stroke="prior", width=1.5)
    start = plane.across(result.start), plane.down(result.baseline)
    drawing.circle(*start, 3, fill="paper", stroke="fact", width=1.25)
    at_three = dt.date.fromordinal(round(result.start.toordinal() * 0.3 + result.due.toordinal() * 0.7))
    across, down = plane.across(at_three), plane.down(result.planned(at_three))
    drawing.text(across + 5, down - 5, "Plan", tone="ink-3", anchor=_side(result))
    drawing.line(plane.across(today), plane.top - 4, plane.across(today), plane.base, stroke="accent", width=1.5)
    drawing.text(plane.across(today), plane.top - 7, "Today", tone="accent", anchor="middle", weight=500)


def _draw_readings(
    drawing: Drawing, plane: _Plane, result: Result, ordered: Sequence[_Point], ahead: Sequence[_Point]
) -> None:
    drawing.path(_line_of(plane, ordered), stroke="fact", width=2)
    for day, value in ordered:
        drawing.circle(plane.across(day), plane.down(value), 2.2, fill="fact")
    across, down, aim = plane.across(ordered[-1][0]), plane.down(ordered[-1][1]), plane.down(result.target)
    drawing.circle(across, down, 4, fill="ink")
    for day, value in ahead:
        on, leads_to = plane.across(day), plane.down(value)
        drawing.line(across, down, on, leads_to, stroke="fact", width=1.5, dash="1.5 4")
        drawing.circle(on, leads_to, 3.5, fill="paper", stroke="fact", width=1.5)
        clear = leads_to - 8 if leads_to < aim - 12 else leads_to + 16
        drawing.text(on, min(clear, plane.base - 3), words.reading(value), tone="ink-2", anchor="end")
    near = down - 9 if abs(down - aim) > 14 else down + 18
    drawing.text(across, near, words.reading(ordered[-1][1]), size=12, anchor="middle", weight=600)


def _draw_confidence(drawing: Drawing, plane: _Plane, sure: Mapping[dt.date, int], foot: float) -> None:
    for day, said in sure.items():
        tall, across = _STRIP_HIGH * said / 10, plane.across(day) - 2
        drawing.rect(across, foot - _STRIP_HIGH, 4, _STRIP_HIGH, fill="line")
        drawing.rect(across, foot - tall, 4, tall, fill="fact")
    if sure:
        drawing.text(plane.edge + 6, foot - 4, "Confidence", tone="ink-3")


def _line_of(plane: _Plane, points: Sequence[_Point]) -> str:
    return "M" + "L".join(f"{coordinate(plane.across(day))} {coordinate(plane.down(value))}" for day, value in points)


def _with_table(
    drawing: Drawing,
    said: str,
    result: Result,
    ordered: Sequence[_Point],
    ahead: Sequence[_Point],
    sure: Mapping[dt.date, int],
) -> Chart:
    """The drawing with its numbers; a column says how sure people were, where they said so."""
    name, aim = result.aim.split(" ", 1)
    rows = [
        ("Baseline", words.reading(result.baseline), ""),
        *(
            (words.day(day), words.reading(value), f"{sure[day]} of 10" if day in sure else words.DASH)
            for day, value in ordered
        ),
        *((f"{words.day(day)}, forecast", words.reading(value), "") for day, value in ahead),
        (name, aim, ""),
    ]
    headers = ("Date", words.capital(result.unit) or "Value")
    if not sure:
        return drawing.chart(said, headers, [row[:2] for row in rows])
    return drawing.chart(said, (*headers, "Confidence"), rows)


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
