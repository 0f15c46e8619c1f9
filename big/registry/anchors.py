"""Which records of an upper app keep an anchor of the audit log, so that `manage.py verify_audit` compares it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """How long the chain was at a moment and the hash of its last link, kept outside the audit log."""

    count: int
    head: str
    at: dt.datetime
    kept_in: str = ""


_keepers: dict[str, Callable[[], Iterable[Anchor]]] = {}


def register(name: str, give: Callable[[], Iterable[Anchor]]) -> None:
    """Add a keeper of anchors; `name` says what they are kept in, as "issued packs"."""
    if name in _keepers:
        raise ValueError(f"anchors of {name} are registered twice")
    _keepers[name] = give


def kept() -> Iterator[Anchor]:
    """Every anchor that any app keeps, read now."""
    for give in _keepers.values():
        yield from give()
