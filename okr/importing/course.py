"""An import of OKRs step by step: what becomes of each record, before anything is written."""

from dataclasses import dataclass, field
from typing import Any

from big.imports.plan import Action, ImportPlan, PlannedRow
from big.records import plain
from okr.files.shapes import NodeRead
from okr.importing.places import Place, Places
from okr.importing.spans import Span, Spans
from okr.models.cycles import OkrSet
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective


@dataclass(slots=True, eq=False)
class SetStep:
    """The OKRs of a place in a cycle; `record` is None until they are begun."""

    place: Place
    span: Span
    label: str
    record: OkrSet | None = None


@dataclass(slots=True, eq=False)
class Step:
    """Create, change or leave one objective or key result; a new `record` is not saved yet.

    `changes` are new values of its fields, `told` before and after in words for those that say nothing as values.
    """

    model: str
    label: str
    where: str
    action: Action
    node: NodeRead | None
    record: Any
    holder: "SetStep | Step | None" = None
    parent: "Step | None" = None
    changes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    readings: list[Reading] = field(default_factory=list)
    targets: list[PhasedTarget] = field(default_factory=list)
    corrected: list[tuple[Reading | PhasedTarget, dict[str, Any]]] = field(default_factory=list)

    @property
    def objective(self) -> StrategicObjective:
        """The record, of a step of an objective."""
        assert isinstance(self.record, StrategicObjective)  # noqa: S101 - the planner pairs them so
        return self.record

    @property
    def key_result(self) -> KeyResult:
        """The record, of a step of a key result."""
        assert isinstance(self.record, KeyResult)  # noqa: S101 - the planner pairs them so
        return self.record

    def row(self) -> PlannedRow:
        """The line of the dry run."""
        changes = {name: (plain(getattr(self.record, name)), plain(new)) for name, new in self.changes.items()}
        changes.pop("exchange", None)
        changes.update(self.told)
        return PlannedRow(self.model, self.action, self.label[:250], self.where, self.reason, changes)


@dataclass(slots=True)
class Course:
    """Everything an import does, in an order in which it can be done."""

    places: Places
    spans: Spans
    sets: list[SetStep] = field(default_factory=list)
    objectives: list[Step] = field(default_factory=list)
    key_results: list[Step] = field(default_factory=list)
    refused: list[PlannedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    account: dict[str, int] = field(default_factory=dict)

    def plan(self) -> ImportPlan:
        """The dry run."""
        rows = [*self.refused]
        rows += [PlannedRow("units", "create", unit.name) for unit in self.places.new.values()]
        rows += [
            PlannedRow("cycles", "create", f"{span.name}, {span.starts_on} to {span.ends_on}")
            for span in self.spans.new.values()
        ]
        rows += [PlannedRow("okr_sets", "create", each.label) for each in self.sets if each.record is None]
        rows += [step.row() for step in (*self.objectives, *self.key_results)]
        rows += self._measured()
        return ImportPlan(rows, list(self.not_read), list(self.notes), dict(self.account))

    def _measured(self) -> list[PlannedRow]:
        """A row for each reading and target on the way: what is measured is told where it stands in the file."""
        rows = []
        for step in self.key_results:
            for reading in step.readings:
                day = reading.read_on.isoformat() if reading.read_on else "no date"
                value = plain(reading.value) if reading.value is not None else "no value"
                rows.append(PlannedRow("readings", "create", f"{value}, {day}: {step.label}"[:250], step.where))
            for target in step.targets:
                label = f"{plain(target.value)} by {plain(target.due_on)}: {step.label}"
                rows.append(PlannedRow("phased_targets", "create", label[:250], step.where))
            for record, values in step.corrected:
                changes = {name: (plain(getattr(record, name)), plain(new)) for name, new in values.items()}
                changes.pop("exchange", None)
                model = "readings" if isinstance(record, Reading) else "phased_targets"
                rows.append(PlannedRow(model, "update", f"{record}"[:250], step.where, "", changes))
        return rows
