"""Cycles and the OKRs held in them: a year at once, one set a place, days and states that objectives follow."""

import datetime as dt
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.audit.models import AuditEvent
from big.errors import RuleError
from big.organisation.models import Unit
from big.reconcile.blocks import ask
from big.reconcile.given import viewer_of
from big.reconcile.sweep import sweep
from governance.integrity.scope import Scope
from governance.selectors.integrity import narrowed
from okr.models.cycles import Cycle, OkrSet
from okr.models.objectives import StrategicObjective
from okr.selectors.okrs_page import cycle_page, okrs_page
from okr.services.cycles import change_cycle, move_cycle, plan_year, start_set
from okr.services.key_results import create_key_result
from okr.services.objectives import create_objective
from portfolio.selectors.frame import frame
from tests.factories.okr import DUE, START, make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import (
    all_rights,
    make_node,
    make_organisation,
    make_person,
    make_unit,
    member,
    person_of,
)

pytestmark = pytest.mark.django_db


def days(cycle: Cycle) -> tuple[str, str]:
    return cycle.starts_on.isoformat(), cycle.ends_on.isoformat()


def test_a_year_is_planned_with_its_quarters_and_again_adds_nothing() -> None:
    make_organisation(financial_year_starts=4)
    user = member(all_rights())
    made = {each.code: days(each) for each in plan_year(dt.date(2026, 11, 23), actor=user)}
    assert made == {
        "2026-27": ("2026-04-01", "2027-03-31"),
        "2026-27-Q1": ("2026-04-01", "2026-06-30"),
        "2026-27-Q2": ("2026-07-01", "2026-09-30"),
        "2026-27-Q3": ("2026-10-01", "2026-12-31"),
        "2026-27-Q4": ("2027-01-01", "2027-03-31"),
    }
    assert plan_year(dt.date(2027, 3, 31), actor=user) == []


def test_another_calendar_overlaps_the_first() -> None:
    make_organisation(financial_year_starts=4)
    user = member(all_rights())
    plan_year(dt.date(2026, 11, 23), actor=user)
    made = {each.code: days(each) for each in plan_year(dt.date(2026, 11, 23), actor=user, first_month=2, prefix="US-")}
    assert made["US-2026-27-Q4"] == ("2026-11-01", "2027-01-31")
    running = Cycle.objects.at(dt.date(2026, 11, 23))
    assert [each.code for each in running] == ["2026-27-Q3", "US-2026-27-Q4", "2026-27", "US-2026-27"]


def test_an_objective_takes_days_and_code_of_its_set_and_waits_for_the_cycle_to_open() -> None:
    user, unit = member(all_rights()), make_unit("Networks", code="NET")
    cycle = make_cycle(state=Cycle.State.PLANNED)
    okr_set = start_set(cycle, unit, actor=user)
    made = [create_objective("", actor=user, okr_set=okr_set, title=f"Aim {number}") for number in (1, 2)]
    assert [each.code for each in made] == ["NET-1", "NET-2"]
    assert {(each.starts_on, each.due_on, each.state, each.ambition) for each in made} == {
        (START, DUE, "proposed", "committed")
    }
    details: dict[str, Any] = {"unit": "%", "baseline": 0, "target": 1, "due_on": DUE, "data_source": "Log"}
    assert create_key_result(made[1].pk, actor=user, title="Half the spills", **details).code == "NET-2.1"
    move_cycle(cycle.pk, actor=user, to="open", version=0)
    assert set(StrategicObjective.objects.values_list("state", flat=True)) == {"agreed"}
    later = create_objective("", actor=user, okr_set=OkrSet.objects.get(), title="Aim 3")
    assert (later.code, later.state) == ("NET-3", "agreed")


