"""The cover art of a pack, which is data: objectives above, the work that serves them below, missing links dashed.

It copes with any size: few works are drawn one by one with their codes; many become fields of small marks under their
objective; and what still does not fit is counted in the sentence, never left out in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from big.charts.drawing import Chart, Drawing, balanced, coordinate, shortened
from big.charts.shapes import draw_mark
from big.core import marks, words

_ROWS, _ONE_BY_ONE, _MOST_OBJECTIVES, _EDGE = 6, 28, 70, 10.0


@dataclass(frozen=True, slots=True)
class ArtObjective:
    """An objective on the cover."""

    key: int
    code: str
    name: str
    mark: str


@dataclass(frozen=True, slots=True)
class ArtWork:
    """A piece of work on the cover; `objectives` are the keys it serves, the main one first."""

    code: str
    mark: str
    objectives: tuple[int, ...] = ()


@dataclass(slots=True)
class _Group:
    """An objective with the work that mainly serves it; without an objective, the work that serves none."""

    objective: ArtObjective | None
    works: list[ArtWork] = field(default_factory=list)
    columns: int = 1
    left: float = 0.0
    right: float = 0.0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def cover_art(
    objectives: Sequence[ArtObjective],
    works: Sequence[ArtWork],
    *,
    width: float = 1016,
    height: float = 262,
    label: str = "",
) -> Chart:
    """The drawing of the whole line of sight, with a sentence that counts what it shows and what is missing."""
    groups, hidden = _groups(objectives, works)
    said = label or _sentence(objectives, works, hidden)
    drawing = Drawing(width, height, said, css="art-svg", key=(tuple(objectives), tuple(works)))
    slots = sum(max(1, len(group.works)) for group in groups)
    if not groups:
        drawing.line(0, height / 2, width, height / 2, stroke="edge", dash="4 4")
        drawing.text(
            width / 2, height / 2 - 10, "No objectives and no work yet", tone="ink-3", anchor="middle", size=12
        )
    elif slots <= _ONE_BY_ONE:
        _draw_single(drawing, groups, slots)
    else:
        _draw_fields(drawing, groups)
    rows = [
        (
            group.objective.name if group.objective else "No objective",
            words.number(len(group.works)),
            *(words.number(sum(1 for w in group.works if marks.known(w.mark) == code)) for code in ("R", "A", "G")),
        )
        for group in groups
    ]
    return drawing.chart(said, ("Objective", "Work", "Red", "Amber", "Green"), rows)


def _groups(objectives: Sequence[ArtObjective], works: Sequence[ArtWork]) -> tuple[list[_Group], int]:
    """Objectives in order with their works, worst first; beyond the most that fit, those with least work are hidden."""
    by_key = {objective.key: _Group(objective) for objective in objectives}
    loose = _Group(None)
    for work in works:
        main = next((key for key in work.objectives if key in by_key), None)
        (loose if main is None else by_key[main]).works.append(work)
    groups = list(by_key.values())
    hidden = max(0, len(groups) - _MOST_OBJECTIVES)
    if hidden:
        kept = sorted(groups, key=lambda group: -len(group.works))[:_MOST_OBJECTIVES]
        groups = [group for group in groups if group in kept]
    if loose.works:
        groups.append(loose)
    for group in groups:
        group.works.sort(key=lambda work: marks.ORDER.index(marks.known(work.mark)))
    return groups, hidden


def _draw_names(drawing: Drawing, groups: Sequence[_Group], y: float) -> None:
    """The objectives' names over two lines where all have room, else their codes, else nothing."""
    middles = [group.middle for group in groups if group.objective]
    gaps = [after - before for before, after in pairwise(middles)]
    tightest = _tightest(groups)
    for at, group in enumerate(group for group in groups if group.objective):
        if group.objective is None or tightest < 26:
            continue
        if tightest < 62:
            code = shortened(group.objective.code, tightest, 10.5)
            drawing.text(group.middle, y + 15, code, size=10.5, tone="ink-3", anchor="middle")
            continue
        edges = [2 * group.middle, 2 * (drawing.width - group.middle)]
        room = min([*gaps[max(0, at - 1) : at + 1], *edges, 150.0])
        lines = balanced(group.objective.name, room - 4, 12)
        for row, line in enumerate(lines):
            drawing.text(group.middle, y + 15 * (row + 2 - len(lines)), line, size=12, anchor="middle")


def _tightest(groups: Sequence[_Group]) -> float:
    """The least distance between two objectives."""
    middles = [group.middle for group in groups if group.objective]
    return min((after - before for before, after in pairwise(middles)), default=150.0)


def _curve(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, *, main: bool = True) -> None:
    middle = (y1 + y2) / 2
    drawing.path(
        f"M{coordinate(x1)} {coordinate(y1)}C{coordinate(x1)} {coordinate(middle)} {coordinate(x2)}"
        f" {coordinate(middle)} {coordinate(x2)} {coordinate(y2)}",
        stroke="ink" if main else "prior",
        width=1.3 if main else 0.75,
    )


