"""The line of sight as a nested list: the same records as the drawing, for those who read rather than look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.selectors.sight_board import Drawing
from governance.sight.model import Board, Node


@dataclass(frozen=True, slots=True)
class Branch:
    """One record with what stands under it; `is_repeated` where it was told in full further up."""

    node: Node
    under: tuple["Branch", ...] = ()
    is_repeated: bool = False
    heading: str = ""


def branches(drawing: Drawing, drawn: Board) -> list[Branch]:
    """Drivers with their objectives, key results and work; then objectives that answer none, then unlinked work."""
    return _Tree(drawing, drawn).grown()


class _Tree:
    """Grows the list; remembers which objectives were told already."""

    def __init__(self, drawing: Drawing, drawn: Board) -> None:
        self.graph = drawing.graph
        self.nodes: dict[str, Node] = {node.name: node for column in drawn.columns for node in column.nodes}
        self.order = drawing.order
        self.told: set[int] = set()

    def grown(self) -> list[Branch]:
        found = []
        for driver in self.order.drivers:
            if node := self.nodes.get(f"driver-{driver}"):
                answers = {objective for one, objective in self.graph.drives if one == driver}
                found.append(Branch(node, self._objectives(key for key in self.order.objectives if key in answers)))
        rest = [key for key in self.graph.children[0] if not self.graph.below(key) & self.told]
        undriven = self._objectives(rest)
        if undriven:
            found.append(_group("Objectives that answer no driver", undriven))
        linked = {link.work for link in self.graph.links}
        lonely = [Branch(node) for node in self._present("work", self.order.works) if _key(node) not in linked]
        if lonely:
            found.append(_group("Work with no link to an objective", tuple(lonely)))
        return found

    def _present(self, kind: str, keys: Iterable[int]) -> list[Node]:
        return [node for key in keys if (node := self.nodes.get(f"{kind}-{key}"))]

    def _objectives(self, keys: Iterable[int]) -> tuple[Branch, ...]:
        return tuple(self._objective(node) for node in self._present("objective", keys))

    def _objective(self, node: Node) -> Branch:
        key = _key(node)
        if key in self.told:
            return Branch(node, is_repeated=True)
        self.told.add(key)
        under = self._objectives(self.graph.children.get(key, ()))
        measures = [
            Branch(each, self._delivering(_key(each)))
            for each in self._present("key_result", self.graph.key_results_of.get(key, ()))
        ]
        direct: Sequence[Branch] = ()
        if not self.graph.key_results_of.get(key):
            works = [link.work for link in self.graph.links_of_objective.get(key, ())]
            direct = [Branch(each) for each in self._present("work", works)]
        return Branch(node, (*under, *measures, *direct))

    def _delivering(self, key_result: int) -> tuple[Branch, ...]:
        objective = self.graph.measures[key_result]
        works = [
            link.work
            for link in self.graph.links_of_objective.get(objective, ())
            if key_result in self.graph.measured_by(link)
        ]
        return tuple(Branch(each) for each in self._present("work", works))


def _key(node: Node) -> int:
    return int(node.name.rpartition("-")[2])


def _group(heading: str, under: tuple[Branch, ...]) -> Branch:
    return Branch(Node(name="", kind="objective", title=heading), under, heading=heading)
