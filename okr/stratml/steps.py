"""One record's share of an import: what becomes of it, and its line in the dry run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from big.imports.plan import Action, ImportPlan, PlannedRow
from big.records import plain

# What only files carry; a reader of the dry run is told of it in words, not shown it.
HIDDEN: Final = frozenset({"exchange", "position", "roles"})
ONLY_THE_FORM: Final = "Only what the file carries for other tools, or the order of its parts."


@dataclass(slots=True)
class Step:
    """Create, change or leave one record; `record` is not saved yet where it is to be created.

    `changes` holds the new values of an update. `holder` is the link that ties a stakeholder to its objective.
    """

    model: str
    label: str
    line: int
    action: Action
    record: Any
    changes: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    holder: Any = None
    holder_changes: dict[str, Any] = field(default_factory=dict)

    def row(self) -> PlannedRow:
        """The line of the dry run."""
        shown = {name: (getattr(self.record, name), new) for name, new in self.changes.items() if name not in HIDDEN}
        is_quiet = self.action == "update" and not shown
        return PlannedRow(
            model=self.model,
            action=self.action,
            label=self.label[:250],
            place=f"line {self.line}" if self.line else "",
            reason=self.reason or (ONLY_THE_FORM if is_quiet else ""),
            changes={name: (plain(was), plain(new)) for name, (was, new) in shown.items()},
        )


@dataclass(slots=True)
class Course:
    """All steps of an import, in the order in which they can be taken, and what a person should know of them."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)

    def plan(self) -> ImportPlan:
        """The dry run."""
        return ImportPlan([step.row() for step in self.steps], list(self.not_read), list(self.notes))


def differing(record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `values` that the record does not have."""
    return {name: new for name, new in values.items() if getattr(record, name) != new}


def step_for(
    model: str, label: str, line: int, record: Any, changes: dict[str, Any], *, is_new: bool, may_change: bool = True
) -> Step:
    """Create, change, leave, or refuse where the person may not change the record."""
    if is_new:
        return Step(model, label, line, "create", record)
    if changes and not may_change:
        return Step(model, "A confidential record", line, "refused", record, reason="You may not see or change it.")
    return Step(model, label, line, "update" if changes else "unchanged", record, changes)
