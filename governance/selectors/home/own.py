"""What stands in one's own unit: key results to check in, and the unit's work, worst first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from big.core import marks
from governance.selectors.home.reading import Reading
from okr.models.key_results import KeyResult
from okr.selectors.progress import Progress
from portfolio.models.work import Work
from portfolio.selectors.standing import Standing

MOST = 8


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A key result whose next reading is due, or was."""

    key_result: KeyResult
    progress: Progress
    due_on: dt.date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnWork:
    """One piece of the unit's work with its standing."""

    work: Work
    standing: Standing


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """Everything the unit's head must act on."""

    name: str
    check_ins: Sequence[CheckIn]
    works: Sequence[OwnWork]
    works_total: int

    @property
    def late(self) -> int:
        """How many check-ins are past their day."""
        return sum(each.is_late for each in self.check_ins)


def due_check_ins(reading: Reading, *, within: int = 7, person_id: int | None = None) -> list[CheckIn]:
    """Key results of the scope, or owned by the person, whose reading falls due within so many days; late first."""
    found = []
    for key_result, progress in reading.scope.measured:
        if person_id is not None and key_result.owner_id != person_id:
            continue
        due = _due_on(reading, key_result, progress)
        if due is None or due <= reading.frame.today + dt.timedelta(days=within):
            found.append(CheckIn(key_result, progress, due, due is None or due < reading.frame.today))
    return sorted(found, key=lambda each: (each.due_on or dt.date.min, each.key_result.code))


def _due_on(reading: Reading, key_result: KeyResult, progress: Progress) -> dt.date | None:
    """When the next reading is due: the cadence after the last; None where there never was one."""
    if progress.read_on is None:
        return None
    return progress.read_on + dt.timedelta(days=key_result.cadence_days or reading.bands.stale_after_days)


def own_unit(reading: Reading, name: str) -> OwnUnit:
    """The unit's check-ins and work."""
    stood = reading.scope.standings
    order = {mark: place for place, mark in enumerate(marks.ORDER)}
    worst = sorted(stood, key=lambda key: (order.get(stood[key].mark, 9), key))[:MOST]
    found = Work.objects.filter(pk__in=worst).for_rows().in_bulk()
    return OwnUnit(
        name=name,
        check_ins=due_check_ins(reading),
        works=[OwnWork(found[key], stood[key]) for key in worst],
        works_total=len(stood),
    )
