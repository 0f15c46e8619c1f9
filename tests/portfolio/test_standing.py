"""Status of work on a date: which report counts, what is too old, what it was before, what contradicts it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big import clock
from portfolio.models.work import Work
from portfolio.selectors.standing import Standing, mark_counts, standings, with_mark
from tests.factories.portfolio import TODAY, make_milestone, make_report, make_work

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def standing_of(work: Work, stale_after: int = 30) -> Standing:
    return standings(Work.objects.filter(pk=work.pk), TODAY, stale_after=stale_after)[work.pk]


def test_without_a_report_it_is_not_reported() -> None:
    found = standing_of(make_work())
    assert (found.mark, found.rating, found.report_on, found.is_stale) == ("N", "", None, False)
    assert found.reason == "No status report yet"


def test_drafts_and_reports_of_the_future_do_not_count() -> None:
    work = make_work()
    make_report(work, "R", is_draft=True)
    make_report(work, "A", on=TODAY + dt.timedelta(days=1))
    make_report(work, "G", on=days_ago(3))
    assert standing_of(work).mark == "G"


def test_thirty_days_are_current_and_thirty_one_are_not() -> None:
    current, old = make_work(), make_work()
    make_report(current, "G", on=days_ago(30))
    make_report(old, "G", on=days_ago(31))
    assert (standing_of(current).mark, standing_of(current).is_stale) == ("G", False)
    found = standing_of(old)
    assert (found.mark, found.rating, found.is_stale, found.age_days) == ("N", "G", True, 31)
    assert found.reason == "Green on 15 Oct 2026, 31 days old"
    assert standing_of(old, stale_after=60).mark == "G"


@pytest.mark.parametrize(
    ("rating", "mark", "reason"),
    [
        ("AR", "AR", ""),
        ("AG", "AG", ""),
        ("withheld", "W", "Withheld: Commercially sensitive"),
        ("reset", "N", "Reset"),
        ("none", "N", "Not rated"),
    ],
)
def test_every_rating_has_its_mark(rating: str, mark: str, reason: str) -> None:
    work = make_work()
    make_report(work, rating)
    found = standing_of(work)
    assert (found.mark, found.reason, found.rating) == (mark, reason, rating)


def test_it_was_amber_and_got_worse() -> None:
    work = make_work()
    make_report(work, "A", on=days_ago(33))
    make_report(work, "R", on=days_ago(3))
    found = standing_of(work)
    assert (found.mark, found.was, found.got_worse, found.got_better) == ("R", "A", True, False)


def test_a_correction_of_the_same_date_replaces_and_is_no_change() -> None:
    work = make_work()
    make_report(work, "G", on=days_ago(33))
    make_report(work, "R", on=days_ago(3), submitted_at=clock.now() - dt.timedelta(hours=2))
    make_report(work, "G", on=days_ago(3), submitted_at=clock.now(), narrative="Corrected")
    found = standing_of(work)
    assert (found.mark, found.was, found.narrative) == ("G", "", "Corrected")
    assert [mark for _, mark in found.marks] == ["G", "G"]


def test_confidence_of_up_to_eight_dates_oldest_first() -> None:
    work = make_work()
    for number in range(10):
        make_report(work, "G", on=days_ago(10 - number), confidence=number if number != 5 else None)
    found = standing_of(work)
    assert found.confidence == 9
    assert found.confidences == (2, 3, 4, None, 6, 7, 8, 9)


def test_green_with_a_slip_of_more_than_four_weeks_is_a_contradiction() -> None:
    fine, odd = make_work(), make_work()
    for work in (fine, odd):
        make_report(work, "G", cost_mark="R" if work is odd else "G")
    base = dt.date(2027, 2, 12)
    make_milestone(fine, baseline_on=base, forecast_on=base + dt.timedelta(days=28))
    make_milestone(odd, "Line commissioned", baseline_on=base, forecast_on=base + dt.timedelta(days=43))
    make_milestone(odd, baseline_on=base, forecast_on=base + dt.timedelta(days=90), is_cancelled=True)
    assert standing_of(fine).contradictions == ()
    assert standing_of(odd).contradictions == (
        "Green, but Line commissioned slips 43 days",
        "Green, but cost is red",
    )


def test_amber_is_contradicted_by_nothing() -> None:
    work = make_work()
    make_report(work, "A", cost_mark="R")
    assert standing_of(work).contradictions == ()


def test_sql_and_python_draw_the_same_mark() -> None:
    for rating in ("R", "AR", "A", "AG", "G", "withheld", "reset", "none"):
        for age in (0, 30, 31):
            make_report(make_work(), rating, on=days_ago(age))
    make_work()
    stood = standings(Work.objects.all(), TODAY)
    marked = with_mark(Work.objects.all(), TODAY)
    assert {work.pk: work.shown_mark for work in marked} == {key: each.mark for key, each in stood.items()}
    assert mark_counts(Work.objects.all(), TODAY) == {"R": 2, "AR": 2, "A": 2, "AG": 2, "G": 2, "N": 13, "W": 2}
    assert list(mark_counts(Work.objects.all(), TODAY)) == ["R", "AR", "A", "AG", "G", "N", "W"]


def test_twenty_cost_as_many_queries_as_two() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            standings(Work.objects.all(), TODAY)
        return len(captured)

    def grow(count: int) -> None:
        for _ in range(count):
            make_report(make_work(), "A")

    grow(2)
    few = queries()
    grow(18)
    assert queries() == few == 3


def test_a_slice_of_works_can_be_asked_for() -> None:
    for _ in range(3):
        make_report(make_work(), "A")
    assert len(standings(Work.objects.order_by("code")[:2], TODAY)) == 2
