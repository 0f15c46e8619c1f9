"""Who gets which answer from the API of work: a table written by hand, and a check that it is complete."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import pytest

from big.accounts.models import User
from big.organisation.models import Unit
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.views import SavedView
from portfolio.models.work import Work
from tests.api.asking import keys, program
from tests.api.matrix import PEOPLE, Row, addresses, ask, named, row, undone
from tests.factories.organisation import all_rights, make_person, make_unit, make_user, member
from tests.factories.portfolio import (
    TODAY,
    make_milestone,
    make_money,
    make_report,
    make_type,
    make_whole_life,
    make_work,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Scene:
    """One unit with work and one record of everything that work has."""

    here: Unit
    work: Work
    draft: StatusReport
    report: StatusReport
    cost: WholeLifeCost
    milestone: Milestone
    met: Milestone
    line: MoneyLine
    skill: Skill
    capacity: Capacity
    demand: Demand
    view: SavedView
    type: WorkType
    state: LifecycleState
    people: dict[str, User | None]

    @property
    def records(self) -> dict[str, Any]:
        """The records by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@pytest.fixture
def scene() -> Scene:
    here, away = make_unit("Here"), make_unit("Away")
    editor = member(all_rights(), unit=here)
    work = make_work("Billing", unit=here)
    skill = Skill.objects.create(code="engineer", name="Engineer")
    span = {"starts_on": TODAY, "ends_on": TODAY, "fte": Decimal(2)}
    return Scene(
        here=here,
        work=work,
        draft=make_report(work, "G", is_draft=True, on=TODAY.replace(day=2)),
        report=make_report(work, "G"),
        cost=make_whole_life(work, 100),
        milestone=make_milestone(work),
        met=make_milestone(work, baseline_on=TODAY, actual_on=TODAY),
        line=make_money(work, 100, 120),
        skill=skill,
        capacity=Capacity.objects.create(skill=skill, unit=here, **span),
        demand=Demand.objects.create(work=work, skill=skill, **span),
        view=SavedView.objects.create(owner=editor, name="Ours", query="mark=R", is_shared=True),
        type=make_type(),
        state=work.state,
        people={
            "nobody": None,
            "stranger": make_user(),
            "viewer": member(["work.view"], unit=here),
            "editor": editor,
            "elsewhere": member(all_rights(), unit=away),
        },
    )


def of_work(**said: Any) -> Any:
    return lambda scene: {"work": scene.work.pk, **said}


