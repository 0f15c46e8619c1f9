"""Exports of Viva Goals in three shapes, as stored records: whole, accounted for, and unchanged the second time."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from big.imports.models import ImportRun
from big.organisation.models import Unit
from okr.importing.wording import held_words
from okr.models.cycles import Cycle, OkrSet
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from tests.factories.organisation import make_person, make_unit
from tests.okr.importing.bringing import (
    balances,
    bring_in,
    check,
    counts,
    importer,
    plain_importer,
    rows,
    strategist,
)
from tests.okr.viva_maker import TEAMS, as_csv, as_workbook, as_xlsx, as_zip, truths

pytestmark = pytest.mark.django_db
SHAPES = {
    "viva-csv": ("export.csv", as_csv),
    "viva-zip": ("export.zip", as_zip),
    "viva-workbook": ("template.xlsx", as_workbook),
}


@pytest.mark.parametrize("key", SHAPES)
def test_a_whole_export_is_stored_and_the_same_again_changes_nothing(key: str) -> None:
    name, write = SHAPES[key]
    nodes, actor = truths(300), importer()
    files = {name: write(nodes)}
    run = bring_in(key, files, actor=actor, new_teams="create")
    assert balances(run)
    ids = {each.id for each in nodes}
    objectives = {
        each.identifier: each for each in StrategicObjective.objects.select_related("parent", "okr_set__unit")
    }
    results = {each.identifier: each for each in KeyResult.objects.select_related("objective")}
    assert {each.id for each in nodes if each.kind == "objective"} <= set(objectives)
    assert {each.id for each in nodes if each.kind != "objective"} == set(results)
    assert {each.source for each in objectives.values()} | {each.source for each in results.values()} == {run}
    for node in nodes:
        is_objective = node.kind == "objective"
        title = objectives[node.id].title if is_objective else results[node.id].title
        assert title == " ".join(node.title.split())
        above = objectives[node.id].parent if is_objective else results[node.id].objective
        if node.parents and node.parents[0][0] in ids:
            assert above is not None
            assert above.identifier == node.parents[0][0]
    again = check(key, files, actor=actor, new_teams="create")
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}
    assert balances(again)


def test_every_value_of_the_whole_organisation_is_stored() -> None:
    nodes = truths(200)
    bring_in("viva-zip", {"export.zip": as_zip(nodes)}, new_teams="create")
    results = {each.identifier: each for each in KeyResult.objects.prefetch_related("readings", "phased_targets")}
    for node in nodes:
        if node.kind == "objective":
            objective = StrategicObjective.objects.get(identifier=node.id)
            assert (objective.statement, objective.starts_on, objective.due_on) == (
                node.description,
                node.starts_on,
                node.ends_on,
            )
            assert len(held_words(objective.exchange).get("Check-ins", [])) == len(node.check_ins)
            continue
        record = results[node.id]
        assert (record.baseline, record.target, record.unit) == (node.start, node.target, node.unit)
        assert record.description == node.description
        told = [each for each in record.readings.all() if not each.exchange["okr"]["key"].startswith("current")]
        assert sorted((each.read_on, each.value, each.note) for each in told if each.read_on) == sorted(
            (each.on, each.value.quantize(Decimal("0.0001")), each.note) for each in node.check_ins
        )
        assert [(each.due_on, each.value) for each in record.phased_targets.all()] == [
            (day, value.quantize(Decimal("0.0001"))) for day, value in node.phased
        ]


def test_seven_spellings_of_a_quarter_are_the_cycles_of_their_days() -> None:
    bring_in("viva-csv", {"export.csv": as_csv(truths(100))}, new_teams="whole", first_month=1)
    spans = set(Cycle.objects.values_list("starts_on", "ends_on", "kind"))
    assert spans == {
        (dt.date(2025, 1, 1), dt.date(2025, 3, 31), "quarterly"),
        (dt.date(2025, 1, 1), dt.date(2025, 12, 31), "annual"),
        (dt.date(2025, 1, 1), dt.date(2025, 1, 31), "custom"),
    }


def test_a_cycle_that_is_there_is_taken_by_its_days() -> None:
    Cycle.objects.create(code="X", name="Spring", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 3, 31))
    bring_in("viva-csv", {"export.csv": as_csv(truths(3))}, new_teams="whole")
    assert {each.cycle.code for each in OkrSet.objects.all()} == {"X"}


def test_a_workbook_and_an_export_without_ids_are_read_alike() -> None:
    nodes, actor = truths(120), importer()
    bring_in("viva-csv", {"export.xlsx": as_xlsx(nodes)}, actor=actor, new_teams="create")
    stored = KeyResult.objects.count(), StrategicObjective.objects.count(), Reading.objects.count()
    run = bring_in("viva-csv", {"again.csv": as_csv(nodes, with_ids=False)}, actor=actor, new_teams="create")
    assert balances(run)
    made = counts(run)
    assert "created" not in made["key_results"]
    assert (KeyResult.objects.count(), StrategicObjective.objects.count(), Reading.objects.count()) == stored


def test_teams_nobody_knows_are_asked_and_answered() -> None:
    make_unit("Service")
    north = make_unit("Northern sales")
    files = {"export.csv": as_csv(truths(100))}
    run = check("viva-csv", files)
    assert sorted(row["label"] for row in rows(run, "refused")) == ["Plant (2)", "Sales, North"]
    assert "Say which unit is meant" in rows(run, "refused")[0]["reason"]
    run = bring_in("viva-csv", files, teams=f"Sales, North = {north.code}\nPlant (2) =")
    assert OkrSet.objects.filter(unit=north).exists()
    assert not OkrSet.objects.filter(unit__name="Plant (2)").exists()
    words = [
        held_words(each).get("Teams", []) for each in StrategicObjective.objects.values_list("exchange", flat=True)
    ]
    assert any("Plant (2)" in each for each in words)


def test_owners_are_matched_or_asked_and_never_guessed() -> None:
    one = make_person("Person  one")
    for _ in range(2):
        make_person("Person Two")
    files = {"export.csv": as_csv(truths(100))}
    run = bring_in("viva-csv", files, new_teams="whole")
    asked = " ".join(run.plan["notes"])
    assert "“Person Two”" in asked
    assert "“Person Three”" in asked
    assert "“Person One”" not in asked
    owners = set(KeyResult.objects.values_list("owner", flat=True))
    assert owners == {one.pk, None}
    words = [held_words(each)["Owners"] for each in KeyResult.objects.values_list("exchange", flat=True)]
    assert any("Person Two" in each for each in words)


def test_an_answer_about_an_owner_is_a_change_row_by_row() -> None:
    three, actor = make_person("Somebody Else"), importer()
    files = {"export.csv": as_csv(truths(60))}
    bring_in("viva-csv", files, actor=actor, new_teams="whole")
    assert not KeyResult.objects.filter(owner__isnull=False).exists()
    run = bring_in("viva-csv", files, actor=actor, new_teams="whole", people=f"Person Three = {three.code}")
    changed = rows(run, "update", "key_results")
    assert changed
    assert {tuple(row["changes"]["owner"]) for row in changed} == {(None, "Somebody Else")}
    assert KeyResult.objects.filter(owner=three).count() == len(changed)


def test_a_changed_file_names_before_and_after_and_touches_nothing_else() -> None:
    nodes, actor = truths(60), importer()
    bring_in("viva-zip", {"export.zip": as_zip(nodes)}, actor=actor, new_teams="create")
    result = next(node for node in nodes if node.kind == "key_result" and node.check_ins)
    was = result.target
    result.target, result.check_ins[0].note = Decimal(777), "Counted anew"
    run = bring_in("viva-zip", {"export.zip": as_zip(nodes)}, actor=actor, new_teams="create")
    (row,) = rows(run, "update", "key_results")
    assert row["changes"]["target"] == [f"{was.normalize():f}", "777"]
    (reading,) = rows(run, "update", "readings")
    assert reading["changes"]["note"][1] == "Counted anew"
    assert rows(run, "create") == []
    assert KeyResult.objects.get(identifier=result.id).target == 777


def test_what_people_changed_stays_where_the_file_says_what_it_said() -> None:
    nodes, actor = truths(20), importer()
    files = {"export.csv": as_csv(nodes)}
    bring_in("viva-csv", files, actor=actor, new_teams="whole")
    KeyResult.objects.filter(identifier=nodes[1].id).update(target=5)
    again = bring_in("viva-csv", files, actor=actor, new_teams="whole")
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}
    assert KeyResult.objects.get(identifier=nodes[1].id).target == 5


def test_a_missing_parent_is_named_and_taken_up_once_it_comes() -> None:
    nodes, actor = truths(10), importer()
    child = nodes[5]
    child.parents = (("7777", Decimal(10)),)
    run = bring_in("viva-csv", {"export.csv": as_csv(nodes)}, actor=actor, new_teams="whole")
    assert any("is named as a parent and is not in the file" in note for note in run.plan["notes"])
    held = StrategicObjective.objects.get(identifier="7777")
    assert StrategicObjective.objects.get(identifier=child.id).parent == held
    nodes[0].id, nodes[0].title = "7777", "The parent itself"
    bring_in("viva-csv", {"export.csv": as_csv(nodes)}, actor=actor, new_teams="whole")
    held.refresh_from_db()
    assert held.title == "The parent itself"


def test_weights_that_differ_are_shares_and_equal_ones_are_the_rule() -> None:
    nodes = truths(5)
    for node, weight in zip(nodes[1:], (50, 20, 30, 0), strict=True):
        node.parents = ((nodes[0].id, Decimal(weight)),)
    bring_in("viva-csv", {"export.csv": as_csv(nodes)}, new_teams="whole")
    found = KeyResult.objects.order_by("position").values_list("share", "contributes")
    assert list(found) == [(50, True), (20, True), (30, True), (None, False)]


def test_teams_are_units_below_those_above_them() -> None:
    bring_in("viva-zip", {"export.zip": as_zip(truths(60))}, new_teams="create")
    units = {each.name: each for each in Unit.objects.all()}
    assert set(TEAMS) <= set(units)
    assert units["Plant (2)"].parent == units["Service"]
    assert PhasedTarget.objects.exists()


def test_words_that_no_field_holds_show_on_the_pages_and_the_report_on_the_run(client: Client) -> None:
    actor = importer()
    run = bring_in("viva-csv", {"export.csv": as_csv(truths(10))}, actor=actor, new_teams="whole")
    client.force_login(actor)
    objective = StrategicObjective.objects.get(identifier="2000000")
    for page in (objective, objective.key_results.get(identifier="2000001")):
        shown = client.get(page.get_absolute_url()).content.decode()
        assert "What its file says besides" in shown
        assert "Created by" in shown
    shown = client.get(run.get_absolute_url()).content.decode()
    assert f"{run.plan['account']['stored']} are stored" in shown
    assert "It is the heading of a column" in shown


def test_several_files_are_chosen_at_once_and_kept_as_one(client: Client) -> None:
    client.force_login(importer())
    nodes = truths(20)
    parts = [SimpleUploadedFile(f"part{at}.csv", as_csv(nodes[at : at + 10])) for at in (0, 10)]
    answer = client.post("/imports/new/viva-csv/", {"file": parts, "new_teams": "whole", "first_month": "1"})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun.objects.latest("pk")
    assert run.file.filename == "2 files, first part0.csv.zip"
    assert run.plan["counts"]["key_results"]["created"] == 16


def test_what_the_actor_may_not_write_is_refused_by_name() -> None:
    make_unit("Service")
    actor = plain_importer(unit=make_unit("Elsewhere"))
    run = check("viva-csv", {"export.csv": as_csv(truths(10))}, actor=actor, new_teams="whole")
    assert {row["model"] for row in rows(run, "refused")} >= {"cycles", "strategic_objectives"}
    assert "You may not write the OKRs of" in rows(run, "refused", "strategic_objectives")[0]["reason"]


def test_confidential_objectives_are_neither_told_nor_changed() -> None:
    nodes = truths(5)
    bring_in("viva-csv", {"export.csv": as_csv(nodes)}, new_teams="whole")
    StrategicObjective.objects.filter(identifier=nodes[0].id).update(is_confidential=True)
    run = check("viva-csv", {"export.csv": as_csv(nodes)}, actor=strategist(), new_teams="whole")
    assert [row["label"] for row in rows(run, "refused", "strategic_objectives")] == [
        "An objective that you may not see"
    ]


def test_a_closed_cycle_takes_no_new_objectives() -> None:
    days = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 3, 31)}
    Cycle.objects.create(code="X", name="Spring", state=Cycle.State.CLOSED, **days)
    run = check("viva-csv", {"export.csv": as_csv(truths(3))}, new_teams="whole")
    assert "Spring is closed" in rows(run, "refused", "strategic_objectives")[0]["reason"]
