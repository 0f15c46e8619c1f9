"""Which work needs attention and why; the set and the reasons must agree."""

import datetime as dt

import pytest

from portfolio.models.work import Work
from portfolio.selectors.attention import attention, needing_attention
from portfolio.selectors.frame import frame
from tests.factories.portfolio import TODAY, make_milestone, make_money, make_report, make_work

pytestmark = pytest.mark.django_db


def words_of(work: Work) -> str:
    return {each.work_id: each.words for each in attention(Work.objects.all(), frame(TODAY))}.get(work.pk, "")


def healthy() -> Work:
    work = make_work()
    make_report(work, "G")
    return work


def test_green_on_budget_and_on_time_needs_none() -> None:
    work = healthy()
    make_money(work, 100, 105)
    make_milestone(work, baseline_on=TODAY, forecast_on=TODAY + dt.timedelta(days=28))
    assert words_of(work) == ""


def test_red_that_was_amber() -> None:
    work = make_work()
    make_report(work, "A", on=TODAY - dt.timedelta(days=30))
    make_report(work, "R")
    assert words_of(work) == "Red and got worse"


def test_old_and_missing_status() -> None:
    old, never = make_work(), make_work()
    make_report(old, "G", on=TODAY - dt.timedelta(days=41))
    assert words_of(old) == "Green on 5 Oct 2026, 41 days old"
    assert words_of(never) == "No status report yet"


def test_over_budget_by_more_than_five_percent() -> None:
    over, unplanned = healthy(), healthy()
    make_money(over, 1_000_000, 1_051_000)
    make_money(unplanned, 0, 300)
    assert words_of(over) == "£51k over budget"
    assert words_of(unplanned) == "£300 over budget"


def test_money_without_a_forecast_is_not_over_budget() -> None:
    work = healthy()
    make_money(work, None, 500)
    make_money(work, 100, 100, nature="capital")
    assert words_of(work) == ""


def test_late_and_slipping_milestones() -> None:
    late, slipping, met = healthy(), healthy(), healthy()
    make_milestone(late, "Contract signed", baseline_on=TODAY - dt.timedelta(days=9))
    make_milestone(slipping, "Line live", baseline_on=TODAY, forecast_on=TODAY + dt.timedelta(days=29))
    make_milestone(met, baseline_on=TODAY - dt.timedelta(days=90), actual_on=TODAY)
    assert words_of(late) == "Contract signed: 9 days late"
    assert words_of(slipping) == "Line live: slips 29 days"
    assert words_of(met) == ""


def test_work_that_is_not_live_is_not_asked() -> None:
    closed = make_work(state="closed")
    make_report(closed, "R")
    assert words_of(closed) == ""


def test_withheld_alone_is_no_reason() -> None:
    work = make_work()
    make_report(work, "withheld")
    assert words_of(work) == ""


def test_everything_in_the_set_has_a_reason() -> None:
    test_red_that_was_amber()
    test_old_and_missing_status()
    test_over_budget_by_more_than_five_percent()
    test_late_and_slipping_milestones()
    found = attention(Work.objects.order_by("pk"), frame(TODAY))
    assert all(each.reasons for each in found)
    assert len(found) == needing_attention(Work.objects.all(), frame(TODAY)).count() == 7
