"""The API of work: a whole journey, figures that agree with the pages, and nothing hidden, lost or passed over."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from big.api.viewsets import ChangeMixin, RecordViewSet
from big.audit.models import AuditEvent
from big.organisation.models import Unit
from big.registry import routes
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals
from portfolio.selectors.standing import standings
from tests.api.asking import etag, keys, program
from tests.api.records import make
from tests.api.records_big import OWNER
from tests.factories.organisation import all_rights, make_unit, member
from tests.factories.portfolio import TODAY, make_milestone, make_money, make_report, make_type, make_work

pytestmark = pytest.mark.django_db
DAY = TODAY.isoformat()


@pytest.fixture
def here() -> Unit:
    return make_unit("Here")


@pytest.fixture
def api(here: Unit) -> APIClient:
    return program(member(all_rights(), unit=here))


def send(api: APIClient, method: str, address: str, said: Any, version: str | None = None) -> Any:
    """A write of the version that the address tells now, or of the one given."""
    tag = version or etag(api, record_of(address))
    return getattr(api, method)(f"/api/v1/{address}", said, headers={"If-Match": tag})


def record_of(address: str) -> str:
    """The record that an act's address is about."""
    prefix, key = address.split("/")[:2]
    return f"/api/v1/{prefix}/{key}/"


def test_work_is_added_reported_and_moved_on(api: APIClient, here: Unit) -> None:
    added = api.post(
        "/api/v1/works/",
        {"name": "Ledger", "stream": "change", "work_type": make_type().pk, "unit": here.pk, "starts_on": "2026-04-01"},
    )
    assert added.status_code == 201, added.content
    work = added.json()
    assert work["code"].startswith("C-")
    assert added.headers["ETag"] == '"0"'
    assert (work["status"]["mark"], work["status"]["reason"]) == ("N", "No status report yet")
    draft = api.post("/api/v1/status-reports/", {"work": work["id"], "report_on": DAY, "rating": "A"}).json()
    assert draft["is_draft"]
    again = api.post("/api/v1/status-reports/", {"work": work["id"], "report_on": DAY, "rating": "R"})
    assert (again.status_code, again.json()["code"]) == (409, "stale")
    submit = f"status-reports/{draft['id']}/submit/"
    wordless = send(api, "post", submit, {})
    assert (wordless.status_code, wordless.json()["code"]) == (422, "narrative_missing")
    changed = send(api, "patch", f"status-reports/{draft['id']}/", {"narrative": "Two weeks late", "confidence": 4})
    assert changed.json()["rating"] == "A"
    assert send(api, "post", submit, {}).json()["submitted_at"]
    assert send(api, "patch", f"status-reports/{draft['id']}/", {"confidence": 9}).status_code == 422
    read = api.get(f"/api/v1/works/{work['id']}/").json()
    assert (read["status"]["mark"], read["status"]["confidence"]) == ("A", 4)
    on = send(api, "post", f"works/{work['id']}/state/", {"to": "mandated"})
    assert on.json()["state_key"] == "mandated"
    codes = list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))
    assert codes[-4:] == [
        "portfolio.status.drafted",
        "portfolio.status.drafted",
        "portfolio.status.submitted",
        "portfolio.work.state_changed",
    ]


def test_a_report_may_be_submitted_at_once_and_corrected_with_a_reason(api: APIClient, here: Unit) -> None:
    said = {"work": make_work(unit=here).pk, "report_on": DAY, "rating": "G", "submit": True}
    assert api.post("/api/v1/status-reports/", said).json()["is_draft"] is False
    silent = api.post("/api/v1/status-reports/", said)
    assert (silent.status_code, list(silent.json()["fields"])) == (422, ["why"])
    assert api.post("/api/v1/status-reports/", {**said, "why": "Wrong colour"}).status_code == 201


def test_work_carries_the_names_of_other_systems(api: APIClient, here: Unit) -> None:
    first, second = make_work(unit=here), make_work(unit=here)
    said = {"scheme": "erp", "value": "PRJ-0077"}
    assert send(api, "post", f"works/{first.pk}/refer/", said).json()["references"] == [said]
    taken = send(api, "post", f"works/{second.pk}/refer/", said)
    assert (taken.status_code, taken.json()["code"]) == (422, "reference_taken")
    assert keys(api.get("/api/v1/works/?q=prj-0077")) == {first.pk}


def test_two_edits_of_one_version_leave_the_first(api: APIClient, here: Unit) -> None:
    work = make_work("Billing", unit=here)
    tag = etag(api, f"/api/v1/works/{work.pk}/")
    assert send(api, "patch", f"works/{work.pk}/", {"name": "First"}, tag).status_code == 200
    late = send(api, "patch", f"works/{work.pk}/", {"name": "Second"}, tag)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    unguarded = api.patch(f"/api/v1/works/{work.pk}/", {"name": "Third"})
    assert unguarded.status_code == 428
    assert Work.objects.get(pk=work.pk).name == "First"


