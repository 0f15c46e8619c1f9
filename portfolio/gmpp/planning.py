"""What a snapshot would change, project by project, and whether it may; the dry run and the writing share it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from big import clock
from big.accounts.models import User
from big.imports.plan import Action, ImportPlan, PlannedRow
from big.organisation.models import Organisation
from big.organisation.policies import can_manage_unit
from big.records import plain
from portfolio.gmpp import matching
from portfolio.gmpp.departments import department_key, preferred
from portfolio.gmpp.matching import ID_SCHEME, NAME_SCHEME, Known
from portfolio.gmpp.snapshot import ProjectSnapshot, Snapshot
from portfolio.gmpp.spelling import tally
from portfolio.gmpp.stored import CURRENCY, Stored, Units, is_imported, stored, units_for
from portfolio.models.status import StatusReport
from portfolio.models.work import Stream, Work

SHOWN = 300
TO_COME = "The reporting date, {day:%-d %B %Y}, has not come yet."
NOT_SEEN = "It is work that you may not see. Ask an administrator to import the file."
NOT_YOURS = "You may not change this work, report its status and change its money. Ask somebody who may."
NOT_THERE = "You may not put work into {department}. Ask somebody who may, or import the file as an administrator."


@dataclass(slots=True)
class ProjectPlan:
    """What one project's row does to the register; empty values where it changes nothing."""

    row: ProjectSnapshot
    work: Work | None = None
    refusal: str = ""
    work_values: dict[str, Any] = field(default_factory=dict)
    moves_to: str = ""
    references: list[tuple[str, str]] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    cost: dict[str, Any] = field(default_factory=dict)
    money: dict[str, Any] = field(default_factory=dict)

    @property
    def changes_work(self) -> bool:
        """Whether existing work gets new values, another unit or another name to be found by."""
        return bool(self.work and (self.work_values or self.moves_to or self.references))


@dataclass(slots=True)
class Prepared:
    """The whole plan: rows for people, and for `applying` what to write and where."""

    plan: ImportPlan
    projects: list[ProjectPlan]
    units: Units
    new_units: dict[str, str]
    respelled: dict[int, str]
    stored: Stored
    register: Known


def prepare(snapshot: Snapshot, actor: User, *, lock: bool = False) -> Prepared:
    """Compare `snapshot` with the register as `actor` sees it; a constant number of queries, nothing written."""
    register = matching.known()
    matches = matching.match(snapshot.rows, register)
    units = units_for(actor)
    new_units, respelled = _departments(snapshot, units)
    may_add_units = not new_units or can_manage_unit(actor, units.top)
    found = stored(snapshot, set(matches.works.values()), actor, lock=lock)
    to_come = TO_COME.format(day=snapshot.reports_on) if snapshot.reports_on > clock.today() else ""
    projects = []
    for row in snapshot.rows:
        if row.place in matches.repeated:
            continue
        project = ProjectPlan(row, refusal=to_come or matches.refused.get(row.place, ""))
        work_id = matches.works.get(row.place)
        if not project.refusal:
            project.refusal = _refusal(row, work_id, found, units, may_add_units=may_add_units)
        if not project.refusal:
            _compare(project, work_id, snapshot, found, register, units)
        projects.append(project)
    plan = ImportPlan(not_read=list(snapshot.not_read), notes=_notes(snapshot, matches))
    plan.rows += _unit_rows(snapshot, new_units, respelled, units)
    for project in projects:
        plan.rows += _rows(project, found)
    return Prepared(plan, projects, units, new_units, respelled, found, register)


def plan(snapshot: Snapshot, actor: User) -> ImportPlan:
    """What importing `snapshot` would do, row by row; writes nothing."""
    return prepare(snapshot, actor).plan


