"""Finding work, and the census."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big import clock
from portfolio.models.work import WorkReference
from portfolio.selectors import census
from portfolio.selectors.finding import find_works
from tests.factories.organisation import make_unit, member
from tests.factories.portfolio import TODAY, make_money, make_report, make_whole_life, make_work

pytestmark = pytest.mark.django_db


def test_by_code_part_of_name_and_reference() -> None:
    user = member(["work.view"])
    make_work("Billing platform replacement", code="C-103")
    other = make_work("Smart meters (C-103 follow-up)", code="C-1030")
    WorkReference.objects.create(work=other, scheme="gmpp", value="DFT_0048_2021-Q3")
    assert [hit.code for hit in find_works(user, "c-103", 5)] == ["C-103", "C-1030"]
    assert [hit.code for hit in find_works(user, "platform bill", 5)] == ["C-103"]
    assert [hit.code for hit in find_works(user, "dft_0048_2021-q3", 5)] == ["C-1030"]
    assert find_works(user, "  ", 5) == find_works(user, "100%", 5) == []
    hit = find_works(user, "C-103", 1)[0]
    assert hit.url == "/portfolio/work/c-103/"
    assert hit.line.startswith("Project · Change · ")


def test_only_what_one_may_see_in_one_query() -> None:
    make_work("Linden", is_confidential=True)
    make_work("Linden elsewhere", unit=make_unit())
    user = member(["work.view"], unit=make_unit())
    assert find_works(user, "linden", 5) == []
    cleared = member(["work.view", "confidential.view"])
    assert len(find_works(cleared, "linden", 5)) == 2
    with CaptureQueriesContext(connection) as captured:
        find_works(cleared, "linden", 5)
    assert len(captured) <= 2


def test_the_census_counts_snapshots() -> None:
    march, later = dt.date(2022, 3, 31), dt.date(2023, 3, 31)
    first, second = make_work(stream="change"), make_work(stream="bau")
    make_report(first, "R", on=march, submitted_at=clock.now() - dt.timedelta(days=1))
    make_report(first, "A", on=march)
    make_report(second, "withheld", on=march)
    make_report(first, "G", on=later)
    make_whole_life(first, 55_700_000_000.5, on=march)
    make_whole_life(second, None, on=march)
    make_whole_life(first, 60_000_000_000, on=later)
    make_money(first, 100, 120, actual=50)
    with clock.pinned(TODAY):
        found = census.census()
    assert found["count"] == 2
    assert found["by_stream"] == {"bau": 1, "value": 0, "change": 1, "customer": 0}
    assert found["by_rating"] == {"G": 1, "withheld": 1}
    assert found["snapshots"]["2022-03-31"] == {
        "projects": 2,
        "ratings": {"A": 1, "withheld": 1},
        "whole_life_cost": {"count": 1, "withheld": 1, "sums": {"GBP": "55700000000.50"}},
    }
    assert found["whole_life_cost"] == {"count": 1, "withheld": 1, "sums": {"GBP": "60000000000.00"}}
    assert found["money"]["GBP"]["cost"] == {
        "budget": "100.00",
        "actual": "50.00",
        "forecast": "120.00",
        "released": "0.00",
    }
    assert census.count_status_reports() == {"count": 4, "submitted": 4}
    assert census.count_milestones()["count"] == 0
    assert census.count_money_lines() == {"count": 1, "cost": 1}
