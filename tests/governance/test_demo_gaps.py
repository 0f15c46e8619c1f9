"""The disconnects seeded in the demo organisation, and every figure of every Home followed to its rows."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from big.core import words
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep, told
from governance.integrity.catalogue import BY_KEY
from governance.selectors.home.page import HomePage, homes_of
from governance.selectors.integrity import disconnects
from okr.models.objectives import StrategicObjective
from okr.selectors.serving import money_by_objective, released_by_objective
from portfolio.selectors.frame import frame
from tests.governance.following import marked, rows_drawn
from tests.governance.meridian import (
    DAYS,
    EXECUTIVE,
    FINANCE,
    GOVERNANCE,
    PMO,
    PROJECT_MANAGER,
    UNIT_LEAD,
    account,
    meridian,
)

pytestmark = pytest.mark.django_db
MILLION = Decimal(1_000_000)

# Every rule that finds something for the PMO director, with what it finds; no other rule finds anything.
SEEDED = {
    "driver.unanswered": ["D6"],
    "objective.no_funds": ["SO4"],
    "work.unlinked": ["S-204", "K-404", "C-106"],
    "objective.no_driver": ["SO6"],
    "link.unsupported": ["K-401 > SO2"],
    "link.claimed": ["K-404 > SO3"],
    "work.stale": ["P-304"],
    "key_result.stale": ["KR6-1"],
}
# What is linked for less than the whole of it, as the shares of table 2 ask.
IN_PART = ["K-401", "K-402", "K-403", "K-404", "P-303", "P-304", "S-201", "S-202", "S-203", "S-205", "S-207"]
HOMES = [
    (PMO, "pmo"),
    (EXECUTIVE, "executive"),
    (UNIT_LEAD, "unit"),
    (FINANCE, "finance"),
    (GOVERNANCE, "governance"),
]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def demo(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with meridian(django_db_blocker, request.param):
        yield


def signed_in(address: str) -> Client:
    client = Client()
    client.force_login(account(address))
    return client


def home_of(client: Client, home: str = "") -> HomePage:
    response = client.get(reverse("governance:home"), {"as": home} if home else {})
    page = response.context["page"]
    assert isinstance(page, HomePage)
    return page


def test_exactly_the_seeded_disconnects_are_found(demo: None) -> None:
    found = disconnects(account(PMO), frame().today)
    told = {each.rule.key: [row.code for row in each.rows] for each in found.found}
    assert told.pop("work.weights_short") == IN_PART
    assert told == SEEDED
    assert found.breaks == 5


def test_exactly_one_objective_has_no_funds_released_to_its_work_this_quarter(demo: None) -> None:
    released = released_by_objective(account(EXECUTIVE), frame().quarter, currency="GBP")
    codes = dict(StrategicObjective.objects.values_list("pk", "code"))
    assert {code for key, code in codes.items() if key not in released} == {"SO4"}
    assert all(released.values())


def test_one_objective_answers_no_driver_and_is_funded(demo: None) -> None:
    objective = StrategicObjective.objects.get(code="SO6")
    assert not objective.drivers.exists()
    money = money_by_objective(account(EXECUTIVE), frame().year, currency="GBP")
    assert (money.own[objective.pk].lead.forecast or 0) > 0


@pytest.mark.parametrize(("address", "home"), HOMES)
def test_one_lands_on_the_home_of_ones_main_role(demo: None, address: str, home: str) -> None:
    assert home_of(signed_in(address)).home == home


def test_one_may_switch_between_ones_own_homes_only(demo: None) -> None:
    client = signed_in(FINANCE)
    held = [key for key, _ in homes_of(account(FINANCE))]
    assert held[0] == "finance"
    assert set(held) == {"finance", "executive", "unit"}
    for home in held:
        assert home_of(client, home).home == home
    assert home_of(client, "governance").home == "finance"
    assert home_of(client, "no-such-home").home == "finance"


@pytest.mark.parametrize(("address", "home"), [*HOMES, (PROJECT_MANAGER, "unit"), (FINANCE, "unit")])
def test_every_figure_leads_to_as_many_rows(demo: None, address: str, home: str) -> None:
    client = signed_in(address)
    page = home_of(client, home)
    assert len(page.figures) == 5
    for figure in page.figures:
        response = client.get(figure.url)
        assert response.status_code == 200, figure.url
        if figure.count is not None:
            assert rows_drawn(response) == figure.count, figure.url
        if figure.key in ("objectives", "work"):
            assert figure.value == words.number(marked(response, "G")), figure.key
        elif figure.count is not None:
            assert figure.value == words.number(figure.count), figure.key
    for box in page.boxes:
        assert rows_drawn(client.get(box.url)) == box.count, box.url
    for finding in page.accountability:
        rows = client.get(reverse("governance:gap_detail", args=[finding.rule.slug]))
        assert rows_drawn(rows) == finding.count


@pytest.mark.parametrize(("address", "home"), [*HOMES, (PROJECT_MANAGER, "unit"), (FINANCE, "unit")])
def test_the_money_leads_to_rows_that_add_up_to_it(demo: None, address: str, home: str) -> None:
    client = signed_in(address)
    figures = {figure.key: figure for figure in home_of(client, home).figures}
    response = client.get(figures["forecast"].url)
    tables, unlinked = response.context["tables"], response.context["unlinked"]
    total = tables.total.forecast
    assert figures["forecast"].value == words.money(total, "GBP")
    assert sum(row.money.forecast or 0 for row in tables.streams) == total
    assert sum(row.money.forecast or 0 for row in tables.objectives) + (tables.unlinked.forecast or 0) == total
    assert sum(row.money.forecast or 0 for row in unlinked) == (tables.unlinked.forecast or 0)
    assert figures["linked"].value == words.percent(tables.linked_percent)


def test_a_unit_leads_figures_are_those_of_the_unit(demo: None) -> None:
    """Also for somebody who may see more than the unit: the figures stay the unit's, on Home and behind it."""
    client = signed_in(UNIT_LEAD)
    page = home_of(client)
    assert page.unit
    assert page.unit.code == "SRV"
    assert all("unit=srv" in url for url in [each.url for each in page.figures] + [each.url for each in page.boxes])
    money = money_by_objective(account(UNIT_LEAD), frame().year, currency="GBP").total.lead
    assert (money.forecast or 0) >= (client.get(page.figures[2].url).context["tables"].total.forecast or 0)
    whole = signed_in(PMO)
    narrowed = whole.get(page.figures[1].url).context["total"]
    assert narrowed == page.figures[1].count
    assert narrowed < whole.get(reverse("governance:figure", args=["work"])).context["total"]
    assert whole.get(reverse("governance:money"), {"unit": "no-such-unit"}).status_code == 404


