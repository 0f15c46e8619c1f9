"""Column headings of many tools, each with the field that it means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from okr.files.values import squeezed

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "objective id", "goal id", "okr id", "okr reference", "reference", "ref", "key", "external id"),
    "title": (
        "title",
        "objective title",
        "objective",
        "goal",
        "name",
        "goal name",
        "okr",
        "okr title",
        "objective name",
        "key result",
        "key result title",
        "goal title",
    ),
    "kind": ("object type", "item type", "okr type", "goal kind", "kind", "record type"),
    "type": ("type", "level", "goal level", "okr level", "owner type"),
    "description": ("description", "details", "goal description", "notes"),
    "teams": ("team", "teams", "department", "team name", "group", "owning team", "team(s)"),
    "creator": ("creator", "created by", "author"),
    "owners": (
        "owner",
        "owners",
        "owner email",
        "owner_email_id",
        "email",
        "assignee",
        "assigned to",
        "responsible",
        "owner name",
        "goal owner",
        "owner(s)",
        "owner e-mail",
        "dri",
    ),
    "check_in_owners": (
        "check-in owner",
        "check-in owners",
        "checkin owner",
        "check-in owner(s)",
        "delegate",
        "delegates",
    ),
    "period": (
        "period",
        "time period",
        "cycle",
        "timeperiod",
        "quarter",
        "session",
        "okr cycle",
        "time frame",
        "goal cycle",
    ),
    "starts_on": ("start date", "starts on", "from", "start_on", "begin date"),
    "ends_on": ("end date", "due date", "due at", "ends on", "due", "deadline", "target date", "due on"),
    "parents": ("aligned to", "alignment", "aligned to (weight, objective id)", "aligned with", "alignments"),
    "parent_id": (
        "parent okr",
        "parent id",
        "parent reference",
        "parent",
        "parent goal",
        "parent objective id",
        "parent goal id",
    ),
    "parent_title": ("parent title", "parent objective", "parent name", "supports"),
    "weight": ("weight", "weight %", "contribution", "weightage"),
    "metric": ("metric name", "metric", "measure", "kpi", "indicator"),
    "outcome_kind": ("metric type", "outcome type", "progress type", "measurement type", "type of measure"),
    "unit": ("unit", "metric unit", "units", "unit of measure", "type value"),
    "start": (
        "start",
        "start value",
        "metric start value",
        "baseline",
        "initial value",
        "from value",
        "starting value",
    ),
    "target": ("target", "target value", "metric target value", "goal value", "to value", "target number"),
    "current": ("current value", "current", "metric current value", "actual value", "actual", "latest value"),
    "actual": ("actual progress",),
    "target_type": ("target type", "direction", "metric direction"),
    "goal_type": ("goal type", "ambition", "commitment"),
    "status": ("status", "state", "health", "rag"),
    "progress": (
        "progress %",
        "progress",
        "completion",
        "% complete",
        "percent complete",
        "progress (%)",
        "completion %",
    ),
    "score": ("score", "final score", "grade", "closing score"),
    "score_mid": ("mid score", "mid-quarter score", "mid-q actual"),
    "priority": ("priority", "importance"),
    "created_at": ("created at", "created", "created on", "creation date"),
    "last_check_in": ("last check-in", "last check in", "last checkin", "last updated", "last check-in date"),
    "last_note": ("last check-in note", "last checkin note", "latest comment", "last note"),
    "check_ins": ("checkins", "check-ins", "check ins", "check-in history"),
    "tags": ("tags", "labels", "categories", "category", "tag"),
    "outcome": ("outcome", "result", "closing note"),
    "links": ("link", "url", "links"),
}
"""What a column may mean, with the headings of Viva Goals, Betterworks, Culture Amp, xto10x, Mirro and plain sheets."""

_BY_HEADING: Final = {squeezed(heading): name for name, headings in FIELDS.items() for heading in headings}
_KEY_RESULT: Final = re.compile(r"^(?:key[ _-]*result|kr)[ _#-]*(\d{1,2})[ _-]*(?:\W\s*)?(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what it means; `key_result` counts those of one row, 0 for the row itself."""

    index: int
    heading: str
    field: str = ""
    key_result: int = 0
    is_repeated: bool = False


def field_of(heading: str) -> str:
    """The field that a heading means; "" for none that is known."""
    plain = squeezed(heading)
    if plain.startswith("alignedto"):
        return "parents"
    return _BY_HEADING.get(plain, "")


def columns_of(headings: Sequence[str], mapping: Mapping[str, str] | None = None) -> list[Column]:
    """The columns of a table; `mapping` from heading to field ("" for none) overrides what we would propose."""
    given = {squeezed(heading): name for heading, name in (mapping or {}).items()}
    taken: set[tuple[int, str]] = set()
    columns = []
    for index, raw in enumerate(headings):
        heading = " ".join(raw.split())
        number, name = _meant(heading, given)
        is_repeated = bool(name) and name != "tags" and (number, name) in taken
        columns.append(Column(index, heading, "" if is_repeated else name, number, is_repeated))
        taken.add((number, name))
    return columns


def _meant(heading: str, given: Mapping[str, str]) -> tuple[int, str]:
    if not heading:
        return 0, ""
    chosen = given.get(squeezed(heading))
    if chosen is not None:
        part, _, name = chosen.rpartition(":")
        return int(part or 0), name
    if found := _KEY_RESULT.match(heading):
        return int(found[1]), field_of(found[2] or "title")
    return 0, field_of(heading)


def fitness(row: Sequence[str]) -> int:
    """How many headings of a row are known."""
    return sum(1 for cell in row if cell.strip() and _meant(" ".join(cell.split()), {})[1])
