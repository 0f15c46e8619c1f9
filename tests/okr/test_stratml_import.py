"""What importing a plan writes, what a changed file changes, and what it must never touch."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from big.audit.models import AuditEvent
from big.errors import StaleError
from big.history.schema import tables
from big.imports import services
from big.imports.models import IMPORT_RUN, ImportRun
from big.organisation.models import Organisation
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import STRATEGY_EDIT, STRATEGY_VIEW, Plan, Purpose, Stakeholder, Statement
from tests.factories.organisation import make_organisation, make_unit, member
from tests.history.moments import unlike
from tests.okr.stratml_files import PLAN, bring_in, changes, check, importer, tally

pytestmark = pytest.mark.django_db


def altered(old: str, new: str, text: str = PLAN) -> str:
    """The plan with one passage changed; the passage must be there."""
    assert old in text
    return text.replace(old, new)


def test_every_element_becomes_its_record() -> None:
    bring_in(PLAN)
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.acronym, organisation.identifier) == ("Testbed", "TB", "_org")
    plan = Plan.objects.get()
    assert (plan.name, plan.identifier, plan.address) == ("Harbour plan", "_plan", "https://example.org/plan")
    assert (plan.starts_on, plan.ends_on) == (dt.date(2026, 4, 1), dt.date(2029, 3, 31))
    assert set(Statement.objects.values_list("kind", "name", "text", "state")) == {
        ("vision", "", "Safe water", "adopted"),
        ("mission", "", "Keep the harbour open", "adopted"),
        ("value", "Care", "We look first", "adopted"),
    }
    goal = StrategicObjective.objects.get(code="G1")
    assert (goal.title, goal.statement, goal.other_information) == ("Open water", "Ships come and go.", "More")
    assert (goal.state, goal.kind, goal.position, goal.plan) == ("agreed", "objective", 1, plan)
    objective = goal.children.get()
    assert (objective.code, objective.title, objective.identifier) == ("G1.1", "Dredge", "_o11")
    part = objective.stakeholdings.get()
    assert (part.stakeholder.name, part.roles) == (
        "Pilots",
        [{"name": "Guide", "description": "", "types": ["Performer"]}],
    )
    key_result = objective.key_results.get()
    assert (key_result.code, key_result.title, key_result.unit) == ("KR1.1.1", "Depth of the channel", "metres")
    assert (key_result.target, key_result.due_on, key_result.description) == (
        Decimal("12.5"),
        dt.date(2027, 3, 31),
        "By sounding",
    )
    target, reading = key_result.phased_targets.get(), key_result.readings.get()
    assert (target.value, target.due_on, target.note) == (Decimal("12.5"), dt.date(2027, 3, 31), "Deeper")
    assert (reading.value, reading.read_on, reading.starts_on) == (Decimal(1011), dt.date(2026, 9, 30), None)
    assert Stakeholder.objects.get(name="Ada Marsh").kind == "Person"
    purpose = Purpose.objects.get()
    assert (purpose.statement, purpose.state, purpose.editions.count()) == ("Keep the harbour open", "adopted", 1)
    assert list(purpose.objectives.values_list("code", flat=True)) == ["G1", "G2"]


def test_the_versions_valid_now_are_the_rows_after_each_import() -> None:
    for text in (PLAN, altered("Safe water", "Safer water")):
        bring_in(text)
        assert [table for table in tables() if unlike(table)] == []


def test_a_goal_of_stratml_is_never_a_driver() -> None:
    bring_in(PLAN)
    assert not Driver.objects.exists()


def test_the_same_file_again_changes_nothing_and_keeps_one_document() -> None:
    actor = importer()
    first = bring_in(PLAN, actor=actor)
    events = AuditEvent.objects.count()
    second = bring_in(PLAN, actor=actor)
    assert changes(second) == {}
    assert second.file == first.file
    assert list(AuditEvent.objects.order_by("pk")[events:].values_list("code", flat=True)) == ["imports.run.applied"]


def test_each_record_is_told_of_in_one_act() -> None:
    run = bring_in(PLAN)
    events = AuditEvent.objects.filter(code__startswith="okr.")
    assert events.values("group").distinct().count() == 1
    told = AuditEvent.objects.get(code="okr.key_result.created")
    assert told.after["title"] == "Depth of the channel"
    assert told.after["phased targets"] == ["12.5, 2027-03-31"]
    assert "exchange" not in told.after
    assert AuditEvent.objects.get(code="imports.run.applied").group == told.group
    assert AuditEvent.objects.filter(code="okr.objective.created").count() == 3
    assert run.plan["counts"]["strategic_objectives"]["created"] == 3


@pytest.mark.parametrize(
    ("old", "new", "expected", "field"),
    [
        ("<Name>Dredge</Name>", "<Name>Dredge on</Name>", "strategic_objectives updated", ("title", "Dredge on")),
        ("Ships come and go.", "Ships come.", "strategic_objectives updated", ("statement", "Ships come.")),
        ("metres", "feet", "key_results updated", ("unit", "feet")),
        ("Safe water", "Safer water", "visions updated", ("text", "Safer water")),
        ("<Name>Harbour plan", "<Name>Port plan", "plans updated", ("name", "Port plan")),
        ("<Name>Pilots", "<Name>Masters", "stakeholders updated", None),
        ("<RoleType>Performer", "<RoleType>Beneficiary", "stakeholders updated", None),
        ("1,011", "11.5", "readings updated", ("value", "11.5")),
        ('RelationshipType="Narrower_Than"', 'RelationshipType="Peer_To"', "key_results updated", None),
    ],
)
def test_a_changed_word_changes_its_record_alone(
    old: str, new: str, expected: str, field: tuple[str, str] | None
) -> None:
    bring_in(PLAN)
    run = bring_in(altered(old, new))
    if new == "<Name>Masters":
        # Another name is another stakeholder; what the file no longer names stays.
        assert changes(run) == {"stakeholders created": 1}
        return
    assert changes(run) == {expected: 1}
    (row,) = [row for row in run.plan["rows"] if row["action"] == "update"]
    if field:
        assert row["changes"][field[0]][1] == field[1]
    assert changes(bring_in(altered(old, new))) == {}


def test_a_target_that_changes_takes_the_key_result_along_until_somebody_sets_it() -> None:
    bring_in(PLAN)
    run = bring_in(altered("12.50", "14"))
    assert changes(run) == {"key_results updated": 1, "phased_targets updated": 1}
    key_result = KeyResult.objects.get()
    assert key_result.target == 14
    KeyResult.objects.update(target=Decimal(20))
    run = bring_in(altered("12.50", "16"))
    assert changes(run) == {"phased_targets updated": 1}
    assert any("KR1.1.1 keeps its own target" in note for note in run.plan["notes"])
    assert KeyResult.objects.get().target == 20


def test_records_are_found_by_identifier_then_by_sequence_and_name() -> None:
    bring_in(PLAN)
    renumbered = altered("<SequenceIndicator>1.1</SequenceIndicator>", "<SequenceIndicator>1.9</SequenceIndicator>")
    renamed = altered("<Name>Dredge</Name>", "<Name>Deepen</Name>", renumbered)
    assert changes(bring_in(renamed)) == {"strategic_objectives updated": 1}
    assert StrategicObjective.objects.get(identifier="_o11").code == "G1.1"
    anonymous = altered("<Identifier>_g2</Identifier>", "")
    assert changes(check(anonymous)) == {"strategic_objectives updated": 2}
    assert StrategicObjective.objects.count() == 3


def test_an_objective_that_moves_to_another_goal_stays_itself() -> None:
    bring_in(PLAN)
    start, end = PLAN.index("      <Objective>"), PLAN.index("</Objective>") + len("</Objective>")
    objective = PLAN[start:end]
    moved = PLAN.replace(objective, "").replace(
        "<SequenceIndicator>2</SequenceIndicator>", f"<SequenceIndicator>2</SequenceIndicator>{objective}"
    )
    run = bring_in(moved)
    assert changes(run) == {"strategic_objectives updated": 1}
    found = StrategicObjective.objects.get(identifier="_o11")
    assert (found.parent and found.parent.code, found.code) == ("G2", "G1.1")


def test_goals_in_another_order_take_their_new_places() -> None:
    bring_in(PLAN)
    start, end = PLAN.index("    <Goal><Name>Clean"), PLAN.rindex("</Goal>") + len("</Goal>")
    goal = PLAN[start:end]
    turned = PLAN.replace(goal, "").replace("    <Goal>\n      <Name>Open", f"{goal}    <Goal>\n      <Name>Open")
    bring_in(turned)
    assert list(StrategicObjective.objects.filter(parent=None).order_by("position").values_list("code", flat=True)) == [
        "G2",
        "G1",
    ]
    assert changes(bring_in(turned)) == {}


def test_what_the_file_no_longer_names_stays_and_is_told_of() -> None:
    bring_in(PLAN)
    start = PLAN.index("    <Goal><Name>Clean")
    shorter = PLAN[:start] + PLAN[PLAN.index("  </StrategicPlanCore>") :]
    run = bring_in(shorter)
    assert changes(run) == {}
    assert run.plan["notes"] == ["Not in the file, and left as they are: G2 Clean water."]
    assert StrategicObjective.objects.filter(code="G2").exists()


def test_new_parts_of_a_known_plan_join_it() -> None:
    bring_in(PLAN)
    goal = "<Goal><Name>Calm water</Name><SequenceIndicator>3</SequenceIndicator></Goal>"
    run = bring_in(altered("  </StrategicPlanCore>", f"{goal}</StrategicPlanCore>"))
    assert changes(run) == {"strategic_objectives created": 1}
    added = StrategicObjective.objects.get(code="G3")
    assert (added.plan, added.position, added.purpose) == (Plan.objects.get(), 3, Purpose.objects.get())


def test_what_people_added_is_never_touched() -> None:
    bring_in(PLAN)
    objective = StrategicObjective.objects.get(code="G1.1")
    StrategicObjective.objects.filter(pk=objective.pk).update(confidence=7, is_mission_critical=True, state="delegated")
    bring_in(altered("<Name>Dredge</Name>", "<Name>Dredge on</Name>"))
    objective.refresh_from_db()
    assert (objective.confidence, objective.is_mission_critical, objective.state) == (7, True, "delegated")
    assert objective.title == "Dredge on"


def test_the_profile_is_filled_where_empty_and_never_overwritten() -> None:
    make_organisation(name="Testbed", acronym="OWN")
    run = bring_in(PLAN)
    assert tally(run, "organisations") == {"updated": 1}
    organisation = Organisation.objects.get()
    assert (organisation.acronym, organisation.identifier) == ("OWN", "_org")
    assert "The organisation's acronym differs in the file and stays as it is." in run.plan["notes"]


def test_the_plan_of_somebody_else_leaves_the_profile_alone() -> None:
    make_organisation(name="Meridian")
    run = bring_in(PLAN)
    assert "organisations" not in run.plan["counts"]
    assert Organisation.objects.get().identifier == ""
    assert "The plan is of Testbed; the profile of Meridian stays as it is." in run.plan["notes"]


def test_the_choices_of_the_form_are_kept_to() -> None:
    bring_in(PLAN, objective_state="proposed", mission_is_purpose=False)
    assert set(StrategicObjective.objects.values_list("state", flat=True)) == {"proposed"}
    assert not Purpose.objects.exists()


def test_only_somebody_who_may_change_the_whole_strategy_imports_a_plan() -> None:
    local = member([IMPORT_RUN, STRATEGY_EDIT, STRATEGY_VIEW], unit=make_unit())
    run = check(PLAN, actor=local)
    assert (run.state, tally(run, "plans")) == (ImportRun.State.REFUSED, {"refused": 1})
    with pytest.raises(PermissionDenied):
        check(PLAN, actor=member([IMPORT_RUN, STRATEGY_VIEW]))


def test_a_confidential_objective_is_not_changed_by_those_who_may_not_see_it() -> None:
    bring_in(PLAN)
    StrategicObjective.objects.filter(code="G1.1").update(is_confidential=True)
    run = check(altered("<Name>Dredge</Name>", "<Name>Seen?</Name>"))
    assert run.state == ImportRun.State.REFUSED
    (row,) = [row for row in run.plan["rows"] if row["action"] == "refused"]
    assert (row["label"], row["reason"], row["changes"]) == (
        "A confidential record",
        "You may not see or change it.",
        {},
    )
    assert changes(check(PLAN)) == {}


def test_a_world_that_changed_since_the_check_is_looked_at_again() -> None:
    actor = importer()
    bring_in(PLAN, actor=actor)
    run = check(altered("<Name>Dredge</Name>", "<Name>Dredge on</Name>"), actor=actor)
    StrategicObjective.objects.filter(code="G1.1").update(title="Somebody was faster")
    with pytest.raises(StaleError):
        services.apply_run(run.pk, actor=actor)
    assert StrategicObjective.objects.get(code="G1.1").title == "Somebody was faster"


def _fingerprints() -> dict[str, int]:
    """How many rows stand in each table of the strategy and its history."""
    models: list[Any] = [Organisation, Plan, Purpose, Statement, Stakeholder, StrategicObjective, KeyResult, AuditEvent]
    return {model.__name__: model.objects.count() for model in models}


def test_a_failure_at_any_statement_writes_nothing() -> None:
    """Fault injection: break off after the 1st, 6th, 11th ... statement of the import until it goes through."""
    actor = importer()
    run = check(PLAN, actor=actor)
    before = _fingerprints()
    for statement in range(1, 400, 5):
        with connection.execute_wrapper(_Breaker(statement)):
            try:
                services.apply_run(run.pk, actor=actor)
            except BreakError:
                pass
            else:
                assert statement > 60
                break
        assert _fingerprints() == before
        run.refresh_from_db()
        assert run.state == ImportRun.State.CHECKED
    assert StrategicObjective.objects.count() == 3


class BreakError(Exception):
    """What the fault injection raises."""


class _Breaker:
    """Lets some statements through and raises instead of the next."""

    def __init__(self, after: int) -> None:
        self._left = after

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, params, many, context)
        self._left -= 1
        if self._left < 0:
            raise BreakError
        return execute(sql, params, many, context)


def test_codes_are_addresses_whatever_the_numbering() -> None:
    odd = altered("<SequenceIndicator>1</SequenceIndicator>", "<SequenceIndicator>Goal A (i)</SequenceIndicator>")
    odd = altered("<SequenceIndicator>1.1</SequenceIndicator>", "<SequenceIndicator/>", odd)
    odd = altered("<SequenceIndicator>1.1.1</SequenceIndicator>", "<SequenceIndicator>β</SequenceIndicator>", odd)
    bring_in(odd)
    assert list(StrategicObjective.objects.order_by("pk").values_list("code", flat=True)) == [
        "GGoal-A-i",
        "GGoal-A-i.1",
        "G2",
    ]
    assert KeyResult.objects.get().code == "KRGGoal-A-i.1.1"


def test_a_nameless_objective_is_called_by_its_words_and_comes_out_nameless() -> None:
    bring_in(altered("<Name>Dredge</Name>", "<Name/>"))
    assert StrategicObjective.objects.get(code="G1.1").title == "Deepen the channel."
    assert changes(bring_in(altered("<Name>Dredge</Name>", "<Name/>"))) == {}


def test_an_identifier_used_twice_does_not_confuse_two_records() -> None:
    twice = altered("<Identifier>_g2</Identifier>", "<Identifier>_g1</Identifier>")
    bring_in(twice)
    assert StrategicObjective.objects.filter(identifier="_g1").count() == 2
    assert changes(bring_in(twice)) == {}


def test_an_overlong_name_is_cut_on_the_page_and_whole_in_the_file() -> None:
    long = "Dredge " * 60
    run = bring_in(altered("<Name>Dredge</Name>", f"<Name>{long}</Name>"))
    assert len(StrategicObjective.objects.get(code="G1.1").title) == 300
    assert any("shows its first 299" in note for note in run.plan["notes"])
    assert changes(bring_in(altered("<Name>Dredge</Name>", f"<Name>{long}</Name>"))) == {}
