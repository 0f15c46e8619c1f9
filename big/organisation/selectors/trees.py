"""Records of a tree in the order in which an outline shows them."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something that stands below something of its kind, or at the top."""

    pk: int
    parent_id: int | None


Leaf = TypeVar("Leaf", bound=Placed)


def in_tree_order(records: Iterable[Leaf]) -> list[tuple[Leaf, int]]:
    """Each record after its parent with its depth, siblings as given; without a parent among them, at the top."""
    listed = list(records)
    keys = {record.pk for record in listed}
    below: dict[int | None, list[Leaf]] = {}
    for record in listed:
        below.setdefault(record.parent_id if record.parent_id in keys else None, []).append(record)
    placed: list[tuple[Leaf, int]] = []
    waiting: list[tuple[Leaf, int]] = [(record, 0) for record in reversed(_of(below, None))]
    while waiting:
        record, depth = waiting.pop()
        placed.append((record, depth))
        waiting += [(child, depth + 1) for child in reversed(_of(below, record.pk))]
    return placed


def _of(below: dict[int | None, list[Leaf]], key: int | None) -> Sequence[Leaf]:
    return below.get(key, [])
