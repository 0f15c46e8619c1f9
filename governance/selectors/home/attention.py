"""The work that needs attention first, with the reasons in words."""

from dataclasses import dataclass
from typing import Final

from governance.selectors.home.reading import Reading
from portfolio.models.work import Work
from portfolio.selectors.attention import attention

MOST: Final = 4
_GRAVITY: Final = {"red": 0, "over_budget": 1, "late": 2, "amber": 3, "stale": 4}


@dataclass(frozen=True, slots=True)
class Asking:
    """One piece of work with its mark and the reasons as one phrase."""

    work: Work
    mark: str
    reasons: str


def needing_attention(reading: Reading) -> tuple[list[Asking], int]:
    """The gravest few, and how many there are in all; three queries besides those of the scope."""
    found = attention(reading.works, reading.frame, stood=reading.scope.standings, money=reading.scope.totals)
    found.sort(key=lambda each: (_GRAVITY.get(each.reasons[0].key, 9) if each.reasons else 9, -len(each.reasons)))
    works = Work.objects.filter(pk__in=[each.work_id for each in found[:MOST]]).for_rows().in_bulk()
    marks = reading.scope.standings
    shown = [Asking(works[each.work_id], marks[each.work_id].mark, each.words) for each in found[:MOST]]
    return shown, len(found)
