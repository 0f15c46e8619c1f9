"""Writes a snapshot into the register: all of it or nothing, in a number of statements that does not grow with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import Telling, record_many
from big.errors import RuleError
from big.imports.models import ImportRun
from big.imports.plan import ImportPlan
from big.organisation.models import Organisation, Unit
from big.organisation.services import units as unit_services
from big.records import Record, plain
from big.registry.reactions import gathered, react
from portfolio.codes import ON_MONEY_CHANGED, ON_STATUS_SUBMITTED, ON_WORK_CHANGED, ON_WORK_CREATED
from portfolio.gmpp.codes import SNAPSHOT_IMPORTED, WORK_BROUGHT_UP, WORK_IMPORTED, codes_for
from portfolio.gmpp.departments import department_key, unit_code
from portfolio.gmpp.planning import Prepared, ProjectPlan, prepare
from portfolio.gmpp.snapshot import Snapshot
from portfolio.gmpp.stored import CURRENCY
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Stream, Work, WorkReference

ORGANISATION: Final = "UK Government"
TYPE: Final = "project"
STATE: Final = "in-delivery"
_CHANGEABLE: Final = ("name", "description", "starts_on", "ends_on")


@transaction.atomic
def apply(snapshot: Snapshot, run: ImportRun, actor: User) -> ImportPlan:
    """Write `snapshot` as `actor`, mark every record with `run`, and return the plan that was carried out.

    RuleError where any row is refused; nothing is written then. The import service lets one import write at a time.
    """
    prepared = prepare(snapshot, actor, lock=True)
    if prepared.plan.is_refused:
        refused = prepared.plan.counts()["works"]["refused"]
        raise RuleError(f"{refused} of its projects cannot be imported, so nothing was.", code="refused")
    Organisation.objects.get_or_create(singleton=True, defaults={"name": ORGANISATION})
    writer = _Writer(snapshot, run, actor, prepared)
    with gathered(actor):
        writer.write()
    return prepared.plan


@dataclass(slots=True)
class _Writer:
    """Carries one prepared plan out, noun by noun."""

    snapshot: Snapshot
    run: ImportRun
    actor: User
    prepared: Prepared

    def write(self) -> None:
        """Units first, then work, then how it stood."""
        units = self._units()
        self._create_works(units)
        self._change_works(units)
        self._add_references()
        self._add_reports()
        self._write_costs()
        self._write_money()
        self._tell_of_snapshots()

    def _units(self) -> dict[str, Unit]:
        """The unit of each department by key; the new ones are made by the organisation's own service."""
        units = self.prepared.units
        for key, spelling in self.prepared.new_units.items():
            code = unit_code(spelling)
            code = "" if code in units.codes else code
            unit = unit_services.create_unit(actor=self.actor, name=spelling, parent=units.top, code=code)
            units.codes.add(unit.code)
            units.by_key[key] = unit
        for pk, spelling in self.prepared.respelled.items():
            unit = unit_services.change_unit(pk, actor=self.actor, version=None, changes={"name": spelling})
            units.by_key[department_key(spelling)] = unit
        made = [units.by_key[key].pk for key in self.prepared.new_units]
        Unit.objects.filter(pk__in=[*made, *self.prepared.respelled]).update(source=self.run)
        return units.by_key

    def _marked(self, project: ProjectPlan) -> dict[str, Any]:
        return {"source": self.run, "source_ref": project.row.place}

    def _touch(self, record: Record, values: Mapping[str, Any], project: ProjectPlan) -> None:
        for name, value in {**values, **self._marked(project)}.items():
            setattr(record, name, value)
        record.version += 1
        record.updated_at = clock.now()

    def _create_works(self, units: Mapping[str, Unit]) -> None:
        new = [project for project in self.prepared.projects if project.work is None]
        if not new:
            return
        work_type, state = _type_and_state()
        codes = codes_for([project.row.gmpp_id for project in new])
        for project, code in zip(new, codes, strict=True):
            project.work = Work(
                **project.work_values,
                **self._marked(project),
                code=code,
                stream=Stream.CHANGE,
                work_type=work_type,
                state=state,
                unit=units[department_key(project.row.department)],
            )
        works = Work.objects.bulk_create(_works(new))
        shown = ("code", "name", "stream", "work_type", "state", "unit", "description", "starts_on", "ends_on")
        record_many(
            WORK_IMPORTED,
            [Telling(work, after=_filled(work, shown), effective_on=self.snapshot.reports_on) for work in works],
            actor=self.actor,
        )
        for work in works:
            react(ON_WORK_CREATED, work, actor=self.actor)

    def _change_works(self, units: Mapping[str, Unit]) -> None:
        changed, tellings = [], []
        for project in self.prepared.projects:
            work, values = project.work, dict(project.work_values)
            if work is None or not project.changes_work or work.pk not in self.prepared.stored.works:
                continue
            if project.moves_to:
                values["unit"] = units[department_key(project.moves_to)]
            before = {name: plain(getattr(work, name)) for name in values}
            after = {name: plain(value) for name, value in values.items()}
            if project.references:
                after["also known as"] = [value for _, value in project.references]
            self._touch(work, values, project)
            changed.append(work)
            tellings.append(Telling(work, before, after, self.snapshot.reports_on))
        Work.objects.bulk_update(changed, [*_CHANGEABLE, "unit", "version", "source_ref"])
        Work.objects.filter(pk__in=[work.pk for work in changed]).update(source=self.run, updated_at=clock.now())
        record_many(WORK_BROUGHT_UP, tellings, actor=self.actor)
        for telling in tellings:
            react(ON_WORK_CHANGED, telling.on, actor=self.actor, before=telling.before, after=telling.after)

    def _add_references(self) -> None:
        WorkReference.objects.bulk_create(
            WorkReference(work=project.work, scheme=scheme, value=value)
            for project in self.prepared.projects
            for scheme, value in project.references
        )

    def _add_reports(self) -> None:
        """Submitted at once, as a published snapshot is; a correction is a later report of the same date."""
        now = clock.now()
        reports = []
        for project in self.prepared.projects:
            if not project.report:
                continue
            stored = self.prepared.stored.reports.get(project.work.pk if project.work else 0)
            report = StatusReport(
                work=project.work, report_on=self.snapshot.reports_on, submitted_at=now, **self._marked(project)
            )
            for name in _REPORT_FIELDS:
                setattr(report, name, project.report[name] if name in project.report else getattr(stored, name))
            reports.append(report)
        for report in StatusReport.objects.bulk_create(reports):
            react(ON_STATUS_SUBMITTED, report.work, actor=self.actor, report=report)

    def _write_costs(self) -> None:
        new, changed = [], []
        for project in self.prepared.projects:
            if not project.cost:
                continue
            stored = self.prepared.stored.costs.get(project.work.pk if project.work else 0)
            if stored:
                self._touch(stored, project.cost, project)
                changed.append(stored)
            else:
                new.append(
                    WholeLifeCost(
                        work=project.work,
                        stated_on=self.snapshot.reports_on,
                        **project.cost,
                        **self._marked(project),
                    )
                )
        WholeLifeCost.objects.bulk_create(new)
        WholeLifeCost.objects.bulk_update(
            changed,
            ["amount", "currency", "withheld_reason", "narrative", "version", "updated_at", "source", "source_ref"],
        )

    def _write_money(self) -> None:
        year, new, changed, told = self.snapshot.financial_year, [], [], []
        for project in self.prepared.projects:
            if not project.money:
                continue
            stored = self.prepared.stored.lines.get(project.work.pk if project.work else 0)
            before = {name: plain(getattr(stored, name)) for name in project.money} if stored else {}
            told.append((project.work, before, {name: plain(value) for name, value in project.money.items()}))
            if stored:
                self._touch(stored, project.money, project)
                changed.append(stored)
            else:
                new.append(
                    MoneyLine(
                        work=project.work,
                        starts_on=year.starts_on,
                        ends_on=year.ends_on,
                        currency=CURRENCY,
                        **project.money,
                        **self._marked(project),
                    )
                )
        MoneyLine.objects.bulk_create(new)
        MoneyLine.objects.bulk_update(
            changed, ["budget", "forecast", "note", "version", "updated_at", "source", "source_ref"]
        )
        for work, before, after in told:
            react(ON_MONEY_CHANGED, work, actor=self.actor, before=before, after=after)

    def _tell_of_snapshots(self) -> None:
        """One event a project for status, whole-life cost and the year's money together."""
        tellings = []
        for project in self.prepared.projects:
            if not project.work or not (project.report or project.cost or project.money):
                continue
            after = {"report_on": plain(self.snapshot.reports_on)}
            after |= {name: plain(value) for name, value in project.report.items() if value not in ("", None)}
            if project.cost:
                row = project.row
                after["whole_life_cost"] = plain(row.cost) if row.cost is not None else row.cost_reason
            after |= {name: plain(value) for name, value in project.money.items() if value not in ("", None)}
            tellings.append(Telling(project.work, after=after, effective_on=self.snapshot.reports_on))
        record_many(SNAPSHOT_IMPORTED, tellings, actor=self.actor)


_REPORT_FIELDS: Final = (
    "rating",
    "rating_reason",
    "sponsor_rating",
    "is_five_point",
    "narrative",
    "schedule_narrative",
    "budget_narrative",
    "starts_on",
    "ends_on",
    "dates_note",
)


def _works(projects: Iterable[ProjectPlan]) -> list[Work]:
    return [project.work for project in projects if project.work]


def _filled(work: Work, names: Iterable[str]) -> dict[str, Any]:
    values = {name: plain(getattr(work, name)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _type_and_state() -> tuple[WorkType, LifecycleState]:
    """A project that is being delivered, as the organisation's own types have it."""
    work_type = WorkType.objects.filter(key=TYPE).first()
    if work_type is None:
        raise RuleError("There is no work type “project”. Add it under Settings, then import again.", code="no_type")
    states = list(work_type.states.order_by("position", "pk"))
    chosen = next((state for state in states if state.key == STATE), None)
    chosen = chosen or next((state for state in states if state.is_live), None) or next(iter(states), None)
    if chosen is None:
        raise RuleError("The work type “project” has no lifecycle. Add its states, then import again.", code="no_state")
    return work_type, chosen
