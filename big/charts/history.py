"""How a rating moved over the years: steps between levels, gaps where it was withheld or not reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from big.charts.drawing import Chart, Drawing
from big.charts.shapes import draw_mark
from big.core import marks, words

_FIVE = ("G", "AG", "A", "AR", "R")
_THREE = ("G", "A", "R")


@dataclass(frozen=True, slots=True)
class RatingPoint:
    """A rating at one moment: R, AR, A, AG, G, N (not reported) or W (withheld); `scale` is five or three points."""

    name: str
    mark: str
    scale: int = 3


def rating_history(points: Sequence[RatingPoint], *, label: str = "", width: float = 560, height: float = 0) -> Chart:
    """Ratings, oldest first, as marks on their level; a dashed line bridges what is missing.

    Where the scale changes between five and three points, a rule says so, since the two cannot be compared as they are.
    """
    said = label or _sentence(points)
    five = any(point.scale == 5 or point.mark in ("AR", "AG") for point in points)
    levels = _FIVE if five else _THREE
    pitch = 27.0 if five else 36.0
    gaps = any(marks.known(point.mark) not in levels for point in points)
    split = any(before.scale != after.scale for before, after in pairwise(points))
    first = 32.0 if split else 16.0
    low = first + pitch * (len(levels) - 1) + (22 if gaps else 0)
    height = height or low + 36
    drawing = Drawing(width, height, said, css="ratings", key=tuple(points))
    left = 92.0
    each = (width - left - 8) / max(1, len(points))
    y_of = {code: first + pitch * at for at, code in enumerate(levels)}
    for code, y in y_of.items():
        drawing.line(left, y, width, y, stroke="line")
        drawing.text(0, y + 4, marks.NAMES[code], tone="ink-3")
    places = [(left + each * (at + 0.5), y_of.get(marks.known(p.mark), low), p) for at, p in enumerate(points)]
    _course(drawing, [place for place in places if marks.known(place[2].mark) in y_of], places)
    for x, y, point in places:
        draw_mark(drawing, x, y, point.mark, 9)
        drawing.text(x, height - 5, point.name, tone="ink-3", anchor="middle")
    for (x1, _, before), (x2, _, after) in pairwise(places):
        if before.scale != after.scale:
            drawing.line((x1 + x2) / 2, 2, (x1 + x2) / 2, low + 6, stroke="edge", dash="2 3")
            drawing.text((x1 + x2) / 2 + 5, 11, f"{after.scale}-point scale", size=11, tone="ink-3")
    rows = [(p.name, marks.NAMES[marks.known(p.mark)], f"{p.scale} points") for p in points]
    return drawing.chart(said, ("Snapshot", "Rating", "Scale"), rows)


def _course(
    drawing: Drawing,
    known: Sequence[tuple[float, float, RatingPoint]],
    places: Sequence[tuple[float, float, RatingPoint]],
) -> None:
    """Steps between known neighbours, solid; dashed from the last known to the next across a gap."""
    order = {place[0]: at for at, place in enumerate(places)}
    for (x1, y1, _), (x2, y2, _) in pairwise(known):
        beside = order[x2] - order[x1] == 1
        middle = (x1 + x2) / 2
        path = f"M{x1:.1f} {y1:.1f}H{middle:.1f}V{y2:.1f}H{x2:.1f}"
        stroke, width, dash = ("fact", 1.75, "") if beside else ("edge", 1.25, "3 3")
        drawing.path(path, stroke=stroke, width=width, dash=dash)


def _sentence(points: Sequence[RatingPoint]) -> str:
    known = [p for p in points if marks.known(p.mark) in _FIVE]
    if not known:
        return "No rating has been published" if points else "No ratings yet"
    first, last = known[0], known[-1]
    missing = len(points) - len(known)
    tail = f", missing {words.times(missing)}" if missing else ""
    if first == last:
        return f"{marks.NAMES[last.mark]} in {last.name}{tail}"
    start, end = marks.NAMES[first.mark].lower(), marks.NAMES[last.mark].lower()
    return f"From {start} in {first.name} to {end} in {last.name}{tail}"
