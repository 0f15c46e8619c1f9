"""Who gets which answer from the API of strategy: a table written by hand, and a check that it is complete."""

from dataclasses import dataclass, fields
from typing import Any

import pytest

from big.accounts.models import User
from big.organisation.models import Node, Person, Unit
from okr.models.comments import Comment
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.models.purposes import Plan, Purpose, Stakeholder, Statement
from okr.models.rhythms import CheckInRhythm
from portfolio.models.work import Work
from tests.api.asking import keys, program
from tests.api.matrix import PEOPLE, Row, addresses, ask, named, row, undone
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
from tests.factories.organisation import all_rights, make_node, make_person, make_unit, make_user, member
from tests.factories.portfolio import TODAY, make_work

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Scene:
    """One node and unit with a record of everything that strategy has."""

    node: Node
    unit: Unit
    person: Person
    purpose: Purpose
    draft: Purpose
    statement: Statement
    stakeholder: Stakeholder
    plan: Plan
    driver: Driver
    cycle: Cycle
    indicator: Indicator
    okr_set: OkrSet
    rhythm: CheckInRhythm
    comment: Comment
    objective: StrategicObjective
    delegated: StrategicObjective
    other: StrategicObjective
    link: ObjectiveLink
    supporter: Supporter
    key_result: KeyResult
    other_key_result: KeyResult
    delegate: Delegate
    asked: ContributingUnit
    reading: Reading
    target: PhasedTarget
    work: Work
    contribution: Contribution
    claim: Contribution
    people: dict[str, User | None]

    @property
    def records(self) -> dict[str, Any]:
        """The records by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@pytest.fixture
def scene() -> Scene:
    node, unit = make_node("Here"), make_unit("Here")
    objective = make_objective("Faster", node=node, accountable=make_person(), is_mission_critical=True)
    other = make_objective("Cheaper", node=node)
    key_result = make_key_result(objective, due_on=DUE)
    work = make_work("Billing", unit=unit, node=node)
    cycle = make_cycle()
    editor = member(all_rights())
    return Scene(
        cycle=cycle,
        indicator=make_indicator(),
        okr_set=make_okr_set(cycle, node=node),
        rhythm=make_rhythm(node=node),
        comment=Comment.objects.create(objective=objective, author=editor, text="Well done"),
        node=node,
        unit=unit,
        person=make_person(),
        purpose=make_purpose(),
        draft=make_purpose(state=Purpose.State.DRAFT),
        statement=Statement.objects.create(kind=Statement.Kind.VALUE, name="Candour"),
        stakeholder=Stakeholder.objects.create(name="Customers"),
        plan=Plan.objects.create(name="The plan"),
        driver=make_driver("Demand grows", node=node),
        objective=objective,
        delegated=make_objective("Safer", node=node, accountable=make_person(), state="delegated"),
        other=other,
        link=ObjectiveLink.objects.create(from_objective=other, to_objective=objective, kind="causes"),
        supporter=make_supporter(objective, unit=unit),
        key_result=key_result,
        other_key_result=make_key_result(objective),
        delegate=Delegate.objects.create(objective=other, person=make_person()),
        asked=ContributingUnit.objects.create(objective=other, unit=unit, asked_by=make_user()),
        reading=make_reading(key_result, 20, START),
        target=make_phased_target(key_result, 50, TODAY),
        work=work,
        contribution=make_contribution(work, objective, 40),
        claim=make_contribution(work, other, 10, state="claimed"),
        people={
            "nobody": None,
            "stranger": make_user(),
            "viewer": member(["strategy.view", "work.view"]),
            # Everything at the top, where the foundation is changed.
            "editor": editor,
            "elsewhere": member(all_rights(), node=make_node("Away"), unit=make_unit("Away")),
        },
    )


def said(**fixed: Any) -> Any:
    return lambda scene: fixed


WHY = said(why="There is a reason")
# Method, address, then the status for: nobody, a stranger, a viewer, an editor, an editor elsewhere.
# Open strategy shows to everybody who sees strategy, so an editor elsewhere is refused with 403 and not with 404.
MATRIX = [
    row("get", "purposes/", 401, 403, 200, 200, 200),
    row("post", "purposes/", 401, 403, 403, 201, 403, body=said(statement="To serve")),
    row("get", "purposes/{purpose}/", 401, 403, 200, 200, 200),
    row("patch", "purposes/{purpose}/", 401, 403, 403, 200, 403, body=said(rationale="Since ever")),
    row("post", "purposes/{draft}/adopt/", 401, 403, 403, 200, 403),
    row("post", "purposes/{purpose}/retire/", 401, 403, 403, 200, 403, body=WHY),
    row("get", "statements/", 401, 403, 200, 200, 200),
    row("post", "statements/", 401, 403, 403, 201, 403, body=said(kind="vision", text="A world that works")),
    row("get", "statements/{statement}/", 401, 403, 200, 200, 200),
    row("patch", "statements/{statement}/", 401, 403, 403, 200, 403, body=said(text="We say it")),
    row("post", "statements/{statement}/supersede/", 401, 403, 403, 200, 403),
    row("get", "stakeholders/", 401, 403, 200, 200, 200),
    row("post", "stakeholders/", 401, 403, 403, 201, 403, body=said(name="Suppliers")),
    row("get", "stakeholders/{stakeholder}/", 401, 403, 200, 200, 200),
    row("patch", "stakeholders/{stakeholder}/", 401, 403, 403, 200, 403, body=said(interest="Prices")),
    row("get", "plans/", 401, 403, 200, 200, 200),
    row("get", "plans/{plan}/", 401, 403, 200, 200, 200),
    row("get", "drivers/", 401, 403, 200, 200, 200),
    row(
        "post",
        "drivers/",
        *(401, 403, 403, 201, 403),
        body=lambda scene: {"kind": "threat", "title": "Rivals", "node": scene.node.pk},
    ),
    row("get", "drivers/{driver}/", 401, 403, 200, 200, 200),
    row("patch", "drivers/{driver}/", 401, 403, 403, 200, 403, body=said(title="Demand")),
    row("post", "drivers/{driver}/move/", 401, 403, 403, 200, 403, body=said(to="monitored")),
    row("get", "cycles/", 401, 403, 200, 200, 200),
    row(
        "post",
        "cycles/",
        *(401, 403, 403, 201, 403),
        body=said(code="2031", name="2031", starts_on="2031-01-01", ends_on="2031-12-31"),
    ),
    row("get", "cycles/{cycle}/", 401, 403, 200, 200, 200),
    row("patch", "cycles/{cycle}/", 401, 403, 403, 200, 403, body=said(name="This year")),
    row("post", "cycles/{cycle}/move/", 401, 403, 403, 200, 403, body=said(to="closing")),
    row("get", "indicators/", 401, 403, 200, 200, 200),
    row("post", "indicators/", 401, 403, 403, 201, 403, body=said(name="Faults a day")),
    row("get", "indicators/{indicator}/", 401, 403, 200, 200, 200),
    row("patch", "indicators/{indicator}/", 401, 403, 403, 200, 403, body=said(target_text="Below 5")),
    row("post", "indicators/{indicator}/record-value/", 401, 403, 403, 200, 403, body=said(value="4.5")),
    row("get", "okr-sets/", 401, 403, 200, 200, 200),
    row(
        "post",
        "okr-sets/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"cycle": s.cycle.pk, "unit": s.unit.pk},
    ),
    row("get", "okr-sets/{okr_set}/", 401, 403, 200, 200, 200),
    row("get", "comments/", 401, 403, 200, 200, 200),
    row(
        "post",
        "comments/",
        *(401, 403, 201, 201, 201),
        body=lambda s: {"objective": s.objective.pk, "text": "Well done"},
    ),
    row("get", "comments/{comment}/", 401, 403, 200, 200, 200),
    row("patch", "comments/{comment}/", 401, 403, 403, 200, 403, body=said(text="Very well done")),
    row("post", "comments/{comment}/withdraw/", 401, 403, 403, 200, 403),
    row("get", "check-in-rhythms/", 401, 403, 200, 200, 200),
    row(
        "post",
        "check-in-rhythms/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"unit": s.unit.pk, "every": "fortnight"},
    ),
    row("get", "check-in-rhythms/{rhythm}/", 401, 403, 200, 200, 200),
    row("patch", "check-in-rhythms/{rhythm}/", 401, 403, 403, 200, 403, body=said(weekday=4)),
    row("delete", "check-in-rhythms/{rhythm}/", 401, 403, 403, 204, 403),
    row("get", "objectives/", 401, 403, 200, 200, 200),
    row(
        "post",
        "objectives/",
        *(401, 403, 403, 201, 403),
        body=lambda scene: {"title": "Nearer", "node": scene.node.pk, "drivers": [scene.driver.pk]},
    ),
    row("get", "objectives/{objective}/", 401, 403, 200, 200, 200),
    row("patch", "objectives/{objective}/", 401, 403, 403, 200, 403, body=said(title="Fast")),
    row(
        "post",
        "objectives/{objective}/weights/",
        *(401, 403, 403, 200, 403),
        body=lambda s: {"parts": [{"key_result": s.key_result.pk, "share": None}]},
    ),
    row("post", "objectives/{objective}/place/", 401, 403, 403, 200, 403, body=lambda s: {"parent": s.other.pk}),
    row("post", "objectives/{objective}/drivers/", 401, 403, 403, 200, 403, body=lambda s: {"drivers": [s.driver.pk]}),
    row("post", "objectives/{objective}/move/", 401, 403, 403, 200, 403, body=said(to="achieved")),
    row("post", "objectives/{delegated}/accept/", 401, 403, 403, 200, 403),
    row("post", "objectives/{delegated}/contest/", 401, 403, 403, 200, 403, body=WHY),
    row("post", "objectives/{objective}/confidence/", 401, 403, 403, 200, 403, body=said(confidence=7, certainty=80)),
    row("get", "objective-links/", 401, 403, 200, 200, 200),
    row(
        "post",
        "objective-links/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"from_objective": s.objective.pk, "to_objective": s.other.pk, "kind": "depends"},
    ),
    row("get", "objective-links/{link}/", 401, 403, 200, 200, 200),
    row("delete", "objective-links/{link}/", 401, 403, 403, 204, 403),
    row("get", "supporters/", 401, 403, 200, 200, 200),
    row(
        "post",
        "supporters/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"objective": s.objective.pk, "person": s.person.pk, "unit": s.unit.pk},
    ),
    row("get", "supporters/{supporter}/", 401, 403, 200, 200, 200),
    row("post", "supporters/{supporter}/end/", 401, 403, 403, 200, 403),
    row("post", "okr-sets/{okr_set}/move/", 401, 403, 403, 200, 403, body=said(to="aligning")),
    row(
        "post",
        "okr-sets/{okr_set}/close/",
        *(401, 403, 403, 422, 403),
        body=lambda s: {"closings": [{"objective": s.objective.pk}]},
    ),
    row(
        "post",
        "objectives/{objective}/carry-on/",
        *(401, 403, 403, 422, 403),
        body=lambda s: {"cycle": s.cycle.pk},
    ),
    row(
        "post",
        "objectives/{objective}/postpone/",
        *(401, 403, 403, 422, 403),
        body=lambda s: {"cycle": s.cycle.pk, "why": "Later"},
    ),
    row("get", "delegates/", 401, 403, 200, 200, 200),
    row(
        "post",
        "delegates/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"objective": s.objective.pk, "person": s.person.pk},
    ),
    row("get", "delegates/{delegate}/", 401, 403, 200, 200, 200),
    row("delete", "delegates/{delegate}/", 401, 403, 403, 204, 403),
    row("get", "contributing-units/", 401, 403, 200, 200, 200),
    row(
        "post",
        "contributing-units/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"objective": s.objective.pk, "unit": s.unit.pk},
    ),
    row("get", "contributing-units/{asked}/", 401, 403, 200, 200, 200),
    row("post", "contributing-units/{asked}/answer/", 401, 403, 403, 200, 403, body=said(state="accepted")),
    row("get", "key-results/", 401, 403, 200, 200, 200),
    row(
        "post",
        "key-results/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"objective": s.objective.pk, "title": "Days to deliver", "state": "draft"},
    ),
    row("get", "key-results/{key_result}/", 401, 403, 200, 200, 200),
    row("patch", "key-results/{key_result}/", 401, 403, 403, 200, 403, body=said(title="Days")),
    row("post", "key-results/{key_result}/move/", 401, 403, 403, 200, 403, body=said(to="met")),
    row("post", "key-results/{key_result}/attest/", 401, 403, 403, 200, 403),
    row(
        "post",
        "key-results/{key_result}/override/",
        *(401, 403, 403, 200, 403),
        body=said(mark="A", why="The supplier told us"),
    ),
    row("post", "key-results/{key_result}/resume/", 401, 403, 403, 422, 403),
    row("post", "objectives/{objective}/override/", 401, 403, 403, 200, 403, body=said(percent="40", why="As agreed")),
    row("post", "objectives/{objective}/resume/", 401, 403, 403, 422, 403),
    row(
        "post",
        "key-results/{key_result}/feed/",
        *(401, 403, 403, 200, 403),
        body=lambda s: {"kind": "key_results", "combine": "sum", "parts": [{"key_result": s.other_key_result.pk}]},
    ),
    row("post", "key-results/{key_result}/stop-feed/", 401, 403, 403, 422, 403),
    row("get", "readings/", 401, 403, 200, 200, 200),
    row("post", "readings/", 401, 403, 403, 201, 403, body=lambda s: {"key_result": s.key_result.pk, "value": "44"}),
    row("post", "pushed-readings/", 401, 401, 401, 401, 401),  # a push token opens it, and nothing else
    row("get", "readings/{reading}/", 401, 403, 200, 200, 200),
    row("patch", "readings/{reading}/", 401, 403, 403, 200, 403, body=said(value="22", why="A slip of the pen")),
    row("get", "phased-targets/", 401, 403, 200, 200, 200),
    row(
        "post",
        "phased-targets/",
        *(401, 403, 403, 201, 403),
        body=lambda s: {"key_result": s.key_result.pk, "due_on": "2026-12-31", "value": "70"},
    ),
    row("get", "phased-targets/{target}/", 401, 403, 200, 200, 200),
    row("patch", "phased-targets/{target}/", 401, 403, 403, 200, 403, body=said(value="55")),
    row("delete", "phased-targets/{target}/", 401, 403, 403, 204, 403),
    row("get", "contributions/", 401, 403, 200, 200, 200),
    row(
        "post",
        "contributions/",
        *(401, 403, 403, 201, 400),
        body=lambda s: {"work": s.work.pk, "objective": s.delegated.pk, "weight": "10"},
    ),
    row("get", "contributions/{contribution}/", 401, 403, 200, 200, 404),
    row("patch", "contributions/{contribution}/", 401, 403, 403, 200, 404, body=said(weight="30")),
    row("post", "contributions/{claim}/agree/", 401, 403, 403, 200, 404),
    row("post", "contributions/{contribution}/challenge/", 401, 403, 403, 200, 404, body=WHY),
    row("post", "contributions/{contribution}/withdraw/", 401, 403, 403, 200, 404),
]
# Where what hangs on a confidential objective has its address.
HUNG = {
    "delegates",
    "contributing-units",
    "objectives",
    "objective-links",
    "supporters",
    "key-results",
    "readings",
    "phased-targets",
    "contributions",
}
OF_OBJECTIVE = [each for each in MATRIX if "{" in each.address and each.address.split("/")[0] in HUNG]


@pytest.mark.parametrize("each", MATRIX, ids=str)
def test_matrix(scene: Scene, each: Row) -> None:
    for person, expected in zip(PEOPLE, each.answers, strict=True):
        with undone():
            answer = ask(scene.people[person], each, scene.records, scene)
            assert answer.status_code == expected, (person, answer.content)


def test_every_address_is_in_the_matrix() -> None:
    assert named(MATRIX) == addresses("okr")


@pytest.mark.parametrize("each", OF_OBJECTIVE, ids=str)
def test_what_hangs_on_a_confidential_objective_is_not_there_for_the_uncleared(scene: Scene, each: Row) -> None:
    StrategicObjective.objects.update(is_confidential=True)
    assert ask(scene.people["editor"], each, scene.records, scene).status_code == 404
    cleared = member(all_rights(confidential=True))
    assert ask(cleared, each, scene.records, scene).status_code == each.answers[3]


@pytest.mark.parametrize("prefix", sorted(HUNG))
def test_lists_leave_out_what_hangs_on_a_confidential_objective(scene: Scene, prefix: str) -> None:
    api = program(member(["strategy.view", "work.view"]))
    assert keys(api.get(f"/api/v1/{prefix}/"))
    StrategicObjective.objects.update(is_confidential=True)
    assert not keys(api.get(f"/api/v1/{prefix}/"))


def test_a_confidential_driver_is_not_there_for_the_uncleared(scene: Scene) -> None:
    Driver.objects.update(is_confidential=True)
    api = program(member(["strategy.view", "work.view"]))
    assert api.get(f"/api/v1/drivers/{scene.driver.pk}/").status_code == 404
    cleared = program(member(["strategy.view", "confidential.view"]))
    assert cleared.get(f"/api/v1/drivers/{scene.driver.pk}/").status_code == 200


def test_without_the_right_to_see_strategy_there_is_none(scene: Scene) -> None:
    api = program(member(["work.view"]))
    for prefix in sorted(HUNG | {"purposes", "statements", "stakeholders", "plans", "drivers"}):
        assert not keys(api.get(f"/api/v1/{prefix}/")), prefix