def test_a_changed_cycle_takes_along_what_ran_over_the_whole_of_it() -> None:
    user, cycle = member(all_rights()), make_cycle()
    okr_set = make_okr_set(cycle)
    whole = make_objective(okr_set=okr_set)
    part = make_objective(okr_set=okr_set, due_on=dt.date(2026, 9, 30))
    change_cycle(cycle.pk, actor=user, changes={"ends_on": dt.date(2027, 6, 30)}, version=0)
    whole.refresh_from_db()
    part.refresh_from_db()
    assert (whole.due_on, part.due_on) == (dt.date(2027, 6, 30), dt.date(2026, 9, 30))
    events = AuditEvent.objects.order_by("pk").values_list("code", "after")
    assert list(events)[-2:] == [
        ("okr.cycle.changed", {"ends_on": "2027-06-30"}),
        ("okr.objective.changed", {"due_on": "2027-06-30"}),
    ]


@pytest.mark.parametrize(
    ("state", "to", "why", "said"),
    [
        ("planned", "closed", "", "A cycle that is planned cannot become closed next."),
        ("closing", "open", "", "Say why it is opened again."),
        ("closed", "closing", "", "Say why it is opened again."),
    ],
)
def test_states_follow_one_another(state: str, to: str, why: str, said: str) -> None:
    user, cycle = member(all_rights()), make_cycle(state=state)
    with pytest.raises(RuleError) as refusal:
        move_cycle(cycle.pk, actor=user, to=to, version=0, why=why)
    assert refusal.value.messages == [said]


def test_a_closed_cycle_takes_no_sets_no_objectives_and_no_other_days() -> None:
    user, cycle = member(all_rights()), make_cycle(state=Cycle.State.CLOSED)
    okr_set = make_okr_set(cycle)
    with pytest.raises(RuleError, match="is closed"):
        start_set(cycle, make_unit(), actor=user)
    with pytest.raises(RuleError, match="is closed"):
        create_objective("", actor=user, okr_set=okr_set, title="Too late")
    with pytest.raises(RuleError, match="keeps its days"):
        change_cycle(cycle.pk, actor=user, changes={"ends_on": dt.date(2028, 1, 1)}, version=0)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_set() -> None:
    user, unit, cycle = member(all_rights()), make_unit(), make_cycle()
    barrier, found = Barrier(2), []

    def begin() -> None:
        barrier.wait()
        found.append(start_set(cycle, unit, actor=user).pk)
        connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_unit_leads_write_the_okrs_of_their_unit_and_people_their_own(client: Client) -> None:
    unit, other, cycle = make_unit("Networks"), make_unit("Digital"), make_cycle()
    lead = member(["strategy.view", "okr.edit"], unit=unit)
    client.force_login(lead)
    given: dict[str, Any] = {"title": "Stop repeat spills", "ambition": "aspirational"}

    def post(kind: str, code: str) -> Any:
        return client.post(reverse(f"okr:{kind}_okr_objective_create", args=[code.lower(), cycle.code.lower()]), given)

    assert post("unit", unit.code).status_code == 302
    assert post("unit", other.code).status_code == 403
    person = make_person("Sian", unit=other)
    assert post("person", person.code).status_code == 403
    assert post("node", make_node("Board").code).status_code == 403
    tom = member(["strategy.view"], unit=other, name="Tom")
    client.force_login(tom)
    assert post("person", person_of(tom).code).status_code == 302
    assert post("unit", other.code).status_code == 403
    made = StrategicObjective.objects.order_by("pk").select_related("okr_set")
    assert [each.okr_set and each.okr_set.place for each in made] == [unit, person_of(tom)]
    assert {each.ambition for each in made} == {"aspirational"}


def scene(count: int, cycle: Cycle, unit: Unit) -> None:
    okr_set = OkrSet.objects.filter(cycle=cycle, unit=unit).first() or make_okr_set(cycle, unit=unit)
    for number in range(count):
        objective = make_objective(okr_set=okr_set, parent=make_objective(), accountable=make_person())
        for value in (10, 80):
            make_reading(make_key_result(objective, owner=make_person()), value, clock.today())
        make_key_result(objective, title=f"Silent {number}")