def test_status_and_money_are_those_of_the_pages(api: APIClient, here: Unit) -> None:
    for number in range(3):
        work = make_work(unit=here)
        make_report(work, "AGR"[number], narrative="So it is", confidence=number)
        make_money(work, 100 * (number + 1), 130 * (number + 1), actual=10)
    make_milestone(work, baseline_on=TODAY, forecast_on=TODAY.replace(year=2027))
    reading = frame()
    works = Work.objects.filter(unit=here)
    standing = standings(works, reading.today, stale_after=reading.stale_after)
    for told in api.get("/api/v1/works/").json()["results"]:
        assert told["status"]["mark"] == standing[told["id"]].mark
        assert told["status"]["contradictions"] == list(standing[told["id"]].contradictions)
        one = totals(works.filter(pk=told["id"]), reading.year)
        assert Decimal(told["money"]["cost"]["forecast"]) == one.cost.forecast
    whole = api.get("/api/v1/works/totals/?stream=change").json()
    assert (whole["count"], whole["by_mark"]) == (3, {"R": 1, "A": 1, "G": 1})
    assert Decimal(whole["money"]["cost"]["budget"]) == totals(works, reading.year).cost.budget == 600


def test_filters_narrow_as_the_pages_do(api: APIClient, here: Unit) -> None:
    below = make_unit("Below", parent=here)
    first, second = make_work("Billing", unit=here, code="T-77"), make_work("Ledger", unit=below, stream="bau")
    make_report(first, "R", narrative="Late")
    Work.objects.filter(pk=second.pk).update(is_must_do=True, obligation="A law")
    found = {
        "q=bill": {first.pk},
        "code=t-77": {first.pk},
        "stream=bau": {second.pk},
        f"unit={here.pk}": {first.pk, second.pk},
        f"unit={below.pk}": {second.pk},
        "mark=R": {first.pk},
        "mark=N": {second.pk},
        "is_must_do=true": {second.pk},
        "type=project&is_live=true": {first.pk, second.pk},
        "objective=none": {first.pk, second.pk},
        "objective=SO99": set(),
        "owner=999999": set(),
        "updated_since=2998-01-01T00:00:00Z": set(),
    }
    for query, expected in found.items():
        assert keys(api.get(f"/api/v1/works/?{query}")) == expected, query
    for query in ("stream=none", "is_live=yes", "unit=x", "mark=Q", "ends_from=tomorrow", "no_such=1"):
        assert api.get(f"/api/v1/works/?{query}").status_code == 400, query
        assert api.get(f"/api/v1/works/totals/?{query}").status_code == 400, query


def test_hidden_work_is_in_no_key_list_filter_or_total(api: APIClient, here: Unit) -> None:
    secret = make_work("Linden", unit=here, is_confidential=True)
    make_money(secret, 7_700_000, 7_700_000)
    make_milestone(secret, "Linden signed")
    make_report(secret, "R", narrative="Linden is late")
    child = make_work("Billing", unit=here, parent=secret)
    make_money(child, 100, 100)
    told = api.get(f"/api/v1/works/{child.pk}/").json()
    assert told["parent"] is None
    assert not keys(api.get(f"/api/v1/works/?parent={secret.pk}"))
    assert not keys(api.get(f"/api/v1/milestones/?work={secret.pk}"))
    for prefix in ("works", "milestones", "money-lines", "status-reports", "works/totals"):
        answer = api.get(f"/api/v1/{prefix}/")
        assert b"Linden" not in answer.content
        assert b"7700000" not in answer.content
    assert api.get("/api/v1/works/totals/").json()["money"]["cost"]["budget"] == "100.00"
    named = send(api, "post", f"works/{child.pk}/move/", {"parent": secret.pk})
    unknown = send(api, "post", f"works/{child.pk}/move/", {"parent": 999_999})
    assert (named.status_code, named.json()) == (unknown.status_code, unknown.json()) == (400, named.json())


def test_drafts_show_only_to_those_who_may_submit_them(here: Unit) -> None:
    make_report(make_work(unit=here), "G", is_draft=True)
    assert keys(program(member(["work.view", "work.report"], unit=here)).get("/api/v1/status-reports/"))
    assert not keys(program(member(["work.view"], unit=here)).get("/api/v1/status-reports/"))


