"""The versions of a record beside its events: who, when, why and what differs, also of what no service wrote."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big.audit.record import told_as_of
from big.audit.versions import version_rows
from big.history.loading import tell
from big.organisation.models import Unit
from big.organisation.services.units import change_unit
from portfolio.models.work import WORK_VIEW, Work
from tests.factories.organisation import make_organisation, make_person, make_unit, make_user, member
from tests.factories.portfolio import make_work
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db


def change(unit: Unit, when: str, why: str, **changes: object) -> None:
    moment = travel(when)
    with told_as_of(moment):
        tell(moment)
        change_unit(
            unit.pk, actor=make_user("Ada Okafor", is_administrator=True), version=None, changes=changes, why=why
        )


def test_each_version_says_who_made_it_why_and_what_differs() -> None:
    travel("2026-01-01T09:00")
    make_organisation()
    unit = make_unit("Sales")
    head = make_person("Ben Rossi")
    change(unit, "2026-02-01T09:00", "One desk for both", name="Trade", head=head)
    second, first = version_rows(unit, make_user(is_administrator=True))
    assert (second.number, second.since, second.until) == (2, at("2026-02-01T09:00"), None)
    assert (first.number, first.until, first.is_first) == (1, second.since, True)
    assert (second.who, second.why) == ("Ada Okafor", "One desk for both")
    assert {(each.label, each.was, each.now) for each in second.changes} == {
        ("Name", "Sales", "Trade"),
        ("Head", "", "Ben Rossi"),
    }


def test_a_change_past_every_service_is_a_version_that_nobody_told() -> None:
    travel("2026-01-01T09:00")
    unit = make_unit("Sales")
    travel("2026-02-01T09:00")
    Unit.objects.filter(pk=unit.pk).update(cost_account="7001")
    (second, _) = version_rows(unit, make_user(is_administrator=True))
    assert (second.is_told, second.who) == (False, "")
    assert [(each.label, each.now) for each in second.changes] == [("Cost account", "7001")]


def test_the_name_of_a_record_that_may_not_be_seen_is_not_told() -> None:
    travel("2026-01-01T09:00")
    work, secret = make_work("Pump"), make_work("Secret takeover", is_confidential=True)
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=work.pk).update(parent=secret)
    (second, _) = version_rows(work, member([WORK_VIEW]))
    assert [(each.label, each.now) for each in second.changes] == [("Parent", "not shown")]


def test_the_page_of_a_history_leads_to_the_record_as_it_was(client: Client) -> None:
    travel("2026-01-01T09:00")
    make_organisation()
    unit = make_unit("Sales")
    change(unit, "2026-02-01T09:00", "One desk", name="Trade")
    client.force_login(make_user(is_administrator=True))
    page = client.get(reverse("audit:history", args=["organisation.unit", unit.pk])).content.decode()
    assert f"{unit.get_absolute_url()}?as_of=2026-01-01T09:00:00.000000Z" in page
    then = client.get(f"{unit.get_absolute_url()}?as_of=2026-01-01T09:00:00.000000Z").content.decode()
    assert "Sales" in then
    assert "Trade" not in then
    past = client.get(reverse("audit:history", args=["organisation.unit", unit.pk]), {"as_of": "2026-01-15"})
    assert "One desk" not in past.content.decode()


def test_versions_cost_the_same_for_two_as_for_twenty() -> None:
    travel("2026-01-01T09:00")
    make_organisation()
    unit = make_unit("Sales")
    reader = make_user(is_administrator=True)
    counts = []
    for day in range(2, 24):
        change(unit, f"2026-02-{day:02d}T09:00", "Again", name=f"Sales {day}", head=make_person())
        if day in {3, 23}:
            with CaptureQueriesContext(connection) as asked:
                version_rows(unit, reader)
            counts.append(len(asked))
    assert counts[0] == counts[1]
