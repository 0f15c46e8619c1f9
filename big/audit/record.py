"""The only writer of audit events."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent, AuditSubject
from big.registry import subjects

_phrases: dict[str, str] = {}
_group: ContextVar[uuid.UUID | None] = ContextVar("audit_group", default=None)
_moment: ContextVar[dt.datetime | None] = ContextVar("audit_moment", default=None)
_waiting: ContextVar[list[tuple[AuditEvent, list[AuditSubject]]] | None] = ContextVar("audit_waiting", default=None)


def register(code: str, phrase: str) -> str:
    """Make `code` known, with the phrase that follows the actor's name; return it as a constant.

    The phrase may name fields of before and after: "moved it from {before[state]} to {after[state]}".
    """
    if code in _phrases:
        raise ValueError(f"audit code {code} is registered twice")
    _phrases[code] = phrase
    return code


def phrase_of(code: str) -> str:
    """The registered phrase, or the bare code for an event of a version that knew more."""
    return _phrases.get(code, code)


def codes() -> list[str]:
    """Every registered code."""
    return sorted(_phrases)


@contextmanager
def one_act() -> Iterator[uuid.UUID]:
    """Give all events inside the block one group, as an import or a bulk change needs."""
    group = uuid.uuid4()
    token = _group.set(group)
    try:
        yield group
    finally:
        _group.reset(token)


def moment() -> dt.datetime:
    """When what happens now is said to happen: now, or the moment that a loader tells of."""
    return _moment.get() or clock.now()


def _told() -> dict[str, Any]:
    """When the event happened, where a loader says so; otherwise the database knows the moment of the transaction."""
    told = _moment.get()
    return {"at": told} if told else {}


@contextmanager
def told_as_of(moment: dt.datetime) -> Iterator[None]:
    """Let the events inside the block say they happened at `moment`; only the demo loader may use it."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@contextmanager
def written_together() -> Iterator[None]:
    """Write the events of the block when it ends, in their order and in the same transaction.

    For loaders that do thousands of acts: nothing inside may catch the error of an act and go on, for the events of
    that act would stay. An error that leaves the block takes all of them with it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it tells of")
    waiting: list[tuple[AuditEvent, list[AuditSubject]]] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    AuditEvent.objects.bulk_create((event for event, _ in waiting), batch_size=500)
    for event, named in waiting:
        for subject in named:
            subject.event = event
    AuditSubject.objects.bulk_create((subject for _, named in waiting for subject in named), batch_size=1000)


def record(
    code: str,
    *,
    actor: User,
    on: models.Model,
    also: Sequence[models.Model] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    label: str = "",
    effective_on: dt.date | None = None,
) -> AuditEvent:
    """Write one event about `on`, which also names the records in `also`.

    LookupError for an unknown code or an unregistered kind of record; RuntimeError outside a transaction.
    """
    if code not in _phrases:
        raise LookupError(f"audit code {code} is not registered")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it tells of")
    named = {(subjects.get(each._meta.label_lower).kind, each.pk): None for each in (on, *also)}
    event = AuditEvent(
        code=code,
        actor=actor,
        **_told(),
        effective_on=effective_on,
        why=why,
        label=(label or str(on))[:250],
        before=dict(before or {}),
        after=dict(after or {}),
        group=_group.get() or uuid.uuid4(),
    )
    waiting = _waiting.get()
    if waiting is None:
        event.save(force_insert=True)
    told = [AuditSubject(event=event, kind=kind, record_id=key, position=at) for at, (kind, key) in enumerate(named)]
    if waiting is None:
        AuditSubject.objects.bulk_create(told)
    else:
        waiting.append((event, told))
    return event


@dataclass(frozen=True, slots=True)
class Telling:
    """What one of many events of the same code tells: the record that changed, and how."""

    on: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    effective_on: dt.date | None = None


def record_many(code: str, tellings: Sequence[Telling], *, actor: User, why: str = "") -> None:
    """Write an event for each telling, in two statements whatever their number; refuses as `record` does."""
    if code not in _phrases:
        raise LookupError(f"audit code {code} is not registered")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it tells of")
    kinds = [subjects.get(telling.on._meta.label_lower).kind for telling in tellings]
    told, group = _told(), _group.get() or uuid.uuid4()
    events = AuditEvent.objects.bulk_create(
        AuditEvent(
            code=code,
            actor=actor,
            **told,
            effective_on=telling.effective_on,
            why=why,
            label=str(telling.on)[:250],
            before=dict(telling.before),
            after=dict(telling.after),
            group=group,
        )
        for telling in tellings
    )
    AuditSubject.objects.bulk_create(
        AuditSubject(event=event, kind=kind, record_id=telling.on.pk)
        for event, kind, telling in zip(events, kinds, tellings, strict=True)
    )
