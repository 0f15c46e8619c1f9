"""What the Activity page, the History panel and the export show of the audit log, as one user may see it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent, AuditEventQuerySet, AuditSeal, AuditSubject
from big.audit.record import codes
from big.audit.rows import EventRow, event_row, event_rows, name_of
from big.audit.words import bare_phrase
from big.core import words
from big.registry import changes, subjects

PAGE: Final = 50
# So many events are counted for the sentence above the log; of more nobody reads the number.
COUNTED: Final = 1_000
_WINDOW: Final = 500
_SWEEPS: Final = 6
# Among how many of the latest events those are looked for who are offered in the filter.
_LATELY: Final = 1_000
# Of a large act this many rows stand behind its summary; all of them are one link away.
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class ActivityFilters:
    """What the reader asked for; empty fields ask for everything."""

    who: int | None = None
    kind: str = ""
    record: int | None = None
    group: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    act: UUID | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return self != ActivityFilters()


@dataclass(frozen=True, slots=True)
class _Total:
    """How many events of one code an act has, and the key of the first."""

    code: str
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Act:
    """Events that belong together, shown as one row that opens; most acts are one event."""

    group: UUID
    count: int
    summary: str
    who: str
    at: dt.datetime
    lead: EventRow
    rows: list[EventRow]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The acts of one day in the organisation's zone."""

    day: dt.date
    acts: list[Act]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of acts, newest first, and where the next one begins."""

    message: str
    days: list[Day]
    next_before: int | None
    filters: ActivityFilters


def found(user: User, filters: ActivityFilters) -> AuditEventQuerySet:
    """The events that `user` may see and asked for, in no order yet."""
    events = AuditEvent.objects.visible_to(user)
    if filters.who:
        events = events.filter(actor=filters.who)
    if filters.kind:
        named = AuditSubject.objects.filter(kind=filters.kind)
        if filters.record:
            named = named.filter(record_id=filters.record)
        events = events.filter(pk__in=named.values("event"))
    if filters.group:
        events = events.filter(code__startswith=f"{filters.group}.")
    zone = clock.reading().zone
    if filters.since:
        events = events.filter(at__gte=dt.datetime.combine(filters.since, dt.time.min, zone))
    if filters.until:
        events = events.filter(at__lt=dt.datetime.combine(filters.until + dt.timedelta(days=1), dt.time.min, zone))
    if filters.text:
        events = events.filter(Q(label__icontains=filters.text) | Q(why__icontains=filters.text))
    return events.filter(group=filters.act) if filters.act else events


def activity_page(user: User, filters: ActivityFilters, *, before: int | None = None) -> ActivityPage:
    """Acts whose newest event is older than `before`, at most fifty, by day; a constant number of queries."""
    events = found(user, filters)
    newest, more = _acts(events, before)
    totals = _totals(events, list(newest))
    keys = {pk for group, keys in newest.items() for pk in (*keys[:_SHOWN], _lead(totals[group]))}
    by_group: dict[UUID, list[AuditEvent]] = {}
    for event in events.filter(pk__in=keys).for_rows():
        by_group.setdefault(event.group, []).append(event)
    acts = [_act(by_group[group], totals[group]) for group in newest]
    last = min((keys[0] for keys in newest.values()), default=None)
    return ActivityPage(
        message=_message(user, filters),
        days=_by_day(acts),
        next_before=last if more else None,
        filters=filters,
    )


def _acts(events: AuditEventQuerySet, before: int | None) -> tuple[dict[UUID, list[int]], bool]:
    """The next fifty acts with the keys of their newest events, and whether there are more.

    Reads the log backwards by key in bounded windows, so that the price does not grow with the log. An act that
    was shown on an earlier page reaches below the cursor; what is met of it is left out of the next window.
    """
    acts: dict[UUID, list[int]] = {}
    passed: set[UUID] = set()
    cursor = before
    for _ in range(_SWEEPS):
        window = events.exclude(group__in=passed | acts.keys()).order_by("-pk")
        if cursor is not None:
            window = window.filter(pk__lt=cursor)
        met = list(window.values_list("pk", "group")[:_WINDOW])
        fresh: dict[UUID, list[int]] = {}
        for pk, group in met:
            fresh.setdefault(group, []).append(pk)
        if before is not None:
            passed |= _shown_before(events, list(fresh), before)
        for group, keys in fresh.items():
            if group in passed:
                continue
            if len(acts) == PAGE:
                return acts, True
            acts[group] = keys
        if len(met) < _WINDOW:
            return acts, False
        cursor = met[-1][0]
    return acts, True


def _shown_before(events: AuditEventQuerySet, groups: list[UUID], before: int) -> set[UUID]:
    newest = events.filter(group__in=groups).order_by().values("group").annotate(last=Max("pk"))
    return {row["group"] for row in newest if row["last"] >= before}


def _totals(events: AuditEventQuerySet, groups: list[UUID]) -> dict[UUID, list[_Total]]:
    """For each act its codes, the one that came first leading."""
    counted: Any = events.filter(group__in=groups).order_by().values("group", "code")
    totals: dict[UUID, list[_Total]] = {}
    for row in counted.annotate(count=Count("pk"), first=Min("pk")).order_by("first"):
        totals.setdefault(row["group"], []).append(_Total(row["code"], row["count"], row["first"]))
    return totals


def _lead(totals: list[_Total]) -> int:
    return totals[0].first


def _act(events: list[AuditEvent], totals: list[_Total]) -> Act:
    rows = event_rows(events)
    count = sum(total.count for total in totals)
    return Act(
        group=events[0].group,
        count=count,
        summary=_summary(totals),
        who=name_of(events[0].actor),
        at=events[0].at,
        lead=rows[-1],
        rows=rows if count <= len(rows) else rows[:_SHOWN],
        is_whole=count <= len(rows),
    )


def _summary(totals: list[_Total]) -> str:
    """What an act was made of beside its first event: "235 × added the work, 12 × changed the work"."""
    counts = {total.code: total.count for total in totals}
    counts[totals[0].code] -= 1
    parts = [f"{words.number(count)} × {bare_phrase(code)}" for code, count in counts.items() if count]
    return f"then {words.listed(parts, most=4)}" if parts else ""


def _by_day(acts: list[Act]) -> list[Day]:
    days: list[Day] = []
    for act in acts:
        day = words.local_date(act.at)
        if not days or days[-1].day != day:
            days.append(Day(day, []))
        days[-1].acts.append(act)
    return days


def _message(user: User, filters: ActivityFilters) -> str:
    """How much happened, in one sentence; a week where nothing narrows it."""
    asked = filters if filters.narrows else replace(filters, since=clock.today() - dt.timedelta(days=6))
    some = found(user, asked).order_by()[: COUNTED + 1]
    numbers = some.aggregate(events=Count("pk"), people=Count("actor", distinct=True))
    if not numbers["events"]:
        return "Nothing matches these filters." if filters.narrows else "Nothing has changed in the last seven days."
    if numbers["events"] > COUNTED:
        many = f"More than {words.number(COUNTED)} changes"
        return f"{many} match." if filters.narrows else f"{many} in the last seven days."
    changes = words.capital(words.counted(numbers["events"], "change"))
    by = words.counted(numbers["people"], "person", "people")
    return f"{changes} by {by} match." if filters.narrows else f"{changes} by {by} in the last seven days."


def sealed() -> str:
    """How far the log is sealed against change, in one sentence; nothing while nothing is."""
    last = AuditSeal.objects.order_by("-position").values_list("position", "sealed_at").first()
    if last is None:
        return ""
    count, at = last
    return f"{words.capital(words.counted(count, 'event'))} sealed against change, the last {words.moment(at)}."


@dataclass(frozen=True, slots=True)
class History:
    """What changed of one record, newest first, and where the rest is."""

    events: list[EventRow]
    more_url: str
    since_url: str = ""


def history_of(record: models.Model, user: User, *, most: int = 8) -> History:
    """The newest events about `record` that `user` may see; two queries."""
    events = list(AuditEvent.objects.visible_to(user).about(record).for_rows()[: most + 1])
    rows = [event_row(event, about=record, linked=False) for event in events[:most]]
    address = history_address(record)
    since = f"{address}#h-since" if changes.get(record._meta.label_lower) else ""
    return History(rows, address if len(events) > most else "", since)


def history_address(record: models.Model) -> str:
    """The address of a record's whole history."""
    return reverse("audit:history", args=[record._meta.label_lower, record.pk])


