"""Whether the audit log is what it was when it was sealed: the whole chain, what stands outside it, and the anchors."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from big import clock
from big.audit.chain import Break, Walk, walk
from big.audit.models import AuditSeal
from big.core import words
from big.registry import anchors as registry
from big.registry.anchors import Anchor

# Each finds the whole log's odd ones in one statement, which sealing, being one transaction, cannot fall between.
_OUTSIDE = """
select count(*), min(event.id) from audit_auditevent event
where not exists (select from audit_auditseal where event_id = event.id)
and not exists (select from audit_unsealed where event_id = event.id)
"""
_GONE_BEFORE_SEAL = """
select count(*), min(event_id) from audit_unsealed
where not exists (select from audit_auditevent where id = event_id)
"""
# With its constraints gone, a table may hold seals where the walk, which trusts the order of positions, meets none.
_BESIDE = "select count(*) - %(walked)s from audit_auditseal where position <= %(last)s"
_WAITING = "select count(*), min(since) from audit_unsealed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: the chain as walked, what does not hold, the anchors that do, and what waits for its seal."""

    walked: Walk
    breaks: list[Break]
    anchors: int
    waiting: int
    oldest: dt.timedelta | None

    @property
    def is_sound(self) -> bool:
        """Whether everything holds."""
        return not self.breaks


def verify(kept: Iterable[Anchor] = ()) -> Verdict:
    """Prove the log, and compare it with the anchors in `kept` and in the records of the apps.

    The log may grow meanwhile. Anchors are read before it, so that none names a link that the proof has not met.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        anchors = [*kept, *registry.kept()]
        cursor.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local jit = off")
        walked = walk()
        breaks = [walked.first] if walked.first else []
        breaks += _beside(walked)
        breaks += _outside()
        breaks += _cut_or_rewritten(walked, anchors)
        cursor.execute(_WAITING)
        waiting, since = cursor.fetchone()
    return Verdict(walked, breaks, len(anchors), waiting, clock.real_now() - since if since else None)


def _beside(walked: Walk) -> list[Break]:
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"walked": walked.count, "last": walked.last})
        count = cursor.fetchone()[0]
    said = f"Beside the chain, where none belongs, there is more: {words.counted(count, 'seal')}."
    return [Break("added", said)] if count > 0 else []


def _outside() -> list[Break]:
    breaks = []
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE)
        count, first = cursor.fetchone()
        if count:
            text = (
                f"{_events(count, first)} outside the chain, neither sealed nor waiting: added past the product, or "
                "the end of the chain was cut off."
            )
            breaks.append(Break("added", text, event=first))
        cursor.execute(_GONE_BEFORE_SEAL)
        count, first = cursor.fetchone()
        if count:
            text = f"{_events(count, first)} in the queue for a seal but in the log no longer: deleted before the seal."
            breaks.append(Break("missing", text, event=first))
    return breaks


def _events(count: int, first: int) -> str:
    return f"Event {first} stands" if count == 1 else f"{words.number(count)} events from event {first} on stand"


def _cut_or_rewritten(walked: Walk, anchors: list[Anchor]) -> list[Break]:
    """The first anchor, by the length of the chain, that the chain no longer meets."""
    links = AuditSeal.objects.filter(position__in={each.count for each in anchors})
    found = {position: bytes(link).hex() for position, link in links.values_list("position", "hash")}
    held = 0
    for each in sorted(anchors, key=lambda each: (each.count, each.at)):
        link = found.get(each.count)
        if link == each.head:
            held = each.count
            continue
        kept = f"The anchor in {each.kept_in} knew link {each.count} on {each.at:%Y-%m-%d} as {each.head[:12]}..."
        if link is None and each.count > walked.last:
            text = f"{kept}, but the chain ends with link {walked.last}: its end was cut off."
            return [Break("missing", text, each.count)]
        since = f"after link {held}" if held else "from its start"
        text = f"{kept}, but the chain has another hash there: somewhere {since} it was written anew."
        return [Break("changed", text, each.count)]
    return []
