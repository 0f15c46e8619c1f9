"""The versions of a record beside its audit events: who made each, why, and what differs from the one before."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.audit.rows import name_of
from big.audit.words import Change, label_of, value_in_words
from big.history.versions import Version, versions_of
from big.records import plain
from big.registry import subjects

MOST = 50
_UNTOLD = {"id", "version", "created_at", "updated_at", "source", "source_ref", "singleton"}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as a page shows it; `is_told` is false where no audit event tells who made it."""

    number: int
    since: dt.datetime
    until: dt.datetime | None
    is_first: bool
    who: str
    why: str
    is_told: bool
    changes: list[Change]
    at_url: str


def version_rows(record: models.Model, user: User) -> list[VersionRow]:
    """The newest fifty versions of `record`, newest first; a constant number of queries."""
    versions = versions_of(record, most=MOST + 1)
    told = _events(record, user, [each.act for each in versions])
    names = _names(record, user, versions)
    rows = []
    for place, version in enumerate(versions[:MOST]):
        before = versions[place + 1] if place + 1 < len(versions) else None
        event = told.get(version.act)
        rows.append(
            VersionRow(
                number=version.number,
                since=version.since,
                until=version.until,
                is_first=before is None,
                who=name_of(event.actor) if event else "",
                why=event.why if event else "",
                is_told=event is not None,
                changes=_changes(record, before, version, names) if before else [],
                at_url=_at(record, version.since),
            )
        )
    return rows


def _events(record: models.Model, user: User, acts: list[dt.datetime]) -> dict[dt.datetime, AuditEvent]:
    """For each transaction the event about this record, or else one of the same transaction."""
    near = AuditEvent.objects.visible_to(user).filter(at__in=acts).select_related("actor").order_by("-pk")
    found = {event.at: event for event in near}
    own = near.filter(Q(subjects__kind=record._meta.label_lower, subjects__record_id=record.pk))
    return found | {event.at: event for event in own}


def _changes(record: models.Model, before: Version, after: Version, names: dict[tuple[str, Any], str]) -> list[Change]:
    kind = record._meta.label_lower
    rows = []
    for field in record._meta.concrete_fields:
        was, now = before.values[field.attname], after.values[field.attname]
        if was == now or field.name in _UNTOLD:
            continue
        if field.is_relation:
            told = [names.get((field.name, each), "not shown") if each is not None else "" for each in (was, now)]
        else:
            told = [
                value_in_words(kind, field.name, plain(each), {name: plain(value) for name, value in of.values.items()})
                for each, of in ((was, before), (now, after))
            ]
        rows.append(Change(label_of(kind, field.name), *told))
    return rows


def _names(record: models.Model, user: User, versions: list[Version]) -> dict[tuple[str, Any], str]:
    """What records that the versions point to are called, those that `user` may see; one query for each kind."""
    names: dict[tuple[str, Any], str] = {}
    for field in record._meta.concrete_fields:
        keys = {each.values[field.attname] for each in versions} - {None}
        if not field.is_relation or field.name in _UNTOLD or len({each.values[field.attname] for each in versions}) < 2:
            continue
        model: Any = field.related_model
        try:
            shown = subjects.get(model._meta.label_lower).visible(user)
        except LookupError:
            shown = model._default_manager.all()
        names |= {(field.name, each.pk): str(each) for each in shown.filter(pk__in=keys)}
    return names


def _at(record: models.Model, since: dt.datetime) -> str:
    """The record's own page as of the beginning of the version."""
    address = getattr(record, "get_absolute_url", None)
    return f"{address()}?as_of={since.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}" if address else ""
