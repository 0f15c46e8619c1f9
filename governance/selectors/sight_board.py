"""Fills the line of sight: what each shown record says, and where it stands; reads only the records that are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from big.charts.sight import Link as Curve
from big.charts.sight import gutter
from big.core import words
from governance.selectors.sight_nodes import Filling
from governance.sight import layout, window
from governance.sight.graph import Graph, Key, Kind, Path, path_through
from governance.sight.model import Board, Column, Node
from governance.sight.window import Ordered, Shown

TITLES = {
    "driver": ("Drivers", "driver", "drivers"),
    "objective": ("Objectives", "objective", "objectives"),
    "key_result": ("Key results", "key result", "key results"),
    "work": ("Work", "piece of work", "pieces of work"),
}
COLUMNS: tuple[Kind, ...] = ("driver", "objective", "key_result", "work")
# Purposes stand above the drivers as text; the height that one of them takes, in pixels.
PURPOSE_HEIGHT = 104


@dataclass(frozen=True, slots=True)
class View:
    """How the reader looks: what is in focus, gaps only, which column is opened up."""

    focus: str = ""
    gaps_only: bool = False
    opened: str = ""


class UnknownFocusError(LookupError):
    """Nothing that the reader may see has this code."""


@dataclass(frozen=True)
class Drawing:
    """One reading of the line of sight: the graph, the path through the focus, and what of it is shown."""

    graph: Graph
    view: View
    shows_all: bool = False
    # What "gaps only" keeps besides records that miss a link: those that are there and do not hold.
    weak: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def focus(self) -> Key | None:
        """The record in focus; UnknownFocusError where the code names nothing."""
        if not self.view.focus:
            return None
        key = self.graph.find(self.view.focus)
        if key is None:
            raise UnknownFocusError(self.view.focus)
        return key

    @cached_property
    def path(self) -> Path:
        """The line through the focus."""
        return path_through(self.graph, self.focus)

    @cached_property
    def order(self) -> Ordered:
        """Every column in order."""
        return window.ordered(self.graph)

    @cached_property
    def shown(self) -> dict[Kind, Shown]:
        """What each column shows."""
        keys: dict[Kind, Sequence[int]] = {
            "driver": self.order.drivers,
            "objective": self.order.objectives,
            "key_result": self.order.key_results,
            "work": self.order.works,
        }
        return {
            kind: window.chosen(
                kind,
                keys[kind],
                self.path,
                self.graph.gaps.get(kind, frozenset()) | self.weak.get(kind, frozenset()),
                gaps_only=self.view.gaps_only,
                is_open=self.shows_all or self.view.opened == kind,
            )
            for kind in COLUMNS
        }

    @cached_property
    def unmeasured(self) -> list[int]:
        """Shown objectives that work serves and no key result measures; a gap stands in their place."""
        if self.view.gaps_only and self.focus is None:
            return []
        return [
            key
            for key in self.shown["objective"].keys
            if not self.graph.key_results_of.get(key) and self.graph.links_of_objective.get(key)
        ]

    def gap_counts(self) -> dict[str, int]:
        """How many records of each column miss a link, of those that the page is narrowed to."""
        present: dict[str, set[int]] = {
            "driver": set(self.graph.drivers),
            "objective": set(self.graph.objectives),
            "key_result": set(self.graph.measures),
            "work": set(self.graph.works),
        }
        return {kind: len(keys & self.graph.gaps.get(kind, frozenset())) for kind, keys in present.items()}


def board(drawing: Drawing, filling: Filling) -> Board:
    """The page's drawing; about fifteen queries besides those of the graph."""
    nodes = {kind: _nodes(drawing, kind, filling) for kind in COLUMNS}
    nodes["key_result"] = _with_unmeasured(drawing, nodes["key_result"])
    purposes = filling.purposes(drawing.graph.purposes, drawing.path, drawing.graph)
    lead = PURPOSE_HEIGHT * sum(each.is_rich for each in purposes) + sum(
        layout.SLIM + layout.GAP for each in purposes if not each.is_rich
    )
    lanes = layout.level(
        [[(node.name, node.is_rich) for node in nodes[kind]] for kind in COLUMNS],
        [node.name for each in nodes.values() for node in each if node.is_on_path],
        first_lead=lead,
    )
    height = max((lane.height for lane in lanes), default=0)
    columns = [
        _column(drawing, kind, nodes[kind], lane.lead - (lead if at == 0 else 0), filling)
        for at, (kind, lane) in enumerate(zip(COLUMNS, lanes, strict=True))
    ]
    gutters = [
        gutter([*layout.curves(lanes[at], lanes[at + 1], edges), *missing], height)
        for at, (edges, missing) in enumerate(_edges(drawing, lanes))
    ]
    counts = drawing.gap_counts()
    focus = next((node for each in nodes.values() for node in each if node.is_focus), None)
    focus = focus or next((node for node in purposes if node.is_focus), None)
    return Board(
        purposes=purposes,
        columns=columns,
        gutters=gutters,
        focus=focus,
        gaps=sum(counts.values()),
        gaps_by_kind=counts,
        label=_label(columns, focus, drawing.path),
    )


