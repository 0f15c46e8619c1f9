"""Key results, readings and targets on the way: what they need, what they refuse, what they tell."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from big import clock
from big.audit.models import AuditEvent
from big.audit.rows import event_row
from big.errors import RuleError, StaleError
from okr.models.key_results import KeyResult
from okr.selectors.practice import sounds_like_output
from okr.selectors.progress import key_result_progress
from okr.services import key_results, readings
from tests.factories import okr as make
from tests.factories.organisation import make_node, member, person_of

pytestmark = pytest.mark.django_db
EDIT = ["strategy.view", "strategy.edit"]
CHECK = ["strategy.view", "strategy.check_in"]
TODAY = dt.date(2026, 9, 30)
WHOLE: dict[str, Any] = {
    "unit": "days",
    "baseline": Decimal(44),
    "target": Decimal(28),
    "direction": "decrease",
    "due_on": dt.date(2027, 3, 31),
    "data_source": "Order system",
}


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    with clock.pinned(TODAY):
        yield


def test_a_key_result_that_is_measured_needs_everything() -> None:
    user, objective = member(EDIT), make.make_objective(code="SO2")
    with pytest.raises(RuleError) as refused:
        key_results.create_key_result(objective.pk, actor=user, title="Lead time")
    assert set(refused.value.error_dict) == {"unit", "baseline", "target", "due_on", "data_source"}
    draft = key_results.create_key_result(objective.pk, actor=user, title="Lead time", state="draft")
    assert draft.code == "KR2.1"
    with pytest.raises(RuleError, match="needs a unit"):
        key_results.move_key_result(draft.pk, actor=user, to="tracking", version=0)
    assert key_results.create_key_result(objective.pk, actor=user, title="Lead time", **WHOLE).code == "KR2.2"


def test_the_direction_follows_from_baseline_and_target() -> None:
    user, objective = member(EDIT), make.make_objective()
    with pytest.raises(RuleError, match="below the baseline"):
        key_results.create_key_result(objective.pk, actor=user, title="Lead time", **WHOLE | {"direction": "increase"})


@pytest.mark.parametrize(
    ("title", "is_output"),
    [("Launch the portal", True), ("deliver phase 2", True), ("Order-to-delivery time", False), ("Launches", False)],
)
def test_titles_that_name_an_output_are_noticed(title: str, is_output: bool) -> None:
    assert sounds_like_output(title) == is_output


def test_moving_the_goalposts_asks_why() -> None:
    user = member(EDIT)
    key_result = key_results.create_key_result(make.make_objective().pk, actor=user, title="Lead time", **WHOLE)
    key_results.change_key_result(key_result.pk, actor=user, changes={"title": "Lead time, median"}, version=0)
    with pytest.raises(RuleError, match="Say why"):
        key_results.change_key_result(key_result.pk, actor=user, changes={"target": Decimal(30)}, version=1)
    key_results.change_key_result(
        key_result.pk, actor=user, changes={"target": Decimal(30)}, version=1, why="The Board agreed 30"
    )
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (event.before, event.after, event.why) == ({"target": "28"}, {"target": "30"}, "The Board agreed 30")


def test_closed_key_results_take_no_readings() -> None:
    user, key_result = member(CHECK), make.make_key_result(state="met")
    with pytest.raises(RuleError, match="is met, so it takes no readings"):
        readings.record_reading(key_result.pk, actor=user, value=Decimal(1))


def test_dropping_asks_why_and_can_be_taken_back() -> None:
    user, key_result = member(EDIT), make.make_key_result()
    with pytest.raises(RuleError, match="dropped"):
        key_results.move_key_result(key_result.pk, actor=user, to="dropped", version=0)
    key_result = key_results.move_key_result(key_result.pk, actor=user, to="dropped", version=0, why="Not ours")
    assert key_results.move_key_result(key_result.pk, actor=user, to="draft", version=1).state == "draft"


def test_a_reading_moves_the_progress_and_says_so() -> None:
    user = member(CHECK)
    key_result = make.make_key_result(state="agreed")
    readings.record_reading(key_result.pk, actor=user, value=Decimal(20), confidence=5, read_on=dt.date(2026, 7, 1))
    reading = readings.record_reading(key_result.pk, actor=user, value=Decimal(48), confidence=7, note="New cell")
    key_result.refresh_from_db()
    assert key_result.state == KeyResult.State.TRACKING
    assert (reading.read_by, reading.read_on) == (user, TODAY)
    assert key_result_progress(KeyResult.objects.all(), TODAY)[key_result.pk].mark == "G"
    row = event_row(AuditEvent.objects.order_by("-pk").prefetch_related("subjects")[0])
    assert (row.said, row.why) == ("Recorded 48", "New cell")
    assert [(each.label, each.was, each.now) for each in row.changes] == [
        ("Confidence", "5", "7"),
        ("Value", "20", "48"),
    ]


def test_readings_are_not_of_the_future_and_not_of_another_version() -> None:
    user, key_result = member(CHECK), make.make_key_result()
    with pytest.raises(RuleError, match="later than today"):
        readings.record_reading(key_result.pk, actor=user, value=Decimal(1), read_on=TODAY + dt.timedelta(days=1))
    KeyResult.objects.filter(pk=key_result.pk).update(version=4)
    with pytest.raises(StaleError):
        readings.record_reading(key_result.pk, actor=user, value=Decimal(1), version=0)


def test_who_may_check_in() -> None:
    node = make_node()
    owner, accountable = member(["strategy.view"]), member(["strategy.view"])
    objective = make.make_objective(node=node, accountable=person_of(accountable))
    key_result = make.make_key_result(objective, owner=person_of(owner))
    for user in (owner, accountable, member(CHECK, node=node)):
        readings.record_reading(key_result.pk, actor=user, value=Decimal(1))
    for user in (member(["strategy.view"]), member(CHECK, node=make_node())):
        with pytest.raises(PermissionDenied):
            readings.record_reading(key_result.pk, actor=user, value=Decimal(1))


def test_a_correction_keeps_what_it_corrects() -> None:
    user, key_result = member(CHECK), make.make_key_result()
    reading = readings.record_reading(key_result.pk, actor=user, value=Decimal(84))
    change: dict[str, Any] = {"value": Decimal(48), "read_on": TODAY}
    with pytest.raises(RuleError, match="what was wrong"):
        readings.correct_reading(reading.pk, actor=user, version=0, why="", **change)
    readings.correct_reading(reading.pk, actor=user, version=0, why="Digits swapped", **change)
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (event.before["value"], event.after["value"], event.why) == ("84", "48", "Digits swapped")
    with pytest.raises(StaleError):
        readings.correct_reading(reading.pk, actor=user, version=0, why="Again", **change)


def test_targets_on_the_way_replace_one_another_by_date() -> None:
    user, key_result = member(EDIT), make.make_key_result(due_on=dt.date(2027, 3, 31))
    on = dt.date(2026, 12, 31)
    for value in (30, 40):
        target = key_results.set_phased_target(key_result.pk, actor=user, due_on=on, value=Decimal(value), version=0)
    assert key_result.phased_targets.get().value == 40
    with pytest.raises(RuleError, match="before the due date"):
        key_results.set_phased_target(
            key_result.pk, actor=user, due_on=dt.date(2027, 3, 31), value=Decimal(1), version=0
        )
    key_results.remove_phased_target(target.pk, actor=user, version=0)
    assert not key_result.phased_targets.exists()
    said = [event_row(event).said for event in AuditEvent.objects.order_by("pk").prefetch_related("subjects")]
    assert said == [
        "Set 30 as the target by 31 Dec 2026",
        "Set 40 as the target by 31 Dec 2026",
        "Removed the target by 31 Dec 2026",
    ]
