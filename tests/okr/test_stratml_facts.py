"""The public plan files, fact by fact, and out again without loss: issue 2, "Done when" 3."""

import datetime as dt
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Q, Sum

from big.audit.models import AuditEvent
from big.documents.models import Document
from big.imports.models import ImportRun
from big.organisation.models import Organisation
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan, Purpose, Stakeholder, Statement
from tests.okr.stratml_files import MALFORMED, WELL_FORMED, canonical, plan_file

pytestmark = pytest.mark.django_db

# goals, objectives of each goal, indicators, measurement instances, stakeholders, values: data/README.md set 2
FACTS: dict[str, tuple[int, list[int], int, int, int, int]] = {
    "HHISAP2025.xml": (10, [11, 5, 5, 5, 8, 5, 8, 9, 8, 3], 85, 85, 90, 7),
    "US_Assistance_to_Albania.xml": (8, [1, 5, 6, 1, 2, 1, 3, 1], 20, 411, 70, 1),
    "OECD_AI_about.xml": (3, [1, 1, 1], 3, 3, 19, 1),
    "OntoInsights_about.xml": (1, [2], 0, 0, 8, 6),
    "SMLC2011_prefixed_report.xml": (3, [4, 4, 2], 11, 11, 58, 5),
    "PMOAI_WhiteHouse_Part1.xml": (1, [5], 0, 0, 24, 6),
}


def command(name: str, *args: Any, **options: Any) -> list[str]:
    """The lines that a command prints."""
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue().splitlines()


def census() -> Any:
    """What `manage.py census` prints."""
    return json.loads(command("census")[-1])


@pytest.mark.parametrize("name", WELL_FORMED)
def test_each_file_gives_the_records_it_holds(name: str) -> None:
    goals, objectives, indicators, instances, stakeholders, values = FACTS[name]
    last = json.loads(command("import_stratml", plan_file(name))[-1])
    tops = StrategicObjective.objects.filter(parent=None).order_by("position")
    assert [goal.children.count() for goal in tops] == objectives
    assert len(tops) == goals
    assert KeyResult.objects.count() == indicators
    assert PhasedTarget.objects.count() == Reading.objects.count() == instances
    assert Stakeholder.objects.count() == stakeholders
    assert Statement.objects.filter(kind="value").count() == values
    assert last["strategic_objectives"]["created"] == goals + sum(objectives)
    assert not StrategicObjective.objects.filter(title="").exists()
    assert Organisation.objects.get().name


@pytest.mark.parametrize("name", WELL_FORMED)
def test_export_differs_only_in_what_was_reported_and_changes_nothing(name: str, tmp_path: Path) -> None:
    said = command("import_stratml", plan_file(name))
    reported = {int(line.split()[3].rstrip(":")) for line in said if line.startswith("not read: line ")}
    out = tmp_path / "export.xml"
    command("export_stratml", out=out)
    original, exported = canonical(plan_file(name).read_bytes()), canonical(out.read_bytes())
    left_out = [part for part in original if part not in exported]
    assert {line for _, line, _ in left_out} == reported
    assert [part for part in original if part in exported] == exported

    events = AuditEvent.objects.count()
    for path in (out, plan_file(name)):
        counts = json.loads(command("import_stratml", path)[-1])
        assert all(not each["created"] and not each["updated"] for each in counts.values())
    assert set(AuditEvent.objects.order_by("pk")[events:].values_list("code", flat=True)) == {
        "imports.run.applied",
        "documents.document.added",
    }


def test_the_town_plan_by_its_own_numbers() -> None:
    command("import_stratml", plan_file("HHISAP2025.xml"))
    found = census()["okr"]
    assert found["strategic_objectives"]["by_level"] == {"1": 10, "2": 67}
    assert (found["key_results"], found["values"], found["stakeholders"]) == (85, 7, 90)
    plan = Plan.objects.get()
    assert (plan.starts_on, plan.ends_on) == (dt.date(2025, 7, 1), dt.date(2028, 6, 30))
    assert plan.published_on == dt.date(2025, 7, 14)
    assert Stakeholder.objects.named().count() == 34
    land = StrategicObjective.objects.get(code="G1.2")
    assert (land.title, land.parent and land.parent.title) == ("Land Use", "Growth Management")
    first, second = land.key_results.order_by("position")
    assert (first.code, first.title, first.unit) == ("KR1.2.1", "Land Use Element", "")
    assert (second.title, second.unit, second.due_on) == ("Satisfaction", "Percentage", dt.date(2026, 6, 30))
    reading = second.readings.get()
    assert (reading.value, reading.note, reading.read_on) == (0, "[To be determined]", dt.date(2026, 6, 30))
    # One without a name is called by its target, or by its number.
    assert KeyResult.objects.get(code="KR1.1.1").title == "Indicator 1.1.1"
    assert Purpose.objects.get().objectives.count() == 10


