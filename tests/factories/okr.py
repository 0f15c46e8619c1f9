"""Purposes, drivers, objectives, key results, readings and links for tests, as records that are simply there."""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from big.organisation.models import Person
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.models.purposes import Purpose
from okr.models.rhythms import CheckInRhythm
from portfolio.models.work import Work
from tests.factories.organisation import make_person, make_user, top_unit

START: Final = dt.date(2026, 4, 1)
DUE: Final = dt.date(2027, 3, 31)
_numbers = itertools.count(1)


def make_purpose(statement: str = "", **fields: Any) -> Purpose:
    """An adopted purpose."""
    number = next(_numbers)
    fields.setdefault("state", Purpose.State.ADOPTED)
    code = fields.pop("code", "") or f"P{number}"
    return Purpose.objects.create(code=code, statement=statement or f"Purpose {number}", **fields)


def make_driver(title: str = "", *, purposes: Iterable[Purpose] = (), **fields: Any) -> Driver:
    """An accepted opportunity, unless the test says otherwise."""
    number = next(_numbers)
    fields.setdefault("kind", Driver.Kind.OPPORTUNITY)
    fields.setdefault("state", Driver.State.ACCEPTED)
    driver = Driver.objects.create(
        code=fields.pop("code", "") or f"D{number}", title=title or f"Driver {number}", **fields
    )
    driver.purposes.set(purposes)
    return driver


def make_objective(title: str = "", *, drivers: Iterable[Driver] = (), **fields: Any) -> StrategicObjective:
    """An objective in delivery over the year 2026/27."""
    number = next(_numbers)
    fields.setdefault("state", StrategicObjective.State.IN_DELIVERY)
    fields.setdefault("starts_on", START)
    fields.setdefault("due_on", DUE)
    objective = StrategicObjective.objects.create(
        code=fields.pop("code", "") or f"SO{number}", title=title or f"Objective {number}", **fields
    )
    objective.drivers.set(drivers)
    return objective


def make_cycle(name: str = "", **fields: Any) -> Cycle:
    """An open cycle over the year 2026/27."""
    number = next(_numbers)
    values: dict[str, Any] = {"starts_on": START, "ends_on": DUE, "state": Cycle.State.OPEN}
    return Cycle.objects.create(
        code=fields.pop("code", "") or f"CY{number}", name=name or f"Cycle {number}", **values | fields
    )


def make_indicator(name: str = "", **fields: Any) -> Indicator:
    """A live KPI of the organisation unless the test names a unit."""
    number = next(_numbers)
    code = fields.pop("code", "") or f"KPI{number}"
    return Indicator.objects.create(code=code, name=name or f"KPI {number}", **fields)


def make_okr_set(cycle: Cycle | None = None, **place: Any) -> OkrSet:
    """The OKRs of a unit, node or person; of the unit at the top unless the test names one."""
    return OkrSet.objects.create(cycle=cycle or make_cycle(), **place or {"unit": top_unit()})


def make_key_result(objective: StrategicObjective | None = None, title: str = "", **fields: Any) -> KeyResult:
    """A key result that is tracked from 0 to 100 percent over its objective's time."""
    number = next(_numbers)
    values: dict[str, Any] = {"baseline": Decimal(0), "target": Decimal(100), "unit": "%", "data_source": "Survey"}
    return KeyResult.objects.create(
        code=fields.pop("code", "") or f"KR{number}",
        title=title or f"Key result {number}",
        objective=objective or make_objective(),
        **values | fields,
    )


def make_reading(key_result: KeyResult, value: float | str, on: dt.date | None, **fields: Any) -> Reading:
    """A reading of a date."""
    if on is None:
        raise ValueError("the database keeps no undated reading without a source")
    return Reading.objects.create(key_result=key_result, value=Decimal(str(value)), read_on=on, **fields)


def make_phased_target(key_result: KeyResult, value: float | str, due_on: dt.date) -> PhasedTarget:
    """What a key result is meant to reach on the way."""
    return PhasedTarget.objects.create(key_result=key_result, value=Decimal(str(value)), due_on=due_on)


def make_contribution(
    work: Work, objective: StrategicObjective, weight: float = 50, *, state: str = "agreed", by: User | None = None
) -> Contribution:
    """A link from work to an objective; agreed unless the test says otherwise."""
    claimer = by or make_user()
    return Contribution.objects.create(
        work=work,
        objective=objective,
        weight=Decimal(str(weight)),
        state=state,
        claimed_by=claimer,
        answered_by=claimer if state != "claimed" else None,
    )


def make_supporter(objective: StrategicObjective, person: Person | None = None, **fields: Any) -> Supporter:
    """Somebody who supports an objective in one unit or at one node."""
    fields.setdefault("since", START)
    return Supporter.objects.create(objective=objective, person=person or make_person(), **fields)


def make_rhythm(**fields: Any) -> CheckInRhythm:
    """Every Monday at nine, of the organisation and on its clock, since long ago."""
    since = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    values: dict[str, Any] = {"every": "week", "weekday": 0, "hour": 9, "starts_on": since.date()}
    return CheckInRhythm.objects.create(**{"applies_from": since, **values, **fields})