def test_the_page_says_how_many_are_on_course_and_which_are_due(client: Client) -> None:
    cycle, unit = make_cycle(), make_unit("Networks")
    user = member(all_rights())
    scene(2, cycle, unit)
    page = okrs_page(unit, cycle, user, clock.today())
    assert page.message.startswith("Two of six key results are on course.")
    assert (len(page.mine), len(page.due), page.done) == (6, 2, 4)
    client.force_login(user)
    content = client.get(reverse("okr:unit_okrs", args=[unit.code.lower(), cycle.code.lower()])).content.decode()
    assert "2 check-ins due." in content
    assert content.count("supports <a") == 2


def test_the_overview_counts_each_key_result_once_in_the_set_it_belongs_to() -> None:
    cycle, one, two = make_cycle(), make_unit("Networks"), make_unit("Digital")
    above = make_objective(okr_set=make_okr_set(cycle, unit=one))
    below = make_objective(okr_set=make_okr_set(cycle, unit=two), parent=above)
    for objective, value in ((above, 90), (below, 5), (below, 90)):
        make_reading(make_key_result(objective), value, clock.today())
    hidden = make_objective(okr_set=OkrSet.objects.get(unit=one), is_confidential=True)
    make_key_result(hidden)
    page = cycle_page(cycle, member(["strategy.view"]), clock.today())
    assert {str(row.okr_set.place): (row.objectives, dict(row.counts)) for row in page.rows} == {
        "Networks": (1, {"G": 1}),
        "Digital": (1, {"R": 1, "G": 1}),
    }
    assert page.message == "Two of three key results are on course."


def test_pages_cost_the_same_for_two_objectives_and_for_twelve(client: Client) -> None:
    cycle, unit = make_cycle(), make_unit("Networks")
    client.force_login(member(all_rights()))
    addresses = [
        reverse("okr:unit_okrs", args=[unit.code.lower(), cycle.code.lower()]),
        reverse("okr:cycle_detail", args=[cycle.code.lower()]),
        reverse("okr:cycle_list"),
    ]
    counts: list[list[int]] = []
    for count in (2, 10):
        scene(count, cycle, unit)
        for number in range(count):
            make_okr_set(make_cycle(), unit=make_unit(f"Unit {count} {number}"))
            make_okr_set(cycle, unit=make_unit(f"Other {count} {number}"))
        asked = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_the_pages_reconcile_for_everybody() -> None:
    make_organisation()
    cycle = make_cycle()
    scene(2, cycle, make_unit("Networks"))
    for place in ({"node": make_node("Board")}, {"person": make_person("Sian")}):
        objective = make_objective(okr_set=make_okr_set(cycle, **place), is_confidential=True)
        make_reading(make_key_result(objective), 40, clock.today())
        make_key_result(objective, state="draft")
    rooms = {f"okr:{kind}_okrs" for kind in ("unit", "node", "person")}
    screens = {"okr:cycle_list", "okr:cycle_detail", "okr:explorer", "okr:alignment", *rooms}
    for user in (member(all_rights(confidential=True)), member(["strategy.view"], unit=make_unit())):
        found = sweep(viewer_of(user, clock.today(), pages=0), lambda figure: figure.screen in screens)
        assert found.differences == ()


def test_what_is_narrowed_to_a_unit_takes_in_its_okrs() -> None:
    make_organisation()
    unit = make_unit("Networks")
    objective = make_objective(okr_set=make_okr_set(unit=make_unit("Repairs", parent=unit)))
    key_result = make_key_result(objective)
    make_key_result(make_objective())
    user = member(all_rights())
    scope = Scope(user, frame(clock.today()), **narrowed(user, unit.pk, ""))
    assert [each.key for each in scope.measured] == [key_result.pk]
    viewer = viewer_of(user, clock.today(), pages=0).narrowed(unit.pk)
    assert ask(viewer, "select id from scope_key_result") == [(key_result.pk,)]