def test_money_is_written_line_by_line_or_many_at_once(api: APIClient, here: Unit) -> None:
    work = make_work(unit=here)
    year = {"work": work.pk, "starts_on": "2026-04-01", "ends_on": "2027-03-31"}
    line = api.post("/api/v1/money-lines/", {**year, "budget": "100.50"}).json()
    assert (line["budget"], line["forecast"], line["currency"]) == ("100.50", None, "GBP")
    assert api.post("/api/v1/money-lines/", {**year, "budget": "9"}).status_code == 409
    month = {**year, "ends_on": "2026-04-30", "budget": "1"}
    overlapping = api.post("/api/v1/money-lines/", month)
    assert (overlapping.status_code, overlapping.json()["code"]) == (422, "overlap")
    assert send(api, "patch", f"money-lines/{line['id']}/", {"forecast": "120"}).json()["variance"] == "19.50"
    entries: list[dict[str, Any]] = [
        {"starts_on": "2027-04-01", "ends_on": "2028-03-31", "budget": "5", "version": None},
        {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "budget": "7", "version": 0},
    ]
    stale = api.post("/api/v1/money-lines/write/", {"work": work.pk, "entries": entries})
    assert stale.status_code == 409
    assert MoneyLine.objects.count() == 1
    entries[1]["version"] = 1
    assert len(api.post("/api/v1/money-lines/write/", {"work": work.pk, "entries": entries}).json()) == 2
    assert send(api, "patch", f"money-lines/{line['id']}/", {"budget": None, "forecast": None}).status_code == 204
    assert not MoneyLine.objects.filter(pk=line["id"]).exists()


def test_a_cost_of_a_date_that_is_stated_is_not_written_over(api: APIClient, here: Unit) -> None:
    said = {"work": make_work(unit=here).pk, "stated_on": DAY, "amount": "100"}
    cost = api.post("/api/v1/whole-life-costs/", said).json()
    assert api.post("/api/v1/whole-life-costs/", {**said, "amount": "9"}).status_code == 409
    withheld = {"amount": None, "withheld_reason": "Commercially sensitive"}
    assert send(api, "patch", f"whole-life-costs/{cost['id']}/", withheld).json()["amount"] is None
    assert send(api, "patch", f"whole-life-costs/{cost['id']}/", {"amount": "-1"}).status_code == 400


def test_many_are_changed_all_or_none(api: APIClient, here: Unit) -> None:
    first, second = make_work(unit=here), make_work(unit=here)
    below = make_unit("Below", parent=here)
    seen = [{"id": first.pk, "version": 0}, {"id": second.pk, "version": 5}]
    assert api.post("/api/v1/works/bulk/", {"works": seen, "unit": below.pk}).status_code == 409
    seen[1]["version"] = 0
    assert len(api.post("/api/v1/works/bulk/", {"works": seen, "unit": below.pk}).json()) == 2
    assert api.post("/api/v1/works/bulk/", {"works": seen}).status_code == 400
    assert api.post("/api/v1/works/bulk/", {"works": [{**seen[0], "name": "x"}], "unit": below.pk}).status_code == 400


CHANGED: Any = [
    route
    for route in routes.known()
    if issubclass(route.viewset, ChangeMixin) and route.viewset.__module__.split(".")[0] in {"portfolio", "okr"}
]


@pytest.mark.parametrize("route", CHANGED, ids=lambda route: route.prefix)
def test_no_field_changes_but_those_listed(route: Any) -> None:
    kind: type[RecordViewSet] = route.viewset
    api = program(member(all_rights(confidential=True), email=OWNER))
    record = make(route.prefix)[0]
    before = type(record).objects.values().get(pk=record.pk)
    listed = set(kind.change_serializer_class().fields)  # type: ignore[attr-defined]
    columns = {field.name for field in record._meta.get_fields() if getattr(field, "concrete", False)}
    low = program(member(["work.view", "strategy.view"]))
    address = f"{route.prefix}/{record.pk}/"
    for name in sorted(columns - listed):
        answer = send(api, "patch", address, {name: before.get(name, 1)})
        assert answer.status_code == 400, name
        assert name in answer.json()["fields"]
    for name in sorted(columns):
        answer = low.patch(f"/api/v1/{address}", {name: before.get(name, 1)}, headers={"If-Match": '"0"'})
        assert answer.status_code in {400, 403, 404}, (name, answer.content)
    assert type(record).objects.values().get(pk=record.pk) == before
    assert columns & listed, "the table of fields compares nothing"


def test_a_submitted_report_stays_as_it_is(api: APIClient, here: Unit) -> None:
    report = make_report(make_work(unit=here), "G")
    before = StatusReport.objects.values().get(pk=report.pk)
    for method in ("patch", "delete"):
        assert send(api, method, f"status-reports/{report.pk}/", {}).status_code in {404, 422}
    assert send(api, "post", f"status-reports/{report.pk}/submit/", {}).status_code == 422
    assert StatusReport.objects.values().get(pk=report.pk) == before
