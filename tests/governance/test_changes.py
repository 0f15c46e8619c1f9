"""What Home says of the last week: only what moved, with marks for a status that did."""

import datetime as dt

import pytest

from big import clock
from governance.selectors.home.changes import changes
from portfolio.services.reports import submit_report
from tests.factories.organisation import member
from tests.factories.portfolio import make_report, make_work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("was", "now", "drawn"), [("A", "R", ("rag-A", "rag-R")), ("R", "AG", ("rag-R", "rag-AG"))])
def test_a_status_that_changed_shows_both_marks(was: str, now: str, drawn: tuple[str, str]) -> None:
    actor, work = member(["work.view", "work.report"]), make_work()
    make_report(work, was, on=clock.today() - dt.timedelta(days=30))
    submit_report(work.pk, actor=actor, report_on=clock.today(), rating=now, narrative="Panels are late.")
    [row] = changes(actor, clock.today()).rows
    assert [change.label for change in row.changes] == ["Status"]
    assert f'"rag {drawn[0]} ' in str(row.changes[0].was)
    assert f'"rag {drawn[1]} ' in str(row.changes[0].now)


def test_a_status_that_stayed_is_no_change() -> None:
    actor, work = member(["work.view", "work.report"]), make_work()
    make_report(work, "A", on=clock.today() - dt.timedelta(days=30), confidence=6)
    submit_report(work.pk, actor=actor, report_on=clock.today(), rating="A", narrative="Panels are late.", confidence=4)
    [row] = changes(actor, clock.today()).rows
    assert [change.label for change in row.changes] == ["Confidence"]