def _nodes(drawing: Drawing, kind: Kind, filling: Filling) -> list[Node]:
    shown = drawing.shown[kind]
    fill = {
        "driver": filling.drivers,
        "objective": filling.objectives,
        "key_result": filling.key_results,
        "work": filling.works,
    }[kind]
    filled = fill(shown.keys, drawing.path)
    missing = drawing.graph.gaps.get(kind, frozenset())
    made = []
    for key in shown.keys:
        if key not in filled:
            continue
        on_path = drawing.path.has(kind, key)
        made.append(
            replace(
                filled[key],
                name=f"{kind}-{key}",
                focus=drawing.graph.address((kind, key)),
                is_on_path=on_path,
                is_rich=on_path,
                is_focus=drawing.focus == (kind, key),
                gap=filled[key].gap if key in missing else "",
                level=min(drawing.order.levels.get(key, 0), 3) if kind == "objective" else 0,
            )
        )
    return made


def _with_unmeasured(drawing: Drawing, nodes: list[Node]) -> list[Node]:
    """Put a gap where an objective has work and no key result, in the place where its key results would stand."""
    place = {key: at for at, key in enumerate(drawing.order.objectives)}
    measures = drawing.graph.measures
    placed = [(place.get(measures[int(node.name.rpartition("-")[2])], 0), 1, node) for node in nodes]
    codes = drawing.graph.codes
    for key in drawing.unmeasured:
        on_path = key in drawing.path.objectives and bool(drawing.path.works)
        gap = Node(
            name=f"none-{key}",
            kind="key_result",
            title=f"Nothing measures {codes['objective', key]}",
            focus=drawing.graph.address(("objective", key)),
            is_on_path=on_path,
            gap="no key result",
        )
        placed.append((place.get(key, 0), 0, gap))
    return [node for _, _, node in sorted(placed, key=lambda each: each[:2])]


def _edges(drawing: Drawing, lanes: Sequence[layout.Lane]) -> list[tuple[list[tuple[str, str, str]], list[Curve]]]:
    """For each gutter its edges, and the stubs of what misses a link there."""
    graph, path = drawing.graph, drawing.path

    def kind_of(one: tuple[Kind, int], two: tuple[Kind, int], other: str = "ctx") -> str:
        return "path" if path.has(*one) and path.has(*two) else other

    answers = [
        (f"driver-{one}", f"objective-{two}", kind_of(("driver", one), ("objective", two))) for one, two in graph.drives
    ]
    measured = [
        (f"objective-{two}", f"key_result-{one}", kind_of(("objective", two), ("key_result", one)))
        for one, two in graph.measures.items()
    ]
    measured += [
        (f"objective-{key}", f"none-{key}", "path" if key in path.objectives else "ctx") for key in drawing.unmeasured
    ]
    delivered = []
    for link in graph.links:
        weak = "claim" if link.is_claimed or link.is_unsupported else "ctx"
        for measure in graph.measured_by(link):
            ends = (("key_result", measure), ("work", link.work))
            delivered.append((f"key_result-{measure}", f"work-{link.work}", kind_of(*ends, weak)))  # type: ignore[arg-type]
        if link.objective in drawing.unmeasured:
            kind = kind_of(("objective", link.objective), ("work", link.work), weak)
            delivered.append((f"none-{link.objective}", f"work-{link.work}", kind))
    gaps = graph.gaps
    undriven = _undriven(graph)
    return [
        (
            answers,
            [
                *layout.stubs(lanes[0], _names("driver", gaps), "stub_right"),
                *layout.stubs(lanes[1], [f"objective-{key}" for key in undriven], "stub_left"),
            ],
        ),
        (measured, layout.stubs(lanes[1], _names("objective", gaps), "stub_right")),
        (
            delivered,
            [
                *layout.stubs(lanes[2], _names("key_result", gaps), "stub_right"),
                *layout.stubs(lanes[3], _names("work", gaps), "stub_left"),
            ],
        ),
    ]


def _undriven(graph: Graph) -> list[int]:
    """Objectives at the top of which neither they nor any under them answers a driver; as the rule asks."""
    driven = {objective for _, objective in graph.drives}
    return [key for key in graph.children[0] if not graph.below(key) & driven] if graph.drivers else []


def _names(kind: str, gaps: Mapping[str, Iterable[int]]) -> list[str]:
    return [f"{kind}-{key}" for key in gaps.get(kind, ())]


def _column(drawing: Drawing, kind: Kind, nodes: Sequence[Node], lead: int, filling: Filling) -> Column:
    shown = drawing.shown[kind]
    title, one, many = TITLES[kind]
    return Column(
        kind=kind,
        title=title,
        one=one,
        many=many,
        total=shown.total,
        head=filling.head(kind, shown.total),
        nodes=nodes,
        lead=max(lead, 0),
        more=shown.more,
        more_on_path=shown.more_on_path,
        is_open=drawing.view.opened == kind,
        cost=filling.cost if kind == "work" else None,
    )


def _label(columns: Sequence[Column], focus: Node | None, path: Path) -> str:
    """The drawing in one sentence, for those who cannot see it."""
    parts = [words.counted(column.total, column.one, column.many) for column in columns]
    said = f"Line of sight: {words.listed(parts)}."
    if focus is None:
        return said
    line = [
        words.counted(len(keys), one, many)
        for keys, (_, one, many) in (
            (path.drivers, TITLES["driver"]),
            (path.objectives, TITLES["objective"]),
            (path.key_results, TITLES["key_result"]),
            (path.works, TITLES["work"]),
        )
    ]
    return f"{said} The line through {focus.title} joins {words.listed(line)}."
