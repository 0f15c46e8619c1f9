"""Carrying out an import of OKRs: units, cycles and sets by their services, the many records in few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import models

from big import clock
from big.accounts.models import User
from big.audit.record import Telling, record_many
from big.errors import RuleError, StaleError
from big.imports.models import ImportRun
from big.organisation.models import Unit
from big.organisation.services import units as unit_services
from big.organisation.services.founding import found_main_board
from big.records import Record, plain
from okr import codes
from okr.importing.course import Course, SetStep, Step
from okr.importing.places import Place
from okr.models.cycles import Cycle, OkrPlace, OkrSet
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.feeds import above
from okr.services import cycles as cycle_services
from okr.services.coding import hold, key_result_stem
from okr.services.feeds import refresh

_BATCH: Final = 1_000
_TOLD: Final = frozenset({"exchange", "position", "version", "created_at", "updated_at", "source", "source_ref", "id"})
_CODE: Final = 40
# The path from a planned cycle to the state that its days call for.
_PATH: Final = {
    Cycle.State.PLANNED: (),
    Cycle.State.OPEN: (Cycle.State.OPEN,),
    Cycle.State.CLOSING: (Cycle.State.OPEN, Cycle.State.CLOSING),
}


def carry_out(course: Course, run: ImportRun, actor: User) -> None:
    """Write every step; the caller's transaction holds them together. StaleError where a record changed meanwhile."""
    hold(StrategicObjective)
    hold(KeyResult)
    writer = _Writer(course, run, actor)
    writer.lock()
    writer.begin()
    writer.write()


class _Writer:
    def __init__(self, course: Course, run: ImportRun, actor: User) -> None:
        self.course, self.run, self.actor = course, run, actor
        self.units: dict[str, Unit] = {}
        self.sets: dict[int, OkrSet] = {}

    def lock(self) -> None:
        """Lock what will be changed, in the order of its keys."""
        for steps, model in ((self.course.objectives, StrategicObjective), (self.course.key_results, KeyResult)):
            held = {step.record.pk: step.record.version for step in steps if step.action == "update"}
            rows = model._default_manager.select_for_update().filter(pk__in=held).order_by("pk")
            if dict(rows.values_list("pk", "version")) != held:
                raise StaleError("Somebody changed a record of this file just now. Check the file again.", code="stale")

    def begin(self) -> None:
        """Units, cycles and sets."""
        for key in self.course.places.new:
            self._unit(key)
        Unit.objects.filter(pk__in=[each.pk for each in self.units.values()]).update(source=self.run)
        for span in self.course.spans.new.values():
            cycle = cycle_services.create_cycle(
                span.code,
                actor=self.actor,
                name=span.name,
                starts_on=span.starts_on,
                ends_on=span.ends_on,
                kind=span.kind,
            )
            for state in _PATH[Cycle.State(span.state)]:
                cycle = cycle_services.move_cycle(cycle.pk, actor=self.actor, to=state, version=None)
            span.record = cycle
        made = [span.record.pk for span in self.course.spans.new.values() if span.record]
        Cycle.objects.filter(pk__in=made).update(source=self.run)
        new = [step for step in self.course.sets if step.record is None]
        for step in new:
            if step.span.record is None:
                raise RuleError("A cycle of this file is not there. Check the file again.", code="cycle")
            step.record = cycle_services.start_set(step.span.record, self._place(step.place), actor=self.actor)
        OkrSet.objects.filter(pk__in=[step.record.pk for step in new if step.record]).update(source=self.run)

    def _unit(self, key: str) -> Unit:
        """The unit of a team, made after the one above it."""
        if key not in self.units:
            new = self.course.places.new[key]
            above = self._unit(new.above_new) if new.above_new else new.above
            self.units[key] = unit_services.create_unit(actor=self.actor, name=new.name, parent=above)
        return self.units[key]

    def _place(self, place: Place) -> OkrPlace:
        if place.new:
            return self.units[place.new]
        return self.course.places.record(place) or found_main_board(actor=self.actor)

    def write(self) -> None:
        """Objectives from the top down, key results, what they measured, and the history of all."""
        new = [step for step in self.course.objectives if step.action == "create"]
        self._code_objectives(new)
        for level in _levels(new):
            for step in level:
                self._mark(step)
                step.record.parent = step.parent.record if step.parent else None
            StrategicObjective.objects.bulk_create([step.objective for step in level], batch_size=_BATCH)
        results = [step for step in self.course.key_results if step.action == "create"]
        self._code_key_results(results)
        for step in results:
            self._mark(step)
        KeyResult.objects.bulk_create([step.key_result for step in results], batch_size=_BATCH)
        self._tell_new(codes.OBJECTIVE_CREATED, new)
        self._tell_new(codes.KEY_RESULT_CREATED, results)
        self._change(self.course.objectives, codes.OBJECTIVE_CHANGED)
        self._change(self.course.key_results, codes.KEY_RESULT_CHANGED)
        self._measure()

    def _mark(self, step: Step) -> None:
        step.record.source, step.record.source_ref = self.run, step.where[:200]

    def _code_objectives(self, steps: Sequence[Step]) -> None:
        """The next free codes of each place; those without OKRs go on with SO."""
        numbers = _Numbers(StrategicObjective.objects.order_by().values_list("code", flat=True))
        for step in steps:
            holder = step.holder
            okr_set = holder.record if isinstance(holder, SetStep) else None
            step.record.okr_set = okr_set
            step.record.code = numbers.next(okr_set.stem if okr_set else "SO")

    def _code_key_results(self, steps: Sequence[Step]) -> None:
        numbers = _Numbers(KeyResult.objects.order_by().values_list("code", flat=True))
        for step in steps:
            above = step.holder
            assert isinstance(above, Step)  # noqa: S101 - the planner gives each key result an objective
            step.record.objective = above.objective
            step.record.code = numbers.next(key_result_stem(above.objective))

    def _tell_new(self, code: str, steps: Sequence[Step]) -> None:
        record_many(code, [Telling(step.record, after=_filled(step)) for step in steps], actor=self.actor)

    def _change(self, steps: Iterable[Step], code: str) -> None:
        """Updates: what differs in fields, and where the record now stands."""
        changed = [step for step in steps if step.action == "update"]
        if not changed:
            return
        tellings, fields = [], {"version", "updated_at", "source", "source_ref"}
        for step in changed:
            row = step.row()
            before = {name: was for name, (was, _) in row.changes.items()}
            after = {name: now for name, (_, now) in row.changes.items()}
            changes = {**step.changes, **_placed(step)}
            for name, value in changes.items():
                setattr(step.record, name, value)
            self._mark(step)
            step.record.version += 1
            step.record.updated_at = clock.now()
            fields |= set(changes)
            tellings.append(Telling(step.record, before, after))
        model: type[models.Model] = type(changed[0].record)
        model._default_manager.bulk_update([step.record for step in changed], sorted(fields), batch_size=_BATCH)
        record_many(code, tellings, actor=self.actor)

    def _measure(self) -> None:
        """New readings and targets in two statements; corrected ones by what differs."""
        readings: list[Reading] = []
        targets: list[PhasedTarget] = []
        for step in self.course.key_results:
            measured: list[Reading | PhasedTarget] = [*step.readings, *step.targets]
            for each in measured:
                each.key_result, each.source, each.source_ref = step.key_result, self.run, step.where[:200]
            readings += step.readings
            targets += step.targets
            for record, values in step.corrected:
                self._correct(record, values, step)
        Reading.objects.bulk_create(readings, batch_size=_BATCH)
        PhasedTarget.objects.bulk_create(targets, batch_size=_BATCH)
        read = {each.key_result_id for each in readings if each.key_result_id}
        refresh(above(read), actor=self.actor)

    def _correct(self, record: Record, values: dict[str, Any], step: Step) -> None:
        for name, value in values.items():
            setattr(record, name, value)
        record.source, record.source_ref = self.run, step.where[:200]
        record.version += 1
        record.updated_at = clock.now()
        record.save(update_fields=[*values, "source", "source_ref", "version", "updated_at"])


