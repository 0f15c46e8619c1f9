"""One reading with everything that was corrected in it: what it said, what it says, who changed it, when and why."""

from dataclasses import dataclass

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.audit.rows import EventRow, event_row
from big.history.versions import versions_of
from okr import codes, policies
from okr.models.key_results import KeyResult, Reading


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """What the page of a reading shows; `corrections` begin with the newest."""

    reading: Reading
    key_result: KeyResult
    corrections: list[EventRow]
    may_correct: bool


def reading_page(reading: Reading, key_result: KeyResult, user: User) -> ReadingPage:
    """A reading, loaded with who read it; a fixed number of queries."""
    return ReadingPage(reading, key_result, corrections_of(reading, user), policies.can_check_in(user, key_result))


def corrections_of(reading: Reading, user: User) -> list[EventRow]:
    """The corrections of one reading that `user` may see, newest first; three queries.

    An event is of the key result. Which reading it corrected is known by the transaction, which made a version of it.
    """
    acts = [version.act for version in versions_of(reading)]
    events = AuditEvent.objects.visible_to(user).about(reading.key_result).for_rows()
    found = events.filter(code=codes.READING_CORRECTED, at__in=acts)
    return [event_row(event, about=reading.key_result, linked=False) for event in found]