def history_page(record: models.Model, user: User, *, before: int | None = None) -> tuple[list[EventRow], int | None]:
    """Fifty events about `record` older than `before`, and where the next page begins."""
    events = AuditEvent.objects.visible_to(user).about(record).for_rows()
    if before is not None:
        events = events.filter(pk__lt=before)
    met = list(events[: PAGE + 1])
    rows = [event_row(event, about=record) for event in met[:PAGE]]
    return rows, met[PAGE - 1].pk if len(met) > PAGE else None


def exported(user: User, filters: ActivityFilters) -> Iterator[EventRow]:
    """Every event asked for, newest first, read in pieces."""
    for event in found(user, filters).for_rows().iterator(chunk_size=500):
        yield event_row(event)


def who_acted(user: User) -> list[tuple[int, str]]:
    """Those who did one of the latest things that `user` may see, for the filter: its price does not grow with the log.

    Asked of everybody, "did they ever do something that the reader may see" reads the whole log.
    """
    latest = AuditEvent.objects.visible_to(user).order_by("-pk").values("actor")[:_LATELY]
    return list(User.objects.filter(pk__in=latest).order_by("name", "pk").values_list("pk", "name"))


def kinds_named() -> list[tuple[str, str]]:
    """The kinds of record that events can name, for the filter."""
    return [(subject.kind, words.capital(subject.noun)) for subject in subjects.kinds()]


def areas() -> list[tuple[str, str]]:
    """The parts of the product by which codes begin, for the filter."""
    known = sorted({code.split(".", 1)[0] for code in codes()})
    return [(area, area.upper() if len(area) <= 4 else words.capital(area)) for area in known]
