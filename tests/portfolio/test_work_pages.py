"""The pages and forms of one piece of work: what they show, 422 with what was typed, 409 with both values."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Work
from tests.factories.organisation import all_rights, make_organisation, make_person, make_unit, member
from tests.factories.portfolio import (
    TODAY,
    make_milestone,
    make_money,
    make_report,
    make_type,
    make_whole_life,
    make_work,
)

pytestmark = pytest.mark.django_db
TABS = ("", "milestones/", "money/", "status/", "structure/", "history/")


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    make_organisation(pinned_today=TODAY)
    yield
    clock.forget()


@pytest.fixture
def editor(client: Client) -> User:
    user = member(all_rights())
    client.force_login(user)
    return user


def page_of(work: Work) -> str:
    return f"/portfolio/work/{work.code.lower()}/"


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_the_sentence_says_status_money_and_milestone(client: Client, editor: User) -> None:
    work = make_work("Billing")
    make_report(work, "A", on=TODAY - dt.timedelta(days=30))
    make_report(work, "R")
    make_money(work, 19_800_000, 24_000_000)
    make_milestone(work, "Dress rehearsal 2", baseline_on=TODAY, forecast_on=TODAY + dt.timedelta(days=63))
    page = client.get(page_of(work))
    assert page.context["head"].message == (
        "Red, down from amber; £4.2m over budget; “Dress rehearsal 2” slips 9 weeks."
    )


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_stands_on_empty_and_on_full_work(client: Client, editor: User, tab: str) -> None:
    bare = make_work("n" * 300, state="proposed")
    full = make_work("Full", description="What it does", customer="Halden", is_must_do=True, obligation="Act")
    make_report(full, "withheld", rating_reason="Exempt under Section 43", narrative="w " * 5_000)
    make_report(full, "AR", on=TODAY - dt.timedelta(days=20), is_five_point=True)
    make_whole_life(full, None)
    make_whole_life(full, 55_700_000_000, on=TODAY - dt.timedelta(days=90))
    make_money(full, 1, None, note="Estimated")
    make_milestone(full, forecast_on=TODAY)
    make_work("Child", parent=full)
    for work in (bare, full):
        answer = client.get(page_of(work) + tab)
        assert answer.status_code == 200
        assert " style=" not in answer.content.decode()
        piece = client.get(page_of(work) + tab, headers={"HX-Request": "true", "HX-Target": "work"})
        assert piece.content.strip().startswith(b'<div id="work">')


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_costs_more_queries_with_more_rows(client: Client, editor: User, tab: str) -> None:
    work = make_work()

    def grow(count: int, first: int) -> None:
        for number in range(first, first + count):
            make_report(work, "A", on=TODAY - dt.timedelta(days=number + 1))
            make_milestone(work, owner=make_person(user=None), baseline_on=TODAY)
            make_money(work, 1, 1, month=dt.date(2026 + number // 12, number % 12 + 1, 1))
            make_whole_life(work, number, on=TODAY - dt.timedelta(days=number + 1))
            make_report(make_work(parent=work, owner=make_person(user=None), unit=make_unit()), "G")

    client.get(page_of(work) + tab)
    # Ten rows first: past the number at which a page begins to ask for what it leaves out.
    grow(10, 0)
    few = queries_of(lambda: client.get(page_of(work) + tab))
    grow(18, 10)
    client.get(page_of(work) + tab)
    assert queries_of(lambda: client.get(page_of(work) + tab)) == few


def test_in_a_list_the_page_opens_as_a_panel_that_leads_back(client: Client, editor: User) -> None:
    work = make_work()
    headers = {"HX-Request": "true", "HX-Target": "panel", "HX-Current-URL": "http://testserver/portfolio/?mark=R"}
    panel = client.get(page_of(work), headers=headers).content.decode()
    assert panel.strip().startswith("<aside")
    assert 'href="/portfolio/?mark=R"' in panel
    headers["HX-Current-URL"] = "https://example.org/portfolio/?mark=R"
    assert "example.org" not in client.get(page_of(work), headers=headers).content.decode()


def test_codes_in_addresses_are_found_in_any_case_and_odd_ones_are_not_there(client: Client, editor: User) -> None:
    make_work(code="C-103")
    assert client.get("/portfolio/work/C-103/").status_code == 200
    for odd in ("c-104", "%00", "a%20b", "x" * 200):
        assert client.get(f"/portfolio/work/{odd}/").status_code == 404


def test_work_is_added_and_its_page_follows(client: Client, editor: User) -> None:
    kind, unit = make_type(), make_unit()
    entries = {"name": "Cell 2 line", "work_type": kind.key, "stream": "change", "unit": unit.pk, "obligation": ""}
    answer = client.post("/portfolio/new/", entries)
    work = Work.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(work))
    assert (work.code, work.is_must_do) == ("C-101", False)


def test_what_is_refused_keeps_what_was_typed(client: Client, editor: User) -> None:
    kind = make_type()
    entries = {"name": "Typed name", "work_type": kind.key, "stream": "change", "parent": "C-999"}
    answer = client.post("/portfolio/new/", entries)
    assert answer.status_code == 422
    assert b'value="Typed name"' in answer.content
    assert b"There is no work with this code." in answer.content


def test_a_stale_edit_shows_both_values_and_can_be_sent_again(client: Client, editor: User) -> None:
    work = make_work("First")
    Work.objects.filter(pk=work.pk).update(name="Theirs", version=1)
    entries = {"name": "Mine", "code": work.code, "stream": "change", "unit": work.unit_id, "version": 0}
    answer = client.post(page_of(work) + "edit/", entries)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in text
    assert 'name="version" value="1"' in text
    assert client.post(page_of(work) + "edit/", {**entries, "version": 1}).status_code == 302
    assert Work.objects.get().name == "Mine"


def test_a_report_is_drafted_then_submitted(client: Client, editor: User) -> None:
    work = make_work()
    entries = {"report_on": TODAY.isoformat(), "rating": "A", "narrative": "Panels are late."}
    assert client.post(page_of(work) + "report/", {**entries, "draft": "yes"}).status_code == 302
    shown = client.get(page_of(work) + "report/").content.decode()
    assert "Panels are late." in shown
    assert client.post(page_of(work) + "report/", entries).status_code == 409
    assert client.post(page_of(work) + "report/", {**entries, "version": 0}).status_code == 302
    assert StatusReport.objects.get().submitted_at is not None


def test_a_red_report_without_words_is_refused(client: Client, editor: User) -> None:
    answer = client.post(page_of(make_work()) + "report/", {"report_on": TODAY.isoformat(), "rating": "R"})
    assert answer.status_code == 422
    assert b"Say why it is red" in answer.content


def test_discarding_asks_first(client: Client, editor: User) -> None:
    work = make_work()
    draft = make_report(work, "A", is_draft=True)
    url = f"{page_of(work)}drafts/{draft.pk}/discard/"
    assert b"Discard the draft of 15 Nov 2026?" in client.get(url).content
    assert StatusReport.objects.exists()
    assert client.post(url, {"version": 0}).status_code == 302
    assert not StatusReport.objects.exists()


def test_money_is_entered_as_people_write_it(client: Client, editor: User) -> None:
    work = make_work()
    entries = {"20261001-20261031-budget": "£1.2m", "20261001-20261031-forecast": "1,300,000.50"}
    assert client.post(page_of(work) + "money/edit/", entries).status_code == 302
    line = MoneyLine.objects.get()
    assert (str(line.budget), str(line.forecast)) == ("1200000.00", "1300000.50")
    refused = client.post(page_of(work) + "money/edit/", {"20261001-20261031-budget": "lots"})
    assert refused.status_code == 422
    assert b"Enter an amount such as" in refused.content


def test_money_that_somebody_else_entered_is_compared_first(client: Client, editor: User) -> None:
    work = make_work()
    make_money(work, 100, month=dt.date(2026, 10, 1))
    answer = client.post(page_of(work) + "money/edit/", {"20261001-20261031-budget": "200"})
    assert answer.status_code == 409
    assert MoneyLine.objects.get().budget == 100
    again = {"20261001-20261031-budget": "200", "20261001-20261031-version": "0"}
    assert client.post(page_of(work) + "money/edit/", again).status_code == 302
    assert MoneyLine.objects.get().budget == 200


def test_many_change_at_once_from_the_ticked_rows(client: Client, editor: User) -> None:
    first, second, owner = make_work("One"), make_work("Two"), make_person("Amara Okonjo")
    entries = {"work": [f"{first.pk}:0"], "owner": owner.pk, "why": "New lead"}
    assert client.post("/portfolio/change-many/", entries).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, second.owner) == (owner, None)
    assert client.post("/portfolio/change-many/", entries).status_code == 409


def test_a_slip_and_a_met_milestone_through_the_pages(client: Client, editor: User) -> None:
    work = make_work()
    milestone = make_milestone(work, "Contract signed", baseline_on=TODAY - dt.timedelta(days=3))
    url = f"{page_of(work)}milestones/{milestone.pk}/met/"
    late = client.post(url, {"actual_on": TODAY.isoformat(), "version": 0})
    assert late.status_code == 422
    assert b"3 days later than planned" in late.content
    assert client.post(url, {"actual_on": TODAY.isoformat(), "slip_reason": "Storm", "version": 0}).status_code == 302
