"""The roadmap: done is solid, plan is an outline, slip past the baseline is hatched; milestones are diamonds.

Each row is an SVG of its own in percent of the row's width, so that labels stay HTML; with a fixed `width` (packs)
the same row is drawn in units.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from big.charts.drawing import ChartTable, Drawing, clean, coordinate
from big.charts.shapes import diamond
from big.core import words

_ROW, _AXIS = 34.0, 28.0


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: where it was planned, where it is forecast, and when it was met."""

    name: str
    baseline: dt.date | None
    forecast: dt.date | None
    met_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A piece of work on the roadmap; `forecast_end` beyond `baseline_end` is slip."""

    name: str
    start: dt.date | None
    baseline_end: dt.date | None
    forecast_end: dt.date | None
    steps: tuple[Step, ...] = ()
    mark: str = "N"
    url: str = ""
    code: str = ""
    finished_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready for the template."""

    course: Course
    svg: SafeString
    sentence: str


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The axis, the rows and the table of the same dates."""

    axis: SafeString
    rows: tuple[Row, ...]
    table: ChartTable
    label: str


@dataclass(frozen=True, slots=True)
class _Scale:
    start: dt.date
    end: dt.date
    width: float | None

    def part(self, day: dt.date) -> float:
        """Where a date stands, from 0 to 1, held inside the roadmap."""
        return max(0.0, min(1.0, (day - self.start).days / max(1, (self.end - self.start).days)))

    def at(self, day: dt.date) -> str:
        """The coordinate of a date."""
        return self.length(self.part(day))

    def length(self, part: float) -> str:
        """A length as percent or, with a fixed width, in units."""
        return f"{round(100 * part, 2):g}%" if self.width is None else coordinate(part * self.width)


def roadmap(
    courses: Sequence[Course], *, start: dt.date, end: dt.date, today: dt.date, width: float | None = None
) -> Roadmap:
    """Rows from `start` to `end` on a grid of quarters; bars are cut at the edges, and the sentence says the dates."""
    scale = _Scale(start, end, width)
    rows = tuple(_row(course, scale, today) for course in courses)
    late = sum(1 for c in courses if c.forecast_end and c.baseline_end and c.forecast_end > c.baseline_end)
    label = (
        f"{words.counted(len(courses), 'row')} from {words.month(start)} to {words.month(end)}, {late} finishing late"
    )
    lines = tuple(
        (
            course.name,
            words.day(course.start) if course.start else words.DASH,
            words.day(course.baseline_end) if course.baseline_end else words.DASH,
            words.day(course.forecast_end) if course.forecast_end else words.DASH,
            _slip(course) or "none",
        )
        for course in courses
    )
    headers = ("Work", "Start", "Planned end", "Forecast end", "Slip")
    return Roadmap(_axis(scale, today), rows, ChartTable("Roadmap dates", headers, lines), label)


def quarters(start: dt.date, end: dt.date, year_starts: int = 4) -> list[tuple[dt.date, str, str]]:
    """The quarters between two dates: first day, "Q3", and the year's name where it begins (2026/27)."""
    found: list[tuple[dt.date, str, str]] = []
    day = dt.date(start.year, start.month, 1)
    while day < end:
        if (day.month - year_starts) % 3 == 0 and day >= start:
            number = (day.month - year_starts) % 12 // 3 + 1
            first = day.year if day.month >= year_starts else day.year - 1
            year = str(first) if year_starts == 1 else f"{first}/{(first + 1) % 100:02d}"
            found.append((day, f"Q{number}", year if number == 1 or not found else ""))
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _open(scale: _Scale, height: float, said: str) -> str:
    wide = "100%" if scale.width is None else coordinate(scale.width)
    tall = coordinate(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ch road" width="{wide}" height="{tall}" role="img"'
        f' aria-label="{clean(said)}" focusable="false"><title>{clean(said)}</title>'
    )


def _axis(scale: _Scale, today: dt.date) -> SafeString:
    pencil = Drawing(0, 0, "")
    thin = (scale.end - scale.start).days > 366 * 4
    shapes = []
    for day, quarter, year in quarters(scale.start, scale.end):
        if thin and not year:
            continue
        x = scale.at(day)
        shapes.append(f'<line x1="{x}" x2="{x}" y1="6" y2="28" {pencil.paint(stroke="line")}/>')
        name = clean(f"{'' if thin else quarter} {year}".strip())
        weight = ' font-weight="500"' if year else ""
        paint = pencil.paint(fill="ink-2" if year else "ink-3")
        shapes.append(f'<text x="{x}" y="19" dx="5" font-family="Geist" font-size="12"{weight} {paint}>{name}</text>')
    if scale.start <= today <= scale.end:
        x = scale.at(today)
        shapes.append(
            f'<svg x="{x}" y="3" width="1" height="20" overflow="visible"><rect x="-21" y="0" width="42" height="18"'
            f' rx="3" {pencil.paint(fill="accent")}/><text x="0" y="13" font-family="Geist" font-size="11"'
            f' font-weight="500" text-anchor="middle" {pencil.paint(fill="on-accent")}>Today</text></svg>'
        )
    return mark_safe(_open(scale, _AXIS, f"Today is {words.day(today)}") + "".join(shapes) + "</svg>")  # noqa: S308


