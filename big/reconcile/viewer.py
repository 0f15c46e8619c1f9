"""For whom and of what day the sweep asks, and which record pages it opens."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from big.accounts.models import User

T = TypeVar("T")
# The rights of a reader and what they may see, as parameters of queries; with False everything, with True what is open.
Told = Mapping[bool, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Viewer:
    """One user on one day; `unit` and `stream` narrow as pages do, `open_only` reads as a pack is read.

    `told` comes from `big.reconcile.given.told_of`. `pages` is how many record pages of each kind are opened, spread
    over all; 0 opens every one. `known` keeps the calendar, `kept` what several figures of one sweep look at.
    """

    user: User
    today: dt.date
    told: Told
    unit: int | None = None
    stream: str = ""
    open_only: bool = False
    pages: int = 0
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def narrowed(self, unit: int | None) -> "Viewer":
        """The same of one unit with all below it."""
        return replace(self, unit=unit, kept={})

    def of_stream(self, stream: str) -> "Viewer":
        """The same of one stream of work."""
        return replace(self, stream=stream, kept={})

    def open(self) -> "Viewer":
        """The same without everything confidential."""
        return replace(self, open_only=True, kept={})

    def opened(self, records: Sequence[T]) -> list[T]:
        """Those of the records whose pages are opened: evenly spread, the same each time."""
        if not 0 < self.pages < len(records):
            return list(records)
        return [records[at * len(records) // self.pages] for at in range(self.pages)]


def of_codes(values: Mapping[str, Any], codes: Collection[str]) -> dict[str, Any]:
    """The values whose labels begin with one of these codes."""
    kept = set(codes)
    return {label: each for label, each in values.items() if label.partition(",")[0].partition(" ")[0] in kept}
