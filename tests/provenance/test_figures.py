"""Every figure adds up from its rows, for whoever looks; nothing hidden shows; its list has the same total."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.reconcile.given import viewer_of
from big.registry import figures, provenance
from big.registry.provenance import Doubt, Origin, Provenance
from governance.selectors.home.page import home_page
from okr.selectors.serving import money_by_objective
from portfolio.selectors.frame import frame
from tests.governance.shapes import TODAY
from tests.provenance.world import HIDDEN, World, cases, held

pytestmark = pytest.mark.django_db
LOOKS = ("administrator", "local")
# Figures that follow from their rows by more than adding up.
RATIOS = {"linked-spend", "objective-outcome", "key-result"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with held(django_db_blocker) as made:
        yield made


def told(user: User, key: str, **asked: str) -> Provenance:
    found = provenance.get(key).load(user, asked)
    assert found is not None, (key, asked)
    return found


def whole(found: Provenance) -> str:
    """All that it says, with every row; long lists of rows are made only where they are shown."""
    return f"{found} {[*found.rows.every]}"


def signed_in(client: Client, world: World, who: str) -> Client:
    client.force_login(world.users[who])
    return client


@pytest.mark.parametrize("who", LOOKS)
def test_every_figure_adds_up_from_its_rows_and_names_nothing_hidden(world: World, who: str) -> None:
    for key, asked in cases(world):
        if key.endswith("-sentence"):
            continue  # What they say is held in test_sentences.py; nothing in them adds up.
        found = provenance.get(key).load(world.users[who], asked)
        assert found is not None, (key, asked)
        counted = [row.amount for row in found.rows.every if row.amount is not None]
        assert found.rows.total == sum(counted, Decimal(0)), (key, asked)
        if found.amount is not None and key not in RATIOS:
            assert found.amount == found.rows.total, (key, asked)
        assert found.as_of == TODAY
        assert found.value
        assert found.sentence
        assert HIDDEN not in whole(found), (key, asked)


def test_every_kind_of_figure_is_tried(world: World) -> None:
    assert {key for key, _ in cases(world)} == {each.key for each in provenance.known()}


def test_what_is_hidden_is_there_for_the_cleared_alone(world: World) -> None:
    assert HIDDEN in whole(told(world.users["cleared"], "work-money"))
    for who in LOOKS:
        for key in ("work-money", "work-status", "whole-life-cost"):
            assert provenance.get(key).load(world.users[who], {"work": world.hidden.code}) is None


@pytest.mark.parametrize("who", ["administrator", "local"])
def test_money_is_what_the_independent_query_says(world: World, who: str) -> None:
    viewer = viewer_of(world.users[who], TODAY, pages=1)
    asked = next(
        each for each in figures.known() if (each.screen, each.name) == ("portfolio:work_list", "Money of the year")
    ).independent(viewer)
    for what in ("forecast", "budget", "actual", "released", "variance"):
        assert told(world.users[who], "work-money", what=what).amount == asked[f"all work GBP cost, {what}"], what


@pytest.mark.parametrize("who", ["administrator", "local"])
def test_the_list_behind_money_has_the_same_total(client: Client, world: World, who: str) -> None:
    signed_in(client, world, who)
    for asked in (
        {"what": "variance"},
        {"unit": str(world.unit.pk)},
        {"group": "unit", "only": str(world.unit.pk)},
        {"group": "owner", "only": "none", "what": "budget"},
    ):
        found = told(world.users[who], "work-money", **asked)
        money = client.get(found.rows.url).context["money"].cost
        assert getattr(money, asked.get("what", "forecast")) == found.amount, asked
    counted = told(world.users[who], "work-count", state="live", mark="R")
    assert client.get(counted.rows.url).context["page"].total == counted.amount


@pytest.mark.parametrize("who", ["administrator", "local"])
def test_the_strip_of_home_says_what_its_figures_explain(client: Client, world: World, who: str) -> None:
    page = home_page(world.users[who], frame())
    signed_in(client, world, who)
    assert page.figures
    for each in page.figures:
        shown = client.get(each.how)
        assert shown.status_code == 200, each.key
        value = shown.context["told"].value
        assert value in (each.value, f"{each.value} {each.small}"), each.key


def test_money_of_an_objective_is_what_the_tables_carry_to_it(world: World) -> None:
    for user in world.users.values():
        carried = money_by_objective(user, frame().year, currency="GBP").family.get(world.objective.pk)
        found = told(user, "objective-money", objective=world.objective.code)
        assert found.amount == (carried.forecast if carried else None)


def test_a_file_is_named_with_its_checksum_and_its_page_only_to_those_who_may_open_it(world: World) -> None:
    for who, url in (("cleared", world.run.get_absolute_url()), ("viewer", "")):
        (file,) = [each for each in told(world.users[who], "work-money").sources if each.origin is Origin.FILE]
        assert (file.name, file.sha256, file.url) == ("forecasts.csv", world.run.file.sha256, url)
        assert file.count == "2 money lines"


def test_doubts_are_said(world: World) -> None:
    viewer = world.users["viewer"]

    def doubts(key: str, **asked: str) -> set[Doubt]:
        return {each.doubt for each in told(viewer, key, **asked).qualities}

    assert doubts("work-money") == {Doubt.PARTIAL, Doubt.ESTIMATED}
    assert doubts("work-count") == {Doubt.STALE, Doubt.PARTIAL, Doubt.WITHHELD}
    assert doubts("objective-outcome", objective=world.objective.code) == {Doubt.STALE}
    assert doubts("work-status", work=world.red.code) == set()
    said = [each.text for each in told(viewer, "work-money", what="variance").qualities]
    assert "1 budget line without a forecast left out." in said
    assert "1 line crosses the edge of the year and is not counted." in said


def test_a_figure_of_nothing_is_not_there(client: Client, world: World) -> None:
    signed_in(client, world, "viewer")
    for key, query in (
        ("no-such-figure", ""),
        ("work-money", "?work=no-such-work"),
        ("work-money", "?what=profit"),
        ("work-money", "?direction=sideways"),
        ("capacity", "?skill=engineer&quarter=never"),
        ("disconnects", ""),
        ("disconnects", "?only=no-such-rule"),
        ("work-green", "?unit=no-such-unit"),
        ("objective-money", f"?objective={world.objective.code}&what=profit"),
        ("key-result", "?key_result=%00"),
    ):
        assert client.get(reverse("provenance:figure", args=[key]) + query).status_code == 404, (key, query)


def test_the_page_works_alone_and_beside_another(client: Client, world: World) -> None:
    signed_in(client, world, "viewer")
    url = reverse("provenance:figure", args=["work-money"])
    page = client.get(url).content.decode()
    assert "<html" in page
    for said in ("How is this computed?", "lie wholly within the financial year", world.run.file.sha256, "Estimated"):
        assert said in page, said
    panel = client.get(url, headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()
    assert "<html" not in panel
    assert 'id="panel"' in panel
    assert world.run.file.sha256 in panel
    closed = client.get(f"{url}?closed=1", headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()
    assert closed.strip() == '<div id="panel" hidden></div>'