def _departments(snapshot: Snapshot, units: Units) -> tuple[dict[str, str], dict[int, str]]:
    """Departments that need a unit, and units of earlier imports that get a preferred spelling."""
    spellings: dict[str, str] = {}
    for row in snapshot.rows:
        if key := department_key(row.department):
            spellings[key] = preferred(spellings.get(key, row.department), row.department)
    new, respelled = {}, {}
    for key, spelling in spellings.items():
        unit = units.by_key.get(key)
        if unit is None:
            new[key] = spelling
        elif is_imported(unit) and department_key(unit.name) == key and preferred(unit.name, spelling) != unit.name:
            respelled[unit.pk] = spelling
    return new, respelled


def _refusal(row: ProjectSnapshot, work_id: int | None, found: Stored, units: Units, *, may_add_units: bool) -> str:
    if work_id is not None and work_id not in found.works:
        return NOT_SEEN
    if work_id is not None and work_id not in found.editable:
        return NOT_YOURS
    unit = units.of(row.department)
    stays = work_id is not None and found.works[work_id].unit_id == (unit.pk if unit else None)
    if not stays and not (unit.pk in units.open_to_actor if unit else may_add_units):
        return NOT_THERE.format(department=row.department)
    try:
        Work(name=row.name, stream=Stream.CHANGE, description=row.description).clean_fields(
            exclude=["code", "work_type", "state", "source"]
        )
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _compare(
    project: ProjectPlan,
    work_id: int | None,
    snapshot: Snapshot,
    found: Stored,
    register: Known,
    units: Units,
) -> None:
    row = project.row
    project.work = found.works[work_id] if work_id is not None else None
    project.references = _references(row, work_id, register)
    values = work_values(row)
    if project.work is None:
        project.work_values, project.moves_to = values, row.department
    elif found.newest.get(project.work.pk, dt.date.min) <= snapshot.reports_on:
        # Only the newest snapshot says what the work is called now, where it belongs and when it runs.
        project.work_values = _different(project.work, values)
        unit = units.of(row.department)
        project.moves_to = "" if unit and unit.pk == project.work.unit_id else row.department
    key = project.work.pk if project.work else None
    project.report = _needed(found.reports.get(key) if key else None, report_values(row, snapshot))
    project.cost = _needed(found.costs.get(key) if key else None, cost_values(row))
    if not key or found.newest_of_year.get(key, dt.date.min) <= snapshot.reports_on:
        project.money = _needed(found.lines.get(key) if key else None, money_values(row))


def work_values(row: ProjectSnapshot) -> dict[str, Any]:
    """What work takes from its newest snapshot; an end before the start is left to the status report."""
    in_order = not (row.starts_on and row.ends_on and row.ends_on < row.starts_on)
    return {
        "name": row.name,
        "description": row.description,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on if in_order else None,
    }


def report_values(row: ProjectSnapshot, snapshot: Snapshot) -> dict[str, Any]:
    """The status report of the snapshot's date."""
    return {
        "rating": row.rating,
        "rating_reason": row.rating_reason,
        "sponsor_rating": row.sponsor_rating or "",
        "is_five_point": snapshot.is_five_point,
        "narrative": row.narrative,
        "schedule_narrative": row.schedule_narrative,
        "budget_narrative": row.budget_narrative,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "dates_note": row.dates_note,
    }


def cost_values(row: ProjectSnapshot) -> dict[str, Any]:
    """The whole-life cost of the snapshot's date, or why there is none."""
    return {
        "amount": row.cost,
        "currency": CURRENCY,
        "withheld_reason": row.cost_reason,
        "narrative": row.cost_narrative,
    }


def money_values(row: ProjectSnapshot) -> dict[str, Any]:
    """Baseline and forecast of the financial year; nothing where the file gives neither them nor a reason."""
    if row.budget is None and row.forecast is None and not row.money_note:
        return {}
    return {"budget": row.budget, "forecast": row.forecast, "note": row.money_note}


def _references(row: ProjectSnapshot, work_id: int | None, register: Known) -> list[tuple[str, str]]:
    """The id and the name that the work is not yet known by; two projects of one name share it, the first bears it."""
    found = []
    if row.gmpp_id and row.gmpp_id not in register.by_id:
        found.append((ID_SCHEME, row.gmpp_id))
    name = matching.name_reference(row)
    if name not in register.names:
        register.names[name] = work_id or 0
        found.append((NAME_SCHEME, name))
    return found