def _draw_single(drawing: Drawing, groups: Sequence[_Group], slots: int) -> None:
    """Each work by itself, with its code, under its objective."""
    width, height = drawing.width, drawing.height
    pitch = (width - 60) / max(1, slots - 1) if slots > 1 else 0
    top, base = 62.0, height - 44
    at = 0
    places: list[tuple[ArtWork, float, _Group]] = []
    for group in groups:
        count = max(1, len(group.works))
        group.left = 30 + at * pitch if slots > 1 else width / 2
        group.right = group.left + (count - 1) * pitch
        places += [(work, group.left + n * pitch, group) for n, work in enumerate(group.works)]
        at += count
    middles = {group.objective.key: group.middle for group in groups if group.objective}
    for work, x, group in places:
        main = group.objective.key if group.objective else None
        for key in work.objectives:
            if key in middles and key != main:
                _curve(drawing, x, base - 11, middles[key], top + 13, main=False)
        if main is None:
            drawing.line(x, base - 12, x, base - 60, stroke="edge", width=1.3, dash="4 4")
        else:
            _curve(drawing, x, base - 11, group.middle, top + 13)
    _draw_names(drawing, groups, top - 38)
    for group in groups:
        if group.objective is None:
            continue
        if not group.works:
            drawing.line(group.middle, top + 13, group.middle, top + 60, stroke="edge", width=1.3, dash="4 4")
        draw_mark(drawing, group.middle, top, group.objective.mark, 12)
    for work, x, _ in places:
        draw_mark(drawing, x, base, work.mark, 9)
        drawing.text(x, base + 27, shortened(work.code, max(pitch, 30), 10.5), size=10.5, tone="ink-3", anchor="middle")


def _draw_fields(drawing: Drawing, groups: Sequence[_Group]) -> None:
    """Each objective's work as a field of small marks, worst first, filled column by column."""
    works = any(group.works for group in groups)
    top = 62.0 if works else drawing.height / 2 - 20
    field_top = 150.0 if any(group.objective for group in groups) else 84.0
    depth, pitch = _lay_fields(groups, drawing.width, drawing.height - field_top - 4)
    middles = {group.objective.key: group.middle for group in groups if group.objective}
    shared = {(key, group.middle) for group in groups for work in group.works for key in work.objectives[1:]}
    for key, below in sorted(shared):
        if key in middles and middles[key] != below:
            _curve(drawing, below, field_top - 10, middles[key], top + 13, main=False)
    _draw_names(drawing, groups, top - 38)
    size = min(12.0, max(4.5, _tightest(groups) / 3))
    for group in groups:
        _draw_stem(drawing, group, top, field_top)
        if group.objective:
            draw_mark(drawing, group.middle, top, group.objective.mark, size, letter=size >= 8)
        for at, work in enumerate(group.works):
            column, row = divmod(at, depth)
            x, y = group.left + (column + 0.5) * pitch, field_top + (row + 0.5) * pitch
            draw_mark(drawing, x, y, work.mark, pitch * 0.36, letter=False)


def _lay_fields(groups: Sequence[_Group], width: float, height: float) -> tuple[int, float]:
    """Give every group its place; of the depths that fit, the one with the largest marks."""
    width -= 2 * _EDGE
    largest = 18.0 if any(group.objective for group in groups) else 24.0
    found: list[tuple[float, int, int]] = []
    for depth in range(_ROWS, 16):
        room = sum(max(1, -(-len(group.works) // depth)) for group in groups) + len(groups) - 1
        found.append((min(largest, height / depth, width / room), -depth, room))
    pitch, negative, room = max(found)
    depth = -negative
    spare = (width - room * pitch) / len(groups)
    x = _EDGE
    for group in groups:
        group.columns = max(1, -(-len(group.works) // depth))
        group.left = x + spare / 2
        group.right = group.left + group.columns * pitch
        x += (group.columns + 1) * pitch + spare
    return depth, pitch


def _draw_stem(drawing: Drawing, group: _Group, top: float, field_top: float) -> None:
    """The line from an objective to its field; dashed where there is nothing at the other end."""
    x = group.middle
    if group.objective is None:
        drawing.line(x, field_top - 10, x, field_top - 48, stroke="edge", width=1.3, dash="4 4")
        said = f"{words.number(len(group.works))} serving no objective"
        inside = min(max(x, 80.0), drawing.width - 80)
        drawing.text(inside, field_top - 56, said, tone="ink-3", anchor="middle")
    elif group.works:
        _curve(drawing, x, field_top - 10, x, top + 13)
    else:
        drawing.line(x, top + 10, x, top + 44, stroke="edge", width=1.3, dash="4 4")


def _sentence(objectives: Sequence[ArtObjective], works: Sequence[ArtWork], hidden: int) -> str:
    if not objectives and not works:
        return "There are no objectives and no work yet"
    keys = {objective.key for objective in objectives}
    served = {key for work in works for key in work.objectives}
    alone = sum(1 for objective in objectives if objective.key not in served)
    loose = sum(1 for work in works if not keys & set(work.objectives))
    shown = f"{words.counted(len(objectives), 'objective')} above, {words.counted(len(works), 'piece')} of work below"
    gaps = []
    if loose:
        gaps.append(f"{words.counted(loose, 'piece')} of work {'serves' if loose == 1 else 'serve'} no objective")
    if alone:
        gaps.append(f"{words.counted(alone, 'objective')} {'has' if alone == 1 else 'have'} no work")
    told = f"{shown}; {' and '.join(gaps)}" if gaps else f"{shown}, all linked"
    if hidden:
        told += f"; {words.counted(hidden, 'objective')} with the least work not drawn"
    return words.capital(told)
