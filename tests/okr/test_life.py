"""The life of OKRs: their stages and what they lock, closing with scores, carrying over, and late readings."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.errors import RuleError, StaleError
from okr.models.cycles import Cycle, OkrSet
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.closing import closing_page, suggested
from okr.services.cycles import move_cycle
from okr.services.feeds import feed_key_result
from okr.services.key_results import change_key_result, create_key_result
from okr.services.life import Closing, close_objectives, continue_objective, move_set, postpone_objective
from okr.services.objectives import change_objective, create_objective
from okr.services.readings import attest_reading, record_reading
from okr.services.weights import set_weights
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import all_rights, make_organisation, make_person, make_unit, member

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 30)
NEXT: dict[str, Any] = {"starts_on": dt.date(2027, 4, 1), "ends_on": dt.date(2028, 3, 31)}


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    make_organisation(pinned_today=TODAY)
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def user() -> User:
    return member(all_rights())


def sound(okr_set: OkrSet, value: float | None = 40, **fields: Any) -> StrategicObjective:
    """An objective of a set in which good practice finds nothing to mend."""
    above = make_objective()
    fields.setdefault("ambition", "committed")
    objective = make_objective(okr_set=okr_set, parent=above, accountable=make_person(), **fields)
    key_result = make_key_result(objective, owner=make_person())
    if value is not None:
        make_reading(key_result, value, TODAY)
    return objective


def moved(okr_set: OkrSet, user: User, *stages: str, why: str = "") -> OkrSet:
    for to in stages:
        okr_set.refresh_from_db()
        move_set(okr_set.pk, actor=user, to=to, version=okr_set.version, why=why)
    okr_set.refresh_from_db()
    return okr_set


def test_a_set_is_drafted_aligned_reviewed_and_approved(user: User) -> None:
    okr_set = make_okr_set()
    sound(okr_set)
    with pytest.raises(RuleError, match="draft cannot become approved"):
        move_set(okr_set.pk, actor=user, to="approved", version=0)
    moved(okr_set, user, "aligning", "review", "approved")
    assert (okr_set.stage, okr_set.approved_by, okr_set.approved_on) == ("approved", user, TODAY)
    assert okr_set.gate_override == ""


def test_what_is_to_be_mended_blocks_unless_somebody_says_why(user: User) -> None:
    okr_set = make_okr_set()
    make_objective(okr_set=okr_set)
    moved(okr_set, user, "review")
    with pytest.raises(RuleError, match="Three things should be mended first"):
        move_set(okr_set.pk, actor=user, to="approved", version=okr_set.version)
    moved(okr_set, user, "approved", why="The board meets today")
    assert okr_set.gate_override == "The board meets today"


def test_nothing_is_not_approved(user: User) -> None:
    okr_set = moved(make_okr_set(), user, "review")
    with pytest.raises(RuleError, match="nothing to approve"):
        move_set(okr_set.pk, actor=user, to="approved", version=okr_set.version)


def test_approved_okrs_refuse_every_edit_with_the_reason_and_go_back_with_one(user: User) -> None:
    okr_set = make_okr_set()
    objective = sound(okr_set)
    key_result, other = objective.key_results.get(), make_key_result()
    moved(okr_set, user, "review", "approved")
    why = f"The OKRs of {okr_set.place} were approved by {user.name} on 30 Sep 2026. Take them back"
    acts: list[Any] = [
        lambda: create_objective("", actor=user, title="More", okr_set=okr_set),
        lambda: change_objective(objective.pk, actor=user, changes={"title": "Other"}, version=0),
        lambda: create_key_result(objective.pk, actor=user, title="More", state="draft"),
        lambda: change_key_result(key_result.pk, actor=user, changes={"title": "Other"}, version=0),
        lambda: set_weights(objective.pk, actor=user, weights=[], version=0),
        lambda: feed_key_result(key_result.pk, actor=user, kind="key_results", parts=[(other, None)], version=0),
        lambda: postpone_objective(objective.pk, actor=user, cycle=make_cycle(), version=0, why="Later"),
    ]
    for act in acts:
        with pytest.raises(RuleError, match=why):
            act()
    assert record_reading(key_result.pk, actor=user, value=Decimal(50)).value == 50
    with pytest.raises(RuleError, match="Say why they change in mid-cycle"):
        move_set(okr_set.pk, actor=user, to="aligning", version=okr_set.version)
    moved(okr_set, user, "aligning", why="The market turned")
    assert okr_set.approved_by is None
    set_weights(objective.pk, actor=user, weights=[], version=0)


def test_only_who_writes_the_okrs_moves_them_on_what_they_saw(user: User) -> None:
    okr_set = make_okr_set(unit=make_unit())
    with pytest.raises(PermissionDenied):
        move_set(okr_set.pk, actor=member(["strategy.view"]), to="review", version=0)
    moved(okr_set, user, "aligning")
    with pytest.raises(StaleError):
        move_set(okr_set.pk, actor=user, to="review", version=0)


@pytest.mark.parametrize(
    ("percent", "score"),
    [(None, None), (Decimal(-5), 0), (Decimal("44.5"), Decimal("0.45")), (Decimal(70), Decimal("0.7")), (140, 1)],
)
def test_suggested_scores(percent: Any, score: Any) -> None:
    assert suggested(None if percent is None else Decimal(percent)) == score


def test_forty_objectives_are_closed_some_now_and_the_rest_later(user: User) -> None:
    """Done when, line 5: suggested scores, one overridden, one carried over; nothing can be edited afterwards."""
    okr_set, later = make_okr_set(), make_cycle(**NEXT)
    objectives = [sound(okr_set, 2 * number) for number in range(40)]
    rows = {row.objective: row for row in closing_page(okr_set, user, TODAY).rows}
    assert [rows[each].suggested for each in objectives[:3]] == [0, Decimal("0.02"), Decimal("0.04")]
    closings = [Closing(each.pk) for each in objectives[:25]]
    with pytest.raises(RuleError, match="Say in the closing note"):
        close_objectives(okr_set.pk, actor=user, closings=[Closing(objectives[30].pk, Decimal(1))], version=0)
    assert close_objectives(okr_set.pk, actor=user, closings=closings, version=0) == 15
    rest = [Closing(each.pk) for each in objectives[26:]]
    overridden = Closing(objectives[25].pk, Decimal("0.9"), "The customer paid early", into=later, start="latest")
    assert close_objectives(okr_set.pk, actor=user, closings=[*rest, overridden], version=0) == 0
    last = StrategicObjective.objects.get(pk=objectives[25].pk)
    assert (last.score, last.suggested_score, last.state) == (Decimal("0.9"), Decimal("0.5"), "not_achieved")
    following = last.continued_by.get()
    assert following.okr_set is not None
    assert (following.okr_set.cycle, following.starts_on, following.title) == (later, NEXT["starts_on"], last.title)
    old, new = last.key_results.get(), following.key_results.get()
    assert (new.continues, new.baseline, new.target, new.due_on) == (old, 50, 100, NEXT["ends_on"])
    assert (old.state, old.score) == ("missed", Decimal("0.5"))
    cycle = okr_set.cycle
    for to in ("closing", "closed"):
        cycle.refresh_from_db()
        move_cycle(cycle.pk, actor=user, to=to, version=cycle.version)
    with pytest.raises(RuleError, match="is closed"):
        change_objective(last.pk, actor=user, changes={"title": "Other"}, version=last.version)
    with pytest.raises(RuleError, match="is closed"):
        change_key_result(old.pk, actor=user, changes={"title": "Other"}, version=old.version)


def test_all_or_nothing(user: User) -> None:
    okr_set = make_okr_set()
    one, silent = sound(okr_set, 40), sound(okr_set, None)
    with pytest.raises(RuleError, match=f"Nothing suggests a score for {silent.code}"):
        close_objectives(okr_set.pk, actor=user, closings=[Closing(one.pk), Closing(silent.pk)], version=0)
    one.refresh_from_db()
    assert one.score is None


def test_what_one_may_not_see_is_not_to_go(user: User) -> None:
    okr_set = make_okr_set()
    one = sound(okr_set)
    sound(okr_set, is_confidential=True)
    assert close_objectives(okr_set.pk, actor=user, closings=[Closing(one.pk)], version=0) == 0


def test_what_is_aspirational_is_good_from_seven_tenths(user: User) -> None:
    okr_set = make_okr_set()
    objectives = [sound(okr_set, 70, ambition="aspirational"), sound(okr_set, 70), sound(okr_set, 100)]
    close_objectives(okr_set.pk, actor=user, closings=[Closing(each.pk) for each in objectives], version=0)
    for each in objectives:
        each.refresh_from_db()
    assert [each.state for each in objectives] == ["achieved", "not_achieved", "achieved"]
    assert objectives[2].key_results.get().state == "met"


def test_progress_score_and_confidence_stay_three_numbers(user: User) -> None:
    okr_set = make_okr_set()
    objective = sound(okr_set, 40, confidence=8)
    key_result = objective.key_results.get()
    note: dict[str, Any] = {
        "score": Decimal("0.6"),
        "note": "Measured too early",
        "key_results": {key_result.pk: Decimal("0.55")},
    }
    close_objectives(okr_set.pk, actor=user, closings=[Closing(objective.pk, **note)], version=0)
    objective.refresh_from_db()
    key_result.refresh_from_db()
    assert (objective.score, objective.suggested_score, objective.confidence) == (Decimal("0.6"), Decimal("0.4"), 8)
    assert (key_result.score, key_result.suggested_score) == (Decimal("0.55"), Decimal("0.4"))
    assert key_result.readings.get().value == 40


def test_a_clone_takes_all_key_results_and_carrying_over_what_is_unfinished(user: User) -> None:
    okr_set, later = make_okr_set(), make_cycle(**NEXT)
    objective = sound(okr_set)
    make_key_result(objective, state="met")
    carried = continue_objective(objective.pk, actor=user, cycle=later, version=0)
    cloned = continue_objective(objective.pk, actor=user, cycle=later, unfinished=False, version=0)
    assert (carried.key_results.count(), cloned.key_results.count()) == (1, 2)
    assert list(objective.continued_by.order_by("pk")) == [carried, cloned]
    objective.refresh_from_db()
    assert (objective.score, objective.state) == (None, "in_delivery")


def test_postponing_moves_the_objective_itself(user: User) -> None:
    okr_set, later = make_okr_set(), make_cycle(**NEXT)
    objective = sound(okr_set)
    key_result = objective.key_results.get()
    KeyResult.objects.filter(pk=key_result.pk).update(due_on=okr_set.cycle.ends_on)
    with pytest.raises(RuleError, match="Say why it is postponed"):
        postpone_objective(objective.pk, actor=user, cycle=later, version=0, why="")
    postpone_objective(objective.pk, actor=user, cycle=later, version=0, why="No people")
    objective.refresh_from_db()
    key_result.refresh_from_db()
    assert objective.okr_set is not None
    assert (objective.okr_set.cycle, objective.due_on, key_result.due_on) == (later, later.ends_on, later.ends_on)


@pytest.mark.parametrize("state", ["same", "closed"])
def test_where_nothing_can_go(user: User, state: str) -> None:
    okr_set = make_okr_set()
    objective = sound(okr_set)
    cycle = okr_set.cycle if state == "same" else make_cycle(state=Cycle.State.CLOSED)
    with pytest.raises(RuleError, match="Choose another cycle"):
        continue_objective(objective.pk, actor=user, cycle=cycle, version=0)


def test_a_late_reading_needs_the_reason_and_is_marked(user: User) -> None:
    okr_set = make_okr_set(make_cycle(state=Cycle.State.CLOSED))
    key_result = sound(okr_set).key_results.get()
    KeyResult.objects.filter(pk=key_result.pk).update(state="missed")
    for act in (
        lambda: record_reading(key_result.pk, actor=user, value=Decimal(50)),
        lambda: attest_reading(key_result.pk, actor=user),
    ):
        with pytest.raises(RuleError, match="Say why this reading comes late"):
            act()
    reading = record_reading(key_result.pk, actor=user, value=Decimal(50), late_reason="The audit came in May")
    assert reading.late_reason == "The audit came in May"
    in_time = record_reading(make_key_result().pk, actor=user, value=Decimal(5), late_reason="Not late at all")
    assert in_time.late_reason == ""


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(okr_set: OkrSet, under: str = "") -> str:
    return f"{okr_set.get_absolute_url()}{under}"


def test_the_pages_approve_with_the_reason_and_show_it(client: Client) -> None:
    okr_set = make_okr_set()
    make_objective(okr_set=okr_set)
    page = client.get(address(okr_set, "stage/")).content.decode()
    assert "Blocks the approval" in page
    assert client.post(address(okr_set, "stage/"), {"to": "review", "version": 0, "why": ""}).status_code == 302
    refused = client.post(address(okr_set, "stage/"), {"to": "approved", "version": 1, "why": ""})
    assert refused.status_code == 422
    assert "should be mended first" in refused.content.decode()
    entered = {"to": "approved", "version": 1, "why": "Agreed in the meeting"}
    assert client.post(address(okr_set, "stage/"), entered).status_code == 302
    shown = client.get(address(okr_set)).content.decode()
    assert "Agreed in the meeting" in shown
    assert "Change in mid-cycle" in shown
    assert "Add objective" not in shown


def test_the_page_closes_what_is_chosen_and_keeps_what_was_typed(client: Client) -> None:
    okr_set, later = make_okr_set(), make_cycle("Year after", **NEXT)
    one, two = sound(okr_set, 40), sound(okr_set, 60)
    page = client.get(address(okr_set, "close/")).content.decode()
    assert 'placeholder="0.40"' in page
    entered: dict[str, Any] = {"version": 0, f"o{one.pk}_then": "carry", f"o{one.pk}_score": "0.8", "start": "latest"}
    wrong = client.post(address(okr_set, "close/"), entered | {"into": ""})
    assert wrong.status_code == 422
    assert "Choose the cycle to carry over into." in wrong.content.decode()
    unsaid = client.post(address(okr_set, "close/"), entered | {"into": later.pk})
    assert unsaid.status_code == 422
    assert 'value="0.8"' in unsaid.content.decode()
    entered |= {"into": later.pk, f"o{one.pk}_note": "Two customers left"}
    answer = client.post(address(okr_set, "close/"), entered, follow=True)
    assert answer.redirect_chain[-1][0] == address(okr_set, "close/")
    assert "One objective closed, 1 to go." in answer.content.decode()
    one.refresh_from_db()
    following = one.continued_by.get()
    old, new = (client.get(each.get_absolute_url()).content.decode() for each in (one, following))
    assert f"{following.code} {following.title}" in old
    assert "0.40 was suggested" in old
    assert "Two customers left" in old
    assert "Continues" in new
    done = client.post(address(okr_set, "close/"), {"version": 0, f"o{two.pk}_then": "close"}, follow=True)
    assert "None is left." in done.content.decode()


def test_a_late_reading_is_asked_why_on_its_form(client: Client) -> None:
    okr_set = make_okr_set(make_cycle(state=Cycle.State.CLOSED))
    key_result = sound(okr_set).key_results.get()
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "Record a late reading" in page
    form = f"{key_result.get_absolute_url()}check-in/"
    assert "Why does it come late?" in client.get(form).content.decode()
    entered = {"value": "55", "read_on": "2026-09-30", "version": 0}
    refused = client.post(form, entered)
    assert refused.status_code == 422
    assert 'value="55"' in refused.content.decode()
    assert client.post(form, entered | {"late_reason": "Counted again"}).status_code == 302
    assert Reading.objects.filter(late_reason="Counted again").exists()
    assert "Counted again" in client.get(key_result.get_absolute_url()).content.decode()


def test_an_objective_goes_on_by_its_own_page(client: Client) -> None:
    okr_set, later = make_okr_set(), make_cycle(**NEXT)
    objective = sound(okr_set)
    form = f"{objective.get_absolute_url()}go-on/"
    assert "Carry over" in client.get(form).content.decode()
    entered = {"how": "postpone", "cycle": later.pk, "start": "baseline", "version": 0, "why": ""}
    assert client.post(form, entered).status_code == 422
    assert client.post(form, entered | {"how": "clone"}).status_code == 302
    assert objective.continued_by.count() == 1
    assert client.get(f"{make_objective().get_absolute_url()}go-on/").status_code == 404


def test_any_number_of_objectives_takes_as_many_queries(user: User) -> None:
    okr_set = make_okr_set()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            closing_page(okr_set, user, TODAY)
        return len(found)

    sound(okr_set)
    queries()
    before = queries()
    for _ in range(5):
        sound(okr_set)
    assert queries() == before
