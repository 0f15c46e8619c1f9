"""GitLab's files of KPIs in the library: the counts of the data's README, the second time nothing, and the pages."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from okr.importing.wording import held_words
from okr.models.indicators import Indicator
from okr.services.indicators import change_indicator, create_indicator, record_value
from tests.factories.okr import make_indicator
from tests.factories.organisation import make_unit
from tests.okr.files.public import DATA, public
from tests.okr.importing.bringing import balances, bring_in, check, counts, importer, plain_importer, rows

pytestmark = pytest.mark.django_db
TEXT = b"""- name: Faults a day
  base_path: /kpis/#faults-a-day
  definition: Faults that customers report.
  target: At or below 5 faults
  org: Service
  is_key: true
  health:
    level: 2
    reasons:
      - Two bad weeks
      - A new release
- name: Faults at night
  parent: "/kpis/#faults-a-day"
  org: Service
  tools: [one, two]
"""


def all_files() -> dict[str, bytes]:
    names = [f"kpi/gitlab/{path.name}" for path in sorted((DATA / "kpi/gitlab").glob("*.yml"))]
    return {each.name: each.content for each in public(*names)}


def test_the_ten_files_are_the_library_that_the_readme_counts() -> None:
    actor = importer()
    public("kpi/gitlab/marketing.yml")
    run = bring_in("gitlab-kpi", all_files(), actor=actor, new_teams="create")
    assert balances(run)
    assert Indicator.objects.count() == 174
    assert Counter(Indicator.objects.values_list("health", flat=True)) == {-1: 7, 0: 39, 1: 8, 2: 59, 3: 61}
    people = Indicator.objects.filter(source_ref__startswith="people_success.yml")
    assert (people.count(), people.filter(is_key=True).count(), people.exclude(target_text="").count()) == (32, 14, 0)
    development = Indicator.objects.filter(source_ref__startswith="development_department.yml")
    assert (development.count(), development.exclude(target_text__in=["", "0"]).count()) == (28, 27)
    again = check("gitlab-kpi", all_files(), actor=actor, new_teams="create")
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}


def test_every_leaf_of_a_file_is_stored() -> None:
    unit = make_unit("Service")
    run = bring_in("gitlab-kpi", {"service.yml": TEXT})
    assert run.plan["account"] == {"cells": 14, "stored": 14, "named": 0}
    day, night = Indicator.objects.order_by("position")
    assert (day.code, day.unit, day.is_key, day.health, day.health_reasons) == (
        "KPI1",
        unit,
        True,
        2,
        "Two bad weeks\nA new release",
    )
    assert (day.definition, day.target_text) == ("Faults that customers report.", "At or below 5 faults")
    assert night.parent == day
    assert held_words(night.exchange)["tools"] == ["one", "two"]


def test_a_changed_file_names_before_and_after() -> None:
    make_unit("Service")
    actor = importer()
    bring_in("gitlab-kpi", {"service.yml": TEXT}, actor=actor)
    run = bring_in("gitlab-kpi", {"service.yml": TEXT.replace(b"level: 2", b"level: 3")}, actor=actor)
    (row,) = rows(run, "update")
    assert row["changes"] == {"health": [2, 3]}
    assert Indicator.objects.get(code="KPI1").version == 1


def test_teams_are_asked_and_places_are_guarded() -> None:
    run = check("gitlab-kpi", {"service.yml": TEXT})
    assert [row["model"] for row in rows(run, "refused")] == ["units"]
    make_unit("Service")
    run = check("gitlab-kpi", {"service.yml": TEXT}, actor=plain_importer(unit=make_unit("Elsewhere")))
    assert {row["model"] for row in rows(run, "refused")} == {"indicators"}


def test_the_pages_show_a_kpi_with_its_values(client: Client) -> None:
    actor, unit = importer(), make_unit("Service")
    client.force_login(actor)
    bring_in("gitlab-kpi", {"service.yml": TEXT}, actor=actor)
    indicator = Indicator.objects.get(code="KPI1")
    record_value(indicator.pk, actor=actor, value=Decimal(4), version=indicator.version, note="A quiet week")
    shown = client.get("/okr/kpis/?q=faults").content.decode()
    assert "Faults at night" in shown
    assert "At or below 5 faults" in shown
    shown = client.get("/okr/kpis/?key=1").content.decode()
    assert "Faults at night" not in shown
    shown = client.get("/okr/kpis/kpi1/").content.decode()
    for words in ("A quiet week", "Two bad weeks", "Needs attention", unit.name, "Faults at night"):
        assert words in shown


def test_a_kpi_is_changed_where_okrs_are_written_and_never_stands_under_itself() -> None:
    here, actor = make_unit("Here"), importer()
    with pytest.raises(PermissionDenied):
        create_indicator("", actor=plain_importer(unit=make_unit("Elsewhere")), name="Faults", unit=here)
    above = create_indicator("", actor=actor, name="Faults", unit=here)
    below = create_indicator("", actor=actor, name="Faults at night", unit=here, parent=above)
    assert (above.code, below.code) == ("KPI1", "KPI2")
    with pytest.raises(Exception, match="stands under this one"):
        change_indicator(above.pk, actor=actor, changes={"parent": below}, version=above.version)
    with pytest.raises(Exception, match="on the day it is known"):
        record_value(
            above.pk,
            actor=actor,
            value=Decimal(1),
            read_on=clock.today() + dt.timedelta(days=1),
            version=0,
        )


@pytest.mark.parametrize("address", ["/okr/kpis/", "/okr/kpis/kpi-a/"])
def test_twenty_cost_as_many_queries_as_two(client: Client, address: str) -> None:
    client.force_login(importer())
    above = make_indicator(code="KPI-A")
    costs = []
    for number in (2, 18):
        for _ in range(number):
            make_indicator(parent=above, unit=make_unit())
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        costs.append(len(found))
    assert costs[0] == costs[1]
