"""The demo's year replayed: every page, export and list as of a moment shows what was recorded at that moment.

While the year is told, a watcher stops at twenty moments. There the tables themselves are the truth: the views of the
past must hold exactly their rows. And every page is read as of that moment, to be read again when the year is over and
much has been changed and removed since: not a byte of it may differ.
"""

import datetime as dt
import hashlib
import random
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from big import clock
from big.history.schema import tables
from big.history.tables import is_read_as_past
from big.registry import routes
from governance.demo.loading import load
from okr.models.key_results import Reading
from okr.models.links import Contribution
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Work
from tests.governance.meridian import DAYS, PMO, account
from tests.history.moments import unlike
from tests.journeys.screens import NO_SCREEN, SCREENS

pytestmark = pytest.mark.django_db
MOMENTS: Final = 20
RECORDS: Final = 12
"""Pages of single records that are read at each moment; over all moments nearly every one has its turn."""
_TOKEN = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+')
NEVER_PAST: Final = {
    "/activity/": "the audit log is never past",
    "/accounts/": "accounts are never past",
    "/jobs/": "work in progress, no record",
    "/organisation/roles/": "rights are always today's",
    "/portfolio/views/": "the reader's own way of looking",
    "/nothing/": "no page",
}
EXPORTS: Final = (
    "/portfolio/export.csv",
    "/portfolio/export.xlsx",
    "/strategy/export.xml",
    "/okr/export.csv",
)


def lists() -> list[str]:
    """Every page that needs no key made while the demo is loaded, every export, and every list of the API."""
    pages = {each.path for each in SCREENS if each.post is None and each.who == "leonie" and "{" not in each.path}
    general = {page for page in pages if not page.startswith(tuple(NEVER_PAST)) and not _is_record(page)}
    return [*sorted(general), *EXPORTS, *(f"/api/v1/{route.prefix}/" for route in routes.known())]


def records() -> list[str]:
    """Pages of single records of the demo, forms included: those of the past are refused, then as later."""
    pages = {each.path for each in SCREENS if each.post is None and each.who in {"leonie", "clara"}}
    return sorted(page for page in pages if "{" not in page and _is_record(page))


def _is_record(page: str) -> bool:
    return bool(re.search(r"/[a-z]+\d?-\d|/(so|p|d)\d/|/people/\w{3}/|/units/\w{3}/|main-board", page))


class Watcher:
    """Stops at moments of the year, and keeps what it read there."""

    def __init__(self, moments: int) -> None:
        self.seed = random.Random(20)  # noqa: S311 - a choice, no secret
        self.wanted = moments
        self.chosen: dict[dt.datetime, dict[str, str]] = {}
        self.strange: list[Any] = []
        self.passed: list[dt.datetime] = []

    def choose(self, day: dt.date) -> set[dt.date]:
        """Days of the year before `day` on which to stop."""
        return {day - dt.timedelta(days=days) for days in self.seed.sample(range(1, 360), 60)}

    def __call__(self, moment: dt.datetime) -> None:
        self.passed.append(moment)
        if len(self.chosen) >= self.wanted or not account_exists() or self.seed.random() > 0.055:
            return
        self.strange += [(moment, table) for table in tables() if is_read_as_past(table) and differs(table, moment)]
        pages = [*lists(), *self.seed.sample(records(), RECORDS)]
        self.chosen[moment] = read(pages, moment)


def account_exists() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from organisation_membership)")
        return bool(cursor.fetchone()[0])


def differs(table: str, moment: dt.datetime) -> bool:
    """Whether the rows of `table` now are not those that its view shows as of `moment`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('big.as_of', %s, true)", [moment.isoformat()])
        live, past = f'select * from public."{table}"', f'select * from past."{table}"'  # noqa: S608 - our own names
        cursor.execute(f"({live} except all {past}) union all ({past} except all {live}) limit 1")
        return cursor.fetchone() is not None


def read(pages: list[str], moment: dt.datetime) -> dict[str, str]:
    """Each page as of `moment`, as a checksum of its status and its body without the tokens of its forms."""
    client = Client()
    client.force_login(account(PMO))
    found = {}
    for page in pages:
        answer: Any = client.get(f"{page}{'&' if '?' in page else '?'}as_of={moment:%Y-%m-%dT%H:%M:%S}Z")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code < 500, (page, moment)
        plain = _TOKEN.sub("", body.decode(errors="replace"))
        if page.endswith(".xlsx"):
            plain = str(len(body))
        found[page] = f"{answer.status_code} {hashlib.sha256(plain.encode()).hexdigest()}"
    return found


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Watcher]:
    """The year told with a watcher, and then changed: what is written after it must not show before."""
    watcher = Watcher(MOMENTS)
    with django_db_blocker.unblock(), transaction.atomic():
        clock.forget()
        load(DAYS[0], watch=watcher)
        cache.clear()
        change_much()
        yield watcher
        transaction.set_rollback(True)
    clock.forget()


def change_much() -> None:
    """Change and remove rows of every main kind, past every service, as nobody should."""
    Work.objects.update(name="Changed", is_confidential=False)
    Contribution.objects.update(weight=1)
    MoneyLine.objects.all().delete()
    Reading.objects.filter(pk__in=Reading.objects.values("pk")[:20]).delete()
    Milestone.objects.update(title="Changed")
    StatusReport.objects.update(achievements="Changed") if hasattr(StatusReport, "achievements") else None


def test_twenty_moments_of_the_year_are_read(year: Watcher) -> None:
    assert len(year.chosen) == MOMENTS
    assert max(year.chosen) - min(year.chosen) > dt.timedelta(days=200)
    assert len({page for pages in year.chosen.values() for page in pages}) > 100


def test_the_views_of_the_past_hold_the_rows_of_then(year: Watcher) -> None:
    assert year.strange == []


def test_every_page_reads_later_as_it_read_then(year: Watcher) -> None:
    different = []
    for moment, pages in year.chosen.items():
        later = read(list(pages), moment)
        different += [(f"{moment:%Y-%m-%d %H:%M}", page) for page, was in pages.items() if later[page] != was]
    assert different == []


def test_pages_differ_from_moment_to_moment(year: Watcher) -> None:
    """Otherwise the test above would hold of pages that show nothing."""
    for page in ("/", "/sight/", "/portfolio/", "/portfolio/export.csv", "/api/v1/works/", "/api/v1/readings/"):
        assert len({pages[page] for pages in year.chosen.values()}) > MOMENTS / 2, page


def test_the_versions_valid_now_are_the_rows(year: Watcher) -> None:
    assert [table for table in tables() if unlike(table)] == []


def test_no_list_is_forgotten() -> None:
    assert set(EXPORTS) >= set()
    assert {"portfolio:work_export", "okr:strategy_export"} <= NO_SCREEN.keys()
