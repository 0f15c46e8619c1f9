"""One status report leads to the next: which work waits for one, and where the form goes on to."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from big import clock
from portfolio.selectors.due import reports_due
from tests.factories.organisation import make_organisation, make_unit, member, person_of
from tests.factories.portfolio import TODAY, make_report, make_work

pytestmark = pytest.mark.django_db
RIGHTS = ["work.view", "work.report"]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


def test_ones_own_live_work_without_a_report_this_month_is_due() -> None:
    user = member(RIGHTS, unit=make_unit("Here"))
    mine = person_of(user)
    first, this, last = (make_work(code=code, owner=mine) for code in ("C-1", "C-2", "C-3"))
    reported = make_work(code="C-4", owner=mine)
    make_report(reported, on=TODAY.replace(day=1))
    make_report(first, on=TODAY.replace(day=1) - dt.timedelta(days=1))
    make_report(last, on=TODAY, is_draft=True)
    make_work(code="C-5", owner=mine, state="closed")
    make_work(code="C-6", owner=person_of(member(name="Somebody else")))
    assert [work.code for work in reports_due(user, this, TODAY)] == ["C-3", "C-1"]
    assert reports_due(user, make_work(code="C-7"), TODAY) == []


def test_submit_and_next_opens_the_next_form(client: Client) -> None:
    make_organisation()
    user = member(RIGHTS, unit=make_unit("Here"))
    this, then = (make_work(code=code, owner=person_of(user)) for code in ("C-1", "C-2"))
    client.force_login(user)
    path = reverse("portfolio:status_report", args=["c-1"])
    assert f"Next is {then.name}" in client.get(path).content.decode()
    answer = client.post(path, {"report_on": TODAY.isoformat(), "rating": "G", "next": "yes"})
    assert answer.headers["Location"] == reverse("portfolio:status_report", args=["c-2"])
    assert this.status_reports.submitted().count() == 1
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Submit and next" not in page
    answer = client.post(answer.headers["Location"], {"report_on": TODAY.isoformat(), "rating": "G", "next": "yes"})
    assert answer.headers["Location"] == reverse("portfolio:work_detail", args=["c-2"])