def _different(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(record, name) != value}


def _needed(record: models.Model | None, values: dict[str, Any]) -> dict[str, Any]:
    """All values where there is no record yet, else those that differ."""
    return values if record is None else _different(record, values)


def _notes(snapshot: Snapshot, matches: matching.Matches) -> list[str]:
    day = f"{snapshot.reports_on:%-d %B %Y}"
    notes = [
        f"The file reports {day}, by {snapshot.dated_by}. It is read as {snapshot.encoding}, with a {snapshot.layout}.",
        tally(snapshot),
    ]
    if not Organisation.objects.exists():
        notes.append("No organisation is set up yet: “UK Government” is made, and Settings changes its name.")
    if matches.repeated:
        places = ", ".join(row.place for row in snapshot.rows if row.place in matches.repeated)
        notes.append(f"The same project stands there again, word for word, and is read once: {places}.")
    backwards = [row.name for row in snapshot.rows if row.starts_on and row.ends_on and row.ends_on < row.starts_on]
    if backwards:
        notes.append(f"The end lies before the start, so that the work keeps its start only: {', '.join(backwards)}.")
    return [*notes, *matches.notes, *snapshot.notes]


def _unit_rows(
    snapshot: Snapshot, new: Mapping[str, str], respelled: Mapping[int, str], units: Units
) -> list[PlannedRow]:
    rows = []
    for key in sorted({department_key(row.department) for row in snapshot.rows} - {""}):
        unit = units.by_key.get(key)
        if unit is None:
            rows.append(PlannedRow("units", "create", new[key]))
        elif unit.pk in respelled:
            changes = {"name": (unit.name, respelled[unit.pk])}
            rows.append(PlannedRow("units", "update", unit.name, changes=changes))
        else:
            rows.append(PlannedRow("units", "unchanged", unit.name))
    return rows


def _rows(project: ProjectPlan, found: Stored) -> list[PlannedRow]:
    row, work = project.row, project.work
    label = row.name or row.gmpp_id or row.place
    if project.refusal:
        return [PlannedRow("works", "refused", label, row.place, project.refusal)]
    action: Action = "create" if work is None else "update" if project.changes_work else "unchanged"
    planned = [PlannedRow("works", action, label, row.place, changes=_work_changes(project))]
    key = work.pk if work else 0
    planned.append(_record_row("status_reports", row, project.report, found.reports.get(key)))
    planned.append(_record_row("whole_life_costs", row, project.cost, found.costs.get(key)))
    if project.money or key in found.lines:
        planned.append(_record_row("money_lines", row, project.money, found.lines.get(key)))
    return planned


def _work_changes(project: ProjectPlan) -> dict[str, tuple[Any, Any]]:
    if project.work is None:
        return {}
    changes = {
        name: (_shown(getattr(project.work, name)), _shown(value)) for name, value in project.work_values.items()
    }
    if project.moves_to:
        changes["unit"] = (_shown(project.work.unit), project.moves_to)
    if project.references:
        changes["also known as"] = (None, "; ".join(value for _, value in project.references))
    return changes


def _record_row(model: str, row: ProjectSnapshot, values: Mapping[str, Any], record: models.Model | None) -> PlannedRow:
    if record is None:
        return PlannedRow(model, "create", row.name, row.place)
    if not values:
        return PlannedRow(model, "unchanged", row.name, row.place)
    changes = {name: (_shown(getattr(record, name)), _shown(value)) for name, value in values.items()}
    reason = "A submitted report stays; a corrected one is added." if isinstance(record, StatusReport) else ""
    return PlannedRow(model, "update", row.name, row.place, reason, changes)


def _shown(value: Any) -> Any:
    """A value as the plan keeps it: long texts by their beginning, which is enough to see what changes."""
    text = plain(value)
    return f"{text[: SHOWN - 1]}…" if isinstance(text, str) and len(text) > SHOWN else text
