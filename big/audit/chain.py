"""The hash chain over the audit events: what a link is made of, and the proof of all of them.

Each event has one seal (`AuditSeal`). Its hash is the SHA-256 of a text in UTF-8 that begins with the hash of the seal
before it, so that nothing sealed can be changed, moved, taken away or put in between without a new hash for every
later link. The text is these lines, joined by one line feed (U+000A), with none at the end:

     1  the position of the seal: 1 for the first, then without holes
     2  the hash of the seal before, as 64 lower-case hexadecimal digits; for the first, 64 zeros
     3  when it was sealed
     4  the key of the event
     5  the key of its actor
     6  when it happened
     7  the day it counts from, as 2026-11-23, or nothing
     8  the group, as a UUID in lower case with hyphens
     9  what it was before: the JSON exactly as PostgreSQL writes `before::text`
    10  what it was after: `after::text`
    11  the length of the code in bytes of UTF-8, and in line 12 the code
    13  the length of the label, and then the label
        the length of the reason, and then the reason, which may have lines of its own
        one line for each record that the event names, in the order of their keys: the key of the subject, its
        position, the key of the record, the length of the kind in bytes and the kind, with one space between them

Lengths stand before whatever text people or programs choose, so that no two events give the same lines. Numbers are
decimal. Times are as PostgreSQL writes them in UTC: 2026-11-23 08:37:07.25+00, with as many decimals as are needed and
no point where there are none. JSON as PostgreSQL keeps it has each name once, shorter names (in bytes) before longer
and those of one length by their bytes, ", " between members and ": " after a name; its text escapes only the quotation
mark, the backslash and what comes before U+0020.

The order of the chain is that in which the sealing met the events as committed (big/audit/sealing.py): what commits
after a batch stands behind it, whatever its key; those that one batch meets stand in the order of their keys.

The proof takes the fields from the tables but hashes here, not in the database, which shall not vouch for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter

from django.db import connection

FIRST = "0" * 64
"""What the first link has for the hash of the link before."""
_WINDOW = 10_000
_MOST = 100
# One window of seals with their texts; big/audit/migrations/0004_sealing.py makes the same text. Events of a window
# have keys close to each other, so both tables are read by ranges of keys, which is several times cheaper than one by
# one, and never reads the whole log for a window as a join by its statistics does.
_LINKS = r"""
with link as materialized (
    select position, event_id, previous, hash, sealed_at from audit_auditseal
    where position > %s order by position limit %s
), named as (
    select event_id, string_agg(
        concat_ws(' ', id, position, record_id, octet_length(kind), kind), chr(10) order by id
    ) as records
    from audit_auditsubject
    where event_id between (select min(event_id) from link) and (select max(event_id) from link) group by event_id
)
select link.position, link.event_id, encode(link.hash, 'hex'), case when event.id is not null then concat_ws(chr(10),
    link.position, encode(link.previous, 'hex'), link.sealed_at,
    event.id, event.actor_id, event.at, coalesce(event.effective_on::text, ''), event."group",
    event.before, event.after, octet_length(event.code), event.code, octet_length(event.label), event.label,
    octet_length(event.why), event.why, named.records) end
from link
left join audit_auditevent event on event.id = link.event_id
    and event.id between (select min(event_id) from link) and (select max(event_id) from link)
left join named on named.event_id = link.event_id
"""
_Row = tuple[int, int, str, str | None]
"""A seal's position, the key of its event, its hash, and the text that it should be of; none if the event is gone."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: what is wrong in one word, and in a sentence."""

    wrong: str
    sentence: str
    position: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk along the whole chain met: how many links, the last one and its hash, and the first break."""

    count: int
    last: int
    head: str
    broken: int
    first: Break | None


def walk() -> Walk:
    """Prove every link against the link before it and against its event; in windows, so that memory stays small."""
    first: Break | None = None
    suspects: list[_Row] = []
    count, last, head, broken = 0, 0, FIRST, 0
    for row in _rows():
        position, _, link, text = row
        # Nearly all rows of a long log come this way, so it asks for no more than whether all is well.
        holds = (
            text is not None
            and text.startswith(f"{last + 1}\n{head}\n")
            and sha256(text.encode()).hexdigest() == link
            and position == last + 1
        )
        if not holds:
            broken += 1
            first = first or _wrong(row, last, head)
            if text is not None and len(suspects) < _MOST:
                suspects.append(row)
        count, last, head = count + 1, position, link
    if first and first.wrong == "changed":
        first = _swapped(suspects) or first
    return Walk(count, last, head, broken, first)


def _rows() -> Iterator[_Row]:
    place = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_LINKS, [place, _WINDOW])
            # Sorted here: there, PostgreSQL would carry the long texts through the sort.
            rows: list[_Row] = sorted(cursor.fetchall(), key=itemgetter(0))
            yield from rows
            if len(rows) < _WINDOW:
                return
            place = rows[-1][0]


def _wrong(row: _Row, last: int, head: str) -> Break:
    """What does not hold of a link that should follow the link at `last` with the hash `head`."""
    at, event, _, text = row
    if at <= last:
        said = f"Link {at}, of event {event}, is there twice, or an event of that key is."
        return Break("added", said, at, event)
    if at != last + 1:
        gone = f"Link {last + 1} is missing" if at == last + 2 else f"Links {last + 1} to {at - 1} are missing"
        return Break("missing", f"{gone}: the next one is link {at}, of event {event}.", last + 1)
    if text is None:
        return Break("missing", f"Event {event}, sealed by link {at}, is missing.", at, event)
    if not text.startswith(f"{at}\n{head}\n"):
        said = f"Link {at}, of event {event}, is out of order: it does not follow the link before it."
        return Break("out of order", said, at, event)
    return Break("changed", f"Event {event}, or a record it names, was changed since link {at} sealed it.", at, event)


def _swapped(suspects: list[_Row]) -> Break | None:
    """Whether the first link, which does not fit its event, was made for the event of another."""
    at, event, link, text = suspects[0]
    opening = _split(text)[0]
    for _, other, _, told in suspects[1:]:
        if sha256(f"{opening}\n{_split(told)[1]}".encode()).hexdigest() == link:
            said = f"Link {at} is out of order: event {event} stands where event {other} was sealed."
            return Break("out of order", said, at, event)
    return None


def _split(text: str | None) -> tuple[str, str]:
    """What tells of the link, and what tells of its event."""
    *opening, content = (text or "").split("\n", 3)
    return "\n".join(opening), content
