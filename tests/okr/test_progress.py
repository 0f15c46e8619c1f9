"""Progress of key results and objectives from what is in the database."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okr.models.key_results import KeyResult, PhasedTarget
from okr.models.objectives import StrategicObjective
from okr.selectors.key_result_marks import key_result_marks
from okr.selectors.outcomes import objective_progress
from okr.selectors.progress import current_bands, key_result_progress
from tests.factories import okr as make
from tests.factories.organisation import make_organisation, make_unit, member

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 30)  # 182 of 364 days from 1 April 2026 to 31 March 2027: half
ALL = KeyResult.objects.all()


def test_latest_reading_up_to_today_counts() -> None:
    key_result = make.make_key_result()
    make.make_reading(key_result, 20, dt.date(2026, 7, 1), confidence=5)
    make.make_reading(key_result, 48, dt.date(2026, 9, 20), confidence=7)
    make.make_reading(key_result, 99, dt.date(2026, 10, 2))
    progress = key_result_progress(ALL, TODAY)[key_result.pk]
    assert (progress.value, progress.value_before, progress.mark) == (48, 20, "G")
    assert (progress.percent, progress.expected, progress.age_days) == (48, 50, 10)
    assert (progress.confidence, progress.confidence_before) == (7, 5)


def test_of_two_readings_of_a_day_the_later_entry_counts() -> None:
    key_result = make.make_key_result()
    make.make_reading(key_result, 10, TODAY)
    make.make_reading(key_result, 30, TODAY)
    assert key_result_progress(ALL, TODAY)[key_result.pk].value == 30


def test_old_reading_is_not_reported_and_keeps_what_it_earned() -> None:
    key_result = make.make_key_result(cadence_days=14)
    make.make_reading(key_result, 48, TODAY - dt.timedelta(days=14))
    assert key_result_progress(ALL, TODAY)[key_result.pk].mark == "G"
    progress = key_result_progress(ALL, TODAY + dt.timedelta(days=1))[key_result.pk]
    assert (progress.mark, progress.fresh_mark, progress.reason, progress.is_stale) == ("N", "G", "stale", True)
    assert "15 days old" in progress.sentence


def test_bands_and_age_are_the_organisations() -> None:
    make_organisation(red_below=10, green_from=20, stale_after_days=100)
    key_result = make.make_key_result()
    make.make_reading(key_result, 11, TODAY - dt.timedelta(days=99))  # 22 % of expected
    assert key_result_progress(ALL, TODAY)[key_result.pk].mark == "G"


@pytest.mark.parametrize(
    ("state", "mark", "reason"),
    [("met", "G", ""), ("missed", "R", ""), ("dropped", "N", "dropped"), ("draft", "N", "draft")],
)
def test_closed_key_results_keep_their_verdict(state: str, mark: str, reason: str) -> None:
    key_result = make.make_key_result(state=state)
    make.make_reading(key_result, 30, dt.date(2026, 5, 1))
    progress = key_result_progress(ALL, TODAY)[key_result.pk]
    assert (progress.mark, progress.reason) == (mark, reason)


def test_dates_come_from_the_objective_where_the_key_result_has_none() -> None:
    objective = make.make_objective(starts_on=dt.date(2026, 9, 20), due_on=dt.date(2026, 10, 10))
    key_result = make.make_key_result(objective)
    own = make.make_key_result(objective, starts_on=dt.date(2026, 9, 30))
    for each in (key_result, own):
        make.make_reading(each, 0, TODAY)
    progress = key_result_progress(ALL, TODAY)
    assert (progress[key_result.pk].expected, progress[own.pk].expected) == (50, 0)


def test_no_reading_is_said() -> None:
    key_result = make.make_key_result()
    assert key_result_progress(ALL, TODAY)[key_result.pk].reason == "no_reading"


def test_objective_is_the_average_of_its_key_results_and_of_the_objectives_under_it() -> None:
    user = member(["strategy.view"])
    goal = make.make_objective()
    child = make.make_objective(parent=goal)
    for objective, value in ((goal, 60), (goal, 20), (child, 40)):
        make.make_reading(make.make_key_result(objective), value, TODAY)
    make.make_key_result(child)  # never read
    make.make_key_result(child, state="dropped")
    found = objective_progress(StrategicObjective.objects.all(), user, TODAY)
    assert (found[goal.pk].percent, found[goal.pk].expected, found[goal.pk].mark) == (40, 50, "A")
    assert found[goal.pk].counts == {"R": 1, "A": 1, "G": 1, "N": 1}
    assert (found[child.pk].percent, found[child.pk].counts) == (40, {"A": 1, "N": 1})
    assert found[goal.pk].sentence.startswith("Average of 2 key results and 1 objective: 40% of the way")


def test_one_runaway_key_result_does_not_hide_the_others() -> None:
    user = member(["strategy.view"])
    objective = make.make_objective()
    make.make_reading(make.make_key_result(objective), 400, TODAY)
    make.make_reading(make.make_key_result(objective), -50, TODAY)
    assert objective_progress([objective], user, TODAY)[objective.pk].percent == 50


def test_objective_without_anything_measured_has_no_mark() -> None:
    user = member(["strategy.view"])
    objective, unread = make.make_objective(), make.make_key_result().objective
    found = objective_progress([objective, unread], user, TODAY)
    assert (found[objective.pk].mark, found[objective.pk].sentence) == ("N", "No key result measures it.")
    assert (found[unread.pk].mark, found[unread.pk].sentence) == ("N", "Its key result is not reported.")


def test_hidden_objectives_below_do_not_count() -> None:
    goal = make.make_objective()
    hidden = make.make_objective(parent=goal, is_confidential=True, node=None)
    make.make_reading(make.make_key_result(goal), 50, TODAY)
    make.make_reading(make.make_key_result(hidden), 0, TODAY)
    plain = member(["strategy.view"], unit=make_unit())
    assert objective_progress([goal], plain, TODAY)[goal.pk].percent == 50


def test_costs_the_same_for_two_and_for_twenty() -> None:
    user = member(["strategy.view"])
    counts: list[int] = []
    objective_progress(StrategicObjective.objects.all(), user, TODAY)
    for _ in range(2):
        for _ in range(2 if not counts else 18):
            key_result = make.make_key_result(make.make_objective(parent=make.make_objective()))
            make.make_reading(key_result, 5, TODAY)
            make.make_phased_target(key_result, 5, TODAY + dt.timedelta(days=9))
        user = type(user).objects.get(pk=user.pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            objective_progress(StrategicObjective.objects.all(), user, TODAY)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_percent_is_exact_not_binary() -> None:
    key_result = make.make_key_result(baseline=Decimal("0.1"), target=Decimal("0.4"))
    make.make_reading(key_result, "0.2", TODAY)
    percent = key_result_progress(ALL, TODAY)[key_result.pk].percent
    assert percent is not None
    assert abs(percent - Decimal(100) / 3) < Decimal("1e-20")


def test_marks_for_counting_are_those_that_are_shown() -> None:
    """The lean way, which thousands take, and the full one say the same of every kind of key result."""
    for number, state in enumerate(KeyResult.State.values):
        for days in (None, 3, 400):
            objective = make.make_objective(starts_on=dt.date(2026, 1, 1), due_on=dt.date(2027, 1, 1))
            dates: dict[str, Any] = {"starts_on": None, "due_on": None} if number % 2 else {}
            each = make.make_key_result(
                objective=objective, state=state, cadence_days=90 if number % 3 else None, **dates
            )
            if days is not None:
                make.make_reading(each, 10, TODAY - dt.timedelta(days=days + 1))
                make.make_reading(each, 20 + number, TODAY - dt.timedelta(days=days))
                make.make_reading(each, 99, TODAY + dt.timedelta(days=1))
    stepped = make.make_key_result(baseline=None)
    make.make_reading(stepped, 40, TODAY)
    PhasedTarget.objects.create(key_result=stepped, due_on=TODAY, value=80)
    shown = key_result_progress(ALL, TODAY)
    lean = key_result_marks(ALL, TODAY, current_bands())
    assert len(lean) == len(shown) == 19
    for mark in lean:
        full = shown[mark.key]
        assert mark[2:8] == (full.mark, full.reason, full.percent, full.expected, full.read_on, full.age_days)
        assert full.sentence.endswith(".")
