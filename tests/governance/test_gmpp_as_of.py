"""The major projects of 2021 and 2022 imported in turn: before the second import the product shows the first."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from big.history.asking import end_of
from big.history.moment import as_of
from big.history.schema import tables
from portfolio.models.work import Work
from tests.factories.gmpp import DATA, real_file
from tests.factories.organisation import make_organisation, make_user
from tests.history.moments import travel, unlike
from tests.portfolio.test_gmpp_files import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEFORE: Final = "2021-12-31"
PAGES: Final = (
    "/",
    "/portfolio/",
    "/portfolio/?tab=attention",
    "/portfolio/export.csv",
    "/sight/",
    "/sight/gaps/",
    "/sight/money/",
    "/search/?q=rail",
    "/api/v1/works/?page_size=200",
    "/api/v1/status-reports/",
    "/api/v1/line-of-sight/",
)
_TOKEN = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+')


def imported(year: int) -> None:
    real_file(year)
    call_command("import_gmpp", str(DATA / f"uk_{year}.csv"), stdout=StringIO())


def read(client: Client, page: str, moment: str = "") -> str:
    query = f"{'&' if '?' in page else '?'}as_of={moment}" if moment else ""
    answer: Any = client.get(f"{page}{query}")
    assert answer.status_code == 200, page
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return _TOKEN.sub("", body.decode())


def census(moment: str = "") -> dict[str, Any]:
    out = StringIO()
    call_command("census", *(["--as-of", moment] if moment else []), stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture(scope="module")
def two_years(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What every page showed at the end of 2021, read before the second import; and a reader of all."""
    for year in (2021, 2022):
        real_file(year)
    with django_db_blocker.unblock(), transaction.atomic():
        travel("2021-07-15T09:00")
        make_organisation(name="Government", stale_after_days=3000)
        reader = make_user("Ada Okafor", is_administrator=True)
        travel("2021-07-15T10:00")
        imported(2021)
        client = Client()
        client.force_login(reader)
        then = {page: read(client, page, BEFORE) for page in PAGES}
        counted = census()
        travel("2022-07-20T10:00")
        imported(2022)
        yield {"client": client, "then": then, "census": counted}
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", PAGES)
def test_the_state_of_2021_shows_and_the_present_is_another(two_years: dict[str, Any], page: str) -> None:
    assert read(two_years["client"], page, BEFORE) == two_years["then"][page]
    assert read(two_years["client"], page) != two_years["then"][page]


def test_the_projects_of_then_are_those_of_the_file(two_years: dict[str, Any]) -> None:
    listed = json.loads(read(two_years["client"], "/api/v1/works/?page_size=200", BEFORE))
    assert len(listed["results"]) == FACTS[2021].projects
    exported = read(two_years["client"], "/portfolio/export.csv", BEFORE)
    assert f"{FACTS[2021].projects}" in read(two_years["client"], "/portfolio/", BEFORE)
    assert exported.count("\r\n") > FACTS[2021].projects


def test_a_page_of_work_shows_its_report_of_then(two_years: dict[str, Any]) -> None:
    work = Work.objects.filter(status_reports__report_on=FACTS[2021].reports_on).filter(
        status_reports__report_on=FACTS[2022].reports_on
    )[0]
    client = two_years["client"]
    page = f"{work.get_absolute_url()}status/"
    assert read(client, page, BEFORE) != read(client, page)
    with as_of(end_of(dt.date.fromisoformat(BEFORE))):
        reports = Work.objects.get(pk=work.pk).status_reports.all()
        assert [each.report_on for each in reports] == [FACTS[2021].reports_on]
    later = Work.objects.exclude(status_reports__report_on=FACTS[2021].reports_on)[0]
    assert client.get(later.get_absolute_url(), {"as_of": BEFORE}).status_code == 404
    assert client.get(later.get_absolute_url()).status_code == 200


def test_the_census_agrees(two_years: dict[str, Any]) -> None:
    then, now = census(BEFORE), census()
    # The audit log, accounts and jobs are never past.
    for counted in (then, two_years["census"]):
        counted.pop("audit")
    assert then == two_years["census"]
    assert now["works"]["count"] > then["works"]["count"] == FACTS[2021].projects


def test_a_write_is_refused_everywhere(two_years: dict[str, Any]) -> None:
    work = Work.objects.all()[0]
    client = two_years["client"]
    for page in (
        "/portfolio/new/",
        f"{work.get_absolute_url()}edit/",
        f"{work.get_absolute_url()}report/",
        "/imports/new/",
    ):
        assert client.post(f"{page}?as_of={BEFORE}", {"name": "x"}).status_code == 409
    for send in (client.patch, client.delete, client.put):
        assert (
            send(f"/api/v1/works/{work.pk}/?as_of={BEFORE}", "{}", content_type="application/json").status_code == 409
        )


def test_the_versions_valid_now_are_the_rows(two_years: dict[str, Any]) -> None:
    assert [table for table in tables() if unlike(table)] == []
