"""Where the rows behind a figure come from: import files with their checksums, people, and what was entered here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import models
from django.db.models import Count, Max

from big.accounts.models import User
from big.audit.models import AuditEvent, AuditSubject
from big.core import words
from big.imports.models import ImportRun
from big.registry.provenance import Origin, Source

PEOPLE: Final = 5
FOLLOWED: Final = 100

Kind = tuple["models.QuerySet[Any]", str, str]
"""Records that carry a source, with their noun, singular and plural."""


def origins(user: User, *kinds: Kind) -> tuple[Source, ...]:
    """The files that wrote these records, the newest first, then what was entered here; a query a kind and two more.

    The page of an import shows only to those who may see it; its file's name and checksum are part of every record
    that it wrote.
    """
    written: defaultdict[int, list[str]] = defaultdict(list)
    entered: list[Source] = []
    for records, one, many in kinds:
        for run, count in records.order_by().values_list("source").annotate(n=Count("pk")):
            said = words.counted(count, one, many)
            if run is None:
                entered.append(Source(Origin.ENTERED, "In Sightline", count=said))
            else:
                written[run].append(said)
    return (*_files(user, written), *entered)


def _files(user: User, written: "defaultdict[int, list[str]]") -> list[Source]:
    if not written:
        return []
    found = ImportRun.objects.filter(pk__in=written).select_related("file").defer("plan", "options")
    seen = set(ImportRun.objects.visible_to(user).filter(pk__in=written).values_list("pk", flat=True))
    return [
        Source(
            Origin.FILE,
            run.file.filename,
            at=run.applied_at or run.requested_at,
            sha256=run.file.sha256,
            url=run.get_absolute_url() if run.pk in seen else "",
            count=", ".join(written[run.pk]),
        )
        for run in sorted(found, key=lambda run: -run.pk)
    ]


def people_of(kind: type[models.Model], keys: Collection[int], user: User, codes: Sequence[str]) -> tuple[Source, ...]:
    """Who made such changes to these records, the latest first, each with their last; one query.

    Of more records than a reader could follow nobody is named: the explanation of each row names its own people.
    """
    if not 0 < len(keys) <= FOLLOWED:
        return ()
    named = AuditSubject.objects.filter(kind=kind._meta.label_lower, record_id__in=keys)
    events = AuditEvent.objects.visible_to(user).known().filter(code__in=codes, pk__in=named.values("event"))
    rows = events.order_by().values("actor__name").annotate(last=Max("at"), n=Count("pk")).order_by("-last")[:PEOPLE]
    return tuple(
        Source(Origin.PERSON, row["actor__name"], at=row["last"], count=words.counted(row["n"], "change"))
        for row in rows
    )


def said_by(name: str, at: dt.datetime | None, *, count: str = "") -> Source:
    """A person who is named by the record itself, and when they said it."""
    return Source(Origin.PERSON, name, at=at, count=count)


def rule(name: str) -> Source:
    """A rule of the product or of the organisation that a figure follows."""
    return Source(Origin.RULE, name)


def several(*groups: Iterable[Source]) -> tuple[Source, ...]:
    """Sources one after the other, each once."""
    return tuple(dict.fromkeys(source for group in groups for source in group))
