"""What each child counts for in the outcome of an objective."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.models.key_results import KeyResult
from okr.selectors.outcomes import ObjectiveProgress, objective_progress
from okr.selectors.weighing import KEY_RESULT, Part, weigh, weights
from tests.factories import okr as make
from tests.factories.organisation import member

TODAY = dt.date(2026, 9, 30)
SHARES = st.one_of(st.none(), st.decimals(0, 100, places=2))


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ([None, None, None, None], [25, 25, 25, 25]),
        ([50, None, None], [50, 25, 25]),
        ([50, 30, None], [50, 30, 20]),
        ([100, None], [100, 0]),
        ([60, 60, None], [60, 60, 0]),
        ([0, None], [0, 100]),
        ([20, 20], [20, 20]),
        ([], []),
    ],
)
def test_fixed_shares_are_held_and_the_others_share_the_rest(shares: list[int | None], found: list[int]) -> None:
    assert weights([(None if each is None else Decimal(each), True) for each in shares]) == found


def test_what_does_not_contribute_leaves_its_part_to_the_others() -> None:
    assert weights([(Decimal(50), False), (None, True), (None, True)]) == [None, 50, 50]


@given(st.lists(st.tuples(SHARES, st.booleans()), max_size=8))
def test_weights_are_whole_where_something_is_free_and_the_fixed_leave_room(
    shares: list[tuple[Decimal | None, bool]],
) -> None:
    found = weights(shares)
    fixed = sum((share for share, contributes in shares if contributes and share is not None), Decimal(0))
    for (share, contributes), weight in zip(shares, found, strict=True):
        assert (weight is None) == (not contributes)
        if contributes and share is not None:
            assert weight == share
    if any(contributes and share is None for share, contributes in shares) and fixed <= 100:
        assert abs(sum((weight for weight in found if weight is not None), Decimal(-100))) < Decimal("1e-20")


@given(st.lists(st.tuples(st.decimals(0, 100, places=2), st.decimals(0, 100, places=4)), min_size=1, max_size=8))
def test_points_of_the_parts_sum_to_the_outcome(given_parts: list[tuple[Decimal, Decimal]]) -> None:
    weighed = weigh(Part(KEY_RESULT, key, *each, Decimal(50)) for key, each in enumerate(given_parts))
    points = [weighed.points_of(part) for part in weighed.parts]
    if weighed.percent is None:
        assert not any(weight for weight, _ in given_parts)
    else:
        assert abs(sum(each for each in points if each is not None) - weighed.percent) < Decimal("1e-11")


def _three() -> tuple[KeyResult, KeyResult, KeyResult]:
    objective = make.make_objective()
    found = [make.make_key_result(objective) for _ in range(3)]
    for each, value in zip(found, (20, 40, 60), strict=True):
        make.make_reading(each, value, TODAY)
    return found[0], found[1], found[2]


def _progress(key_result: KeyResult) -> ObjectiveProgress:
    objective = key_result.objective
    while objective.parent:
        objective = objective.parent
    return objective_progress([objective], member(["strategy.view"]), TODAY)[objective.pk]


@pytest.mark.django_db
def test_a_third_of_ninety_is_green_as_ninety_is() -> None:
    objective = make.make_objective(due_on=TODAY, starts_on=dt.date(2026, 1, 1))
    for _ in range(3):
        make.make_reading(make.make_key_result(objective), 90, TODAY)
    found = objective_progress([objective], member(["strategy.view"]), TODAY)[objective.pk]
    assert (found.percent, found.mark) == (90, "G")


@pytest.mark.django_db
def test_the_outcome_moves_by_exactly_the_share_of_what_moved() -> None:
    one, two, three = _three()
    assert _progress(one).percent == 40
    KeyResult.objects.filter(pk=one.pk).update(share=50)
    assert _progress(one).percent == 35  # 10 + 10 + 15
    make.make_reading(one, 30, TODAY)
    assert _progress(one).percent == 40  # ten more of a half
    make.make_reading(two, 80, TODAY)
    assert _progress(one).percent == 50  # forty more of a quarter
    assert _progress(three).sentence.startswith("Weighted average of 3 key results: 50% of the way")


@pytest.mark.django_db
def test_silence_leaves_its_weight_to_those_who_report() -> None:
    one, two, _ = _three()
    KeyResult.objects.filter(pk=one.pk).update(share=50)
    two.readings.all().delete()
    found = _progress(one)
    assert found.percent is not None
    assert round(found.percent, 3) == Decimal("33.333")  # (50 of 20 + 25 of 60) of 75
    assert found.sentence.startswith("Weighted average of 2 key results (one not reported)")


@pytest.mark.django_db
def test_what_does_not_contribute_is_counted_and_not_averaged() -> None:
    one, two, three = _three()
    KeyResult.objects.filter(pk__in=[one.pk, two.pk]).update(contributes=False)
    found = _progress(three)
    assert (found.percent, found.tracked) == (60, 3)
    KeyResult.objects.filter(pk=three.pk).update(contributes=False)
    found = _progress(three)
    assert (found.percent, found.mark) == (None, "N")
    assert found.sentence == "Nothing that is reported counts in its outcome."


@pytest.mark.django_db
def test_an_objective_under_it_weighs_as_one_whatever_it_is_made_of() -> None:
    goal = make.make_objective()
    make.make_reading(make.make_key_result(goal), 80, TODAY)
    child = make.make_objective(parent=goal)
    for value in (0, 20, 40):
        make.make_reading(make.make_key_result(child), value, TODAY)
    make.make_objective(parent=goal)  # that nothing measures takes no weight
    found = objective_progress([goal], member(["strategy.view"]), TODAY)[goal.pk]
    assert (found.percent, found.tracked) == (50, 4)
    child.share = Decimal(25)
    child.save()
    assert objective_progress([goal], member(["strategy.view"]), TODAY)[goal.pk].percent == 65
