"""The shapes in which the demo organisation is written down; dates are canonical and are shifted when it is loaded."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody of the organisation, with the code of their manager."""

    code: str
    name: str
    title: str
    unit: str
    manager: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A status report: rating, then time, cost and benefit marks, confidence 0 to 10, and the owner's words."""

    on: str
    rating: str
    marks: str
    confidence: int
    text: str


@dataclass(frozen=True, slots=True)
class Stone:
    """A milestone: baseline, then forecast or actual, and why it moved."""

    title: str
    baseline: str
    forecast: str = ""
    actual: str = ""
    kind: str = "delivery"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A contribution: percent of the work to an objective, and why it serves it."""

    objective: str
    weight: int
    evidence: str
    state: str = "agreed"


@dataclass(frozen=True, slots=True)
class WorkSpec:
    """A piece of work; money in £m for the financial year, released by quarter as a share of the quarter's budget."""

    code: str
    name: str
    stream: str
    kind: str
    state: str
    unit: str
    node: str
    owner: str
    sponsor: str
    description: str
    starts: str
    budget: str = ""
    forecast: str = ""
    ends: str = ""
    forecast_ends: str = ""
    released: tuple[int, int, int, int] = (100, 100, 100, 0)
    nature: str = "revenue"
    must_do: str = ""
    customer: str = ""
    contract: str = ""
    income: str = ""
    whole_life: tuple[tuple[str, str, str], ...] = ()
    links: tuple[Link, ...] = ()
    stones: tuple[Stone, ...] = ()
    demand: dict[str, str] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class ReadingSpec:
    """A reading of a key result: date, value, confidence, and what was said with it."""

    on: str
    value: str
    confidence: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyResultSpec:
    """A key result with the readings of its year."""

    code: str
    title: str
    unit: str
    direction: str
    baseline: str
    target: str
    starts: str
    due: str
    owner: str
    data_source: str
    readings: tuple[ReadingSpec, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveSpec:
    """A strategic objective; `supporters` are person, unit and what they do."""

    code: str
    title: str
    statement: str
    kind: str
    perspective: str
    purpose: str
    drivers: tuple[str, ...]
    accountable: str
    node: str
    confidence: int
    certainty: int | None
    due: str
    key_results: tuple[KeyResultSpec, ...]
    supporters: tuple[tuple[str, str, str], ...]
