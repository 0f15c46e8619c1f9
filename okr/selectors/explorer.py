"""The explorer: every key result of every cycle, unit and person, narrowed, ordered and shown in chosen columns."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from big import picking
from big.accounts.models import User
from big.core import words
from big.core.shown import Shown
from big.history.kept import kept
from big.organisation.models import Person, Unit, UnitReach
from big.organisation.nodes import Node
from okr import policies
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan
from okr.selectors.course import Bands
from okr.selectors.key_result_marks import KeyResultMark, tracked_marks
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows
from okr.selectors.outline import objectives_below
from okr.selectors.progress import current_bands
from okr.selectors.sentences import none_reported, so_many

_NO_CYCLE: Final = "none"
_OPEN: Final = frozenset({KeyResult.State.AGREED.value, KeyResult.State.TRACKING.value})
_UNMEASURED: Final = frozenset({KeyResult.State.DRAFT.value, KeyResult.State.DROPPED.value})


@dataclass(frozen=True, slots=True)
class ExplorerFilters:
    """What the reader asked for, as the address carries it; an empty text asks for everything."""

    find: str = ""
    cycle: str = ""
    unit: str = ""
    node: str = ""
    owner: str = ""
    kind: str = ""
    state: str = ""
    objective: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return self != ExplorerFilters()

    def apply(self, user: User) -> "QuerySet[KeyResult]":
        """The key results that `user` may see and asked for; a value that names nothing finds nothing.

        A unit takes in all below it, and an objective all under it. Dropped ones are found only by their state.
        """
        found = KeyResult.objects.visible_to(user)
        for word in self.find.split():
            own = Q(code__icontains=word) | Q(title__icontains=word) | Q(data_source__icontains=word)
            found = found.filter(own | Q(objective__code__icontains=word) | Q(objective__title__icontains=word))
        if self.cycle:
            no_cycle = self.cycle == _NO_CYCLE
            asked = Q(objective__okr_set=None) if no_cycle else Q(objective__okr_set__cycle__code__iexact=self.cycle)
            found = found.filter(asked)
        if self.unit:
            below = UnitReach.objects.filter(above__code__iexact=self.unit).values("below")
            of_set = Q(objective__okr_set__unit__in=below) | Q(objective__okr_set__person__unit__in=below)
            found = found.filter(of_set | Q(objective__okr_set=None, objective__accountable__unit__in=below))
        if self.node:
            of_node = Q(objective__okr_set__node__code__iexact=self.node)
            found = found.filter(of_node | Q(objective__node__code__iexact=self.node))
        if self.owner == _NO_CYCLE:
            found = found.filter(owner=None)
        elif self.owner:
            typed = self.owner.strip()
            found = found.filter(Q(owner__code__iexact=picking.code_in(typed)) | Q(owner__name__iexact=typed))
        if self.kind:
            found = found.filter(direction=self.kind)
        if self.objective:
            found = found.filter(objective__in=_family(self.objective, user))
        return found.filter(state=self.state) if self.state else found.exclude(state=KeyResult.State.DROPPED)


def _family(typed: str, user: User) -> list[int]:
    named = StrategicObjective.objects.visible_to(user).filter(code__iexact=picking.code_in(typed)).first()
    return list(objectives_below(user).get(named.pk, ())) if named else []


class _Told(NamedTuple):
    """What a row is found and ordered by that no reading changes."""

    key: int
    state: str
    title: str
    owner: str
    due_on: dt.date | None


class Line(NamedTuple):
    """One key result as tabs and order need it; `mark` is None for drafts and dropped ones, which nothing measures."""

    key: int
    state: str
    title: str
    owner: str
    due_on: dt.date | None
    mark: KeyResultMark | None

    @property
    def colour(self) -> str:
        """R, A, G or N; empty where it is not measured yet, or no more."""
        return self.mark.mark if self.mark else ""

    @property
    def lag(self) -> Decimal | None:
        """Points of the way short of what is expected by now; negative where it is ahead."""
        if self.mark is None or self.mark.percent is None or self.mark.expected is None:
            return None
        return self.mark.expected - self.mark.percent


@dataclass(frozen=True, slots=True)
class TabRule:
    """A tab: its name, and which key results belong to it."""

    key: str
    label: str
    holds: Callable[[Line], bool]


TABS: Final = (
    TabRule("", "All key results", lambda line: True),
    TabRule("red", "Red", lambda line: line.colour == "R"),
    TabRule("amber", "Amber", lambda line: line.colour == "A"),
    TabRule("green", "Green", lambda line: line.colour == "G"),
    TabRule("silent", "Not reported", lambda line: line.colour == "N"),
    TabRule("draft", "Drafts", lambda line: line.state == KeyResult.State.DRAFT),
)
# Those that lack what is asked for come last, whichever way the rest is sorted.
SORTS: Final[Mapping[str, Callable[[Line], Any]]] = {
    "title": lambda line: line.title.casefold(),
    "owner": lambda line: line.owner.casefold() or None,
    "progress": lambda line: line.mark.percent if line.mark else None,
    "lag": lambda line: line.lag,
    "read": lambda line: line.mark.read_on if line.mark else None,
    "due": lambda line: line.due_on,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a reader may choose: its key in the address, its header, and the order it stands for."""

    key: str
    label: str
    sort: str = ""
    css: str = ""


