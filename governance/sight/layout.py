"""Where every node of the columns stands, and the curves between them: heights are fixed, so the server knows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from big.charts.sight import Link as Curve

# The same numbers stand in static/css/sight.css.
RICH: Final = 66
SLIM: Final = 26
GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place in its column, in pixels from the top."""

    top: int
    height: int

    @property
    def middle(self) -> float:
        """Where its curves end."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: how much empty height it begins with, and the place of each of its nodes."""

    lead: int
    boxes: Mapping[str, Box]
    height: int


def stack(nodes: Sequence[tuple[str, bool]], *, lead: int = 0) -> Lane:
    """Put nodes (name, whether it is rich) one under the other, below `lead` pixels."""
    boxes: dict[str, Box] = {}
    top = lead
    for name, is_rich in nodes:
        height = RICH if is_rich else SLIM
        boxes[name] = Box(top, height)
        top += height + GAP
    return Lane(lead, boxes, max(top - GAP, 0) if nodes else lead)


def level(lanes: Sequence[Sequence[tuple[str, bool]]], path: Iterable[str], *, first_lead: int = 0) -> list[Lane]:
    """Stack every column and move the shorter ones down, so that the path through the focus runs flat.

    The column whose path lies lowest stays where it is; none is pushed further down than the tallest column ends.
    """
    on_path = set(path)
    stacked = [stack(nodes, lead=first_lead if at == 0 else 0) for at, nodes in enumerate(lanes)]
    middles = [_middle(lane, on_path) for lane in stacked]
    known = [middle for middle in middles if middle is not None]
    if not known:
        return stacked
    height = max(lane.height for lane in stacked)
    goal = max(known)
    moved = []
    for at, (lane, middle) in enumerate(zip(stacked, middles, strict=True)):
        shift = 0 if middle is None else max(0, min(round(goal - middle), height - lane.height))
        moved.append(stack(lanes[at], lead=lane.lead + shift) if shift else lane)
    return moved


def _middle(lane: Lane, names: set[str]) -> float | None:
    """The middle of what a column has on the path."""
    boxes = [box for name, box in lane.boxes.items() if name in names]
    return (min(box.top for box in boxes) + max(box.top + box.height for box in boxes)) / 2 if boxes else None


def curves(left: Lane, right: Lane, edges: Iterable[tuple[str, str, str]]) -> list[Curve]:
    """The curves of edges (from, to, kind) of which both ends are shown, each once."""
    drawn = {
        Curve(left.boxes[one].middle, right.boxes[two].middle, kind)
        for one, two, kind in edges
        if one in left.boxes and two in right.boxes
    }
    return sorted(drawn, key=lambda curve: (curve.y1, curve.y2, curve.kind))


def stubs(lane: Lane, names: Iterable[str], kind: str) -> list[Curve]:
    """The stubs of nodes that miss a link on one side."""
    return [Curve(box.middle, box.middle, kind) for name in names if (box := lane.boxes.get(name))]
