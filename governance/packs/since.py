"""Page 2 of a pack: what changed since the last pack that was issued to the node, or since its quarter began."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models.functions import Coalesce
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.changed.comparing import ChangedRecord, Comparison, compare
from big.audit.changed.page import said_moment, written
from big.audit.changed.telling import ToldLine, ToldRecord, sentence, told
from big.core import words
from big.history.asking import end_of
from big.history.recorded import not_recorded
from big.organisation.nodes import Node
from big.registry.changes import ASPECTS
from governance.models.packs import Pack
from portfolio.selectors.frame import Frame

# How many rows the page has room for, by what they are about; the rest is one link away.
MOST: Final = {"status": 7, "dates": 5, "money": 5, "scores": 4, "links": 3, "owners": 3, "scope": 3}


@dataclass(frozen=True, slots=True)
class SinceRow:
    """One change on the page, and the record that it is of."""

    record: ToldRecord
    line: ToldLine


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one aspect, gravest first, and how many more there are."""

    aspect: str
    label: str
    rows: tuple[SinceRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Since:
    """What the page shows. `against` says in words what is compared with; `problem` is why nothing can be."""

    against: str
    at: dt.datetime | None = None
    pack: str = ""
    comparison: Comparison | None = None
    sections: tuple[Section, ...] = ()
    problem: str = ""

    @property
    def title(self) -> str:
        """The finding of the page."""
        return sentence(self.comparison) if self.comparison else "There is nothing earlier to compare with."

    @property
    def address(self) -> str:
        """Where all of it stands, without the host."""
        return f"{reverse('audit:changed')}?{urlencode({'since': written(self.at)})}" if self.at else ""


def since_of(node: Node, reader: User, frame: Frame, pack: Pack | None = None) -> Since:
    """What changed for `reader` up to the moment that is read, for the pack of `node`; a constant number of queries."""
    before = _last_issued(node, pack)
    if before is None:
        return _since_the_quarter(reader, frame)
    against = f"since {before.title}, issued {words.day(before.issued_at)}" if before.issued_at else before.title
    return _compared(reader, frame, Since(against, before.at, before.code), before.read_on)


def _last_issued(node: Node, pack: Pack | None) -> Any:
    """The newest issued pack of the node that this one does not replace, as it was known then."""
    replaced = []
    while pack is not None:
        replaced.append(pack.pk)
        above = pack.supersedes_id
        pack = Pack.objects.filter(pk=above).defer("snapshot", "html").first() if above else None
    issued = Pack.objects.issued().filter(node=node.pk).exclude(pk__in=replaced)
    earlier = issued.annotate(at=Coalesce("as_of", "issued_at")).filter(at__lt=clock.now()).defer("snapshot", "html")
    return earlier.order_by("-at", "-pk").first()


def _since_the_quarter(reader: User, frame: Frame) -> Since:
    day = frame.quarter.starts_on - dt.timedelta(days=1)
    at = end_of(day)
    against = f"since {frame.quarter.name} began: no earlier pack of this node was issued"
    if at >= clock.now():
        return Since(against, problem="The quarter begins after the moment that is read.")
    begins = not_recorded(at).begins
    if begins:
        said = f"Nothing was recorded before {said_moment(begins)}, and no earlier pack of this node was issued."
        return Since(against, problem=said)
    return _compared(reader, frame, Since(against, at), day)


def _compared(reader: User, frame: Frame, since: Since, day: dt.date) -> Since:
    if since.at is None:
        raise ValueError("there is nothing to compare with")
    comparison = compare(reader, since.at, days=(day, frame.today))
    return Since(since.against, since.at, since.pack, comparison, _sections(reader, comparison))


def _sections(reader: User, comparison: Comparison) -> tuple[Section, ...]:
    """The changes of each aspect that has any, told together: who changed it and why is asked once for all."""
    found = {aspect: _of_aspect(comparison, aspect) for aspect in ASPECTS if comparison.counts[aspect]}
    chosen = {aspect: records[: MOST[aspect]] for aspect, records in found.items()}
    shown = iter(told(reader, comparison, [record for records in chosen.values() for record in records]))
    sections = []
    for aspect, records in chosen.items():
        rows = tuple(SinceRow(record, line) for record in islice(shown, len(records)) for line in record.lines)
        kept = rows[: MOST[aspect]]
        total = sum(len(record.lines) + bool(record.event) for record in found[aspect])
        if kept:
            sections.append(Section(aspect, ASPECTS[aspect], kept, total - len(kept)))
    return tuple(sections)


def _of_aspect(comparison: Comparison, aspect: str) -> list[ChangedRecord]:
    """The records with their changes of one aspect: dates and money by how much they moved, the others as they come."""
    records = [_notable(record) for record in comparison.narrowed(aspect)]
    records = [record for record in records if record.lines or record.event]
    return sorted(records, key=_size, reverse=True) if aspect in ("dates", "money") else records


def _notable(record: ChangedRecord) -> ChangedRecord:
    """Without what moves from month to month by itself, such as money spent."""
    lines = tuple(line for line in record.lines if not line.is_routine)
    return replace(record, lines=lines)


def _size(record: ChangedRecord) -> Any:
    return max((abs(line.weight) for line in record.lines), default=0)


def plain_since(since: Since) -> dict[str, Any]:
    """What the page shows, for the snapshot of the pack."""
    return {
        "against": since.against,
        "pack": since.pack,
        "at": since.at.astimezone(dt.UTC).isoformat() if since.at else None,
        "title": since.title,
        "counts": since.comparison.counts if since.comparison else {},
        "rows": [
            [
                section.aspect,
                row.record.code,
                row.line.label,
                row.line.was,
                row.line.now,
                row.line.by,
                row.line.who,
                row.line.why,
            ]
            for section in since.sections
            for row in section.rows
        ],
    }
