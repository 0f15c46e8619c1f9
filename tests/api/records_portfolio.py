"""How the tests of the API make a row of each resource of `portfolio`."""

import itertools
from decimal import Decimal
from typing import Final

from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.views import SavedView
from portfolio.models.work import Work
from tests.api.records_big import owner
from tests.factories.organisation import make_person, make_unit
from tests.factories.portfolio import TODAY, make_milestone, make_money, make_report, make_whole_life, make_work

_numbers = itertools.count(1)


def make_full_work() -> Work:
    """Work under other work, with people, a status, a milestone and money of its own."""
    parent = make_work()
    work = make_work(parent=parent, owner=make_person(), sponsor=make_person())
    make_report(work, "A", narrative="Late")
    make_money(work, 100, 120, actual=40, released=60)
    return work


def _work_type() -> WorkType:
    number = next(_numbers)
    return WorkType.objects.create(
        key=f"kind-{number}", label=f"Kind {number}", plural=f"Kinds {number}", code_prefix=f"K{number}"
    )


def _state() -> LifecycleState:
    made = _work_type()
    first = LifecycleState.objects.create(work_type=made, key="begun", label="Begun", is_initial=True)
    first.followers.add(LifecycleState.objects.create(work_type=made, key="ended", label="Ended", is_live=False))
    return first


def _report() -> StatusReport:
    report: StatusReport = make_report(make_work(), "G", reported_by=make_person())
    return report


def _whole_life() -> WholeLifeCost:
    return make_whole_life(make_work(), 1_000_000)


def _milestone() -> Milestone:
    return make_milestone(make_work())


def _money() -> MoneyLine:
    return make_money(make_work(), 100, 120)


def make_skill() -> Skill:
    """A skill."""
    number = next(_numbers)
    return Skill.objects.create(code=f"skill-{number}", name=f"Skill {number}")


def _capacity() -> Capacity:
    return Capacity.objects.create(
        skill=make_skill(), unit=make_unit(), starts_on=TODAY, ends_on=TODAY, fte=Decimal("2.5")
    )


def _demand() -> Demand:
    return Demand.objects.create(work=make_work(), skill=make_skill(), starts_on=TODAY, ends_on=TODAY, fte=Decimal(1))


def _view() -> SavedView:
    return SavedView.objects.create(owner=owner(), name=f"View {next(_numbers)}", query="mark=R")


MAKERS: Final = {
    "capacities": _capacity,
    "demands": _demand,
    "lifecycle-states": _state,
    "milestones": _milestone,
    "money-lines": _money,
    "saved-views": _view,
    "skills": make_skill,
    "status-reports": _report,
    "whole-life-costs": _whole_life,
    "work-types": _work_type,
    "works": make_full_work,
}
