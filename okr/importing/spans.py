"""In which cycle an objective of a file stands: one of the same days, else of the same name, else a new one."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from big import clock
from okr.files.shapes import CycleRead, NodeRead, PeriodRead
from okr.importing.options import folded
from okr.models.cycles import Cycle

_WEEK: Final = 7
_LETTERS: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class Span:
    """A cycle that is there (`record`) or will be; two spellings of the same days are one."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    record: Cycle | None = None
    code: str = ""

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.starts_on}/{self.ends_on}"

    @property
    def kind(self) -> str:
        """By its length: a year, a quarter, or any other days."""
        days = (self.ends_on - self.starts_on).days + 1
        if abs(days - 365) <= _WEEK:
            return Cycle.Kind.ANNUAL
        return Cycle.Kind.QUARTERLY if abs(days - 91) <= _WEEK else Cycle.Kind.CUSTOM

    @property
    def state(self) -> str:
        """Of a new one, by today: planned, open, or over and to be closed once its scores are settled."""
        today = clock.today()
        if today < self.starts_on:
            return Cycle.State.PLANNED
        return Cycle.State.OPEN if today <= self.ends_on else Cycle.State.CLOSING


class Spans:
    """The cycles there are, and those that the file needs."""

    def __init__(self, cycles: Iterable[CycleRead], nodes: Iterable[NodeRead]) -> None:
        self._by_days: dict[tuple[dt.date, dt.date], Span] = {}
        self._by_name: dict[str, Span] = {}
        self._codes: set[str] = set()
        self.new: dict[str, Span] = {}
        for cycle in Cycle.objects.order_by("-pk"):
            span = Span(cycle.name, cycle.starts_on, cycle.ends_on, cycle, cycle.code)
            self._by_days[cycle.starts_on, cycle.ends_on] = span
            self._by_name[folded(cycle.name)] = self._by_name[folded(cycle.code)] = span
            self._codes.add(cycle.code.casefold())
        self._read = {folded(each.period.written): each.period for each in cycles if each.period.starts_on}
        self._meant = _days_of(nodes)

    def of(self, period: PeriodRead | None) -> Span | None:
        """The cycle of a period; None where nobody can say its days and no cycle has its name."""
        if period is None:
            return None
        name = folded(period.written)
        read = period if period.starts_on else self._read.get(name, period)
        days = (read.starts_on, read.ends_on)
        if days[0] is None or days[1] is None:
            if name in self._by_name:
                return self._by_name[name]
            days = self._meant.get(name, (None, None))
        if days[0] is None or days[1] is None or days[0] >= days[1]:
            return None
        return self.at(days[0], days[1], period.written)

    def at(self, starts_on: dt.date, ends_on: dt.date, name: str) -> Span:
        """The cycle of these days, new where there is none."""
        span = self._by_days.get((starts_on, ends_on))
        if span is None:
            span = Span(" ".join(name.split())[:100] or f"{starts_on} to {ends_on}", starts_on, ends_on)
            span.code = self._code(span.name)
            self._by_days[starts_on, ends_on] = self.new[span.key] = span
        return span

    def _code(self, name: str) -> str:
        stem = _LETTERS.sub("-", name).strip("-._")[:30] or "CYCLE"
        code, number = stem, 1
        while code.casefold() in self._codes:
            number += 1
            code = f"{stem}-{number}"
        self._codes.add(code.casefold())
        return code


def _days_of(nodes: Iterable[NodeRead]) -> Mapping[str, tuple[dt.date, dt.date]]:
    """The days that rows of a period span, for periods whose name says none."""
    found: dict[str, tuple[dt.date, dt.date]] = {}
    for node in nodes:
        if node.period and not node.period.starts_on and node.starts_on and node.ends_on:
            name = folded(node.period.written)
            first, last = found.get(name, (node.starts_on, node.ends_on))
            found[name] = (min(first, node.starts_on), max(last, node.ends_on))
    return found
