"""Capacity against demand: the figures of a quarter, who sees them, and the page."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.audit.models import AuditEvent
from big.periods import Period, add_months, quarter
from portfolio.models.people import Demand
from portfolio.selectors.people import capacity_against_demand, claims_by_skill
from portfolio.services import people
from tests.factories.organisation import all_rights, make_unit, member
from tests.factories.portfolio import make_work

pytestmark = pytest.mark.django_db


def coming() -> Period:
    return quarter(add_months(clock.today(), 3), 4)


def test_gap_is_capacity_less_what_every_stream_asks_for() -> None:
    actor, period = member(all_rights()), coming()
    skill = people.add_skill("tester", actor=actor, name="Tester")
    span: dict[str, Any] = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    people.set_capacity(skill.pk, actor=actor, fte=Decimal(3), **span)
    for stream, fte in (("bau", "1.5"), ("change", "2")):
        people.set_demand(make_work(stream=stream).pk, actor=actor, skill=skill, fte=Decimal(fte), **span)
    declined = make_work()
    people.set_demand(declined.pk, actor=actor, skill=skill, fte=Decimal(9), state=Demand.State.DECLINED, **span)
    (row,) = capacity_against_demand(actor, period)
    assert (row.capacity, row.demand, row.gap) == (3, Decimal("3.5"), Decimal("-0.5"))
    assert row.by_stream == {"bau": Decimal("1.5"), "value": 0, "change": 2, "customer": 0}
    assert len(claims_by_skill([skill], actor, period)[skill.pk]) == 2


def test_stating_it_again_replaces_it_and_tells() -> None:
    actor, period = member(all_rights()), coming()
    skill = people.add_skill("tester", actor=actor, name="Tester")
    span: dict[str, Any] = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    for fte in (3, 4, 4):
        people.set_capacity(skill.pk, actor=actor, fte=Decimal(fte), **span)
    (row,) = capacity_against_demand(actor, period)
    assert row.capacity == 4
    assert AuditEvent.objects.filter(code="portfolio.capacity.set").count() == 2


def test_hidden_work_asks_for_nothing_that_one_can_see() -> None:
    actor, period = member(all_rights()), coming()
    skill = people.add_skill("tester", actor=actor, name="Tester")
    hidden = make_work(unit=make_unit("Far away"))
    people.set_demand(
        hidden.pk, actor=actor, skill=skill, fte=Decimal(2), starts_on=period.starts_on, ends_on=period.ends_on
    )
    elsewhere = member(["work.view"], unit=make_unit("Elsewhere"))
    assert capacity_against_demand(elsewhere, period) == []
    with pytest.raises(PermissionDenied):
        people.add_skill("other", actor=elsewhere, name="Other")


def test_the_page_costs_the_same_for_many_skills(client: Client) -> None:
    actor, period = member(all_rights()), coming()
    client.force_login(actor)

    def grow(first: int, count: int) -> None:
        for number in range(first, first + count):
            skill = people.add_skill(f"skill-{number}", actor=actor, name=f"Skill {number}")
            people.set_demand(
                make_work().pk,
                actor=actor,
                skill=skill,
                fte=Decimal(1),
                starts_on=period.starts_on,
                ends_on=period.ends_on + dt.timedelta(0),
            )

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("portfolio:capacity"))
        assert b"skills are overbooked" in page.content
        return len(queries)

    grow(0, 2)
    asked()
    few = asked()
    grow(2, 18)
    assert asked() == few
