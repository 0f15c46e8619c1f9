"""Compares what is known of every record at two moments, and puts what differs in order."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from big import clock
from big.accounts.models import User
from big.audit.changed.touched import touched
from big.core import marks
from big.history import moment
from big.organisation.selectors.current import year_of
from big.periods import Period
from big.registry import changes as registry
from big.registry import subjects
from big.registry.changes import ASPECTS, Fact, Mark, Money, Named, Value

_UNRATED: Final = ("N", "W")
_PLACE: Final = {aspect: place for place, aspect in enumerate(ASPECTS)}
ADDED: Final = "Added"
REMOVED: Final = "Removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact that differs: what it was and what it is now.

    `drifted` where no row was written and only time passed; `computed` names what the fact is computed from.
    """

    aspect: str
    label: str
    was: Value
    now: Value
    unit: str = ""
    told_by: frozenset[str] = frozenset()
    about: str = ""
    computed: str = ""
    because: str = ""
    is_routine: bool = False
    drifted: bool = False

    @property
    def weight(self) -> Decimal:
        """How much it moved, for the order within its aspect: levels of a mark, days, whole units, nothing else."""
        was, now = self.was, self.now
        if isinstance(was, Mark) and isinstance(now, Mark):
            rated = was.code not in _UNRATED and now.code not in _UNRATED
            return Decimal(marks.LEVEL[now.code] - marks.LEVEL[was.code]) if rated else Decimal(0)
        if isinstance(was, Money) and isinstance(now, Money) and was.currency == now.currency:
            return now.amount - was.amount
        if isinstance(was, dt.date) and isinstance(now, dt.date):
            return Decimal((now - was).days)
        if isinstance(was, int | Decimal) and isinstance(now, int | Decimal):
            return Decimal(now - was)
        return Decimal(0)

    @property
    def is_worse(self) -> bool:
        """Whether a status fell, or a date moved out; no other change is called good or bad."""
        return self.aspect in ("status", "dates") and self.weight > 0

    @property
    def is_better(self) -> bool:
        """Whether a status rose, or a date moved in."""
        return self.aspect in ("status", "dates") and self.weight < 0

    @property
    def fell_silent(self) -> bool:
        """Whether a status that was reported is not any more."""
        was, now = self.was, self.now
        return isinstance(was, Mark) and isinstance(now, Mark) and now.code == "N" and was.code not in _UNRATED


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """One record with what differs, gravest first; `event` is ADDED or REMOVED where it is not in both moments."""

    kind: str
    key: int
    named: Named
    lines: tuple[Line, ...]
    event: str = ""

    @property
    def subject(self) -> subjects.Subject:
        """Its noun, icon and address."""
        return subjects.get(self.kind)

    @property
    def aspects(self) -> set[str]:
        """What its changes are about; what came or went is scope."""
        return {line.aspect for line in self.lines} | ({"scope"} if self.event else set())

    def only(self, aspect: str) -> "ChangedRecord":
        """The same with the changes of one aspect."""
        lines = tuple(line for line in self.lines if line.aspect == aspect)
        return replace(self, lines=lines, event=self.event if aspect == "scope" else "")


