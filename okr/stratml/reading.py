"""From the bytes of a StratML file to its tree, with the line of everything that was not read.

Any prefix, any namespace of StratML or none, any order; nothing is dropped without a line in the report.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from big.errors import RefusedFileError
from big.imports.xml import NO_NAMESPACE, XmlAside, XmlElement, XmlText, parse_xml
from okr.stratml import grammar
from okr.stratml.nodes import Node

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A StratML file as read: its tree, the namespace and prefix it is written in, and what was not read."""

    root: Node
    namespace: str
    prefix: str
    not_read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_plan_file(content: bytes) -> PlanFile:
    """Read a file of part 1, 2 or 3; RefusedFileError, with the place in the file, if it is no such file or unsafe."""
    file = parse_xml(content)
    root = file.root
    if root.name not in grammar.ROOTS:
        raise RefusedFileError(
            f"This XML begins with <{root.name}>. A StratML file begins with <StrategicPlan> or "
            "<PerformancePlanOrReport>.",
            code="stratml_root",
        )
    reader = _Reader(root.namespace or NO_NAMESPACE)
    for aside in file.asides:
        reader.skip_aside(aside, "outside the plan")
    tree = reader.element(root, ())
    notes = [] if root.namespace in grammar.NAMESPACES else [_odd_namespace(root)]
    return PlanFile(tree, reader.namespace, root.prefix, reader.not_read(), notes)


def _odd_namespace(root: XmlElement) -> str:
    named = f"the namespace {root.namespace}" if root.namespace else "no namespace"
    return f"The file is written in {named}, which is not one of StratML; it was read as StratML all the same."


class _Reader:
    """Walks the elements, keeps what StratML knows, and notes the rest with its line."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self._skipped: list[tuple[int, str]] = []
        self._strays: Counter[str] = Counter()
        self._stray_lines: dict[str, int] = {}

    def not_read(self) -> list[str]:
        """The report, in order of lines."""
        strays = [
            (
                self._stray_lines[space],
                f"namespace {space or 'none'} of {_times(count, 'element')}, read as StratML",
            )
            for space, count in self._strays.items()
        ]
        return [f"line {line}: {what}" for line, what in sorted([*self._skipped, *strays])]

    def skip_aside(self, aside: XmlAside, where: str) -> None:
        """Note a comment or an instruction."""
        kind = "comment" if aside.is_comment else "instruction"
        self._skipped.append((aside.line, f"{kind} “{_short(aside.text)}” {where}"))

    def element(self, source: XmlElement, above: tuple[str, ...]) -> Node:
        """One element that StratML knows, with what it knows of its inside."""
        path = (*above, source.name)
        attributes = self._attributes(source, path)
        if self._holds_children(source):
            text, children = "", tuple(self._children(source, path))
        else:
            text, children = "".join(self._words(source, path)), ()
        return Node(source.name, attributes, text, children, line=source.line)

    def _holds_children(self, source: XmlElement) -> bool:
        if source.name in grammar.EITHER:
            return any(grammar.may_hold(source.name, each.name) for each in source.elements)
        return source.name in grammar.CHILDREN

    def _children(self, source: XmlElement, path: tuple[str, ...]) -> Iterator[Node]:
        for each in source.content:
            if isinstance(each, XmlAside):
                self.skip_aside(each, f"in {_place(path)}")
            elif isinstance(each, XmlText):
                if each.text.strip():
                    self._skipped.append((each.line, f"text “{_short(each.text)}” loose in {_place(path)}"))
            elif self._is_known(each, source):
                yield self.element(each, path)
            else:
                self._skipped.append((each.line, f"element {_place((*path, each.name))}{_inside(each)}"))

    def _is_known(self, element: XmlElement, parent: XmlElement) -> bool:
        if not grammar.may_hold(parent.name, element.name):
            return False
        space = element.namespace or NO_NAMESPACE
        if space == self.namespace:
            return True
        if space and space not in grammar.NAMESPACES:
            return False
        self._strays[space] += 1
        self._stray_lines.setdefault(space, element.line)
        return True

    def _words(self, source: XmlElement, path: tuple[str, ...]) -> Iterator[str]:
        """The text of an element that holds text: markup inside is noted and left out, its words are kept."""
        for each in source.content:
            if isinstance(each, XmlText):
                yield each.text
            elif isinstance(each, XmlAside):
                self.skip_aside(each, f"in {_place(path)}")
            else:
                inner = (*path, each.name)
                self._skipped.append((each.line, f"markup <{each.name}> in {_place(path)}, but for its words"))
                yield from self._words(each, inner)

    def _attributes(self, source: XmlElement, path: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        known = grammar.ATTRIBUTES.get(source.name, frozenset())
        kept = {}
        for space, name, value in source.attributes:
            shown = f"xsi:{name}" if space == grammar.XSI else name
            if shown not in known or space not in {NO_NAMESPACE, grammar.XSI, self.namespace}:
                self._skipped.append((source.line, f"attribute {name}=“{_short(value)}” of {_place(path)}"))
            else:
                kept[f"+{shown}" if space and space == self.namespace else shown] = value
        return tuple(sorted(kept.items()))


def _place(path: tuple[str, ...]) -> str:
    return "/".join(path)


def _inside(element: XmlElement) -> str:
    """What goes with an element that is not read."""
    count = sum(1 for _ in _below(element))
    return f" with {_times(count, 'element')} inside" if count else ""


def _below(element: XmlElement) -> Iterator[XmlElement]:
    for each in element.elements:
        yield each
        yield from _below(each)


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
