"""The tree of alignment: what it opens, what it leads to, for whom, beside which past, and at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.history.horizon import freeze
from okr.models.objectives import StrategicObjective
from okr.selectors.alignment import SHOWN_AT_FIRST, AlignmentFilters, alignment
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import make_organisation, make_person, make_unit, member

pytestmark = pytest.mark.django_db
URL = "/okr/alignment/"


@pytest.fixture
def reader() -> User:
    return member(["strategy.view"])


def drawn(user: User, tab: str = "", opened: list[str] | None = None, whole: tuple[str, ...] = (), **asked: str) -> str:
    """The tree as text: a step to the right for each level, + where something is closed, ~ where it only leads."""
    page = alignment(user, AlignmentFilters(**asked), tab=tab, opened=opened, whole=whole)
    return "\n".join(
        f"{'  ' * (each.level - 1)}{each.objective.code}"
        f"{'+' if each.under and not each.is_open else ''}{'' if each.is_asked else '~'}"
        f"{f' {each.rest} more' if each.rest else ''}"
        for each in page.branches
    )


@pytest.fixture
def tree() -> dict[str, StrategicObjective]:
    """Strategy, a unit under it and a depot under that; a depot's objective that supports nothing."""
    cycle = make_cycle(code="2026-Q4")
    above = make_unit("Operations", code="OPS")
    below = make_unit("Depot", code="DEP", parent=above)
    ops, dep = make_okr_set(cycle=cycle, unit=above), make_okr_set(cycle=cycle, unit=below)
    top = make_objective(code="SO1", title="Reach every household")
    other = make_objective(code="SO2", title="Earn our keep")
    first = make_objective(code="OPS-1", parent=top, okr_set=ops)
    second = make_objective(code="DEP-1", title="Faster rounds", parent=first, okr_set=dep)
    alone = make_objective(code="DEP-2", okr_set=dep)
    return {each.code: each for each in (top, other, first, second, alone)}


def test_the_top_is_open_and_the_rest_opens_by_its_address(reader: User, tree: object) -> None:
    assert drawn(reader) == "SO1\n  OPS-1+\nSO2\nDEP-2"
    assert drawn(reader, opened=["so1", "ops-1"]) == "SO1\n  OPS-1\n    DEP-1\nSO2\nDEP-2"
    assert drawn(reader, opened=["none"]) == "SO1+\nSO2\nDEP-2"


def test_what_is_found_shows_with_the_way_to_it(reader: User, tree: object) -> None:
    assert drawn(reader, find="rounds") == "SO1~\n  OPS-1~\n    DEP-1"
    assert drawn(reader, unit="dep") == "SO1~\n  OPS-1~\n    DEP-1\nDEP-2"
    assert drawn(reader, unit="ops") == "SO1~\n  OPS-1+\nDEP-2", "asked for and all under it: opened by hand"
    assert drawn(reader, cycle="none") == "SO1\nSO2"
    assert drawn(reader, unit="nowhere") == drawn(reader, cycle="nowhere") == ""


def test_a_tab_holds_what_supports_nothing(reader: User, tree: object) -> None:
    assert drawn(reader, tab="alone") == "DEP-2"
    page = alignment(reader, AlignmentFilters())
    assert page.counts == {"": 5, "alone": 1}
    assert page.message == "Two objectives of 5 support another. One of a unit, node or person supports nothing."


def test_of_many_side_by_side_the_rest_is_asked_for(reader: User) -> None:
    top = make_objective(code="SO1")
    for number in range(SHOWN_AT_FIRST + 3):
        make_objective(code=f"U-{number}", parent=top, position=number)
    last = drawn(reader).splitlines()[-1]
    assert last == f"  U-{SHOWN_AT_FIRST - 1} 3 more"
    assert len(drawn(reader, whole=("so1",)).splitlines()) == SHOWN_AT_FIRST + 4


def test_nobody_learns_of_what_is_hidden(reader: User, tree: dict[str, StrategicObjective]) -> None:
    StrategicObjective.objects.filter(code="OPS-1").update(is_confidential=True)
    shown = drawn(reader, opened=["so1"])
    assert shown == "SO1\nSO2\nDEP-1\nDEP-2", "what is under it stands by itself, and nothing says that more is there"
    assert alignment(reader, AlignmentFilters()).counts == {"": 4, "alone": 1}, "it supports something, only not for me"
    assert drawn(reader, find="ops-1") == ""


def test_each_shows_its_part_in_the_one_above(reader: User, tree: dict[str, StrategicObjective]) -> None:
    first = tree["OPS-1"]
    make_reading(make_key_result(tree["SO1"], share=60), 50, clock.today())
    make_reading(make_key_result(first), 10, clock.today())
    page = alignment(reader, AlignmentFilters())
    assert {each.objective.code: each.weight for each in page.branches} == {
        "SO1": None,
        "OPS-1": 40,
        "SO2": None,
        "DEP-2": None,
    }


def test_key_results_show_under_what_is_open(client: Client, reader: User, tree: dict[str, StrategicObjective]) -> None:
    make_key_result(tree["SO1"], "Households reached")
    make_key_result(tree["DEP-1"], "Rounds a day")
    client.force_login(reader)
    page = client.get(f"{URL}?kr=1").content.decode()
    assert "Households reached" in page
    assert "Rounds a day" not in page
    assert "Households reached" not in client.get(URL).content.decode()
    assert "Rounds a day" in client.get(f"{URL}?kr=1&open=so1&open=ops-1&open=dep-1").content.decode()


def test_a_branch_opens_and_closes_by_a_link(client: Client, reader: User, tree: object) -> None:
    client.force_login(reader)
    page = client.get(f"{URL}?cycle=2026-Q4&kr=1").content.decode()
    assert "cycle=2026-Q4&amp;kr=1&amp;open=ops-1" in page, "closing SO1 leaves what else is open"
    closed = client.get(f"{URL}?open=none").content.decode()
    assert "OPS-1" not in closed
    assert "?open=so1" in closed


@pytest.mark.parametrize("said", ["yesterday", "2999-01-01"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, reader: User, tree: object, said: str) -> None:
    client.force_login(reader)
    answer = client.get(f"{URL}?compare={said}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_stands_beside_how_it_stood() -> None:
    make_organisation()
    reader = member(["strategy.view"])
    top = make_objective(code="SO1")
    each = make_key_result(top)
    make_reading(each, 20, clock.today() - dt.timedelta(2))
    then = freeze()
    make_reading(each, 70, clock.today())
    later = make_objective(code="SO2")
    page = alignment(reader, AlignmentFilters(), compared=then)
    first, second = page.branches
    assert first.then is not None
    assert (first.then.percent, first.progress.percent, first.moved) == (20, 70, 50)
    assert second.objective == later
    assert second.then is None
    assert alignment(reader, AlignmentFilters()).branches[0].then is None


def test_branches_cost_no_queries_of_their_own(client: Client, reader: User) -> None:
    client.force_login(reader)
    top = make_objective(code="SO1")

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{URL}?kr=1&open=so1").status_code == 200
        return len(caught)

    cycle = make_cycle()

    def some() -> None:
        for _ in range(3):
            okr_set = make_okr_set(cycle=cycle, unit=make_unit())
            child = make_objective(parent=top, okr_set=okr_set, accountable=make_person())
            make_reading(make_key_result(child, owner=make_person()), 3, clock.today())
            make_reading(make_key_result(top, owner=make_person()), 3, clock.today())

    some()
    asked()
    before = asked()
    some()
    assert asked() <= before
