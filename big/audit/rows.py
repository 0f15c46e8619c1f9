"""An audit event as a row of a page: who did what to which record, what it was and is now, and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from big.accounts.models import User
from big.audit import words
from big.audit.models import AuditEvent
from big.core.words import capital
from big.registry import subjects


@dataclass(frozen=True, slots=True)
class EventRow:
    """What a page shows of one event; named as templates/components/changes.html takes it."""

    pk: int
    at: dt.datetime
    who: str
    icon: str
    noun: str
    subject: str
    url: str
    said: str
    why: str
    effective_on: dt.date | None
    changes: list[words.Change] = field(default_factory=list)


def event_row(event: AuditEvent, *, about: models.Model | None = None, linked: bool = True) -> EventRow:
    """One event, loaded by `for_rows`; on the page of the record `about`, an event of another record names that one."""
    named = list(event.subjects.all())
    first = named[0] if named else None
    kind = first.kind if first else ""
    try:
        subject = subjects.get(kind)
    except LookupError:
        subject = None
    said = capital(words.said(event, kind))
    if about is not None and first and (kind, first.record_id) != (about._meta.label_lower, about.pk):
        said = f"{said}: {event.label}"
    return EventRow(
        pk=event.pk,
        at=event.at,
        who=name_of(event.actor),
        icon=subject.icon if subject else "dot",
        noun=subject.noun if subject else kind,
        subject=event.label,
        url=subject.address(first.record_id) if subject and first and linked else "",
        said=said,
        why=event.why,
        effective_on=event.effective_on,
        # Of a new record the phrase says enough; field by field it would say "was nothing" a dozen times.
        changes=words.changes(event, kind) if event.before else [],
    )


def name_of(user: User) -> str:
    """The actor's name; a service by what it does."""
    return f"{user.name} (automatic)" if user.is_service else user.name


def event_rows(events: Iterable[AuditEvent]) -> list[EventRow]:
    """Several events."""
    return [event_row(event) for event in events]
