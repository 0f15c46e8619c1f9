"""What every governed record carries: a version against lost updates, and where it came from."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from big import clock
from big.checking import check
from big.errors import StaleError


class Record(models.Model):
    """A governed record: counted, audited, and traceable to the file or person it came from."""

    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    source = models.ForeignKey(
        "imports.ImportRun",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The import that last wrote this record.",
    )
    source_ref = models.CharField(max_length=200, blank=True, editable=False, help_text="Where in that file.")

    class Meta:
        abstract = True


def require_version(record: Record, version: int | None) -> None:
    """Refuse an edit of an older version; None only from importers, which compare values instead."""
    if version is not None and record.version != version:
        raise StaleError("Somebody changed this in the meantime. Compare the two below, then save again.", code="stale")


def plain(value: Any) -> Any:
    """A field's value as JSON can hold it: decimals as text, dates in ISO form, a record by its name."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    return value


def differences(record: models.Model, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `changes` would alter: before and after, by field, for the audit event; equal values are left out."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, new in changes.items():
        old = getattr(record, name)
        if old != new:
            before[name], after[name] = plain(old), plain(new)
    return before, after


def revise(record: Record, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Apply `changes` to a locked record, check it against its constraints, save, and say what altered.

    Returns before and after for the audit event; writes nothing where nothing differs. Raises ValidationError with
    a sentence per field.
    """
    before, after = differences(record, changes)
    if not after:
        return before, after
    for name in after:
        setattr(record, name, changes[name])
    record.version += 1
    record.updated_at = clock.now()
    check(record, changed=frozenset(after))
    record.save(update_fields=[*after, "version", "updated_at"])
    return before, after


def touch(record: Record) -> None:
    """Count a new version of a locked record of which a part changed that stands in another table."""
    record.version += 1
    record.updated_at = clock.now()
    record.save(update_fields=["version", "updated_at"])


def create(record: Record) -> dict[str, Any]:
    """Check and save a new record; returns its filled fields for the audit event."""
    check(record)
    record.save(force_insert=True)
    skipped = {"id", "version", "created_at", "updated_at", "source", "source_ref"}
    values = {
        field.name: plain(getattr(record, field.name)) for field in record._meta.fields if field.name not in skipped
    }
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
