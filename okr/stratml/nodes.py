"""The tree that a StratML file and a stored plan have in common: elements without namespaces, and cuts for records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import is_
from typing import Final

# Elements that become records of their own; inside another record's element only a hole is left of them.
RECORD_TAGS: Final = frozenset(
    {
        "Vision",
        "Mission",
        "Value",
        "Goal",
        "Objective",
        "PerformanceIndicator",
        "TargetResult",
        "ActualResult",
        "Stakeholder",
    }
)
# Which target stands beside which result is told by the instance they share, so its holes are counted one by one.
INSTANCE: Final = "MeasurementInstance"


@dataclass(frozen=True, slots=True)
class Node:
    """An element: name, attributes by name, text if it has no children; a hole stands for a record's element.

    An attribute name that opens with "+" stands in the file's own namespace, as those of part 3 do.
    """

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: "tuple[Node, ...]" = ()
    is_hole: bool = False
    line: int = field(default=0, compare=False)

    def attribute(self, name: str) -> str | None:
        """The attribute's value, whether it stands in the file's namespace or in none; None if it is not there."""
        found = dict(self.attributes)
        return found.get(name, found.get(f"+{name}"))

    def first(self, tag: str) -> "Node | None":
        """The first child of that name that is no hole."""
        return next((child for child in self.children if child.tag == tag and not child.is_hole), None)

    def at(self, path: tuple[str, ...]) -> "Node | None":
        """The first node down a path of names; itself for an empty path."""
        node: Node | None = self
        for tag in path:
            node = node.first(tag) if node else None
        return node

    def holes(self) -> "Iterator[Node]":
        """Every hole in it, in the order of the file."""
        for child in self.children:
            if child.is_hole:
                yield child
            else:
                yield from child.holes()

    def changed(self, path: tuple[str, ...], change: "Callable[[Node], Node]") -> "Node":
        """The same tree with the node at `path` changed; as it is where there is no such node."""
        if not path:
            return change(self)
        found = self.first(path[0])
        if found is None:
            return self
        children = tuple(child.changed(path[1:], change) if child is found else child for child in self.children)
        return with_children(self, children)


@dataclass(frozen=True, slots=True)
class Piece:
    """One record's part of the tree: its own element with a hole for each record inside, and those records."""

    own: Node
    parts: "tuple[Piece, ...]" = ()

    @property
    def tag(self) -> str:
        """The name of the element."""
        return self.own.tag

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        return self.own.line

    def of(self, *tags: str) -> "list[Piece]":
        """The records right inside that have one of these names, in order."""
        return [part for part in self.parts if part.tag in tags]


def cut(node: Node) -> Piece:
    """The tree as pieces, a piece for each record."""
    parts: list[Piece] = []
    return Piece(with_children(node, _without_records(node, parts)), tuple(parts))


def _without_records(node: Node, parts: list[Piece]) -> tuple[Node, ...]:
    children = []
    for child in node.children:
        if child.tag in RECORD_TAGS:
            parts.append(cut(child))
            children.append(Node(child.tag, is_hole=True))
        else:
            children.append(with_children(child, _without_records(child, parts)))
    return tuple(children)


def joined(piece: Piece) -> Node:
    """The pieces as one tree again: each hole takes the next record of its name."""
    waiting: dict[str, list[Piece]] = {}
    for part in reversed(piece.parts):
        waiting.setdefault(part.tag, []).append(part)
    return _filled(piece.own, waiting)


def _filled(node: Node, waiting: dict[str, list[Piece]]) -> Node:
    children = tuple(
        joined(waiting[child.tag].pop()) if child.is_hole else _filled(child, waiting) for child in node.children
    )
    return with_children(node, children)


def comparable(own: Node) -> Node:
    """A record's own element without its holes, save those that pair targets with results.

    Records are compared one by one; how many a parent holds says nothing about the parent.
    """
    if own.tag == INSTANCE or not own.children:
        return own
    children = tuple(comparable(child) for child in own.children if not child.is_hole)
    if len(children) == len(own.children) and all(map(is_, children, own.children)):
        return own
    return with_children(own, children)


def with_children(node: Node, children: tuple[Node, ...]) -> Node:
    """The same element around other children; `replace` is slow, and files hold tens of thousands of elements."""
    return Node(node.tag, node.attributes, node.text, children, node.is_hole, node.line)
