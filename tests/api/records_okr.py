"""How the tests of the API make a row of each resource of `okr`."""

import itertools
from typing import Final

from okr.models.comments import Comment
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.models.purposes import Plan, Purpose, PurposeEdition, Stakeholder, Statement
from tests.api.records_big import owner
from tests.factories.okr import (
    DUE,
    START,
    make_contribution,
    make_cycle,
    make_driver,
    make_indicator,
    make_key_result,
    make_objective,
    make_okr_set,
    make_phased_target,
    make_purpose,
    make_reading,
    make_rhythm,
    make_supporter,
)
from tests.factories.organisation import make_node, make_person, make_unit
from tests.factories.portfolio import TODAY, make_work

_numbers = itertools.count(1)


def _purpose() -> Purpose:
    purpose = make_purpose(owner=make_person())
    purpose.stakeholders.add(_stakeholder())
    PurposeEdition.objects.create(purpose=purpose, number=1, statement=purpose.statement, adopted_on=START)
    return purpose


def _statement() -> Statement:
    return Statement.objects.create(kind=Statement.Kind.VALUE, name=f"Value {next(_numbers)}")


def _stakeholder() -> Stakeholder:
    return Stakeholder.objects.create(name=f"Stakeholder {next(_numbers)}")


def _plan() -> Plan:
    return Plan.objects.create(name=f"Plan {next(_numbers)}", starts_on=START, ends_on=DUE)


def _objective() -> StrategicObjective:
    """An objective under another, with a driver it answers and a key result that was read."""
    objective = make_objective(
        parent=make_objective(), drivers=[make_driver()], accountable=make_person(), node=make_node()
    )
    make_reading(make_key_result(objective), 40, TODAY)
    return objective


def _key_result() -> KeyResult:
    key_result = make_key_result(owner=make_person())
    make_reading(key_result, 40, TODAY)
    return key_result


def _reading() -> Reading:
    return make_reading(make_key_result(), 40, TODAY, read_by=owner())


def _phased_target() -> PhasedTarget:
    return make_phased_target(make_key_result(due_on=DUE), 50, TODAY)


def _link() -> ObjectiveLink:
    return ObjectiveLink.objects.create(from_objective=make_objective(), to_objective=make_objective(), kind="causes")


def _supporter() -> Supporter:
    return make_supporter(make_objective(), unit=make_unit())


def _contribution() -> Contribution:
    link = make_contribution(make_work(), make_objective())
    link.key_results.add(make_key_result(link.objective))
    return link


def _contributing_unit() -> ContributingUnit:
    return ContributingUnit.objects.create(objective=make_objective(), unit=make_unit(), asked_by=owner())


MAKERS: Final = {
    "contributing-units": _contributing_unit,
    "delegates": lambda: Delegate.objects.create(objective=make_objective(), person=make_person()),
    "comments": lambda: Comment.objects.create(key_result=make_key_result(), author=owner(), text="Well done"),
    "check-in-rhythms": lambda: make_rhythm(unit=make_unit()),
    "contributions": _contribution,
    "cycles": make_cycle,
    "drivers": lambda: make_driver(purposes=[make_purpose()]),
    "indicators": lambda: make_indicator(unit=make_unit()),
    "key-results": _key_result,
    "objective-links": _link,
    "objectives": _objective,
    "okr-sets": lambda: make_okr_set(unit=make_unit()),
    "phased-targets": _phased_target,
    "plans": _plan,
    "purposes": _purpose,
    "readings": _reading,
    "stakeholders": _stakeholder,
    "statements": _statement,
    "supporters": _supporter,
}
