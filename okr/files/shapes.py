"""What a file of objectives, key results and indicators says, whatever tool wrote it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

Kind = Literal["objective", "key_result", "initiative"]
Direction = Literal["increase", "decrease", "hold", ""]
GoalType = Literal["aspirational", "committed", ""]
PeriodKind = Literal["month", "quarter", "half", "year", "span", ""]
Status = Literal["not_started", "on_track", "behind", "at_risk", "postponed", "closed", "reopened", "other", ""]


@dataclass(frozen=True, slots=True)
class NamedFile:
    """One file as it was handed over."""

    name: str
    content: bytes


class Place(NamedTuple):
    """Where something stands: file, sheet, line (a table's row), column (in JSON and YAML the path)."""

    file: str
    sheet: str = ""
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file, self.sheet and f"sheet {self.sheet}", self.line and f"line {self.line}", self.column]
        return ", ".join(str(part) for part in parts if part)


class Cell(NamedTuple):
    """One cell, leaf or line that was read: stored in fields of a record, or not, with the reason."""

    place: Place
    text: str
    record: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether a record of the result holds it."""
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a reader of the import must know; the code is for programs and stays put."""

    code: str
    sentence: str
    place: Place
    key: str = ""


@dataclass(frozen=True, slots=True)
class PeriodRead:
    """A period as written, and what it means; the dates are None where nobody can tell."""

    written: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    kind: PeriodKind = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the file gives, with the words that carry it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonRead:
    """Somebody as the file names them."""

    name: str
    email: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class TeamRead:
    """A team as the file describes it; `parent` is the id or the name of the team above."""

    key: str
    name: str
    parent: str = ""
    owners: tuple[PersonRead, ...] = ()
    kind: str = ""
    status: str = ""
    description: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CycleRead:
    """A period in which objectives are set, with what the page says about it."""

    key: str
    period: PeriodRead
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ParentRef:
    """What a node serves: id and title as written, weight in percent, and `key`, the node that was found for it."""

    key: str
    id: str = ""
    title: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PhasedTarget:
    """What should be reached by a day on the way."""

    due_on: dt.date | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class CheckInRead:
    """One check-in; `value` is in the unit of the node, `written` what the file shows."""

    on: dt.date | None
    person: str = ""
    note: str = ""
    note_html: str = ""
    metric: str = ""
    status: Status = ""
    status_written: str = ""
    value: Decimal | None = None
    written: str = ""
    moment: dt.datetime | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class NodeRead:
    """An objective, key result or initiative.

    `key` is its own id where the file gives one, else made from its place. `children` are id, title and
    type of those it names itself, `details` keeps by name what has no field of its own. A placeholder stands for a
    parent that the file names and does not hold.
    """

    key: str
    kind: Kind
    title: str
    place: Place
    kind_written: str = ""
    own_id: str = ""
    level: str = ""
    description: str = ""
    creator: str = ""
    owners: tuple[PersonRead, ...] = ()
    check_in_owners: tuple[PersonRead, ...] = ()
    teams: tuple[str, ...] = ()
    period: PeriodRead | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    parents: tuple[ParentRef, ...] = ()
    children: tuple[tuple[str, str, str], ...] = ()
    metric: str = ""
    outcome_kind: str = ""
    unit: str = ""
    start: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    target_type: str = ""
    direction: Direction = ""
    outcome: str = ""
    goal_type: GoalType = ""
    status: Status = ""
    status_written: str = ""
    progress: Decimal | None = None
    score: Decimal | None = None
    score_mid: Decimal | None = None
    score_projected: Decimal | None = None
    priority: str = ""
    created_at: dt.datetime | None = None
    last_check_in: dt.datetime | None = None
    last_note: str = ""
    phased_interval: str = ""
    phased: tuple[PhasedTarget, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    check_ins: tuple[CheckInRead, ...] = ()
    links: tuple[Link, ...] = ()
    is_placeholder: bool = False

    @property
    def match_key(self) -> tuple[str, str, str, str]:
        """What Viva Goals matches rows on: title, owners, level (organisation, team name, individual), period."""
        owners = ",".join(sorted((each.email or each.name).casefold() for each in self.owners))
        period = self.period.written.casefold() if self.period else ""
        return self.title.casefold(), owners, self.level.casefold(), period


@dataclass(frozen=True, slots=True)
class IndicatorRead:
    """A performance indicator: what is measured, the target in words, and how it stands (level -1 to 3)."""

    key: str
    name: str
    place: Place
    base_path: str = ""
    definition: str = ""
    target: str = ""
    org: str = ""
    is_public: bool | None = None
    is_key: bool | None = None
    parent: str = ""
    level: int | None = None
    reasons: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OkrFile:
    """All that was read, what went wrong, and the account of every cell."""

    format: str
    cycles: tuple[CycleRead, ...] = ()
    teams: tuple[TeamRead, ...] = ()
    people: tuple[PersonRead, ...] = ()
    nodes: tuple[NodeRead, ...] = ()
    kpis: tuple[IndicatorRead, ...] = ()
    problems: tuple[Problem, ...] = ()
    cells: tuple[Cell, ...] = ()

    def of_kind(self, kind: Kind) -> list[NodeRead]:
        """The nodes of one kind, without placeholders."""
        return [node for node in self.nodes if node.kind == kind and not node.is_placeholder]

    @property
    def not_stored(self) -> list[Cell]:
        """The cells that no record holds; each says why."""
        return [cell for cell in self.cells if not cell.is_stored]


class Reader(Protocol):
    """What every format offers: files in, the neutral shape out; RefusedFileError where they are of another kind."""

    def __call__(self, files: Sequence[NamedFile], /) -> OkrFile:
        """Read `files` as one import."""
        ...
