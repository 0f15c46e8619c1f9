"""What "what changed" compares: for each kind of record its facts, read at two moments.

An app says of a kind who it is shown as (`Watch`) and adds facts to it, its own or a lower app's (`add_facts`), so that
objectives stand among the facts of work. A fact is a plain value, so that it may leave the moment it was read at.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import models

from big.accounts.models import User
from big.periods import Period

# What a change is about, in the order in which a board asks.
ASPECTS: Final[Mapping[str, str]] = {
    "status": "Status",
    "dates": "Dates",
    "money": "Money",
    "scores": "Scores",
    "links": "Links",
    "owners": "Owners",
    "scope": "Scope",
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of its currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A status mark: one of big.core.marks.NAMES."""

    code: str


Value = Money | Mark | Decimal | int | dt.date | str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so of a record at a moment.

    `told_by` holds the names of fields, and whole codes, by which audit events tell of it; `about` a word of theirs
    where several facts share them, such as the title of a milestone. So a change finds who made it, and why. `unit`
    follows a number. A fact that is `computed` names what from: nobody changes it by itself.
    `because` is what its source says of it, such as a status report, for where the event gives no reason.
    `is_routine` marks what moves from month to month by itself, such as money spent: a pack leaves it out.
    """

    aspect: str
    label: str
    value: Value
    told_by: frozenset[str] = frozenset()
    about: str = ""
    unit: str = ""
    computed: str = ""
    because: str = ""
    is_routine: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """How a record is named on a page: its code, name and the name of its unit or node."""

    code: str
    name: str
    place: str = ""


Keys = Collection[int] | None
Facts = Mapping[int, Mapping[str, Fact]]


@dataclass(frozen=True, slots=True)
class Source:
    """Facts of a kind: `read` gives those of the records with these keys, or of all that the user may see.

    `tables` says by which column of which table a written row touches a record of the kind; `drifts` that the facts
    change with time alone too, as a status does that grows stale. `read` runs a constant number of queries.
    """

    key: str
    read: Callable[[User, Keys, Period], Facts]
    tables: Mapping[str, str]
    drifts: bool = False


@dataclass(slots=True)
class Watch:
    """A kind of record of which changes are told; `kind` is one of the audit's subjects."""

    kind: str
    many: str
    named: Callable[[User, Keys], Mapping[int, Named]]
    table: str
    order: int
    sources: list[Source] = field(default_factory=list)


_watched: dict[str, Watch] = {}
_waiting: dict[str, list[Source]] = {}


def watch(watch: Watch) -> None:
    """Tell of the changes of a kind; ValueError where that is done already."""
    if watch.kind in _watched:
        raise ValueError(f"{watch.kind} is watched already")
    _watched[watch.kind] = watch
    watch.sources.extend(_waiting.pop(watch.kind, []))


def add_facts(kind: str, source: Source) -> None:
    """Add facts to a kind, which a lower app may still have to watch; ValueError for a key that it has already."""
    sources = _watched[kind].sources if kind in _watched else _waiting.setdefault(kind, [])
    if any(other.key == source.key for other in sources):
        raise ValueError(f"{kind} has facts of {source.key} already")
    sources.append(source)


def watched() -> list[Watch]:
    """Every kind, in order."""
    return sorted(_watched.values(), key=lambda each: each.order)


def get(kind: str) -> Watch | None:
    """The kind, if its changes are told of."""
    return _watched.get(kind)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A moment that people compare with, such as the last issued pack of a node."""

    label: str
    at: dt.datetime


def only(rows: "models.QuerySet[Any]", keys: Keys, by: str = "pk") -> Any:
    """Of `rows` those whose field `by` is among the keys that a source was asked for."""
    return rows if keys is None else rows.filter(**{f"{by}__in": keys})


def names_of(seen: "models.QuerySet[Any]", keys: Iterable[int | None], field: str) -> Mapping[int | None, str | None]:
    """What the records with these keys are called that `seen` holds; "not shown" for others, nothing for none."""
    wanted = {key for key in keys if key is not None}
    found: dict[int | None, str | None] = {None: None, **dict.fromkeys(wanted, "not shown")}
    if wanted:
        found.update(seen.filter(pk__in=wanted).order_by().values_list("pk", field))
    return found


_landmarks: list[Callable[[User], list[Landmark]]] = []


def add_landmarks(found: Callable[[User], list[Landmark]]) -> None:
    """Offer moments to compare with, those that `user` may know of."""
    _landmarks.append(found)


def landmarks(user: User) -> list[Landmark]:
    """Every moment that is offered, the newest first."""
    return sorted((each for found in _landmarks for each in found(user)), key=lambda each: each.at, reverse=True)