@pytest.mark.parametrize("address", [PMO, EXECUTIVE, PROJECT_MANAGER])
def test_home_line_of_sight_and_the_checks_count_the_same(demo: None, address: str) -> None:
    client = signed_in(address)
    home = home_of(client, "pmo") if address == PMO else home_of(client)
    board = client.get(reverse("governance:sight")).context["page"].board
    unit = {"unit": home.unit.code} if home.unit else {}
    for kind, rule in (
        ("driver", "driver.unanswered"),
        ("objective", "objective.no_delivery"),
        ("work", "work.unlinked"),
    ):
        found = client.get(reverse("governance:gap_detail", args=[BY_KEY[rule].slug])).context["finding"]
        assert board.gaps_by_kind[kind] == found.count, rule
    checks = client.get(reverse("governance:gap_list"), unit).context["found"]
    breaks = [figure for figure in home.figures if figure.key == "breaks"]
    assert all(figure.count == checks.breaks for figure in breaks)
    shown = {box.url: box.count for box in home.boxes}
    for finding in checks.found:
        url = reverse("governance:gap_detail", args=[finding.rule.slug]) + home.narrowing
        assert shown.get(url, finding.count) == finding.count


@pytest.mark.parametrize("rule", SEEDED)
def test_the_checks_export_the_rows_that_they_show(demo: None, rule: str) -> None:
    client = signed_in(PMO)
    response: Any = client.get(reverse("governance:gap_detail", args=[BY_KEY[rule].slug]), {"format": "csv"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    lines = content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) - 1 == len(SEEDED[rule])
    assert all(json.dumps(code).strip('"') in content.decode() for code in SEEDED[rule])


@pytest.mark.parametrize("address", [PMO, UNIT_LEAD, FINANCE, PROJECT_MANAGER])
def test_every_figure_of_every_home_equals_its_own_query(demo: None, address: str) -> None:
    """For one of them with all other screens, too."""
    screens = ("governance:home", "governance:money", "governance:gap_list", "governance:figure")
    found = sweep(
        viewer_of(account(address), frame().today, pages=1),
        lambda figure: address == PROJECT_MANAGER or figure.screen in screens,
    )
    assert not found.differences, "\n".join(told(found.differences))
    assert len(found.screens) >= len(screens)
