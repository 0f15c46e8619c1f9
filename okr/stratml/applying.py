"""Carrying out the steps of an import: every record in its order, marked with its run, told in the history."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from django.db import models

from big import clock
from big.accounts.models import User
from big.audit.record import record, register
from big.errors import StaleError
from big.imports.models import ImportRun
from big.records import Record, plain, revise
from okr import codes
from okr.models.key_results import KeyResult, Measured, PhasedTarget
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan, Purpose, PurposeEdition, Stakeholder, Statement
from okr.stratml.steps import HIDDEN, Course, Step

PLAN_CREATED = register("okr.plan.created", "imported the plan")
PLAN_CHANGED = register("okr.plan.changed", "changed the plan")
ORGANISATION_CREATED = register("okr.plan.organisation_created", "made the organisation from a plan")
ORGANISATION_FILLED = register("okr.plan.organisation_filled", "filled the organisation's profile from a plan")

_CODES: Final[dict[str, tuple[str, str]]] = {
    "organisations": (ORGANISATION_CREATED, ORGANISATION_FILLED),
    "plans": (PLAN_CREATED, PLAN_CHANGED),
    "purposes": (codes.PURPOSE_CREATED, codes.PURPOSE_CHANGED),
    "visions": (codes.STATEMENT_CREATED, codes.STATEMENT_CHANGED),
    "missions": (codes.STATEMENT_CREATED, codes.STATEMENT_CHANGED),
    "values": (codes.STATEMENT_CREATED, codes.STATEMENT_CHANGED),
    "stakeholders": (codes.STAKEHOLDER_CREATED, codes.STAKEHOLDER_CHANGED),
    "strategic_objectives": (codes.OBJECTIVE_CREATED, codes.OBJECTIVE_CHANGED),
    "key_results": (codes.KEY_RESULT_CREATED, codes.KEY_RESULT_CHANGED),
}
# What every record has of itself; the history says the rest.
_OWN: Final = {"id", "version", "created_at", "updated_at", "source", "source_ref"}
_MEASURES: Final = {"phased_targets", "readings"}
_LOCKED: Final[tuple[type[Record], ...]] = (Plan, Statement, Stakeholder, StrategicObjective, KeyResult, Measured)


def lock(course: Course) -> None:
    """Lock what will be changed; StaleError if it is no longer as it was when the course was set."""
    changed = [step.record for step in course.steps if step.action == "update" and isinstance(step.record, _LOCKED)]
    for _, group in groupby(sorted(changed, key=_table), key=_table):
        records = list(group)
        held = {each.pk: each.version for each in records}
        rows = type(records[0])._default_manager.select_for_update().filter(pk__in=held).order_by("pk")
        if dict(rows.values_list("pk", "version")) != held:
            raise StaleError("Somebody changed a record of this plan just now. Check the file again.", code="stale")


def _table(each: Record) -> str:
    return each._meta.label_lower


def carry_out(course: Course, run: ImportRun, actor: User) -> None:
    """Write every step; the caller's transaction holds them together."""
    for step, measures in _with_measures(course.steps):
        if step.action == "create":
            after = _create(step, run)
            before: dict[str, Any] = {}
        elif step.action == "update":
            before, after = _update(step, run)
        else:
            before, after = {}, {}
        was, now = _measure(measures, run)
        before, after = before | was, after | now
        if step.action == "create" or step.action == "update" or after:
            code = _CODES[step.model][0 if step.action == "create" else 1]
            record(code, actor=actor, on=step.record, also=_also(step), before=before, after=after, why="")


def _with_measures(steps: Sequence[Step]) -> Iterator[tuple[Step, list[Step]]]:
    """Each step with the measurements that follow it: a key result's targets and readings are told with it."""
    at = 0
    while at < len(steps):
        end = at + 1
        while end < len(steps) and steps[end].model in _MEASURES:
            end += 1
        yield steps[at], list(steps[at + 1 : end])
        at = end


def _also(step: Step) -> list[models.Model]:
    """The objective that a stakeholder belongs to."""
    return [step.holder.objective] if step.holder is not None else []


def _mark(each: Record, run: ImportRun, step: Step) -> None:
    each.source, each.source_ref = run, f"line {step.line}" if step.line else ""


def _settle(each: models.Model) -> None:
    """Take over the keys of records that were made before this one and had none yet when it was planned."""
    for field in each._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(each):
            setattr(each, field.name, getattr(each, field.name))


def _insert(each: Record) -> dict[str, Any]:
    """Check and save a new record; its filled fields for the history.

    Keys and codes are the planner's own, so they are not looked up one by one: the database holds them.
    """
    relations = [field.name for field in each._meta.fields if field.is_relation]
    each.clean_fields(exclude=relations)
    each.clean()
    each.save(force_insert=True)
    values = {field.name: plain(getattr(each, field.name)) for field in each._meta.fields}
    return {name: value for name, value in values.items() if name not in _OWN and value not in (None, "", [], {})}


def _create(step: Step, run: ImportRun) -> dict[str, Any]:
    _settle(step.record)
    _mark(step.record, run, step)
    after = _insert(step.record)
    if isinstance(step.record, Purpose):
        _adopt(step.record, run)
    if step.holder is not None:
        _settle(step.holder)
        step.holder.save(force_insert=True)
    return {name: value for name, value in after.items() if name not in HIDDEN}


def _update(step: Step, run: ImportRun) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = revise(step.record, step.changes)
    if step.holder_changes:
        for name, value in step.holder_changes.items():
            before[name], after[name] = plain(getattr(step.holder, name)), plain(value)
            setattr(step.holder, name, value)
        step.holder.save(update_fields=list(step.holder_changes))
    _mark(step.record, run, step)
    step.record.save(update_fields=["source", "source_ref"])
    shown = {name: value for name, value in after.items() if name not in HIDDEN - {"roles"}}
    return {name: value for name, value in before.items() if name in shown}, shown


def _measure(steps: list[Step], run: ImportRun) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write targets and readings, the new ones in one statement for each kind; before and after by date."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for step in steps:
        if step.action == "update":
            was, now = _update(step, run)
            name = _measure_name(step)
            before[name], after[name] = was or "as it was", now or "in another place of the file"
    new = [step for step in steps if step.action == "create"]
    for step in new:
        _settle(step.record)
        _mark(step.record, run, step)
        step.record.clean_fields(exclude=["key_result", "source", "read_by"])
    for model, group in groupby(new, key=lambda step: type(step.record)):
        made = [step.record for step in group]
        model.objects.bulk_create(made)
        after[str(model._meta.verbose_name_plural)] = [_measured(each) for each in made]
    return before, after


def _measure_name(step: Step) -> str:
    return f"{step.record._meta.verbose_name} {step.record.position}"


def _measured(each: Any) -> str:
    """A target or reading in a few words, for the history of its key result."""
    day = each.due_on if isinstance(each, PhasedTarget) else each.read_on
    value = plain(each.value) if each.value is not None else each.note[:60] or "no value"
    return f"{value}, {day.isoformat()}" if day else str(value)


def _adopt(purpose: Purpose, run: ImportRun) -> None:
    """An imported mission was adopted with its plan."""
    PurposeEdition.objects.create(
        purpose=purpose, number=1, statement=purpose.statement, rationale="", adopted_on=clock.today()
    )
