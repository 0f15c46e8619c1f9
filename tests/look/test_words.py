import datetime as dt
from decimal import Decimal

import pytest

from big import clock
from big.core import words

DAY = dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (4_200_000, "£4.2m"),
        (Decimal("225149999"), "£225.1m"),
        (1_270_500_000, "£1,270.5m"),
        (12_400_000_000, "£12.4bn"),
        (830_000, "£830k"),
        (999_499, "£999k"),
        (999_500, "£1.0m"),
        (950, "£950"),
        (0, "£0"),
        (Decimal("0.2"), "£0"),
        (Decimal("-0.2"), "£0"),
        (-700_000, "−£700k"),
        (-1_100_000, "−£1.1m"),
    ],
)
def test_money_in_prose(amount: Decimal, said: str) -> None:
    assert words.money(amount) == said


def test_money_in_other_currencies() -> None:
    assert words.money(2_500_000, "EUR") == "€2.5m"
    assert words.money(2_500_000, "SEK") == "SEK 2.5m"
    assert words.signed_money(4_300_000) == "+£4.3m"
    assert words.signed_money(-700_000) == "−£700k"
    assert words.signed_money(0) == "£0"


@pytest.mark.parametrize(
    ("value", "said"),
    [(4_300_000, "+4.3"), (-700_000, "−0.7"), (0, "0.0"), (-20_000, "0.0"), (49_999, "0.0"), (50_000, "+0.1")],
)
def test_variances_carry_a_true_sign_or_none(value: int, said: str) -> None:
    assert words.signed_millions(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(54.2, "54%"), (94.74, "94.7%"), (90, "90%"), (90.4, "90.4%"), (99.96, "100%"), (100, "100%"), (0, "0%")],
)
def test_percentages_are_whole_but_above_ninety(value: float, said: str) -> None:
    assert words.percent(value) == said


def test_shares_points_and_readings() -> None:
    assert words.share(1, 3) == "33%"
    assert words.share(1, 0) == "–"
    assert (words.points(24), words.points(-1)) == ("24 points", "1 point")
    assert [words.reading(Decimal(v)) for v in ("276.40", "88", "1E+3", "0.42", "-2.50")] == [
        "276.4",
        "88",
        "1,000",
        "0.42",
        "−2.5",
    ]


def test_dates() -> None:
    assert words.day(DAY) == "3 Dec 2026"
    assert words.day_short(DAY) == "3 Dec"
    assert words.day_long(DAY) == "Thursday 3 December 2026"
    assert words.month(DAY) == "December 2026"


@pytest.mark.django_db
def test_days_from_today_follow_the_clock_of_the_organisation() -> None:
    with clock.pinned(dt.date(2026, 11, 30)):
        assert words.relative_day(DAY) == "in 3 days"
        assert words.overdue(DAY) == "in 3 days"
    with clock.pinned(dt.date(2026, 12, 12)):
        assert words.relative_day(DAY) == "9 days ago"
        assert words.overdue(DAY) == "9 days late"
    assert [words.relative_day(DAY, DAY + dt.timedelta(n)) for n in (-1, 0, 1)] == ["tomorrow", "today", "yesterday"]
    assert words.overdue(DAY, DAY) == "due today"


@pytest.mark.django_db
def test_moments_are_told_in_the_zone_of_the_organisation() -> None:
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    with clock.pinned(DAY):
        zone = clock.reading().zone
        assert words.day(late) == words.day(late.astimezone(zone).date())
    assert words.time_of_day(dt.datetime(2026, 1, 1, 9, 0, tzinfo=clock.reading().zone)) == "9am"
    assert words.time_of_day(dt.datetime(2026, 1, 1, 0, 5, tzinfo=clock.reading().zone)) == "12:05am"
    assert words.time_of_day(dt.datetime(2026, 1, 1, 12, 42, tzinfo=clock.reading().zone)) == "12:42pm"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, ""), (63, "+9 wk"), (14, "+2 wk"), (1, "+1 day"), (5, "+5 days"), (7, "+1 wk"), (-7, "−1 wk")],
)
def test_slips(days: int, said: str) -> None:
    assert words.slip(days) == said


def test_counts_and_lists() -> None:
    assert [words.counted(n, "risk") for n in (0, 1, 1200)] == ["no risks", "1 risk", "1,200 risks"]
    assert words.counted(2, "person", "people") == "2 people"
    assert [words.in_words(n) for n in (0, 1, 20, 21)] == ["no", "one", "twenty", "21"]
    assert [words.times(n) for n in (1, 2, 3)] == ["once", "twice", "three times"]
    assert words.listed(["A", "B", "C"]) == "A, B and C"
    assert words.listed(["A", "B", "C", "D"], most=2) == "A, B and 2 more"
    assert words.listed(["A"]) == "A"
    assert words.listed([]) == ""
    assert words.capital("five risks in EMEA") == "Five risks in EMEA"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Nwosu", "AN"), ("Cher", "C"), ("Jan van der Meer", "JM"), ("", "?"), ("(none)", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (Decimal("21.40"), "£m", "£21.4m"),
        (Decimal(-3), "€m", "−€3m"),
        (Decimal(-17), "%", "−17%"),
        (Decimal(36), "days", "36 days"),
        (Decimal(5), "", "5"),
        (Decimal(5), "orders that were confirmed in a month", "5"),
    ],
)
def test_measures_carry_their_unit_where_a_reader_expects_it(value: Decimal, unit: str, said: str) -> None:
    assert words.measured(value, unit) == said
