"""Who has a part in an objective: delegates, the reviewer, who takes the readings, and units that contribute."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.errors import RuleError
from big.organisation.models import Person
from okr import policies
from okr.models.objectives import StrategicObjective
from okr.models.parts import ContributingUnit
from okr.selectors.due import due_of_person
from okr.selectors.key_result_rows import rows_of_objective
from okr.selectors.objective_page import contributing_units
from okr.services.parts import answer_as_unit, ask_unit, end_delegate, name_delegate, release_unit
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set
from tests.factories.organisation import all_rights, make_organisation, make_unit, member, person_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    make_organisation(pinned_today=TODAY)
    with clock.pinned(TODAY):
        yield


def somebody(*rights: str, **place: Any) -> tuple[User, Person]:
    user = member(["strategy.view", *rights], **place)
    return user, person_of(user)


def test_a_delegate_answers_and_checks_in_until_the_delegation_ends() -> None:
    editor = member(all_rights())
    user, person = somebody()
    objective = make_objective(accountable=somebody()[1])
    key_result = make_key_result(objective)
    assert not policies.can_answer_for(user, objective)
    delegate = name_delegate(objective.pk, actor=editor, person=person, note="While on leave")
    assert policies.can_answer_for(user, objective)
    assert policies.can_check_in(user, key_result)
    assert [row.can_check_in for row in rows_of_objective(objective, user, TODAY)] == [True]
    assert not policies.can_edit_objective(user, objective)
    end_delegate(delegate.pk, actor=user, version=0)
    assert not policies.can_answer_for(user, objective)
    assert [row.can_check_in for row in rows_of_objective(objective, user, TODAY)] == [False]


def test_the_accountable_person_is_no_delegate_and_nobody_is_one_twice() -> None:
    editor, (_, person) = member(all_rights()), somebody()
    objective = make_objective(accountable=person)
    with pytest.raises(RuleError, match="needs no delegation"):
        name_delegate(objective.pk, actor=editor, person=person)
    other = somebody()[1]
    name_delegate(objective.pk, actor=editor, person=other)
    with pytest.raises(Exception, match="a delegate already"):
        name_delegate(objective.pk, actor=editor, person=other)


def test_what_is_confidential_shows_to_delegates_and_the_reviewer() -> None:
    (delegate, person), (reviewer, reviewing), (other, _) = somebody(), somebody(), somebody()
    objective = make_objective(is_confidential=True, reviewer=reviewing)
    seen = StrategicObjective.objects.visible_to
    assert (seen(delegate).count(), seen(reviewer).count(), seen(other).count()) == (0, 1, 0)
    name_delegate(objective.pk, actor=member(all_rights(confidential=True)), person=person)
    assert seen(delegate).count() == 1


def test_who_takes_the_readings_is_asked_instead_of_the_owner() -> None:
    (owner, owning), (reader, reading) = somebody(), somebody()
    key_result = make_key_result(owner=owning)
    assert [row.key_result for row in due_of_person(owner, TODAY)] == [key_result]
    key_result.check_in_owner = reading
    key_result.save()
    assert due_of_person(owner, TODAY) == []
    assert [row.key_result for row in due_of_person(reader, TODAY)] == [key_result]
    assert policies.can_check_in(owner, key_result)


def contributing() -> tuple[User, User, ContributingUnit]:
    """An objective of sales to which service is asked to contribute: who asks, who answers, the question."""
    sales, service = make_unit("Sales"), make_unit("Service")
    asker, answerer = member(all_rights(), unit=sales), member(["strategy.view", "okr.edit"], unit=service)
    objective = make_objective(okr_set=make_okr_set(make_cycle(), unit=sales))
    return asker, answerer, ask_unit(objective.pk, actor=asker, unit=service, request="Two engineers")


def test_the_unit_itself_answers() -> None:
    asker, answerer, asked = contributing()
    with pytest.raises(PermissionDenied):
        answer_as_unit(asked.pk, actor=asker, state="accepted", version=0)
    with pytest.raises(RuleError, match="Say why"):
        answer_as_unit(asked.pk, actor=answerer, state="declined", version=0)
    answered = answer_as_unit(asked.pk, actor=answerer, state="accepted", answer="From May on", version=0)
    assert (answered.state, answered.answered_on, answered.answered_by) == ("accepted", TODAY, answerer)
    with pytest.raises(RuleError, match="Say why: the unit has accepted"):
        release_unit(asked.pk, actor=asker, version=1)
    release_unit(asked.pk, actor=asker, version=1, why="No longer needed")
    assert not ContributingUnit.objects.exists()


def test_a_unit_is_asked_once_and_again_after_it_declined() -> None:
    asker, answerer, asked = contributing()
    with pytest.raises(RuleError, match="asked already"):
        ask_unit(asked.objective_id, actor=asker, unit=asked.unit)
    answer_as_unit(asked.pk, actor=answerer, state="declined", answer="No people", version=0)
    assert ask_unit(asked.objective_id, actor=asker, unit=asked.unit, request="One").state == "asked"
    own = asked.objective.okr_set
    assert own is not None
    assert own.unit is not None
    with pytest.raises(RuleError, match="own"):
        ask_unit(asked.objective_id, actor=asker, unit=own.unit)


def test_the_pages_ask_and_answer() -> None:
    asker, answerer, asked = contributing()
    client = Client()
    client.force_login(answerer)
    assert asked.objective.okr_set is not None
    address = f"/okr/units/{asked.unit.code.lower()}/{asked.objective.okr_set.cycle.code.lower()}/"
    page = client.get(address).content.decode()
    assert "Contributes to objectives of others" in page
    assert "Two engineers" in page
    answer = f"/okr/contributing-units/{asked.pk}/answer/"
    refused = client.post(answer, {"state": "declined", "answer": "", "version": 0})
    assert refused.status_code == 422
    entered = {"state": "accepted", "answer": "One of them", "version": 0}
    assert client.post(answer, entered).status_code == 302
    client.force_login(asker)
    shown = client.get(asked.objective.get_absolute_url()).content.decode()
    assert "One of them" in shown
    assert ">accepted</span>" in shown
    again = client.post(f"{asked.objective.get_absolute_url()}units/new/", {"unit": asked.unit.pk})
    assert "is asked already" in again.content.decode()


def test_any_number_of_units_takes_as_many_queries() -> None:
    asker, _, asked = contributing()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            contributing_units(asked.objective, asker)
        return len(found)

    before = queries()
    for _ in range(6):
        ask_unit(asked.objective_id, actor=asker, unit=make_unit())
    assert queries() == before