def _placed(step: Step) -> dict[str, Any]:
    """Where a changed record now stands."""
    placed: dict[str, Any] = {}
    if "parent" in step.told and step.parent is not None:
        placed["parent"] = step.parent.record
    if "okr_set" in step.told and isinstance(step.holder, SetStep):
        placed["okr_set"] = step.holder.record
    if "objective" in step.told and isinstance(step.holder, Step):
        placed["objective"] = step.holder.record
    return placed


class _Numbers:
    """Free codes of each stem, none of them given twice."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = defaultdict(int)
        for code in taken:
            stem, digits = _apart(code)
            if digits:
                self._last[stem] = max(self._last[stem], int(digits))

    def next(self, stem: str) -> str:
        """The next code of `stem`, cut where it would be longer than a code can be."""
        short = stem if len(stem) <= _CODE - 7 else f"{stem[: _CODE - 8]}-"
        self._last[short.casefold()] += 1
        return f"{short}{self._last[short.casefold()]}"


def _apart(code: str) -> tuple[str, str]:
    stem = code.rstrip("0123456789")
    return stem.casefold(), code[len(stem) :]


def _levels(steps: Sequence[Step]) -> Iterable[list[Step]]:
    """Objectives by depth among the new ones: each after the one that it stands under."""
    depth: dict[int, int] = {}
    levels: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        above = step.parent
        depth[id(step)] = depth.get(id(above), -1) + 1 if above is not None else 0
        levels[depth[id(step)]].append(step)
    return [levels[at] for at in sorted(levels)]


def _filled(step: Step) -> dict[str, Any]:
    """What the history tells of a new record."""
    values = {
        field.name: plain(getattr(step.record, field.name))
        for field in step.record._meta.concrete_fields
        if field.name not in _TOLD
    }
    found = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    if step.readings:
        found["readings"] = len(step.readings)
    if step.targets:
        found["phased_targets"] = len(step.targets)
    return found
