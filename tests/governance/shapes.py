"""Small organisations for the tests of this app: one line of sight that holds, and the ways in which it breaks."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from portfolio.models.work import Work
from tests.factories.okr import (
    make_contribution,
    make_driver,
    make_key_result,
    make_objective,
    make_purpose,
    make_reading,
    make_supporter,
)
from tests.factories.organisation import make_organisation, make_person, make_unit, member, top_node, top_unit
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work

TODAY: Final = dt.date(2026, 11, 15)
VIEWER: Final = ("work.view", "strategy.view", "activity.view", "pack.view")


@dataclass(frozen=True)
class Line:
    """A purpose, driver, objective, key result and piece of work, linked, funded, supported, reported and fresh."""

    purpose: Purpose
    driver: Driver
    objective: StrategicObjective
    key_result: KeyResult
    work: Work
    link: Contribution


def hold(code: str = "", *, unit: Any = None, **of_work: Any) -> Line:
    """A line of sight in which no rule finds anything."""
    make_organisation()
    person = make_person()
    if not top_node().accountable:
        set_accountable(person)
    purpose = make_purpose(owner=person)
    driver = make_driver(purposes=[purpose], owner=person)
    objective = make_objective(
        drivers=[driver],
        purpose=purpose,
        accountable=person,
        node=top_node(),
        confidence=7,
        **({"code": code} if code else {}),
    )
    key_result = make_key_result(objective, owner=person)
    make_reading(key_result, 60, TODAY - dt.timedelta(days=5))
    work = make_work(owner=person, unit=unit or top_unit(), **of_work)
    make_report(work, "G", on=TODAY - dt.timedelta(days=3))
    make_money(work, 1_000_000, 1_100_000, released=500_000)
    make_milestone(work, baseline_on=TODAY + dt.timedelta(days=4), forecast_on=TODAY + dt.timedelta(days=4))
    link = make_contribution(work, objective, 100)
    make_supporter(objective, person, unit=top_unit())
    return Line(purpose, driver, objective, key_result, work, link)


def set_accountable(person: Any) -> None:
    """Somebody answers for the top node."""
    node = top_node()
    node.accountable = person
    node.save()


def viewer(**place: Any) -> User:
    """Somebody who may see work and strategy; everywhere, or at a place."""
    return member(VIEWER, **place)


def elsewhere() -> User:
    """The same rights in a unit that no work of the tests stands in."""
    return member(VIEWER, unit=make_unit("Elsewhere"))


def amount(value: float) -> Decimal:
    """An amount of money."""
    return Decimal(str(value))
