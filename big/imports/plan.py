"""What an import would do, row by row, before it does anything; dry run, page and apply read the same plan."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from big.records import plain

Action = Literal["create", "update", "unchanged", "refused"]
COUNTED: dict[Action, str] = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "refused": "refused",
}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One record that the file speaks of: what would happen to it, and why.

    `model` is the record's name in the census ("works", "strategic_objectives"); `place` is where it stands in the
    file ("row 12", "line 40"); `changes` gives before and after of what an update alters.
    """

    model: str
    action: Action
    label: str
    place: str = ""
    reason: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class ImportPlan:
    """All rows of a file, what was not read of it, and what a person should know before applying.

    `account` is for formats that answer for every cell of a file: how many there are ("cells"), how many of them
    records hold ("stored"), and how many `not_read` names with a reason ("named"); the two make up all.
    """

    rows: list[PlannedRow] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    account: dict[str, int] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether anything was refused; then nothing is written."""
        return any(row.action == "refused" for row in self.rows)

    def counts(self) -> dict[str, dict[str, int]]:
        """Per model: created, updated, unchanged, refused."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            found.setdefault(row.model, Counter())[COUNTED[row.action]] += 1
        return {model: {name: tally[name] for name in COUNTED.values()} for model, tally in found.items()}

    def as_json(self) -> dict[str, Any]:
        """The plan as an import run stores it: text, numbers and lists only."""
        return {
            "rows": [
                {**asdict(row), "changes": {name: plain(list(pair)) for name, pair in row.changes.items()}}
                for row in self.rows
            ],
            "not_read": self.not_read,
            "notes": self.notes,
            "counts": self.counts(),
            **({"account": self.account} if self.account else {}),
        }

    def fingerprint(self) -> str:
        """SHA-256 of the plan; equal plans have equal fingerprints."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True, default=str).encode()).hexdigest()