def _row(course: Course, scale: _Scale, today: dt.date) -> Row:
    said = _sentence(course)
    pencil = Drawing(0, 0, said, key=course)
    shapes = [
        f'<line x1="{scale.at(day)}" x2="{scale.at(day)}" y1="0" y2="{_ROW:g}" {pencil.paint(stroke="line")}/>'
        for day, _, year in quarters(scale.start, scale.end)
        if year or (scale.end - scale.start).days <= 366 * 4
    ]
    shapes += _spans(course, scale, today, pencil)
    if scale.start <= today <= scale.end:
        x = scale.at(today)
        shapes.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{_ROW:g}" {pencil.paint(stroke="accent", width=1.5)}/>')
    for step in course.steps:
        shapes += _diamonds(step, scale, pencil)
    svg = _open(scale, _ROW, said) + pencil.definitions() + "".join(shapes) + "</svg>"
    return Row(course, mark_safe(svg), said)  # noqa: S308 - texts went through clean()


def _spans(course: Course, scale: _Scale, today: dt.date, pencil: Drawing) -> list[str]:
    """Solid from the start to today (or to the end), outline to the baseline end, hatch beyond it."""
    start, plan = course.start, course.baseline_end or course.forecast_end
    if start is None or plan is None:
        y = coordinate(_ROW / 2)
        dash = pencil.paint(stroke="edge", dash="3 3")
        return [f'<line x1="0" x2="{scale.length(1)}" y1="{y}" y2="{y}" {dash}/>']
    end = course.finished_on or course.forecast_end or plan
    done = min(course.finished_on or today, max(end, start))
    late = "red" if course.mark in ("R", "AR") else "amber-edge"
    pieces = [
        (start, done, pencil.paint(fill="fact")),
        (max(done, start), min(plan, end), pencil.paint(fill="paper", stroke="fact", width=1.25)),
        (max(plan, done, start), end, pencil.paint(fill=f"hatch:{late}", stroke=late, width=1.25)),
    ]
    shapes = []
    for first, last, paint in pieces:
        size = scale.part(last) - scale.part(first)
        if last > first and size > 0:
            shapes.append(
                f'<rect x="{scale.at(first)}" y="11.5" width="{scale.length(size)}" height="11" rx="1" {paint}/>'
            )
    return shapes


def _diamonds(step: Step, scale: _Scale, pencil: Drawing) -> list[str]:
    """Met: solid. To come: outline. Moved: the original date dashed, the new one filled with a red border."""
    day = step.met_on or step.forecast or step.baseline
    if day is None or not scale.start <= day <= scale.end:
        return []
    moved = bool(step.baseline and not step.met_on and day > step.baseline)
    found = []
    if moved and step.baseline and step.baseline >= scale.start:
        found.append((step.baseline, pencil.paint(fill="paper", stroke="edge", dash="2 2")))
    if step.met_on:
        found.append((day, pencil.paint(fill="ink", stroke="paper", width=1.5)))
    elif moved:
        found.append((day, pencil.paint(fill="amber-fill", stroke="red", width=1.5)))
    else:
        found.append((day, pencil.paint(fill="paper", stroke="ink", width=1.5)))
    shape, said = diamond(0, 0, 8), clean(_step_sentence(step))
    return [
        f'<svg x="{scale.at(when)}" y="{_ROW / 2:g}" width="1" height="1" overflow="visible">'
        f'<path d="{shape}" {paint}><title>{said}</title></path></svg>'
        for when, paint in found
    ]


def _step_sentence(step: Step) -> str:
    if step.met_on:
        return f"{step.name}, met {words.day(step.met_on)}"
    day = step.forecast or step.baseline
    if day is None:
        return f"{step.name}, no date"
    moved = f", was {words.day(step.baseline)}" if step.baseline and day > step.baseline else ""
    return f"{step.name}, {words.day(day)}{moved}"


def _slip(course: Course) -> str:
    if not course.baseline_end or not course.forecast_end:
        return ""
    return words.slip((course.forecast_end - course.baseline_end).days)


def _sentence(course: Course) -> str:
    end = course.forecast_end or course.baseline_end
    if course.start is None or end is None:
        return f"{course.name}: no dates given"
    if course.finished_on:
        told = f"finished {words.day(course.finished_on)}"
    elif _slip(course).startswith("+"):
        told = f"forecast to finish {words.day(end)}, {_slip(course)} late"
    else:
        told = f"forecast to finish {words.day(end)}, as planned"
    return f"{course.name}: from {words.day(course.start)}, {told}"
