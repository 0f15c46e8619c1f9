"""What changed between two moments: every aspect, who and why, what time alone does, and what may not be told."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.audit.changed.comparing import Comparison, compare
from big.audit.changed.telling import TIME_PASSED, UNTOLD, sentence, told
from big.audit.record import told_as_of
from big.history.moment import PastError, as_of, earlier
from big.organisation.scope import forget_rights
from okr.models.links import Contribution
from okr.services.contributions import change_contribution
from okr.services.readings import record_reading
from portfolio.models.work import Work
from portfolio.services.milestones import change_milestone
from portfolio.services.reports import submit_report
from portfolio.services.works import change_work
from tests.factories.okr import make_contribution, make_key_result, make_objective, make_reading, make_supporter
from tests.factories.organisation import all_rights, make_organisation, make_person, make_unit, make_user, member
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db
SINCE = at("2026-10-15T12:00")


@pytest.fixture
def ada() -> User:
    """An administrator, in an organisation that began on 1 October."""
    travel("2026-10-01T09:00")
    make_organisation(zone="Europe/London")
    return make_user("Ada Okafor", is_administrator=True)


def now(text: str) -> Any:
    """What follows is done at this moment."""
    return told_as_of(travel(text))


def lines(user: User, **asked: Any) -> set[tuple[str, ...]]:
    """Every change as code, aspect, label, was, now, difference, who and why."""
    with as_of(at("2026-11-15T12:00")):
        comparison = compare(user, SINCE, **asked)
        return {
            (record.code, line.aspect, line.label, line.was, line.now, line.by, line.who, line.why)
            for record in told(user, comparison, comparison.records)
            for line in record.lines
        }


def read(user: User) -> Comparison:
    with as_of(at("2026-11-15T12:00")):
        return compare(user, SINCE)


def test_status_dates_money_owners_and_scope_of_work_are_told_with_who_and_why(ada: User) -> None:
    work = make_work("Pump", code="C-1", owner=make_person("Ben Rossi"))
    make_report(work, "A", on=dt.date(2026, 10, 14))
    stone = make_milestone(work, "Pump ordered", baseline_on=dt.date(2026, 12, 1))
    make_money(work, 100_000, 120_000, starts_on=dt.date(2026, 10, 1), ends_on=dt.date(2026, 10, 31))
    with now("2026-11-02T09:00"):
        submit_report(work.pk, actor=ada, report_on=dt.date(2026, 11, 2), rating="R", narrative="No pump yet")
        change_milestone(
            stone.pk,
            actor=ada,
            version=None,
            changes={"forecast_on": dt.date(2026, 12, 15), "slip_reason": "The maker is late"},
            why="The maker is late",
        )
        changes = {"owner": make_person("Cleo Marsh"), "name": "Pump house"}
        change_work(work.pk, actor=ada, version=None, changes=changes, why="New scope")
        work.money.update(forecast=Decimal(150_000))
    assert lines(ada) == {
        ("C-1", "status", "Status", "Amber", "Red", "", "Ada Okafor", "No pump yet"),
        ("C-1", "dates", "Pump ordered, expected", "1 Dec 2026", "15 Dec 2026", "14 days later", "Ada Okafor",
         "The maker is late"),
        ("C-1", "money", "Forecast 2026/27", "£120k", "£150k", "+£30k", UNTOLD, ""),
        ("C-1", "owners", "Owner", "Ben Rossi", "Cleo Marsh", "", "Ada Okafor", "New scope"),
        ("C-1", "scope", "Name", "Pump", "Pump house", "", "Ada Okafor", "New scope"),
    }  # fmt: skip
    assert sentence(read(ada)) == "1 status changed: one for the worse. 1 date moved, one of them out."


def test_silence_is_told_as_the_passing_of_time(ada: User) -> None:
    make_report(make_work("Pump", code="C-1"), "G", on=dt.date(2026, 10, 14))
    assert lines(ada) == {("C-1", "status", "Status", "Green", "Not reported", "", TIME_PASSED, "")}
    assert read(ada).silent == 1


def test_readings_links_and_supporters_are_told_at_both_ends(ada: User) -> None:
    objective = make_objective("Fewer trips", code="SO1", starts_on=dt.date(2026, 4, 1), due_on=dt.date(2027, 3, 31))
    key_result = make_key_result(
        objective, "Trips", code="KR1", baseline=Decimal(0), target=Decimal(100), unit="trips", cadence_days=90
    )
    make_reading(key_result, 60, dt.date(2026, 10, 14))
    link = make_contribution(make_work("Pump", code="C-1", state="proposed"), objective, 40)
    with now("2026-11-02T09:00"):
        day = dt.date(2026, 11, 2)
        record_reading(key_result.pk, actor=ada, value=Decimal(30), read_on=day, note="Two plants less")
        change_contribution(link.pk, actor=ada, version=None, weight=Decimal(55), why="More of it")
        make_supporter(objective, make_person("Dee Hall"), unit=make_unit("Sales"))
    found = lines(ada)
    assert ("KR1", "scores", "Reading", "60 trips", "30 trips", "", "Ada Okafor", "Two plants less") in found
    assert ("KR1", "status", "Status", "Green", "Red", "", "Ada Okafor", "Two plants less") in found
    assert ("SO1", "status", "Outcome", "Green", "Red", "", "Computed from its key results", "") in found
    assert ("SO1", "scores", "Progress", "60%", "30%", "", "Computed from its key results", "") in found
    share = ("40% of the work", "55% of the work", "", "Ada Okafor", "More of it")
    assert ("C-1", "links", "Serves SO1", *share) in found
    assert ("SO1", "links", "Served by C-1", *share) in found
    assert ("SO1", "owners", "Supporter in Sales", "", "Dee Hall", "", UNTOLD, "") in found
    assert lines(ada, kind="okr.keyresult", key=key_result.pk) == {each for each in found if each[0] == "KR1"}


def test_what_came_and_went_is_told_by_its_name_alone(ada: User) -> None:
    gone = make_work("Old", code="C-1")
    travel("2026-11-02T09:00")
    make_work("New", code="C-2", description="Much of it")
    gone.delete()
    assert {each[:3] for each in lines(ada)} == {("C-1", "scope", "Removed"), ("C-2", "scope", "Added")}


def test_work_that_ends_does_not_fall_silent_too(ada: User) -> None:
    work = make_work("Pump", code="C-1", state="in-delivery")
    make_report(work, "G", on=dt.date(2026, 10, 14))
    travel("2026-11-02T09:00")
    Work.objects.filter(pk=work.pk).update(state=work.work_type.states.get(key="closed"))
    assert {each[1:5] for each in lines(ada)} == {("status", "State", "In delivery", "Closed")}


def test_nothing_hidden_is_told(ada: User) -> None:
    reader = member(all_rights())
    shown, hidden = make_work("Pump", code="C-1"), make_work("Takeover", code="X-9", is_confidential=True)
    quiet = make_objective("Quiet", code="SO9", is_confidential=True)
    travel("2026-11-02T09:00")
    make_report(hidden, "R", on=dt.date(2026, 11, 1))
    Work.objects.filter(pk=shown.pk).update(parent=hidden)
    Contribution.objects.filter(pk=make_contribution(shown, quiet, 20).pk).update(weight=30)
    make_objective("Loud", code="SO1", parent=quiet)
    forget_rights(reader)
    assert {each[:5] for each in lines(reader) if each[0] != "SO1"} == {("C-1", "scope", "Part of", "", "not shown")}
    assert not any("SO9" in field or "Takeover" in field for each in lines(reader) for field in each)


def test_an_earlier_moment_is_read_inside_a_later_one_and_no_other(ada: User) -> None:
    work = make_work("Pump", code="C-1")
    travel("2026-11-02T09:00")
    Work.objects.filter(pk=work.pk).update(name="Pump house")
    names = Work.objects.values_list("name", flat=True)
    with as_of(at("2026-11-15T12:00")):
        with earlier(SINCE):
            assert [*Work.objects.values_list("name", flat=True), clock.now()] == ["Pump", SINCE]
        assert list(Work.objects.values_list("name", flat=True)) == ["Pump house"]
        with pytest.raises(PastError), earlier(at("2026-11-16T00:00")):
            pass
    assert list(names) == ["Pump house"]


class TestPage:
    """The page, its file, the record's own and the API."""

    @pytest.fixture
    def client(self, client: Client, ada: User) -> Client:
        """Ada's browser, a month after something changed."""
        work = make_work("Pump", code="C-1", owner=make_person("Ben Rossi"))
        with now("2026-11-02T09:00"):
            change_work(work.pk, actor=ada, version=None, changes={"name": "Pump house"}, why="=New scope")
        travel("2026-11-15T09:00")
        client.force_login(ada)
        return client

    def test_it_says_what_changed_by_whom_and_why(self, client: Client) -> None:
        page = client.get(reverse("audit:changed"), {"since": "2026-10-15"}).content.decode()
        for part in ("1 record changed.", "Pump house", "Ada Okafor", "=New scope", "the end of 15 Oct 2026"):
            assert part in page, part
        assert "Nothing changed" in client.get(reverse("audit:changed"), {"since": "2026-11-05"}).content.decode()

    def test_it_narrows_to_an_aspect_and_a_kind(self, client: Client) -> None:
        for asked, count in (({"about": "scope"}, 1), ({"about": "money"}, 0), ({"kind": "okr.driver"}, 0)):
            page = client.get(reverse("audit:changed"), {"since": "2026-10-15", **asked})
            assert page.context["page"].total == count, asked

    @pytest.mark.parametrize("number", ["\N{SUPERSCRIPT TWO}", "-1", "x", "9" * 30])
    def test_a_page_that_is_none_is_no_fault(self, client: Client, number: str) -> None:
        page = client.get(reverse("audit:changed"), {"since": "2026-10-15", "page": number})
        assert (page.status_code, len(page.context["page"].records)) == (200, 1)

    def test_two_moments_of_the_past_are_compared(self, client: Client) -> None:
        before = {"since": "2026-10-15", "until": "2026-11-01"}
        assert client.get(reverse("audit:changed"), before).context["page"].total == 0
        for day, total in (("2026-11-01", 0), ("2026-11-03", 1)):
            past = client.get(reverse("audit:changed"), {"since": "2026-10-15", "as_of": day})
            assert past.context["page"].total == total

    @pytest.mark.parametrize("since", ["soon", "2999-01-01", "2026-13-01"])
    def test_what_cannot_be_read_is_refused_and_kept(self, client: Client, since: str) -> None:
        page = client.get(reverse("audit:changed"), {"since": since})
        assert page.status_code == 422
        assert f'value="{since[:10]}"' in page.content.decode()
        assert client.get(reverse("audit:changed_export"), {"since": since}).status_code == 422
        assert client.get("/api/v1/changes/", {"since": since}).status_code == 400

    def test_the_file_is_safe_to_open(self, client: Client) -> None:
        answer: Any = client.get(reverse("audit:changed_export"), {"since": "2026-10-15"})
        rows = b"".join(answer.streaming_content).decode()
        assert "work,C-1,Pump house,Whole organisation,Scope,Name,Pump,Pump house,,Ada Okafor,'=New scope" in rows

    def test_the_history_of_a_record_has_its_own(self, client: Client) -> None:
        address = reverse("audit:history", args=["portfolio.work", Work.objects.get().pk])
        page = client.get(address, {"since": "2026-10-15"})
        assert [line.label for line in page.context["changed"].lines] == ["Name"]
        assert client.get(address, {"since": "soon"}).context["changed"].problem

    def test_the_api_says_the_same(self, client: Client) -> None:
        response = client.get("/api/v1/changes/", {"since": "2026-10-15"})
        assert response.headers["Cache-Control"] == "private, no-store"
        answer = response.json()
        assert answer["counts"]["scope"] == answer["total"] == 1
        (record,) = answer["results"]
        (change,) = record["changes"]
        assert (record["code"], change["who"]) == ("C-1", "Ada Okafor")
        assert (change["was"], change["now"]) == ("Pump", "Pump house")

    def test_the_number_of_queries_does_not_grow(self, client: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as made:
                assert client.get(reverse("audit:changed"), {"since": "2026-10-15"}).status_code == 200
            return len(made)

        few = queries()
        for number in range(4):
            objective = make_objective(code=f"SO{number}")
            make_reading(make_key_result(objective), 5, dt.date(2026, 11, 14))
            make_contribution(make_work(code=f"W-{number}", owner=make_person()), objective, 10)
        # What is met for the first time costs its own queries, and no more for more of it.
        some = queries()
        for number in range(4, 12):
            objective = make_objective(code=f"SO{number}")
            make_reading(make_key_result(objective), 5, dt.date(2026, 11, 14))
            make_contribution(make_work(code=f"W-{number}", owner=make_person()), objective, 10)
        assert few <= some == queries()
