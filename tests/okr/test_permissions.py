"""Who gets which answer, for every URL of the strategy: a table written by hand, and a check that it is complete."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from big.accounts.models import User
from okr.models.comments import Comment
from okr.models.cycles import OkrSet
from okr.models.objectives import ObjectiveLink, StrategicObjective
from okr.models.parts import ContributingUnit, Delegate
from okr.models.purposes import Plan, Stakeholder, Statement
from okr.services.push_tokens import make_push_token
from tests.api.matrix import undone
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
    make_supporter,
)
from tests.factories.organisation import all_rights, make_node, make_person, make_unit, make_user, member
from tests.factories.portfolio import make_work

pytestmark = pytest.mark.django_db
PEOPLE = ("nobody", "stranger", "viewer", "editor", "elsewhere", "cleared")

# URL name, what it is about, method, then the status for each of PEOPLE. An empty POST of who may act is refused with
# 422: the right was there, the entries were not. Strategy that is not confidential shows to all who may read strategy
# anywhere, so "elsewhere" reads it and may not change it; a link from work shows only where its work shows.
MATRIX: list[tuple[Any, ...]] = [
    ("strategy_export", "", "get", 302, 403, 200, 200, 200, 200),
    ("stratml_export", "plan", "get", 302, 403, 200, 200, 200, 200),
    ("strategy", "", "get", 302, 403, 200, 200, 200, 200),
    ("statement_create", "", "get", 302, 403, 403, 403, 403, 200),
    ("statement_create", "", "post", 302, 403, 403, 403, 403, 422),
    ("statement_edit", "statement", "get", 302, 404, 403, 403, 403, 200),
    ("statement_edit", "statement", "post", 302, 404, 403, 403, 403, 422),
    ("statement_supersede", "statement", "get", 302, 404, 403, 403, 403, 200),
    ("statement_supersede", "statement", "post", 302, 404, 403, 403, 403, 422),
    ("stakeholder_create", "", "get", 302, 403, 403, 403, 403, 200),
    ("stakeholder_create", "", "post", 302, 403, 403, 403, 403, 422),
    ("stakeholder_edit", "stakeholder", "get", 302, 404, 403, 403, 403, 200),
    ("stakeholder_edit", "stakeholder", "post", 302, 404, 403, 403, 403, 422),
    ("purpose_create", "", "get", 302, 403, 403, 403, 403, 200),
    ("purpose_create", "", "post", 302, 403, 403, 403, 403, 422),
    ("purpose_detail", "purpose", "get", 302, 404, 200, 200, 200, 200),
    ("purpose_edit", "purpose", "get", 302, 404, 403, 403, 403, 200),
    ("purpose_edit", "purpose", "post", 302, 404, 403, 403, 403, 422),
    ("purpose_adopt", "purpose", "get", 302, 404, 403, 403, 403, 200),
    ("purpose_adopt", "purpose", "post", 302, 404, 403, 403, 403, 422),
    ("purpose_retire", "purpose", "get", 302, 404, 403, 403, 403, 200),
    ("purpose_retire", "purpose", "post", 302, 404, 403, 403, 403, 422),
    ("driver_create", "", "get", 302, 403, 403, 200, 200, 200),
    ("driver_create", "", "post", 302, 403, 403, 422, 422, 422),
    ("driver_detail", "driver", "get", 302, 404, 200, 200, 200, 200),
    ("driver_edit", "driver", "get", 302, 404, 403, 200, 403, 200),
    ("driver_edit", "driver", "post", 302, 404, 403, 422, 403, 422),
    ("driver_move", "driver", "get", 302, 404, 403, 200, 403, 200),
    ("driver_move", "driver", "post", 302, 404, 403, 422, 403, 422),
    ("indicator_list", "", "get", 302, 403, 200, 200, 200, 200),
    ("indicator_detail", "indicator", "get", 302, 404, 200, 200, 200, 200),
    ("cycle_list", "", "get", 302, 403, 200, 200, 200, 200),
    ("cycle_detail", "cycle", "get", 302, 404, 200, 200, 200, 200),
    ("cycle_create", "", "get", 302, 403, 403, 403, 403, 200),
    ("cycle_create", "", "post", 302, 403, 403, 403, 403, 422),
    ("cycle_plan_year", "", "get", 302, 403, 403, 403, 403, 200),
    ("cycle_plan_year", "", "post", 302, 403, 403, 403, 403, 422),
    ("cycle_edit", "cycle", "get", 302, 404, 403, 403, 403, 200),
    ("cycle_edit", "cycle", "post", 302, 404, 403, 403, 403, 422),
    ("cycle_move", "cycle", "get", 302, 404, 403, 403, 403, 200),
    ("cycle_move", "cycle", "post", 302, 404, 403, 403, 403, 422),
    ("unit_okrs", "unit_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("unit_okr_objective_create", "unit_cycle", "get", 302, 404, 403, 200, 403, 200),
    ("unit_okr_objective_create", "unit_cycle", "post", 302, 404, 403, 422, 403, 422),
    ("node_okrs", "node_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("node_okr_objective_create", "node_cycle", "get", 302, 404, 403, 200, 403, 200),
    ("node_okr_objective_create", "node_cycle", "post", 302, 404, 403, 422, 403, 422),
    ("person_okrs", "person_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("person_okr_objective_create", "person_cycle", "get", 302, 404, 403, 200, 403, 200),
    ("person_okr_objective_create", "person_cycle", "post", 302, 404, 403, 422, 403, 422),
    ("rhythm", "", "get", 302, 403, 403, 403, 403, 200),
    ("rhythm", "", "post", 302, 403, 403, 403, 403, 422),
    ("unit_rhythm", "unit", "get", 302, 404, 403, 200, 403, 200),
    ("unit_rhythm", "unit", "post", 302, 404, 403, 422, 403, 422),
    ("node_rhythm", "node", "get", 302, 404, 403, 200, 403, 200),
    ("node_rhythm", "node", "post", 302, 404, 403, 422, 403, 422),
    ("check_in_mine", "", "get", 302, 403, 200, 200, 200, 200),
    ("check_in_mine", "", "post", 302, 403, 404, 404, 404, 404),
    ("unit_check_in_run", "unit_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("unit_check_in_run", "unit_cycle", "post", 302, 404, 404, 404, 404, 404),
    ("node_check_in_run", "node_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("node_check_in_run", "node_cycle", "post", 302, 404, 404, 404, 404, 404),
    ("person_check_in_run", "person_cycle", "get", 302, 404, 200, 200, 200, 200),
    ("person_check_in_run", "person_cycle", "post", 302, 404, 404, 404, 404, 404),
    ("objective_list", "", "get", 302, 403, 200, 200, 200, 200),
    ("alignment", "", "get", 302, 403, 200, 200, 200, 200),
    ("explorer", "", "get", 302, 403, 200, 200, 200, 200),
    ("explorer_export", "", "get", 302, 403, 200, 200, 200, 200),
    ("objective_export", "", "get", 302, 403, 200, 200, 200, 200),
    ("objective_create", "", "get", 302, 403, 403, 200, 200, 200),
    ("objective_create", "", "post", 302, 403, 403, 422, 422, 422),
    ("objective_detail", "objective", "get", 302, 404, 200, 200, 200, 200),
    ("objective_edit", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_edit", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_weights", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_weights", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_place", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_place", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_drivers", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_drivers", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_move", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_move", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_accept", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_accept", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_contest", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_contest", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_confidence", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_confidence", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("supporter_create", "objective", "get", 302, 404, 403, 200, 200, 200),
    ("supporter_create", "objective", "post", 302, 404, 403, 422, 422, 422),
    ("objective_link_create", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_link_create", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("contribution_claim_for", "objective", "get", 302, 404, 403, 200, 200, 200),
    ("contribution_claim_for", "objective", "post", 302, 404, 403, 422, 422, 422),
    ("key_result_create", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_create", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_comment_add", "objective", "get", 302, 404, 200, 200, 200, 200),
    ("objective_comment_add", "objective", "post", 302, 404, 422, 422, 422, 422),
    ("key_result_comment_add", "key_result", "get", 302, 404, 200, 200, 200, 200),
    ("key_result_comment_add", "key_result", "post", 302, 404, 422, 422, 422, 422),
    # Their own: the comment is the editor's.
    ("comment_edit", "comment", "get", 302, 404, 403, 200, 403, 403),
    ("comment_edit", "comment", "post", 302, 404, 403, 422, 403, 403),
    ("comment_withdraw", "comment", "get", 302, 404, 403, 200, 403, 403),
    ("comment_withdraw", "comment", "post", 302, 404, 403, 422, 403, 403),
    ("supporter_end", "supporter", "get", 302, 404, 403, 200, 403, 200),
    ("supporter_end", "supporter", "post", 302, 404, 403, 422, 403, 422),
    ("objective_link_remove", "link", "get", 302, 404, 403, 200, 403, 200),
    ("objective_link_remove", "link", "post", 302, 404, 403, 422, 403, 422),
    ("key_result_detail", "key_result", "get", 302, 404, 200, 200, 200, 200),
    ("key_result_edit", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_edit", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("key_result_move", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_move", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("delegate_create", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("delegate_create", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("delegate_end", "delegate", "get", 302, 404, 403, 200, 403, 200),
    ("delegate_end", "delegate", "post", 302, 404, 403, 422, 403, 422),
    ("contributing_unit_create", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("contributing_unit_create", "objective", "post", 302, 404, 403, 422, 403, 422),
    # The unit that is asked answers, whoever edits the objective: here it is the other one.
    ("contributing_unit_answer", "asked", "get", 302, 404, 403, 403, 200, 200),
    ("contributing_unit_answer", "asked", "post", 302, 404, 403, 403, 422, 422),
    ("contributing_unit_end", "asked", "get", 302, 404, 403, 200, 403, 200),
    ("contributing_unit_end", "asked", "post", 302, 404, 403, 422, 403, 422),
    ("unit_okr_stage", "unit_set", "get", 302, 404, 403, 200, 403, 200),
    ("unit_okr_stage", "unit_set", "post", 302, 404, 403, 422, 403, 422),
    ("unit_okr_close", "unit_set", "get", 302, 404, 403, 200, 403, 200),
    ("unit_okr_close", "unit_set", "post", 302, 404, 403, 422, 403, 422),
    ("node_okr_stage", "node_set", "get", 302, 404, 403, 200, 403, 200),
    ("node_okr_stage", "node_set", "post", 302, 404, 403, 422, 403, 422),
    ("node_okr_close", "node_set", "get", 302, 404, 403, 200, 403, 200),
    ("node_okr_close", "node_set", "post", 302, 404, 403, 422, 403, 422),
    ("person_okr_stage", "person_set", "get", 302, 404, 403, 200, 403, 200),
    ("person_okr_stage", "person_set", "post", 302, 404, 403, 422, 403, 422),
    ("person_okr_close", "person_set", "get", 302, 404, 403, 200, 403, 200),
    ("person_okr_close", "person_set", "post", 302, 404, 403, 422, 403, 422),
    ("objective_continue", "of_set", "get", 302, 404, 403, 200, 403, 200),
    ("objective_continue", "of_set", "post", 302, 404, 403, 422, 403, 422),
    ("push_token_create", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("push_token_create", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("push_token_revoke", "token", "get", 302, 405, 405, 405, 405, 405),
    ("push_token_revoke", "token", "post", 302, 404, 403, 302, 403, 302),
    ("key_result_override", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_override", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("key_result_resume", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_resume", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("objective_override", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_override", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("objective_resume", "objective", "get", 302, 404, 403, 200, 403, 200),
    ("objective_resume", "objective", "post", 302, 404, 403, 422, 403, 422),
    ("key_result_feed", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_feed", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("key_result_feed_stop", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("key_result_feed_stop", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("check_in", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("check_in", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("check_in_preview", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("phased_target_set", "key_result", "get", 302, 404, 403, 200, 403, 200),
    ("phased_target_set", "key_result", "post", 302, 404, 403, 422, 403, 422),
    ("phased_target_remove", "target", "get", 302, 404, 403, 200, 403, 200),
    ("phased_target_remove", "target", "post", 302, 404, 403, 422, 403, 422),
    ("reading_detail", "reading", "get", 302, 404, 200, 200, 200, 200),
    ("reading_correct", "reading", "get", 302, 404, 403, 200, 403, 200),
    ("reading_correct", "reading", "post", 302, 404, 403, 422, 403, 422),
    ("contribution_claim", "work", "get", 302, 404, 403, 200, 404, 200),
    ("contribution_claim", "work", "post", 302, 404, 403, 422, 404, 422),
    ("contribution_detail", "contribution", "get", 302, 404, 200, 200, 404, 200),
    ("contribution_edit", "contribution", "get", 302, 404, 403, 200, 404, 200),
    ("contribution_edit", "contribution", "post", 302, 404, 403, 422, 404, 422),
    ("contribution_agree", "contribution", "get", 302, 404, 403, 200, 404, 200),
    ("contribution_agree", "contribution", "post", 302, 404, 403, 422, 404, 422),
    ("contribution_challenge", "contribution", "get", 302, 404, 403, 200, 404, 200),
    ("contribution_challenge", "contribution", "post", 302, 404, 403, 422, 404, 422),
    ("contribution_withdraw", "contribution", "get", 302, 404, 403, 200, 404, 200),
    ("contribution_withdraw", "contribution", "post", 302, 404, 403, 422, 404, 422),
]


@dataclass(frozen=True, slots=True)
class Scene:
    """One objective at a node with everything that hangs on it, work that serves it, and who looks."""

    records: dict[str, list[Any]]
    objective: StrategicObjective
    people: dict[str, User | None]


@pytest.fixture
def scene() -> Scene:
    here, away = make_unit("Here"), make_unit("Away")
    board, other = make_node("Board", unit=here), make_node("Other board", unit=away)
    purpose, cycle = make_purpose(), make_cycle()
    driver = make_driver(purposes=[purpose], node=board)
    objective = make_objective(node=board, drivers=[driver])
    key_result = make_key_result(objective)
    work, closing, whose = make_work("Billing", unit=here), make_cycle(), make_person(unit=here)
    for place in ({"unit": here}, {"node": board}, {"person": whose}):
        make_okr_set(closing, **place)
    of_set = make_objective(okr_set=OkrSet.objects.get(cycle=closing, unit=here))
    claimed = make_contribution(work, objective, 20, state="claimed")
    link = ObjectiveLink.objects.create(
        from_objective=objective, to_objective=make_objective(node=board), kind="causes"
    )
    editor = member(all_rights(), unit=here, node=board)
    comment = Comment.objects.create(key_result=key_result, author=editor, text="Well done")
    return Scene(
        objective=objective,
        records={
            "": [],
            "purpose": [purpose.code.lower()],
            "driver": [driver.code.lower()],
            "indicator": [make_indicator().code.lower()],
            "cycle": [cycle.code.lower()],
            "unit": [here.code.lower()],
            "node": [board.code.lower()],
            "unit_cycle": [here.code.lower(), cycle.code.lower()],
            "node_cycle": [board.code.lower(), cycle.code.lower()],
            "person_cycle": [make_person(unit=here).code.lower(), cycle.code.lower()],
            "unit_set": [here.code.lower(), closing.code.lower()],
            "node_set": [board.code.lower(), closing.code.lower()],
            "person_set": [whose.code.lower(), closing.code.lower()],
            "of_set": [of_set.code.lower()],
            "objective": [objective.code.lower()],
            "key_result": [key_result.code.lower()],
            "work": [work.code.lower()],
            "link": [link.pk],
            "contribution": [claimed.pk],
            "reading": [make_reading(key_result, 10, START).pk],
            "token": [make_push_token(key_result.pk, actor=editor, name="Order system")[0].pk],
            "comment": [comment.pk],
            "target": [make_phased_target(key_result, 50, DUE).pk],
            "supporter": [make_supporter(objective, node=board).pk],
            "delegate": [Delegate.objects.create(objective=objective, person=make_person()).pk],
            "asked": [ContributingUnit.objects.create(objective=objective, unit=away, asked_by=make_user()).pk],
            "plan": [Plan.objects.create(name="Plan of the year").pk],
            "statement": [Statement.objects.create(kind="vision", text="Seen from afar").pk],
            "stakeholder": [Stakeholder.objects.create(name="Customers").pk],
        },
        people={
            "nobody": None,
            "stranger": make_user(),
            "viewer": member(["strategy.view", "work.view"], unit=here, node=board),
            "editor": editor,
            "elsewhere": member(all_rights(), unit=away, node=other),
            "cleared": member(all_rights(confidential=True)),
        },
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_matrix(client: Client, scene: Scene, person: str) -> None:
    if user := scene.people[person]:
        client.force_login(user)
    wrong = {}
    for name, about, method, *statuses in MATRIX:
        with undone():
            answer = getattr(client, method)(reverse(f"okr:{name}", args=scene.records[about]))
        expected = statuses[PEOPLE.index(person)]
        if answer.status_code != expected:
            wrong[name, method] = (answer.status_code, expected)
    assert wrong == {}


def test_every_url_is_in_the_matrix() -> None:
    patterns = get_resolver().namespace_dict["okr"][1].reverse_dict
    assert {name for name in patterns if isinstance(name, str)} == {row[0] for row in MATRIX}


HANGS_ON_THE_OBJECTIVE = {
    "objective",
    "key_result",
    "comment",
    "link",
    "contribution",
    "reading",
    "target",
    "supporter",
}


@pytest.mark.parametrize("person", ["editor", "cleared"])
def test_nothing_of_a_confidential_objective_is_there_for_the_uncleared(
    client: Client, scene: Scene, person: str
) -> None:
    StrategicObjective.objects.filter(pk=scene.objective.pk).update(is_confidential=True)
    client.force_login(scene.people[person])  # type: ignore[arg-type]
    wrong = {}
    for name, about, method, *_, cleared in MATRIX:
        if about in HANGS_ON_THE_OBJECTIVE:
            with undone():
                answer = getattr(client, method)(reverse(f"okr:{name}", args=scene.records[about]))
            if answer.status_code != (cleared if person == "cleared" else 404):
                wrong[name, method] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize("name", ["objective_list", "objective_export", "strategy", "strategy_export"])
def test_lists_and_files_leave_out_what_is_confidential(scene: Scene, name: str) -> None:
    StrategicObjective.objects.filter(pk=scene.objective.pk).update(is_confidential=True, title="Quiet acquisition")
    for person, sees in (("viewer", False), ("editor", False), ("elsewhere", False), ("cleared", True)):
        client = Client()
        client.force_login(scene.people[person])  # type: ignore[arg-type]
        content = client.get(reverse(f"okr:{name}")).getvalue()
        assert (b"Quiet acquisition" in content) == sees, person
