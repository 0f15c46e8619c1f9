"""Totals of money, each against a sum worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.periods import Period, financial_year
from portfolio.models.work import Work
from portfolio.selectors.money import (
    steps,
    totals,
    totals_by,
    totals_by_month,
    totals_by_stream,
    totals_by_work,
    whole_life_cost,
)
from tests.factories.organisation import make_unit
from tests.factories.portfolio import TODAY, make_money, make_whole_life, make_work

pytestmark = pytest.mark.django_db
YEAR = financial_year(TODAY, 4)
ALL = Work.objects.all()


def test_sums_of_two_works_and_their_variance() -> None:
    make_money(make_work(), 2_400_000, 2_500_000, actual=1_400_000, released=1_200_000)
    make_money(make_work(), 2_200_000, 2_150_000, actual=1_300_000)
    found = totals(ALL, YEAR)
    assert found.currency == "GBP"
    assert found.cost.budget == Decimal("4600000")
    assert found.cost.forecast == Decimal("4650000")
    assert found.cost.actual == Decimal("2700000")
    assert found.cost.released == Decimal("1200000")
    assert found.cost.variance == Decimal("50000")
    assert found.cost.over_percent is not None
    assert round(found.cost.over_percent, 2) == Decimal("1.09")
    assert found.income.is_empty
    assert found.notes == []


def test_no_lines_is_empty_and_not_zero() -> None:
    make_work()
    found = totals(ALL, YEAR)
    assert found.is_empty
    assert found.cost.budget is None
    assert found.cost.variance is None


def test_zero_is_not_unknown() -> None:
    make_money(make_work(), 100, 100, released=0)
    assert totals(ALL, YEAR).cost.released == Decimal(0)


def test_a_line_over_the_edge_is_counted_apart_never_shared_out() -> None:
    work = make_work()
    make_money(work, 100, 110)
    make_money(work, 900, 900, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 12, 31))
    make_money(work, 50, 50, starts_on=dt.date(2027, 4, 1), ends_on=dt.date(2028, 3, 31))
    found = totals(ALL, YEAR)
    assert (found.cost.budget, found.straddling) == (Decimal(100), 1)
    assert found.notes == ["1 line crosses the edge of 2026/27, so not counted."]


def test_a_line_without_a_forecast_stays_out_of_the_variance() -> None:
    work = make_work()
    make_money(work, 100, 130)
    make_money(make_work(), 5_000)
    found = totals(ALL, YEAR).cost
    assert (found.budget, found.forecast, found.variance) == (Decimal(5100), Decimal(130), Decimal(30))
    assert (found.compared_budget, found.without_forecast) == (Decimal(100), 1)
    assert totals(ALL, YEAR).notes == ["The variance leaves out 1 budget line without a forecast."]


def test_currencies_are_never_added() -> None:
    make_money(make_work(), 100, 110)
    make_money(make_work(), 100, 120)
    make_money(make_work(), 2_000_000, 2_000_000, currency="EUR")
    found = totals(ALL, YEAR)
    assert (found.currency, found.cost.budget, found.is_mixed) == ("GBP", Decimal(200), True)
    assert [each.cost.budget for each in found.others] == [Decimal(2_000_000)]
    assert found.notes == ["Amounts are in GBP; the forecast of €2.0m in another currency is not added."]
    assert totals(ALL, YEAR, currency="EUR").cost.budget == Decimal(2_000_000)


def test_income_stands_beside_cost() -> None:
    work = make_work()
    make_money(work, 80, 90)
    make_money(work, 120, 115, direction="income")
    found = totals(ALL, YEAR)
    assert (found.cost.budget, found.income.budget, found.income.variance) == (Decimal(80), Decimal(120), Decimal(-5))


def test_groups_add_up_to_the_total() -> None:
    bau = make_work(stream="bau")
    make_money(bau, 96_000_000, 97_200_000)
    make_money(make_work(stream="value"), 7_400_000, 7_900_000)
    make_money(make_work(stream="change"), 9_600_000, 8_500_000)
    make_money(make_work(stream="customer"), 22_000_000, 21_800_000)
    make_work(stream="change")
    by_stream = totals_by_stream(ALL, YEAR)
    assert {key: each.cost.variance for key, each in by_stream.items()} == {
        "bau": Decimal(1_200_000),
        "value": Decimal(500_000),
        "change": Decimal(-1_100_000),
        "customer": Decimal(-200_000),
    }
    whole = totals(ALL, YEAR).cost
    assert (whole.budget, whole.forecast, whole.variance) == (
        Decimal(135_000_000),
        Decimal(135_400_000),
        Decimal(400_000),
    )
    for group in ("work", "stream", "unit", "type", "owner"):
        assert sum(each.cost.forecast or 0 for each in totals_by(ALL, YEAR, group).values()) == whole.forecast
    assert totals_by_work(ALL, YEAR)[bau.pk].cost.budget == Decimal(96_000_000)
    assert len(totals_by_work(ALL, YEAR)) == 4


def test_months_and_what_belongs_to_none() -> None:
    work = make_work()
    make_money(work, 10, 11, month=dt.date(2026, 4, 1))
    make_money(work, 10, 12, month=dt.date(2026, 10, 1))
    make_money(work, 30, 30, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 9, 30))
    make_money(work, 40, 40, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 3, 31))
    make_money(work, 99, 99, month=dt.date(2027, 4, 1))
    found = totals_by_month(ALL, YEAR)
    assert len(found.months) == 12
    assert {period.name: each.cost.forecast for period, each in found.months if not each.is_empty} == {
        "April 2026": Decimal(11),
        "October 2026": Decimal(12),
    }
    assert found.unplaced.cost.budget == Decimal(70)
    whole = totals(ALL, YEAR).cost.forecast
    placed = sum(each.cost.forecast or 0 for _, each in found.months)
    assert placed + (found.unplaced.cost.forecast or 0) == whole == Decimal(93)


def test_steps_follow_the_lines() -> None:
    work = make_work()
    make_money(work, 10, 11, month=dt.date(2026, 10, 1))
    make_money(work, 4, 4, month=dt.date(2026, 10, 1), nature="capital")
    make_money(work, 30, 30)
    assert [(step.period.name, step.totals.cost.budget) for step in steps(ALL)] == [
        ("1 Apr 2026 to 31 Mar 2027", Decimal(30)),
        ("October 2026", Decimal(14)),
    ]


def test_whole_life_cost_takes_the_latest_and_counts_the_withheld() -> None:
    first, second, third, _ = (make_work() for _ in range(4))
    make_whole_life(first, 500_000_000, on=dt.date(2026, 3, 31))
    make_whole_life(first, 550_000_000, on=dt.date(2026, 9, 30))
    make_whole_life(first, 900_000_000, on=dt.date(2027, 3, 31))
    make_whole_life(second, None, on=dt.date(2026, 9, 30))
    make_whole_life(third, 40_000_000, on=dt.date(2026, 3, 31), currency="EUR")
    found = whole_life_cost(ALL, TODAY)
    assert found.sums == {"GBP": Decimal(550_000_000), "EUR": Decimal(40_000_000)}
    assert (found.counted, found.withheld, found.unstated) == (2, 1, 1)
    assert found.notes == [
        "EUR and GBP are not added together.",
        "1 cost is withheld.",
        "1 piece of work state none.",
    ]


def test_totals_cost_as_many_queries_however_many_works() -> None:
    asked = {
        lambda: totals(ALL, YEAR): 3,
        lambda: totals(ALL, YEAR, few=True): 1,
        lambda: totals_by_work(ALL, YEAR): 4,
        lambda: totals_by_work(ALL, YEAR, few=True): 1,
        lambda: totals_by(ALL, YEAR, "unit"): 3,
        lambda: totals_by_month(ALL, YEAR): 1,
    }
    for _ in range(5):
        make_money(make_work(), 1, 1)
        for ask, queries in asked.items():
            with CaptureQueriesContext(connection) as captured:
                ask()
            assert len(captured) == queries


def test_what_is_kept_of_every_work_adds_up_like_the_lines_of_a_few() -> None:
    unit = make_unit()
    for number in range(1, 6):
        work = make_work(unit=unit if number % 2 else None)
        make_money(work, number, None if number == 3 else 2 * number, month=dt.date(2026, 4 + number, 1))
        make_money(work, number, number, currency="EUR" if number > 3 else "GBP")
    for some in (ALL.all(), ALL.filter(unit=unit), ALL.none(), ALL.order_by("pk")[:2]):
        chosen = Work.objects.filter(pk__in=[work.pk for work in some])
        assert totals(some, YEAR, currency="GBP") == totals(chosen, YEAR, currency="GBP", few=True)
        by_work = totals_by_work(chosen, YEAR, currency="GBP", few=True)
        assert totals_by_work(some, YEAR, currency="GBP") == by_work
        for group in ("unit", "stream", "work"):
            found = totals_by(some, YEAR, group, currency="GBP")
            column = {"work": "pk"}.get(group, group)
            for value, told in found.items():
                assert told == totals(chosen.filter(**{column: value}), YEAR, currency="GBP", few=True)


def test_a_period_of_any_dates_will_do() -> None:
    make_money(make_work(), 7, 7, month=dt.date(2026, 10, 1))
    assert totals(ALL, Period(dt.date(2026, 10, 1), dt.date(2026, 12, 31), "Quarter 3")).cost.budget == Decimal(7)
    assert totals(ALL[:1], YEAR).cost.budget == Decimal(7)
