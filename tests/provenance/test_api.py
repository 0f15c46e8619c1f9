"""A figure over the API is the figure of its page, row by row; what its kind does not take is refused."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from big.registry import provenance
from tests.api.asking import program
from tests.factories.organisation import make_user, member
from tests.provenance.world import World, cases, held

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with held(django_db_blocker) as made:
        yield made


def test_a_figure_has_its_rows_sources_and_doubts(world: World) -> None:
    api = program(world.users["viewer"])
    answer = api.get("/api/v1/figures/work-money/")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    told = provenance.get("work-money").load(world.users["viewer"], {})
    assert told is not None
    assert Decimal(said["amount"]) == Decimal(said["rows_total"]) == told.amount
    assert sum(Decimal(row["amount"]) for row in said["rows"]) == told.amount
    assert [each["sha256"] for each in said["sources"] if each["origin"] == "file"] == [world.run.file.sha256]
    assert {each["doubt"] for each in said["qualities"]} == {"partial", "estimated"}
    assert said["formula"] == provenance.get("work-money").formula


def test_every_kind_answers_and_takes_what_pages_give_it(world: World) -> None:
    api = program(world.users["viewer"])
    seen = set()
    for key, asked in cases(world):
        if key not in seen:
            seen.add(key)
            assert api.get(f"/api/v1/figures/{key}/", asked).status_code == 200, (key, asked)
    assert [each["id"] for each in api.get("/api/v1/figures/").json()["results"]] == [
        each.key for each in provenance.known()
    ]


def test_what_is_not_there_or_not_taken_is_refused(world: World) -> None:
    api = program(world.users["viewer"])
    assert api.get("/api/v1/figures/no-such-figure/").status_code == 404
    assert api.get("/api/v1/figures/work-status/", {"work": world.hidden.code}).status_code == 404
    assert api.get("/api/v1/figures/work-status/", {"color": "red"}).status_code == 400


def test_who_may_ask(world: World) -> None:
    askers = {"nobody": APIClient(), "stranger": program(make_user()), "member": program(member([]))}
    found = {
        who: [api.get(f"/api/v1/figures/{address}").status_code for address in ("", "work-money/")]
        for who, api in askers.items()
    }
    assert found == {"nobody": [401, 401], "stranger": [403, 403], "member": [200, 200]}
