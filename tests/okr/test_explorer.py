"""The explorer of key results: what it finds, in which order and columns, for whom, at what cost and as a file."""

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
from okr.models.key_results import KeyResult
from okr.selectors.explorer import ExplorerFilters, columns_of, explore
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import make_person, make_unit, member, person_of

pytestmark = pytest.mark.django_db
URL = "/okr/key-results/"


@pytest.fixture
def reader() -> User:
    return member(["strategy.view"])


def codes(user: User, tab: str = "", sort: str = "", **asked: str) -> list[str]:
    found = explore(user, clock.today(), ExplorerFilters(**asked), tab=tab, sort=sort)
    return [row.key_result.code for row in found.rows]


def measured(code: str, value: int | None, days: int = 0, **fields: Any) -> KeyResult:
    """From 0 to 100 over two hundred days of which half have passed, so that fifty are expected by now."""
    today = clock.today()
    given: dict[str, Any] = {"starts_on": today - dt.timedelta(100), "due_on": today + dt.timedelta(100)} | fields
    made = make_key_result(code=code, baseline=Decimal(0), target=Decimal(100), **given)
    if value is not None:
        make_reading(made, value, today - dt.timedelta(days))
    return made


def test_each_tab_holds_those_of_its_status(reader: User) -> None:
    for code, value, days in (("K-R", 10, 0), ("K-A", 35, 0), ("K-G", 50, 0), ("K-S", 50, 99), ("K-N", None, 0)):
        measured(code, value, days)
    measured("K-D", 50, state=KeyResult.State.DRAFT)
    measured("K-X", 50, state=KeyResult.State.DROPPED)
    assert codes(reader, "red") == ["K-R"]
    assert codes(reader, "amber") == ["K-A"]
    assert codes(reader, "green") == ["K-G"]
    assert sorted(codes(reader, "silent")) == ["K-N", "K-S"]
    assert codes(reader, "draft") == ["K-D"]
    found = explore(reader, clock.today(), ExplorerFilters())
    assert found.counts == {"": 6, "red": 1, "amber": 1, "green": 1, "silent": 2, "draft": 1}
    assert found.message == "One of five key results is on course. Two are not reported."
    assert codes(reader, state="dropped") == ["K-X"]


def test_filters_take_in_what_stands_below(reader: User) -> None:
    above = make_unit("Operations", code="OPS")
    below = make_unit("Depot", code="DEP", parent=above)
    cycle = make_cycle(code="2026-Q4")
    top = make_objective(code="SO9", title="Reach every household")
    child = make_objective(code="DEP-1", parent=top, okr_set=make_okr_set(cycle=cycle, unit=below))
    owner = make_person("Ada Quist", code="AQU")
    measured("K-1", 50, objective=child, owner=owner)
    measured("K-2", 50, objective=top)
    measured("K-3", 50)
    assert codes(reader, unit="ops") == codes(reader, unit="dep") == codes(reader, cycle="2026-q4") == ["K-1"]
    assert codes(reader, owner="Ada Quist · AQU") == codes(reader, owner="ada quist") == ["K-1"]
    assert sorted(codes(reader, objective="so9")) == ["K-1", "K-2"]
    assert codes(reader, objective="dep-1") == ["K-1"]
    assert sorted(codes(reader, cycle="none")) == ["K-2", "K-3"]
    assert sorted(codes(reader, owner="none")) == ["K-2", "K-3"]
    assert sorted(codes(reader, find="household")) == ["K-2"]
    assert codes(reader, unit="nowhere") == codes(reader, objective="nowhere") == codes(reader, kind="nonsense") == []


def test_those_that_lack_what_is_sorted_by_come_last_either_way(reader: User) -> None:
    measured("K-1", 20)
    measured("K-2", None)
    measured("K-3", 80)
    assert codes(reader, sort="progress") == ["K-1", "K-3", "K-2"]
    assert codes(reader, sort="-progress") == ["K-3", "K-1", "K-2"]
    assert codes(reader, sort="-lag") == ["K-1", "K-3", "K-2"]
    assert codes(reader, sort="nonsense") == codes(reader)


def test_columns_stand_in_the_address(client: Client, reader: User) -> None:
    measured("K-1", 20, data_source="Depot ledger")
    client.force_login(reader)
    assert "Depot ledger" not in client.get(URL).content.decode()
    page = client.get(f"{URL}?col=source&col=lag&q=k-1").content.decode()
    assert "Depot ledger" in page
    assert "30 points" in page
    assert 'name="q" value="k-1"' in page, "the choice of columns keeps what was asked"
    search = page.partition('role="search"')[2].partition("</form>")[0]
    assert search.count('<input type="hidden" name="col"') == 2, "and a filter keeps the columns"
    assert [each.key for each in columns_of(["lag", "nonsense", "of"])] == ["of", "lag"]
    assert columns_of(["nonsense"]) == columns_of([])


def test_a_check_in_is_offered_to_whom_it_is_asked_of(client: Client, reader: User) -> None:
    mine, other = measured("K-1", 20, owner=person_of(reader)), measured("K-2", 20)
    client.force_login(reader)
    page = client.get(URL).content.decode()
    assert reverse("okr:check_in", args=[mine.code.lower()]) in page
    assert reverse("okr:check_in", args=[other.code.lower()]) not in page


def test_a_file_holds_every_row_that_was_asked_for(client: Client, reader: User) -> None:
    for number in range(60):
        measured(f"K-{number}", 20 if number % 2 else 80)
    client.force_login(reader)
    lines = client.get(f"{URL}export/?tab=red&format=csv").getvalue().decode().splitlines()
    assert len(lines) == 31
    assert all(",R," in line for line in lines[1:])
    assert client.get(f"{URL}export/?format=xlsx").getvalue()[:2] == b"PK"


def test_a_past_moment_shows_what_was_read_by_then(client: Client, reader: User) -> None:
    each = measured("K-1", 20, days=5)
    make_reading(each, 90, clock.today())
    before = clock.today() - dt.timedelta(1)
    assert [row.progress.value for row in explore(reader, before, ExplorerFilters()).rows] == [Decimal(20)]
    client.force_login(reader)
    assert "data-check-in" not in client.get(f"{URL}?as_of={before}").content.decode()


def test_rows_cost_no_queries_of_their_own(client: Client, reader: User) -> None:
    client.force_login(reader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{URL}?col=objective&col=of&col=cycle&col=owner&col=progress").status_code == 200
        return len(caught)

    cycle = make_cycle()

    def some() -> None:
        for _ in range(3):
            child = make_objective(okr_set=make_okr_set(cycle=cycle, unit=make_unit()))
            each = make_key_result(objective=child, owner=make_person(unit=make_unit()))
            make_reading(each, 3, clock.today())

    some()
    asked()
    before = asked()
    some()
    assert asked() <= before