DAY = TODAY.isoformat()
ANOTHER = {"starts_on": "2027-04-01", "ends_on": "2028-03-31"}
# Method, address, then the status for: nobody, a stranger, a viewer, an editor, an editor elsewhere.
MATRIX = [
    row("get", "work-types/", 401, 403, 200, 200, 200),
    row("get", "work-types/{type}/", 401, 403, 200, 200, 200),
    row("get", "lifecycle-states/", 401, 403, 200, 200, 200),
    row("get", "lifecycle-states/{state}/", 401, 403, 200, 200, 200),
    row("get", "works/", 401, 403, 200, 200, 200),
    row("get", "works/totals/", 401, 403, 200, 200, 200),
    row(
        "post",
        "works/",
        *(401, 403, 403, 201, 403),
        body=lambda scene: {
            "name": "Ledger",
            "stream": "change",
            "work_type": scene.type.pk,
            "unit": scene.here.pk,
        },
    ),
    row(
        "post",
        "works/bulk/",
        *(401, 403, 403, 200, 404),
        body=lambda scene: {
            "works": [{"id": scene.work.pk, "version": 0}],
            "owner": make_person().pk,
        },
    ),
    row("get", "works/{work}/", 401, 403, 200, 200, 404),
    row("patch", "works/{work}/", 401, 403, 403, 200, 404, body=lambda scene: {"name": "Ledger"}),
    row("post", "works/{work}/move/", 401, 403, 403, 200, 404, body=lambda scene: {"parent": None}),
    row(
        "post",
        "works/{work}/state/",
        *(401, 403, 403, 200, 404),
        body=lambda scene: {"to": scene.state.followers.first().key, "why": "It goes on"},
    ),
    row(
        "post",
        "works/{work}/type/",
        *(401, 403, 403, 200, 404),
        body=lambda scene: {
            "work_type": make_type("programme").pk,
            "state": make_type("programme").states.first().pk,  # type: ignore[union-attr]
            "why": "It grew",
        },
    ),
    row(
        "post",
        "works/{work}/must-do/",
        *(401, 403, 403, 200, 404),
        body=lambda scene: {"is_must_do": True, "obligation": "A law"},
    ),
    row("post", "works/{work}/refer/", 401, 403, 403, 200, 404, body=lambda scene: {"scheme": "erp", "value": "77"}),
    row("get", "status-reports/", 401, 403, 200, 200, 200),
    row("post", "status-reports/", 401, 403, 403, 201, 400, body=of_work(report_on="2026-11-01", rating="G")),
    row("get", "status-reports/{report}/", 401, 403, 200, 200, 404),
    row("get", "status-reports/{draft}/", 401, 403, 404, 200, 404),
    row("patch", "status-reports/{draft}/", 401, 403, 404, 200, 404, body=lambda scene: {"confidence": 4}),
    row("patch", "status-reports/{report}/", 401, 403, 403, 422, 404, body=lambda scene: {"confidence": 4}),
    row("post", "status-reports/{draft}/submit/", 401, 403, 404, 200, 404),
    row("post", "status-reports/{report}/submit/", 401, 403, 403, 422, 404),
    row("delete", "status-reports/{draft}/", 401, 403, 404, 204, 404),
    row("delete", "status-reports/{report}/", 401, 403, 404, 404, 404),
    row("get", "whole-life-costs/", 401, 403, 200, 200, 200),
    row("post", "whole-life-costs/", 401, 403, 403, 201, 400, body=of_work(stated_on="2026-11-01", amount="5")),
    row("get", "whole-life-costs/{cost}/", 401, 403, 200, 200, 404),
    row("patch", "whole-life-costs/{cost}/", 401, 403, 403, 200, 404, body=lambda scene: {"amount": "7", "why": "x"}),
    row("get", "milestones/", 401, 403, 200, 200, 200),
    row("post", "milestones/", 401, 403, 403, 201, 400, body=of_work(title="Signed", baseline_on=DAY)),
    row("get", "milestones/{milestone}/", 401, 403, 200, 200, 404),
    row("patch", "milestones/{milestone}/", 401, 403, 403, 200, 404, body=lambda scene: {"title": "Signed"}),
    row("post", "milestones/{milestone}/achieve/", 401, 403, 403, 200, 404, body=lambda scene: {"actual_on": DAY}),
    row("post", "milestones/{milestone}/cancel/", 401, 403, 403, 200, 404, body=lambda scene: {"why": "Not needed"}),
    row("post", "milestones/{met}/reopen/", 401, 403, 403, 200, 404, body=lambda scene: {"why": "By mistake"}),
    row("get", "money-lines/", 401, 403, 200, 200, 200),
    row("post", "money-lines/", 401, 403, 403, 201, 400, body=of_work(budget="5", **ANOTHER)),
    row(
        "post",
        "money-lines/write/",
        *(401, 403, 403, 200, 400),
        body=of_work(entries=[{**ANOTHER, "budget": "5", "version": None}]),
    ),
    row("get", "money-lines/{line}/", 401, 403, 200, 200, 404),
    row("patch", "money-lines/{line}/", 401, 403, 403, 200, 404, body=lambda scene: {"actual": "50"}),
    row("delete", "money-lines/{line}/", 401, 403, 403, 204, 404),
    row("get", "skills/", 401, 403, 200, 200, 200),
    row("post", "skills/", 401, 403, 403, 201, 201, body=lambda scene: {"code": "welder", "name": "Welder"}),
    row("get", "skills/{skill}/", 401, 403, 200, 200, 200),
    row("get", "capacities/", 401, 403, 200, 200, 200),
    row(
        "post",
        "capacities/",
        *(401, 403, 403, 201, 201),
        body=lambda scene: {"skill": scene.skill.pk, "fte": "3", **ANOTHER},
    ),
    row("get", "capacities/{capacity}/", 401, 403, 200, 200, 200),
    row("patch", "capacities/{capacity}/", 401, 403, 403, 200, 200, body=lambda scene: {"fte": "4"}),
    row("get", "demands/", 401, 403, 200, 200, 200),
    row(
        "post",
        "demands/",
        *(401, 403, 403, 201, 400),
        body=lambda scene: {"work": scene.work.pk, "skill": scene.skill.pk, "fte": "3", **ANOTHER},
    ),
    row("get", "demands/{demand}/", 401, 403, 200, 200, 404),
    row("patch", "demands/{demand}/", 401, 403, 403, 200, 404, body=lambda scene: {"fte": "4"}),
    row("get", "saved-views/", 401, 403, 200, 200, 200),
    row("post", "saved-views/", 401, 403, 201, 201, 201, body=lambda scene: {"name": "Reds", "query": "mark=R"}),
    row("get", "saved-views/{view}/", 401, 403, 200, 200, 200),
    row("patch", "saved-views/{view}/", 401, 403, 403, 200, 403, body=lambda scene: {"is_shared": False}),
    row("delete", "saved-views/{view}/", 401, 403, 403, 204, 403),
]
# Where a record of confidential work has its address.
OF_WORK = [
    each
    for each in MATRIX
    if "{" in each.address and each.address.split("/")[0] not in {"work-types", "lifecycle-states", "saved-views"}
    if each.address.split("/")[0] not in {"skills", "capacities"}
]


@pytest.mark.parametrize("each", MATRIX, ids=str)
def test_matrix(scene: Scene, each: Row) -> None:
    for person, expected in zip(PEOPLE, each.answers, strict=True):
        with undone():
            answer = ask(scene.people[person], each, scene.records, scene)
            assert answer.status_code == expected, (person, answer.content)


def test_every_address_is_in_the_matrix() -> None:
    assert named(MATRIX) == addresses("portfolio")


@pytest.mark.parametrize("each", OF_WORK, ids=str)
def test_what_belongs_to_confidential_work_is_not_there_for_the_uncleared(scene: Scene, each: Row) -> None:
    Work.objects.filter(pk=scene.work.pk).update(is_confidential=True)
    assert ask(scene.people["editor"], each, scene.records, scene).status_code == 404
    cleared = member(all_rights(confidential=True), unit=scene.here)
    assert ask(cleared, each, scene.records, scene).status_code == each.answers[3]


@pytest.mark.parametrize("prefix", sorted({each.address.split("/")[0] for each in OF_WORK}))
def test_lists_leave_out_what_belongs_to_confidential_work(scene: Scene, prefix: str) -> None:
    viewer = scene.people["viewer"]
    assert viewer is not None
    assert keys(program(viewer).get(f"/api/v1/{prefix}/"))
    assert not keys(program(viewer).get(f"/api/v1/{prefix}/?unit={scene.here.pk + 1000}"))
    Work.objects.filter(pk=scene.work.pk).update(is_confidential=True)
    assert not keys(program(viewer).get(f"/api/v1/{prefix}/"))