COLUMNS: Final = (
    Column("objective", "Objective"),
    Column("of", "OKRs of"),
    Column("cycle", "Cycle"),
    Column("owner", "Owner", "owner"),
    Column("progress", "Progress", "progress", "c-tr"),
    Column("lag", "Behind", "lag", "num"),
    Column("confidence", "Confidence"),
    Column("read", "Last read", "read"),
    Column("due", "Due", "due"),
    Column("kind", "Kind"),
    Column("state", "State"),
    Column("source", "Data source"),
)
SHOWN: Final = ("objective", "of", "owner", "progress", "confidence", "read")


def columns_of(asked: Sequence[str]) -> list[Column]:
    """The columns that an address names, in the order of the list; those shown at first where it names none."""
    return [each for each in COLUMNS if each.key in asked] or [each for each in COLUMNS if each.key in SHOWN]


@dataclass(frozen=True, slots=True)
class Explored:
    """The page: its sentence, how many key results each tab holds, and the rows of the present one."""

    message: str
    counts: Mapping[str, int]
    rows: Shown[KeyResultRow]
    is_empty: bool
    today: dt.date


def explore(
    user: User, today: dt.date, filters: ExplorerFilters, *, tab: str = "", sort: str = "", bands: Bands | None = None
) -> Explored:
    """The key results that `user` may see, narrowed; in the order of objectives unless another is asked for.

    A fixed number of queries; only the rows that are looked at are made.
    """
    bands = bands or current_bands()
    lines = _lines(filters.apply(user), tracked_marks(today, bands).by_key)
    rule = next((each for each in TABS if each.key == tab), TABS[0])
    chosen = _sorted([line for line in lines if rule.holds(line)], sort)
    return Explored(
        message=_message(lines, filters.narrows),
        counts={each.key: sum(map(each.holds, lines)) for each in TABS},
        rows=Shown([line.key for line in chosen], lambda keys: _rows(keys, user, today, bands)),
        is_empty=not lines and not filters.narrows,
        today=today,
    )


@kept(KeyResult, StrategicObjective, Plan, Person)
def _every_told() -> Mapping[int, _Told]:
    """What is told of every key result, by its key, in the order of rows; whoever shows it looks who may see."""
    rows = (
        KeyResult.objects.annotate(ends_on=Coalesce("due_on", "objective__due_on", "objective__plan__ends_on"))
        .order_by("objective__position", "objective__code", "objective", "position", "pk")
        .values_list("pk", "state", "title", "owner__name", "ends_on")
    )
    return {key: _Told(key, state, title, owner or "", due_on) for key, state, title, owner, due_on in rows}


