"""Which records of messages a reader may be told of: whatever their account sees at the moment of sending."""

from collections.abc import Iterable

from big.notify.models import MessagePart
from big.organisation.models import Person
from big.registry import subjects


def seen_of(reader: Person, kind: str, keys: Iterable[int]) -> set[int]:
    """Those of the records of one kind that the reader's account sees; nothing for a reader without one."""
    if reader.user is None:
        return set()
    found = subjects.get(kind).visible(reader.user).filter(pk__in=list(keys)).order_by()
    return set(found.values_list("pk", flat=True))


def parts_for(reader: Person, parts: Iterable[MessagePart]) -> list[MessagePart]:
    """Those of the parts that the reader may be told of, in their order; one query for each kind of record.

    To a person without an account the sender answers for what is told them; nobody without one stands in for others.
    """
    given = list(parts)
    if reader.user is None:
        return [part for part in given if part.message.recipient_id == reader.pk]
    kinds = {part.about_kind for part in given}
    seen = {kind: seen_of(reader, kind, {each.about_id for each in given if each.about_kind == kind}) for kind in kinds}
    return [part for part in given if part.about_id in seen[part.about_kind]]
