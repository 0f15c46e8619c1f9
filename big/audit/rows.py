"""An audit event as a row of a page: who did what to which record, what it was and is now, and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

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


def event_row(event: AuditEvent, *, about: str = "", linked: bool = True) -> EventRow:
    """One event, loaded by `for_rows`; `about` is the kind of the record on whose page it stands."""
    named = list(event.subjects.all())
    first = named[0] if named else None
    kind = first.kind if first else about
    try:
        subject = subjects.get(kind)
    except LookupError:
        subject = None
    return EventRow(
        pk=event.pk,
        at=event.at,
        who=name_of(event.actor),
        icon=subject.icon if subject else "dot",
        noun=subject.noun if subject else kind,
        subject=event.label,
        url=subject.address(first.record_id) if subject and first and linked else "",
        said=capital(words.said(event, kind)),
        why=event.why,
        effective_on=event.effective_on,
        # Of a new record the phrase says enough; field by field it would say "was nothing" a dozen times.
        changes=words.changes(event, kind) if event.before else [],
    )


def name_of(user: User) -> str:
    """The actor's name; a service by what it does."""
    return f"{user.name} (automatic)" if user.is_service else user.name


def event_rows(events: Iterable[AuditEvent], *, about: str = "") -> list[EventRow]:
    """Several events."""
    return [event_row(event, about=about) for event in events]
