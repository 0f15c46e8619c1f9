"""What people say in place of what is computed: how it holds, goes up, ends, and is told beside the computed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.overrides import Override
from okr.selectors.key_result_marks import key_result_marks
from okr.selectors.outcomes import ObjectiveProgress, objective_progress
from okr.selectors.progress import Progress, current_bands, key_result_progress
from okr.services.overrides import override, resume
from okr.services.readings import record_reading
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, make_user, member

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 30)  # half of the year
ALL = KeyResult.objects.all()


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    make_organisation(pinned_today=TODAY)
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def user() -> User:
    return member(all_rights())


def progress(key_result: KeyResult, day: dt.date = TODAY) -> Progress:
    return key_result_progress(ALL, day)[key_result.pk]


def outcome(objective: StrategicObjective, user: User, day: dt.date = TODAY) -> ObjectiveProgress:
    return objective_progress([objective], user, day)[objective.pk]


def said(target: Any, user: User, **values: Any) -> Override:
    target.refresh_from_db()
    values.setdefault("why", "The supplier told us")
    return override(target, actor=user, version=target.version, **values)


def test_a_percentage_is_judged_and_the_computed_stays_beside_it(user: User) -> None:
    key_result = make_key_result()
    make_reading(key_result, 48, TODAY)
    said(key_result, user, percent=Decimal(35))
    found = progress(key_result)
    assert (found.mark, found.percent, found.value) == ("A", 35, 48)
    assert found.computed is not None
    assert (found.computed.mark, found.computed.percent) == ("G", 48)
    assert found.sentence == (
        "Set by hand to 35% on 30 Sep 2026, until the next reading: The supplier told us. "
        "Computed: 48% of the way, 50% expected by today: 96% of expected, green from 90%."
    )
    (mark,) = key_result_marks(ALL, TODAY, current_bands())
    assert (mark.mark, mark.percent, mark.expected) == ("A", 35, found.expected)


def test_a_mark_leaves_the_percentage_to_the_readings(user: User) -> None:
    key_result = make_key_result()
    make_reading(key_result, 48, TODAY)
    said(key_result, user, mark="R")
    assert (progress(key_result).mark, progress(key_result).percent) == ("R", 48)
    assert outcome(key_result.objective, user).percent == 48


def test_until_the_next_reading(user: User) -> None:
    key_result = make_key_result()
    make_reading(key_result, 20, TODAY - dt.timedelta(days=3))
    said(key_result, user, percent=Decimal(90))
    record_reading(key_result.pk, actor=user, value=Decimal(30))
    assert (progress(key_result).percent, progress(key_result).by_hand) == (30, None)
    event = AuditEvent.objects.filter(code="okr.resumed").get()
    assert event.before == {"percent": "90", "is_lasting": False}


def test_lasting_until_it_is_taken_back(user: User) -> None:
    key_result = make_key_result()
    said(key_result, user, percent=Decimal(90), is_lasting=True)
    record_reading(key_result.pk, actor=user, value=Decimal(30))
    assert progress(key_result).percent == 90
    key_result.refresh_from_db()
    resume(key_result, actor=user, version=key_result.version)
    assert progress(key_result).percent == 30
    with pytest.raises(RuleError, match="Nothing was set by hand"):
        resume(key_result, actor=user, version=key_result.version + 1)


def test_silence_is_never_green_for_longer_than_a_reading_would_count(user: User) -> None:
    key_result = make_key_result(cadence_days=10)
    said(key_result, user, mark="G", is_lasting=True)
    assert progress(key_result, TODAY + dt.timedelta(days=10)).mark == "G"
    late = progress(key_result, TODAY + dt.timedelta(days=11))
    assert (late.mark, late.reason, late.by_hand) == ("N", "no_reading", None)
    make_reading(key_result, 10, TODAY + dt.timedelta(days=9))
    assert progress(key_result, TODAY + dt.timedelta(days=11)).mark == "G"


def test_an_objective_by_hand_goes_up_and_its_readings_end_it(user: User) -> None:
    top = make_objective()
    below = make_objective(parent=top)
    key_result, other = make_key_result(below), make_key_result(top)
    make_reading(key_result, 20, TODAY)
    make_reading(other, 40, TODAY)
    assert outcome(top, user).percent == 30
    said(below, user, percent=Decimal(60))
    assert (outcome(below, user).percent, outcome(top, user).percent) == (60, 50)
    assert "Computed: Average of 1 key result: 20% of the way" in outcome(below, user).sentence
    record_reading(key_result.pk, actor=user, value=Decimal(24))
    assert (outcome(below, user).percent, outcome(top, user).percent) == (24, 32)


def test_an_objective_that_nothing_measures_may_have_a_mark_for_a_while(user: User) -> None:
    objective = make_objective()
    said(objective, user, mark="A", is_lasting=True)
    assert outcome(objective, user).mark == "A"
    assert outcome(objective, user, TODAY + dt.timedelta(days=31)).mark == "N"


def test_a_past_day_reads_as_it_was(user: User) -> None:
    key_result = make_key_result()
    make_reading(key_result, 48, TODAY - dt.timedelta(days=5))
    said(key_result, user, mark="R", is_lasting=True)
    assert progress(key_result, TODAY - dt.timedelta(days=1)).mark == "G"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Give a status, a percentage, or both"),
        ({"mark": "G", "why": " "}, "Say why the computed figure does not hold"),
    ],
)
def test_what_says_nothing_is_refused(user: User, values: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        said(make_key_result(), user, **values)


def test_a_closed_key_result_keeps_its_verdict(user: User) -> None:
    key_result = make_key_result(state="met")
    with pytest.raises(RuleError, match="keeps its verdict"):
        said(key_result, user, mark="R")
    Override.objects.create(key_result=key_result, mark="R", why="Before", set_on=TODAY, set_by=user)
    make_reading(key_result, 48, TODAY)
    assert progress(key_result).mark == "G"


def test_only_who_answers_for_it_and_on_what_they_saw(user: User) -> None:
    key_result = make_key_result()
    with pytest.raises(PermissionDenied):
        said(key_result, member(["strategy.view", "strategy.check_in"]), mark="G")
    said(key_result, user, mark="G")
    with pytest.raises(StaleError):
        override(key_result, actor=user, version=0, mark="R", why="Too late")
    assert Override.objects.visible_to(make_user()).count() == 0


def test_the_pages_say_it_and_take_it_back(user: User) -> None:
    key_result = make_key_result(make_objective())
    make_reading(key_result, 48, TODAY)
    client = Client()
    client.force_login(user)
    for target in (key_result, key_result.objective):
        target.refresh_from_db()
        entered = {"mark": "R", "percent": "12", "is_lasting": "1", "why": "Wrong meter", "version": target.version}
        wrong = client.post(f"{target.get_absolute_url()}by-hand/", entered | {"percent": "112"})
        assert wrong.status_code == 422
        assert "Wrong meter" in wrong.content.decode()
        assert client.post(f"{target.get_absolute_url()}by-hand/", entered).status_code == 302
        page = client.get(target.get_absolute_url()).content.decode()
        assert "Set by hand to 12% and red on 30 Sep 2026, until it is taken back: Wrong meter." in page
        assert "48%" in page
    assert "computed 48%" in client.get(key_result.objective.get_absolute_url()).content.decode()
    explained = client.get(f"/figure/objective-outcome/?objective={key_result.objective.code.lower()}").content.decode()
    assert "Computed" in explained
    for target in (key_result, key_result.objective):
        target.refresh_from_db()
        answer = client.post(f"{target.get_absolute_url()}by-hand/end/", {"version": target.version, "why": ""})
        assert answer.status_code == 302
        assert "Set by hand to 12%" not in client.get(target.get_absolute_url()).content.decode()
    assert progress(key_result).percent == 48


DRAWN = st.tuples(
    st.integers(0, 6),
    st.one_of(st.none(), st.integers(-20, 140)),  # the reading
    st.integers(0, 50),  # its age
    st.sampled_from(["", "R", "A", "G"]),
    st.one_of(st.none(), st.integers(0, 100)),
    st.integers(0, 50),  # the age of what was said
    st.booleans(),  # of the objective, not of the key result
)


class SweepTests(TestCase):
    """Whatever people say of key results and objectives, a query of its own comes to the same."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(DRAWN, min_size=1, max_size=14))
    def test_any_overrides_reconcile(self, drawn: list[tuple[Any, ...]]) -> None:
        """A tree of seven objectives with key results, some silent, some old, some said by hand."""
        make_organisation()
        user, today = member(all_rights()), clock.today()
        tree: list[StrategicObjective] = []
        for place in range(7):
            tree.append(make_objective(parent=tree[(place - 1) // 2] if place else None))
        overridden = set()
        for place, value, age, mark, percent, said_age, of_objective in drawn:
            key_result = make_key_result(tree[place])
            if value is not None:
                make_reading(key_result, value, today - dt.timedelta(days=age))
            target = {"objective": tree[place]} if of_objective else {"key_result": key_result}
            if (mark or percent is not None) and tuple(target.values()) not in overridden:
                overridden.add(tuple(target.values()))
                on = today - dt.timedelta(days=said_age)
                Override.objects.create(mark=mark, percent=percent, why="So", set_on=on, set_by=user, **target)
        found = sweep(viewer_of(user, today, pages=1), lambda figure: figure.screen.startswith("okr:objective"))
        assert found.differences == ()