def _lines(found: "QuerySet[KeyResult]", marks: Mapping[int, KeyResultMark]) -> list[Line]:
    """Those found, in the order of rows: only their keys are asked for, since the rest is the same for everybody."""
    keys = set(found.order_by().values_list("pk", flat=True))
    return [
        Line(*told, None if told.state in _UNMEASURED else marks.get(key))
        for key, told in _every_told().items()
        if key in keys
    ]


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    by = SORTS.get(sort.removeprefix("-"))
    if by is None:
        return lines
    told = [(by(line), line) for line in lines]
    known = sorted((each for each in told if each[0] is not None), key=lambda each: each[0])
    if sort.startswith("-"):
        known.reverse()
    return [line for _, line in known] + [line for value, line in told if value is None]


def _rows(keys: Sequence[int], user: User, today: dt.date, bands: Bands) -> list[KeyResultRow]:
    loaded = KeyResult.objects.visible_to(user).select_related(
        *("owner", "objective__plan", "objective__node", "objective__okr_set__cycle"),
        *("objective__okr_set__unit", "objective__okr_set__node", "objective__okr_set__person"),
    )
    by_key = loaded.in_bulk(keys)
    rows = key_result_rows([by_key[key] for key in keys if key in by_key], user, today, bands, may_all=False)
    asked = KeyResult.objects.filter(policies.checkable_q(user), pk__in=keys, state__in=_OPEN)
    checkable = set(asked.values_list("pk", flat=True))
    return [replace(row, can_check_in=row.key_result.pk in checkable) for row in rows]


def _message(lines: Sequence[Line], narrowed: bool) -> str:
    """How many of those tracked are on course, and how many nobody reports."""
    counts = Counter(line.colour for line in lines if line.colour)
    tracked = sum(counts.values())
    if not lines:
        return "No key result matches." if narrowed else "There are no key results yet."
    if not tracked:
        return f"{words.capital(words.counted_in_words(len(lines), 'key result'))}, and none is tracked yet."
    if counts["N"] == tracked:
        return none_reported(tracked, "key result")
    said = so_many(counts["G"], tracked, "key result")
    silent = counts["N"]
    if not silent:
        return said
    return f"{said} {words.capital(words.in_words(silent))} {'is' if silent == 1 else 'are'} not reported."


def explorer_choices(user: User) -> dict[str, picking.Choices]:
    """What can be chosen in each filter: only what some visible key result has; seven queries."""
    visible = KeyResult.objects.visible_to(user).order_by()
    objectives = StrategicObjective.objects.visible_to(user).order_by("position", "code", "pk")
    cycles = Cycle.objects.visible_to(user).filter(sets__isnull=False).distinct()
    with_sets = UnitReach.objects.filter(
        Q(below__okr_sets__isnull=False) | Q(below__people__okr_sets__isnull=False)
    ).values("above")
    units = Unit.objects.visible_to(user).filter(pk__in=with_sets).order_by("name", "pk")
    of_sets = objectives.filter(okr_set__node__isnull=False).order_by().values("okr_set__node")
    of_objectives = objectives.filter(node__isnull=False).order_by().values("node")
    nodes = Node.objects.filter(Q(pk__in=of_sets) | Q(pk__in=of_objectives)).order_by("name")
    people = Person.objects.filter(pk__in=visible.values("owner")).order_by("name", "pk")
    used = set(visible.values_list("direction", "state").distinct())
    kinds, states = {kind for kind, _ in used}, {state for _, state in used}
    with_own, with_others = KeyResult.objects.values("objective"), objectives.order_by().values("parent")
    measured = objectives.filter(Q(pk__in=with_own) | Q(pk__in=with_others))
    return {
        "cycle": [(_NO_CYCLE, "Strategy, no cycle"), *((each.code, str(each)) for each in cycles)],
        "unit": picking.few(units, lambda each: (each.code, each.name), by="code"),
        "node": [(str(code), str(name)) for code, name in nodes.values_list("code", "name")],
        "owner": picking.few(
            people, lambda each: (each.code, each.name), by="code", besides=((_NO_CYCLE, "Nobody owns it"),)
        ),
        "objective": picking.few(measured, lambda each: (each.code, f"{each.code} {each.title}"), by="code"),
        "kind": [(value, label) for value, label in KeyResult.Direction.choices if value in kinds],
        "state": [(value, label) for value, label in KeyResult.State.choices if value in states],
    }
