"""A figure costs as many queries for many rows as for few, whatever its kind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.registry import provenance
from tests.factories.okr import make_contribution, make_key_result, make_reading
from tests.factories.portfolio import make_money, make_report, make_work
from tests.governance.shapes import TODAY
from tests.provenance.world import World, cases, make_world

pytestmark = pytest.mark.django_db


def grow(world: World, number: int) -> None:
    for _ in range(number):
        work = make_work(unit=world.unit)
        make_money(work, 100, 120)
        make_report(work, "A", on=TODAY)
        make_contribution(work, world.objective, 20)
        make_reading(make_key_result(world.objective), 40, TODAY)


def costs(world: World) -> dict[str, int]:
    found = {}
    # Of each kind what asks for most and what asks for least: the same amount of another name costs the same.
    every = sorted(cases(world), key=lambda case: len(case[1]))
    chosen = [*dict(every).items(), *dict(reversed(every)).items()]
    for key, asked in {str(case): case for case in chosen}.values():
        with CaptureQueriesContext(connection) as caught:
            provenance.get(key).load(world.users["viewer"], asked)
        found[f"{key} {asked}"] = len(caught)
    return found


def test_rows_cost_no_queries_of_their_own() -> None:
    world = make_world()
    grow(world, 2)
    costs(world)
    few = costs(world)
    grow(world, 8)
    assert costs(world) == few
