"""What stands in one's own unit: key results to check in, and the unit's work, worst first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from big.core import marks
from big.core.shown import Shown
from governance.selectors.home.reading import Reading
from okr.models.key_results import KeyResult
from okr.selectors.key_result_marks import KeyResultMark
from portfolio.models.work import Work
from portfolio.selectors.standing import Standing

MOST = 8


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A key result whose next reading is due, or was."""

    key_result: KeyResult
    progress: KeyResultMark
    due_on: dt.date | None
    is_late: bool


class CheckIns(Shown[CheckIn]):
    """The check-ins that are due, made where they are shown; `late` are past their day."""

    def __init__(self, entries: list["_Due"]) -> None:
        super().__init__(entries, _check_ins)
        self.late = sum(each.is_late for each in entries)


class _Due(NamedTuple):
    mark: KeyResultMark
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
    check_ins: CheckIns
    works: Sequence[OwnWork]
    works_total: int

    @property
    def late(self) -> int:
        """How many check-ins are past their day."""
        return self.check_ins.late


def due_check_ins(reading: Reading, *, within: int = 7) -> CheckIns:
    """Key results of the scope whose reading falls due within so many days; late first."""
    today = reading.frame.today
    found = []
    for each in reading.scope.measured:
        # The cadence after the last reading; where there never was one, it is due and late.
        due = each.read_on + dt.timedelta(days=each.limit) if each.read_on else None
        if due is None or due <= today + dt.timedelta(days=within):
            found.append(_Due(each, due, due is None or due < today))
    codes = dict(
        KeyResult.objects.filter(pk__in=[each.mark.key for each in found]).order_by().values_list("pk", "code")
    )
    return CheckIns(sorted(found, key=lambda each: (each.due_on or dt.date.min, codes[each.mark.key])))


def _check_ins(due: Sequence[_Due]) -> list[CheckIn]:
    shown = KeyResult.objects.select_related("owner").in_bulk([each.mark.key for each in due])
    return [CheckIn(shown[each.mark.key], each.mark, each.due_on, each.is_late) for each in due]


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