@dataclass(frozen=True)
class Comparison:
    """What differs between `since` and `until`, both aware; of the present `until` is the instant of asking."""

    since: dt.datetime
    until: dt.datetime
    records: Sequence[ChangedRecord]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many records changed in each aspect; a record counts once in each."""
        found = Counter(aspect for record in self.records for aspect in record.aspects)
        return {aspect: found[aspect] for aspect in ASPECTS}

    @cached_property
    def fallen(self) -> int:
        """How many records have a status that is worse."""
        return sum(any(line.aspect == "status" and line.is_worse for line in each.lines) for each in self.records)

    @cached_property
    def silent(self) -> int:
        """How many records have a status that nobody reports any more."""
        return sum(any(line.fell_silent for line in each.lines) for each in self.records)

    @cached_property
    def later(self) -> int:
        """How many dates moved out."""
        return sum(line.aspect == "dates" and line.is_worse for each in self.records for line in each.lines)

    @cached_property
    def dates(self) -> int:
        """How many dates moved, were set or were taken away."""
        return sum(line.aspect == "dates" for each in self.records for line in each.lines)

    def narrowed(self, aspect: str = "", kind: str = "") -> list[ChangedRecord]:
        """The records of that kind, with the changes of that aspect alone."""
        found = [each for each in self.records if kind in ("", each.kind)]
        return [each.only(aspect) for each in found if aspect in each.aspects] if aspect else found


def compare(
    user: User,
    since: dt.datetime,
    until: dt.datetime | None = None,
    *,
    kind: str = "",
    key: int | None = None,
    days: tuple[dt.date, dt.date] | None = None,
) -> Comparison:
    """What differs for `user` between `since` and `until`, of everything or of one kind or record.

    `until` None means what is read now: the present, or the past moment of the block. A moment before history began
    shows nothing, so all that stands is added since. `days` are the business dates to read the two on, where they are
    not those of the moments. The number of queries does not grow with the records.
    """
    end = until or clock.now()
    plans = _plans([each for each in registry.watched() if kind in ("", each.kind)], since, end, key)
    with moment.earlier(until) if until else nullcontext(), _read_on(days and days[1]):
        year = year_of()
        after = [plan.read(user, year) for plan in plans]
    with moment.earlier(since), _read_on(days and days[0]):
        before = [plan.read(user, year) for plan in plans]
    found = [
        record for plan, was, now in zip(plans, before, after, strict=True) for record in plan.differences(was, now)
    ]
    return Comparison(since, end, sorted(found, key=_gravity))


def _read_on(day: dt.date | None) -> AbstractContextManager[None]:
    return clock.pinned(day) if day else nullcontext()


def _gravity(record: ChangedRecord) -> tuple[int, Decimal, bool, int, str]:
    """The worst status first, then any status, then the other aspects in their order; what is new or gone last."""
    first = min((_PLACE[line.aspect] for line in record.lines), default=len(_PLACE))
    worst = max((line.weight for line in record.lines if line.aspect == "status"), default=Decimal(0))
    watch = registry.get(record.kind)
    is_silent = any(line.fell_silent for line in record.lines)
    return first, -worst, not is_silent, watch.order if watch else 0, record.named.code


@dataclass(frozen=True, slots=True)
class _State:
    """One kind as it stood at one moment: names of the records that came into question, and their facts by source."""

    named: Mapping[int, Named]
    facts: Sequence[registry.Facts]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be read of one kind at both moments: the keys for each of its sources, None for all."""

    watch: registry.Watch
    written: frozenset[int]
    keys: Sequence[registry.Keys]
    touched: Sequence[set[int]]

    def read(self, user: User, year: Period) -> _State:
        """Its facts at the moment that is read."""
        facts = [
            source.read(user, keys, year) if keys is None or keys else {}
            for source, keys in zip(self.watch.sources, self.keys, strict=True)
        ]
        asked = self.written.union(*facts, *(keys for keys in self.keys if keys))
        return _State(self.watch.named(user, asked) if asked else {}, facts)

    def differences(self, was: _State, now: _State) -> Iterator[ChangedRecord]:
        """The records that differ; those that are in one state alone came or went."""
        lines: dict[int, list[Line]] = {}
        for source, keys, before, after in zip(self.watch.sources, self.touched, was.facts, now.facts, strict=True):
            # What drifts is asked of live records only: one that ended says so by its state.
            both = before.keys() & after.keys() if source.drifts else before.keys() | after.keys()
            for record in both:
                drifted = source.drifts and record not in keys
                if differs := _lines(before.get(record, {}), after.get(record, {}), drifted=drifted):
                    lines.setdefault(record, []).extend(differs)
        for record, found in lines.items():
            if record in was.named and record in now.named:
                ordered = sorted(found, key=lambda line: (_PLACE[line.aspect], -abs(line.weight)))
                yield ChangedRecord(self.watch.kind, record, now.named[record], tuple(ordered))
        for record in now.named.keys() - was.named.keys():
            yield ChangedRecord(self.watch.kind, record, now.named[record], (), ADDED)
        for record in was.named.keys() - now.named.keys():
            yield ChangedRecord(self.watch.kind, record, was.named[record], (), REMOVED)


def _plans(watches: Sequence[registry.Watch], since: dt.datetime, until: dt.datetime, key: int | None) -> list[_Plan]:
    """Only what was written in between is read, and what time alone changes."""
    entries: list[Mapping[str, str]] = [{each.table: "id"} for each in watches]
    entries += [source.tables for each in watches for source in each.sources]
    found = touched(entries, since, until, key)
    written, rest = found[: len(watches)], found[len(watches) :]
    plans = []
    for each, own in zip(watches, written, strict=True):
        mine, rest = rest[: len(each.sources)], rest[len(each.sources) :]
        asked = None if key is None else {key}
        keys = [asked if source.drifts else keys for source, keys in zip(each.sources, mine, strict=True)]
        plans.append(_Plan(each, frozenset(own), keys, mine))
    return plans


def _lines(before: Mapping[str, Fact], after: Mapping[str, Fact], *, drifted: bool) -> list[Line]:
    """What differs between two sets of facts; a fact that is not there is nothing."""
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name), after.get(name)
        fact = now or was
        if fact is None or _value(was) == _value(now):
            continue
        found.append(
            Line(
                fact.aspect,
                fact.label,
                _value(was),
                _value(now),
                unit=fact.unit,
                told_by=fact.told_by,
                about=fact.about,
                computed=fact.computed,
                because=now.because if now else "",
                is_routine=fact.is_routine,
                drifted=drifted,
            )
        )
    return found


def _value(fact: Fact | None) -> Value:
    """Its value; an empty text is nothing."""
    return None if fact is None or fact.value == "" else fact.value
