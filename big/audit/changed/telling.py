"""Says what changed in words, with who changed it and why, from the audit events between the two moments."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.html import format_html

from big.accounts.models import User
from big.audit.changed.comparing import ADDED, ChangedRecord, Comparison, Line
from big.audit.models import AuditEvent, AuditSubject
from big.audit.rows import name_of
from big.core import marks, words
from big.registry.changes import Mark, Money, Value

TIME_PASSED = "Nobody reported; time passed"
_LONGEST: Final = 160
UNTOLD = "No event that you may see tells of it"


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One change in words: `was`, `now`, and `by`, the difference; `marks` are the codes of two status marks."""

    aspect: str
    label: str
    was: str
    now: str
    by: str
    who: str
    why: str
    at: dt.datetime | None
    is_worse: bool
    is_better: bool
    marks: tuple[str, str] | None = None

    @property
    def drawn_was(self) -> str:
        """What it was, with its mark drawn before it, as a page shows it."""
        return _drawn(self.was, self.marks[0]) if self.marks else self.was

    @property
    def drawn_now(self) -> str:
        """What it is now, in the same way."""
        return _drawn(self.now, self.marks[1]) if self.marks else self.now


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """One record with its changes, ready to be shown."""

    kind: str
    key: int
    icon: str
    noun: str
    code: str
    name: str
    place: str
    url: str
    lines: tuple[ToldLine, ...]


def told(user: User, comparison: Comparison, records: Sequence[ChangedRecord]) -> list[ToldRecord]:
    """`records` of `comparison` in words; one query for the events, two for whom they name, whatever the number."""
    events = _events(user, comparison, records)
    return [_told(record, events.get((record.kind, record.key), [])) for record in records]


def _events(
    user: User, comparison: Comparison, records: Sequence[ChangedRecord]
) -> dict[tuple[str, int], list[AuditEvent]]:
    """What was recorded of each record between the moments, newest first."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for record in records:
        keys[record.kind].append(record.key)
    if not keys:
        return {}
    named = Q()
    for kind, found in keys.items():
        named |= Q(kind=kind, record_id__in=found)
    subject = AuditSubject.objects.filter(named, event=OuterRef("pk"))
    between = AuditEvent.objects.filter(at__gt=comparison.since, at__lte=comparison.until)
    rows = between.visible_to(user).filter(Exists(subject)).for_rows()
    by_record: dict[tuple[str, int], list[AuditEvent]] = defaultdict(list)
    for event in rows:
        for each in event.subjects.all():
            by_record[each.kind, each.record_id].append(event)
    return by_record


def _told(record: ChangedRecord, events: list[AuditEvent]) -> ToldRecord:
    subject = record.subject
    lines = tuple(_line(line, _teller(line, events)) for line in record.lines)
    if record.event:
        lines = (_came_or_went(record, events), *lines)
    return ToldRecord(
        kind=record.kind,
        key=record.key,
        icon=subject.icon,
        noun=subject.noun,
        code=record.named.code,
        name=record.named.name,
        place=record.named.place,
        url="" if record.event and record.event != ADDED else subject.address(record.key),
        lines=lines,
    )


def _teller(line: Line, events: list[AuditEvent]) -> AuditEvent | None:
    """The newest event that tells of the fact; of several facts of one name, the one that holds its title."""
    if line.drifted:
        return None
    for event in events:
        if event.code not in line.told_by and not line.told_by & {*event.before, *event.after}:
            continue
        if not line.about or line.about in event.label or line.about in _texts(event):
            return event
    return None


def _texts(event: AuditEvent) -> list[Any]:
    return [*event.before.values(), *event.after.values()]


def _line(line: Line, event: AuditEvent | None) -> ToldLine:
    return ToldLine(
        aspect=line.aspect,
        label=line.label,
        was=said(line.was, line.unit),
        now=said(line.now, line.unit),
        by=difference(line),
        who=_who(line, event),
        why=_shortened((event.why if event else "") or ("" if line.drifted else line.because)),
        at=event.at if event else None,
        is_worse=line.is_worse,
        is_better=line.is_better,
        marks=_marks(line.was, line.now),
    )


def _who(line: Line, event: AuditEvent | None) -> str:
    if line.computed:
        return f"Computed from {line.computed}"
    if event is None:
        return TIME_PASSED if line.drifted else UNTOLD
    return name_of(event.actor)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]}\N{HORIZONTAL ELLIPSIS}"


def _came_or_went(record: ChangedRecord, events: list[AuditEvent]) -> ToldLine:
    event = events[-1 if record.event == ADDED else 0] if events else None
    return ToldLine(
        aspect="scope",
        label=record.event,
        was="",
        now="",
        by="",
        who=name_of(event.actor) if event else UNTOLD,
        why=_shortened(event.why) if event else "",
        at=event.at if event else None,
        is_worse=False,
        is_better=False,
    )


def said(value: Value, unit: str = "") -> str:
    """A value as people write it; nothing for nothing; a mark by its name."""
    if value is None:
        return ""
    if isinstance(value, Mark):
        return marks.NAMES[marks.known(value.code)]
    if isinstance(value, Money):
        return words.money(value.amount, value.currency)
    if isinstance(value, dt.date):
        return words.day(value)
    if isinstance(value, int | Decimal):
        return words.measured(value, unit)
    return _shortened(value)


def _marks(was: Value, now: Value) -> tuple[str, str] | None:
    """The codes of a status that changed; a side that had none has an empty one."""
    if not isinstance(was, Mark) and not isinstance(now, Mark):
        return None
    was_code, now_code = (each.code if isinstance(each, Mark) else "" for each in (was, now))
    return was_code, now_code


def _drawn(text: str, code: str) -> str:
    return format_html("{} {}", marks.rag(code, size="sm", hidden=True), text) if code else text


def difference(line: Line) -> str:
    """How much a date, an amount or a number moved: "21 days later", "+£250k"; nothing where that says nothing."""
    was, now = line.was, line.now
    if isinstance(was, dt.date) and isinstance(now, dt.date):
        days = (now - was).days
        return f"{words.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
    if isinstance(was, Money) and isinstance(now, Money) and was.currency == now.currency:
        return words.signed_money(now.amount - was.amount, now.currency)
    return ""


def sentence(comparison: Comparison) -> str:
    """What changed, in one or two sentences: "5 statuses changed, 3 for the worse. 7 dates moved, 6 of them out."."""
    if not comparison.records:
        return "Nothing changed."
    counts = comparison.counts
    parts = []
    if counts["status"]:
        said = [f"{words.in_words(comparison.fallen)} for the worse"] if comparison.fallen else []
        said += [f"{words.in_words(comparison.silent)} fell silent"] if comparison.silent else []
        how = f": {words.listed(said)}" if said else ""
        parts.append(f"{words.capital(words.counted(counts['status'], 'status', 'statuses'))} changed{how}.")
    if comparison.dates:
        later = f", {words.in_words(comparison.later)} of them out" if comparison.later else ""
        parts.append(f"{words.capital(words.counted(comparison.dates, 'date'))} moved{later}.")
    if not parts:
        parts.append(f"{words.capital(words.counted(len(comparison.records), 'record'))} changed.")
    return " ".join(parts)
