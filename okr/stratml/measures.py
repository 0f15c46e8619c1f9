"""Targets and results of an indicator: which stands beside which in the file, and what they say of the whole."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from okr.models.key_results import KeyResult, PhasedTarget
from okr.stratml.forming import fresh, insert
from okr.stratml.nodes import INSTANCE, Node, with_children

Whole = tuple[Decimal | None, dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """A target or result with its element; no record for the target that a key result itself holds."""

    own: Node
    record: Any

    @property
    def ordinal(self) -> int:
        """Which element of its name it is in the file, from 1; 0 where no file brought it."""
        return self.record.position if self.record else 0


def overall(targets: Sequence[PhasedTarget]) -> Whole:
    """What phased targets mean for the key result: the last number, the first start, the last end."""
    return overall_of([(each.value, each.starts_on, each.due_on) for each in targets])


def overall_of(targets: Sequence[Whole]) -> Whole:
    """The same of values, starts and ends."""
    numbered = [each for each in targets if each[0] is not None]
    last = max(numbered, key=lambda each: each[2] or dt.date.min, default=None)
    starts = [each[1] for each in targets if each[1]]
    ends = [each[2] for each in targets if each[2]]
    return last[0] if last else None, min(starts, default=None), max(ends, default=None)


def overall_node(indicator: KeyResult, part: int) -> Node:
    """The target that a key result holds itself, as one more element of its kind."""
    values = {"starts_on": indicator.starts_on, "due_on": indicator.due_on, "value": indicator.target, "note": ""}
    return fresh("TargetResult", values, part)


def with_measures(own: Node, measures: Sequence[Measured]) -> tuple[Node, list[Measured]]:
    """The indicator with an instance for each measure, and the measures in the order of its holes.

    Those that a file brought stand where they stood, by their ordinal; each other has an instance of its own.
    """
    waiting = {(each.own.tag, each.ordinal): each for each in measures if each.ordinal}
    ordered: list[Measured] = []
    seen: dict[str, int] = {}

    def kept(instance: Node) -> Iterator[Node]:
        for child in instance.children:
            if not child.is_hole:
                yield child
                continue
            seen[child.tag] = seen.get(child.tag, 0) + 1
            found = waiting.pop((child.tag, seen[child.tag]), None)
            if found:
                ordered.append(found)
                yield child

    children = tuple(
        with_children(child, tuple(kept(child))) if child.tag == INSTANCE else child for child in own.children
    )
    own = with_children(own, children)
    placed = {id(each) for each in ordered}
    for each in sorted((each for each in measures if id(each) not in placed), key=_when):
        own = insert(own, Node(INSTANCE, children=(Node(each.own.tag, is_hole=True),)))
        ordered.append(each)
    return own, ordered


def _when(measure: Measured) -> tuple[dt.date, int]:
    record = measure.record
    if record is None:
        return dt.date.max, 0
    day = record.due_on if isinstance(record, PhasedTarget) else record.read_on
    return day or dt.date.min, record.pk
