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
from io import BytesIO
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from openpyxl import load_workbook

from big import clock, env
from big.history.schema import tables
from big.history.tables import is_read_as_past
from big.registry import routes
from governance.demo.loading import load
from okr.models.key_results import Reading
from okr.models.links import Contribution
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.types import WorkType
from portfolio.models.work import Work
from tests.governance.meridian import DAYS, PMO, account
from tests.history.moments import unlike
from tests.journeys.screens import SCREENS

pytestmark = pytest.mark.django_db
MOMENTS: Final = 20
ALWAYS: Final = ("/", "/portfolio/export.csv", "/api/v1/works/", "/api/v1/readings/")
"""Pages that are read at each moment; of the others each has its turn, or with BIG_MOMENTS_ALL=1 all of them."""
_TOKEN = re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+')
NEVER_PAST: Final = {
    "/activity/": "the audit log is never past",
    "/accounts/": "accounts are never past",
    "/jobs/": "work in progress, no record",
    "/organisation/roles/": "rights are always today's",
    "/portfolio/views/": "the reader's own way of looking",
    "/nothing/": "no page",
    "/api/v1/docs/": "the reference of the API, no record",
    "/api/v1/events/": "the audit log is never past",
}
EXPORTS: Final = ("/portfolio/export.csv", "/portfolio/export.xlsx", "/strategy/export.stratml", "/okr/export/")


def lists() -> list[str]:
    """Every page that needs no key made while the demo is loaded, every export, and every list of the API."""
    mine = [each.path for each in SCREENS if each.post is None and each.who == "leonie"]
    pages = {path for path in mine if "{" not in path and "as_of=" not in path}
    pages |= {*EXPORTS, *(f"/api/v1/{route.prefix}/" for route in routes.known())}
    return sorted(page for page in pages if not _is_never_past(page) and not _is_record(page))


def records() -> list[str]:
    """Pages of single records of the demo, forms included: those of the past are refused, then as later."""
    pages = {each.path for each in SCREENS if each.post is None and each.who in {"leonie", "clara"}}
    return sorted(page for page in pages if "{" not in page and _is_record(page))


def _is_never_past(page: str) -> bool:
    return page.startswith(tuple(NEVER_PAST)) and not page.startswith("/activity/changed/")


def _is_record(page: str) -> bool:
    return bool(re.search(r"/[a-z]+\d?-\d|/(so|p|d)\d/|/people/\w{3}/|/units/\w{3}/|main-board", page))


class Watcher:
    """Stops at moments of the year, and keeps what it read there."""

    def __init__(self, today: dt.date) -> None:
        self.seed = random.Random(20)  # noqa: S311 - a choice, no secret
        days = self.seed.sample(range(2, 350), MOMENTS)
        self.stops = sorted(today - dt.timedelta(days=each) for each in days)
        self.others = [page for page in lists() if page not in ALWAYS]
        self.seed.shuffle(self.others)
        self.chosen: dict[dt.datetime, dict[str, str]] = {}
        self.strange: list[Any] = []

    def __call__(self, moment: dt.datetime) -> None:
        """Stop at the first moment on or after each day chosen."""
        if not self.stops or moment.date() < self.stops[0]:
            return
        self.stops.pop(0)
        self.strange += [(moment, table) for table in tables() if is_read_as_past(table) and differs(table, moment)]
        self.chosen[moment] = read(self.pages(), moment)

    def pages(self) -> list[str]:
        """Those to read at one moment: always what most is made from, and a choice of all others, or all of them."""
        if env.flag("BIG_MOMENTS_ALL", default=False):
            return [*ALWAYS, *self.others, *records()]
        mine = self.others[len(self.chosen) % 16 :: 16]
        return [*ALWAYS, *mine, *self.seed.sample(records(), 3)]


def cells(workbook: bytes) -> str:
    """What stands in the cells of a workbook, which also holds the time at which it was written."""
    return repr([list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(workbook))])


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
    said = f"as_of={moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}Z"
    for page in pages:
        answer: Any = client.get(f"{page}{'&' if '?' in page else '?'}{said}")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code < 500, (page, moment)
        plain = cells(body) if page.endswith(".xlsx") else _TOKEN.sub("", body.decode(errors="replace"))
        found[page] = f"{answer.status_code} {hashlib.sha256(plain.encode()).hexdigest()}"
    return found


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Watcher]:
    """The year told with a watcher, and then changed: what is written after it must not show before."""
    watcher = Watcher(DAYS[0])
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
    Work.objects.update(name="Changed", description="Changed")
    Contribution.objects.update(weight=1)
    MoneyLine.objects.all().delete()
    Reading.objects.filter(pk__in=Reading.objects.values("pk")[:20]).delete()
    Milestone.objects.update(title="Changed")
    WorkType.objects.update(label="Changed")


def test_twenty_moments_of_the_year_are_read(year: Watcher) -> None:
    assert len(year.chosen) == MOMENTS
    assert max(year.chosen) - min(year.chosen) > dt.timedelta(days=200)
    assert {page for pages in year.chosen.values() for page in pages} >= set(lists())


def test_the_views_of_the_past_hold_the_rows_of_then(year: Watcher) -> None:
    assert year.strange == []


def test_every_page_reads_later_as_it_read_then(year: Watcher) -> None:
    different = []
    for moment, pages in year.chosen.items():
        later = read(list(pages), moment)
        different += [(f"{moment:%Y-%m-%d %H:%M}", page) for page, was in pages.items() if later[page] != was]
    assert different == [], different


def test_pages_differ_from_moment_to_moment(year: Watcher) -> None:
    """Otherwise the test above would hold of pages that show nothing."""
    for page in ALWAYS:
        assert len({pages[page] for pages in year.chosen.values()}) > MOMENTS / 2, page


def test_the_versions_valid_now_are_the_rows(year: Watcher) -> None:
    assert [table for table in tables() if unlike(table)] == []