def test_the_mission_in_albania_by_its_sums() -> None:
    command("import_stratml", plan_file("US_Assistance_to_Albania.xml"))
    sums = [model.objects.aggregate(Sum("value"))["value__sum"] for model in (PhasedTarget, Reading)]
    assert sum(sums) == Decimal(1_855_434_963)
    assert PhasedTarget.objects.exclude(value=None).count() + Reading.objects.exclude(value=None).count() == 822
    plan = Plan.objects.get()
    assert plan.kind == Plan.Kind.PERFORMANCE


def test_the_committee_report_by_its_numbers() -> None:
    command("import_stratml", plan_file("SMLC2011_prefixed_report.xml"))
    assert Plan.objects.get().kind == Plan.Kind.REPORT
    values = Reading.objects.exclude(value=None).values_list("value", flat=True)
    assert sorted(value for value in values if value is not None) == [2, 8, 13, 829]
    roles = [role for each in Stakeholder.objects.all() for held in each.stakeholdings.all() for role in held.roles]
    assert {"Performer", "Beneficiary"} >= {word for role in roles for word in role["types"]}
    assert sum(len(role["types"]) for role in roles) == 57


def test_what_is_imported_says_where_it_comes_from() -> None:
    command("import_stratml", plan_file("OECD_AI_about.xml"))
    run = ImportRun.objects.get(state="applied")
    for model in (Plan, StrategicObjective, KeyResult, PhasedTarget, Reading, Stakeholder, Statement, Purpose):
        found = model.objects.aggregate(all=Count("pk"), marked=Count("pk", filter=Q(source=run)))
        assert found["all"] == found["marked"] > 0
        assert not model.objects.filter(source_ref="").exists()
    assert run.file.sha256
    assert run.file.document.kind == Document.Kind.IMPORTED


def test_the_malformed_file_is_refused_with_its_place_and_nothing_is_written() -> None:
    before = census()
    out = StringIO()
    with pytest.raises(CommandError, match="line 22, column 19") as refused:
        call_command("import_stratml", plan_file(MALFORMED), stdout=out)
    assert refused.value.returncode == 1
    assert json.loads(out.getvalue().splitlines()[-1]) == {
        "file": {"created": 0, "updated": 0, "unchanged": 0, "refused": 1}
    }
    assert census() == before
    assert not Organisation.objects.exists()


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    before = census()
    dry = command("import_stratml", plan_file("OECD_AI_about.xml"), dry_run=True)
    assert census() == before
    assert not Organisation.objects.exists()
    assert "Dry run: nothing was written." in dry
    assert dry[-1] == command("import_stratml", plan_file("OECD_AI_about.xml"))[-1]


def test_a_second_plan_stands_beside_the_first() -> None:
    """Codes of its own, and what belongs to the organisation stays as it is."""
    command("import_stratml", plan_file("OECD_AI_about.xml"))
    said = command("import_stratml", plan_file("OntoInsights_about.xml"))
    assert StrategicObjective.objects.filter(code="P2-G1").exists()
    assert Organisation.objects.get().name == "OECD.AI Policy Observatory"
    assert any("The plan is of OntoInsights, LLC" in line for line in said)
    assert Statement.objects.get(kind="vision", state="adopted").plan != Plan.objects.get(name="About OntoInsights")
    assert Statement.objects.get(kind="vision", state="draft").text == "All voices are heard"
    for name in ("OECD_AI_about.xml", "OntoInsights_about.xml"):
        counts = json.loads(command("import_stratml", plan_file(name))[-1])
        assert all(not each["created"] and not each["updated"] for each in counts.values())
