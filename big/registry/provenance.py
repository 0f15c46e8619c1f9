"""How each figure comes about: its rule in words, and who loads its rows, its source, its date and its quality.

Each app registers an explanation for every kind of figure that its pages show. `/figure/KEY/` tells it to whoever may
see the rows; pages link to it by the tag `how`, packs and the API name it. What no explanation covers says why.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from big import clock
from big.accounts.models import User

# Of the rows behind a figure this many stand beside it; all of them are one link away.
FIRST: Final = 12
ASKED_MOST: Final = 200


class UnknownFigureError(LookupError):
    """No figure is called so, or it cannot be read on that day."""


class Doubt(StrEnum):
    """What a reader must know before relying on a figure."""

    STALE = "stale"
    ESTIMATED = "estimated"
    WITHHELD = "withheld"
    PARTIAL = "partial"

    @property
    def label(self) -> str:
        """As the mark says it."""
        return {"stale": "Stale", "estimated": "Estimated", "withheld": "Withheld", "partial": "Partly reported"}[
            self.value
        ]

    @property
    def icon(self) -> str:
        """As the mark draws it."""
        return {"stale": "clock", "estimated": "pen", "withheld": "lock", "partial": "unlink"}[self.value]


@dataclass(frozen=True, slots=True)
class Quality:
    """One doubt about a figure, with what there is to say: "12 of 40 pieces of work are not reported"."""

    doubt: Doubt
    text: str


class Origin(StrEnum):
    """Where values come from."""

    FILE = "file"
    PERSON = "person"
    ENTERED = "entered"
    RULE = "rule"

    @property
    def label(self) -> str:
        """As a table of sources says it."""
        return {"file": "Imported file", "person": "Person", "entered": "Entered", "rule": "Rule"}[self.value]


@dataclass(frozen=True, slots=True)
class Source:
    """A file with its SHA-256 and when it was applied, a person and when they said it, or a rule of the product."""

    origin: Origin
    name: str
    at: dt.datetime | None = None
    sha256: str = ""
    url: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A record behind a figure: `value` as shown, `amount` as it counts; None where it counts for nothing."""

    label: str
    value: str = ""
    amount: Decimal | None = None
    code: str = ""
    url: str = ""
    how: str = ""
    on: dt.date | None = None
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a figure: all of them, what they add up to, and the list that holds them.

    `total` is exactly the sum of the amounts; `says` tells how the figure follows from it. Long lists are `Shown`: a
    pack counts them, a page makes the first.
    """

    every: Sequence[Row] = ()
    total: Decimal = Decimal(0)
    shown: str = ""
    says: str = ""
    url: str = ""
    label: str = ""
    heading: str = "Rows"

    @property
    def first(self) -> Sequence[Row]:
        """Those that stand beside the figure."""
        return self.every[:FIRST]

    @property
    def has_dates(self) -> bool:
        """Whether any of the first carries a date."""
        return any(row.on for row in self.first)

    @property
    def left(self) -> int:
        """How many more there are."""
        return max(len(self.every) - FIRST, 0)


@dataclass(frozen=True, slots=True)
class Provenance:
    """One figure, explained to one user: what it is, where it comes from, and how far one may rely on it."""

    title: str
    value: str
    as_of: dt.date
    rows: Rows
    sentence: str = ""
    amount: Decimal | None = None
    inputs: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    qualities: tuple[Quality, ...] = ()
    mark: str = ""


Asked = Mapping[str, str]
"""What the address of a figure asks for, beside its key."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One kind of figure.

    `formula` is its definition in words, `basis` whose definition that is where it is not the product's own. `load`
    answers for one user and None where there is nothing that they may see; it reads by sets, so that it costs the
    same for any number of rows. `covers` names the figures of `big.registry.figures` that it explains, as a screen
    and a name. `takes` says what each parameter means, for the description of the API.
    """

    key: str
    title: str
    formula: str
    load: Callable[[User, Asked], Provenance | None]
    basis: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)
    covers: tuple[tuple[str, str], ...] = ()


_known: dict[str, Explanation] = {}
_without: dict[tuple[str, str], str] = {}


def register(explanation: Explanation) -> None:
    """Add a kind of figure; ValueError if its key is taken."""
    if explanation.key in _known:
        raise ValueError(f"figure {explanation.key} is explained twice")
    _known[explanation.key] = explanation


def get(key: str) -> Explanation:
    """The kind of figure; UnknownFigureError for a key that nobody registered."""
    if key not in _known:
        raise UnknownFigureError(f"no figure is called {key}")
    return _known[key]


def known() -> list[Explanation]:
    """Every kind of figure, in the order in which the apps gave them."""
    return list(_known.values())


def unexplained(why: str, *figures: tuple[str, str]) -> None:
    """Say why no page explains these figures, by screen and name; ValueError for one told of twice."""
    for figure in figures:
        if figure in _without:
            raise ValueError(f"{figure} is told of twice")
        _without[figure] = why


def reasons() -> dict[tuple[str, str], str]:
    """The figures that no page explains, each with the reason."""
    return dict(_without)


def day_of(given: Asked) -> dt.date | None:
    """The date on which a figure is to be read, None for today; UnknownFigureError for one that lies ahead."""
    said = given.get("on")
    if not said:
        return None
    try:
        day = dt.date.fromisoformat(said)
    except ValueError as error:
        raise UnknownFigureError(f"{said} is no date") from error
    if day > clock.today():
        raise UnknownFigureError(f"{said} lies ahead")
    return day


def asked(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters of an address as loaders take them: text that the database can hold, the moment left out."""
    return {
        name: value.replace("\x00", "").strip()[:ASKED_MOST]
        for name, value in given.items()
        if name not in ("as_of", "closed") and value.strip()
    }
