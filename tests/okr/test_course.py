"""The arithmetic of progress, with numbers worked out by hand, and what holds for any numbers."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.selectors.course import Bands, Course, against, stand, way

BANDS = Bands(red_below=60, green_from=90, stale_after_days=30)
START, DUE = dt.date(2026, 1, 1), dt.date(2026, 4, 11)  # 100 days


def rising(baseline: int = 0, target: int = 100) -> Course:
    return Course(Decimal(baseline), Decimal(target), starts_on=START, due_on=DUE)


def at(course: Course, value: float, day: int) -> tuple[str, Decimal | None, Decimal | None]:
    standing = stand(course, Decimal(str(value)), START + dt.timedelta(days=day), BANDS)
    return standing.mark, standing.percent, standing.expected


@pytest.mark.parametrize(
    ("value", "day", "mark"),
    [
        (45, 50, "G"),  # 45 of 50 expected is 90 %
        (44.9, 50, "A"),  # 89.8 %
        (30, 50, "A"),  # 60 %
        (29.9, 50, "R"),  # 59.8 %
        (100, 99, "G"),  # reached before it is due
        (99, 400, "G"),  # past due, 99 % of it
        (89, 400, "A"),
        (0, 0, "G"),  # nothing is expected on the first day
        (-1, 0, "R"),  # yet it is worse than where it began
    ],
)
def test_rising_measure(value: float, day: int, mark: str) -> None:
    assert at(rising(), value, day)[0] == mark


def test_falling_measure_counts_the_way_down() -> None:
    leakage = Course(Decimal(286), Decimal(262), rises=False, starts_on=START, due_on=DUE)
    # 286 - 276.4 = 9.6 of 24 is 40 %; 64 of 100 days is 64 %; 40 of 64 is 62.5 %.
    assert at(leakage, 276.4, 64) == ("A", Decimal(40), Decimal(64))


def test_sentence_says_the_rule() -> None:
    said = stand(rising(), Decimal(64), START + dt.timedelta(days=70), BANDS).sentence
    assert said == "64% of the way, 70% expected by today: 91% of expected, green from 90%."


def test_sentence_never_rounds_up_into_a_better_band() -> None:
    standing = stand(rising(), Decimal("44.9"), START + dt.timedelta(days=50), BANDS)
    assert standing.mark == "A"
    assert "89% of expected, amber from 60%, green from 90%" in standing.sentence


def test_phased_targets_bend_the_line() -> None:
    course = Course(
        Decimal(0),
        Decimal(100),
        starts_on=START,
        due_on=DUE,
        steps=((START + dt.timedelta(days=50), Decimal(20)), (START + dt.timedelta(days=75), Decimal(60))),
    )
    expected = [course.expected_value(START + dt.timedelta(days=day)) for day in (0, 25, 50, 60, 75, 100)]
    assert expected == [0, 10, 20, 36, 60, 100]
    assert at(course, 18, 50)[0] == "G"


def test_measure_that_is_to_hold() -> None:
    course = Course(Decimal(28), Decimal(28), rises=False, starts_on=START, due_on=DUE)
    assert at(course, 27, 10)[0] == "G"
    assert at(course, 28.1, 10) == ("R", Decimal(0), Decimal(100))


@pytest.mark.parametrize(
    ("course", "reason"),
    [
        (Course(Decimal(1), None, due_on=DUE), "no_target"),
        (Course(Decimal(1), Decimal(9), due_on=DUE), "no_start"),
        (Course(Decimal(1), Decimal(9), starts_on=START), "no_due"),
        (Course(None, Decimal(9), starts_on=START, due_on=DUE), "no_baseline"),
    ],
)
def test_what_is_missing_gives_no_mark_but_a_reason(course: Course, reason: str) -> None:
    standing = stand(course, Decimal(5), START + dt.timedelta(days=50), BANDS)
    assert (standing.mark, standing.reason) == ("N", reason)
    assert standing.sentence.endswith(".")


def test_reached_target_needs_no_dates() -> None:
    assert stand(Course(Decimal(1), Decimal(9)), Decimal(9), DUE, BANDS).mark == "G"
    assert stand(Course(None, Decimal(9)), Decimal(10), DUE, BANDS).mark == "G"
    assert stand(Course(None, Decimal(9), rises=False), Decimal(8), START, BANDS).mark == "G"


def test_without_a_baseline_the_value_is_held_against_the_target_of_the_date() -> None:
    year = dt.date(2025, 12, 31)
    course = Course(None, Decimal(98), starts_on=None, due_on=DUE, steps=((year, Decimal(95)),))
    assert stand(course, Decimal(90), year, BANDS).mark == "G"  # 94.7 % of 95
    assert stand(course, Decimal(80), year, BANDS).mark == "A"  # 84.2 %
    falling = Course(None, Decimal(10), rises=False, due_on=year)
    assert stand(falling, Decimal(20), year, BANDS).mark == "R"  # 10 of 20 is half


def test_start_after_the_due_date_is_no_start() -> None:
    course = Course(Decimal(0), Decimal(100), starts_on=DUE, due_on=START)
    assert stand(course, Decimal(50), DUE, BANDS).mark == "R"
    assert stand(course, Decimal(50), START - dt.timedelta(days=1), BANDS).reason == "no_start"


amounts = st.decimals(min_value=-10_000, max_value=10_000, places=2)
days = st.integers(min_value=0, max_value=100)


@given(amounts, amounts, amounts, days)
def test_a_course_and_its_mirror_image_agree(baseline: Decimal, target: Decimal, value: Decimal, day: int) -> None:
    if baseline == target:
        return
    on = START + dt.timedelta(days=day)
    up = Course(baseline, target, rises=target > baseline, starts_on=START, due_on=DUE)
    down = Course(-baseline, -target, rises=target < baseline, starts_on=START, due_on=DUE)
    one, other = stand(up, value, on, BANDS), stand(down, -value, on, BANDS)
    assert (one.mark, one.percent, one.expected) == (other.mark, other.percent, other.expected)


@given(amounts, amounts, days)
def test_better_values_never_earn_worse_marks(one: Decimal, other: Decimal, day: int) -> None:
    order = {"R": 0, "A": 1, "G": 2}
    on = START + dt.timedelta(days=day)
    low, high = (stand(rising(), value, on, BANDS).mark for value in sorted((one, other)))
    assert order[low] <= order[high]


@given(days, days)
def test_expectation_never_falls_back(one: int, other: int) -> None:
    first, second = sorted((one, other))
    course = rising(10, 90)
    early, late = (course.expected_value(START + dt.timedelta(days=day)) for day in (first, second))
    assert early is not None
    assert late is not None
    assert early <= late


@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_the_bands_are_the_whole_rule(percent: Decimal, expected: Decimal) -> None:
    mark, ratio = against(percent, expected, BANDS)
    if ratio is None:
        assert (expected, mark) == (0, "G")
    else:
        assert mark == ("G" if ratio >= 90 else "A" if ratio >= 60 else "R")
    assert way(percent, expected, ratio, mark, BANDS).endswith(".")
