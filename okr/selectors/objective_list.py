"""The page of objectives: tabs, filters and order over its rows, and the sentence it opens with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from big import picking
from big.accounts.models import User
from big.core import words
from big.core.shown import Shown
from big.organisation.models import Person
from big.organisation.nodes import Node
from okr.models.drivers import Driver
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective
from okr.selectors.objective_rows import (
    NO_DELIVERY,
    NO_FUNDS,
    NO_SUPPORT,
    ObjectiveRow,
    ObjectiveStanding,
    ObjectiveTable,
    objective_table,
)
from okr.selectors.purse import Purse
from okr.selectors.sentences import none_reported, so_many
from portfolio.selectors.frame import Frame


@dataclass(frozen=True, slots=True)
class ObjectiveFilters:
    """What the reader asked for, as the address carries it; an empty text asks for everything."""

    find: str = ""
    kind: str = ""
    state: str = ""
    driver: str = ""
    accountable: str = ""
    node: str = ""
    plan: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return self != ObjectiveFilters()

    def apply(self, user: User) -> ObjectiveQuerySet:
        """The objectives that `user` may see and asked for; a value that names nothing finds nothing."""
        objectives = StrategicObjective.objects.visible_to(user)
        for word in self.find.split():
            objectives = objectives.filter(
                Q(code__icontains=word) | Q(title__icontains=word) | Q(statement__icontains=word)
            )
        if self.kind:
            objectives = objectives.filter(kind=self.kind)
        if self.state:
            objectives = objectives.filter(state=self.state)
        if self.driver:
            # Among the drivers that the reader may see: a filter must not say what a hidden driver is answered by.
            drivers = Driver.objects.visible_to(user).order_by()
            if self.driver == "none":
                objectives = objectives.exclude(drivers__in=drivers.values("pk"))
            else:
                objectives = objectives.filter(drivers__in=drivers.filter(code__iexact=self.driver).values("pk"))
        if self.accountable:
            typed = self.accountable.strip()
            coded = Q(accountable__code__iexact=picking.code_in(typed))
            objectives = objectives.filter(coded | Q(accountable__name__iexact=typed))
        if self.node:
            objectives = objectives.filter(node__code__iexact=self.node)
        if self.plan.isdigit():
            objectives = objectives.filter(plan=int(self.plan))
        return objectives.distinct()


@dataclass(frozen=True, slots=True)
class TabRule:
    """A tab: its name, and which rows belong to it."""

    key: str
    label: str
    holds: Callable[[ObjectiveStanding], bool]


TABS: Final = (
    TabRule("", "All objectives", lambda row: True),
    TabRule("attention", "Needs attention", lambda row: row.is_pursued and row.needs_attention),
    TabRule("critical", "Mission-critical", lambda row: row.is_mission_critical),
    TabRule("no-delivery", "No delivery", lambda row: NO_DELIVERY in row.gaps),
    TabRule("no-funds", "No funds this quarter", lambda row: NO_FUNDS in row.gaps),
    TabRule("no-support", "Nobody supports", lambda row: NO_SUPPORT in row.gaps),
)
_NOTHING: Final = -1
SORTS: Final[Mapping[str, Callable[[ObjectiveStanding], Any]]] = {
    "title": lambda row: row.title.lower(),
    "outcome": lambda row: row.progress.percent if row.progress.percent is not None else _NOTHING,
    "gap": lambda row: row.steepness,
    "forecast": lambda row: row.forecast if row.forecast is not None else _NOTHING,
    "confidence": lambda row: row.confidence if row.confidence is not None else _NOTHING,
}


@dataclass(frozen=True, slots=True)
class ObjectiveList:
    """The page: its sentence, how many rows each tab holds, the rows of the present one, and their money."""

    message: str
    counts: Mapping[str, int]
    rows: Shown[ObjectiveRow]
    linked: Purse
    is_tree: bool
    is_empty: bool
    frame: Frame


def objective_list(
    user: User, frame: Frame, filters: ObjectiveFilters, *, tab: str = "", sort: str = ""
) -> ObjectiveList:
    """The objectives that `user` may see, narrowed; in the order of the tree unless something else is asked for."""
    table = objective_table(filters.apply(user), user, frame)
    rule = next((each for each in TABS if each.key == tab), TABS[0])
    rows = [row for row in table.standings if rule.holds(row)]
    by = SORTS.get(sort.removeprefix("-"))
    is_tree = by is None and rule is TABS[0]
    if by is not None:
        rows.sort(key=by, reverse=sort.startswith("-"))
    return ObjectiveList(
        message=message_of(table, filters.narrows),
        counts={each.key: sum(map(each.holds, table.standings)) for each in TABS},
        rows=table.rows_of(rows if is_tree else [row._replace(level=1) for row in rows]),
        linked=table.linked,
        is_tree=is_tree,
        is_empty=not table.standings and not filters.narrows,
        frame=frame,
    )


def message_of(table: ObjectiveTable, narrowed: bool) -> str:
    """What the list says: how many objectives are on course, and the gravest break."""
    pursued = [row for row in table.standings if row.is_pursued]
    if not table.standings:
        return "No objective matches." if narrowed else "There are no objectives yet."
    if not pursued:
        return f"None of {words.counted(len(table.standings), 'objective')} is being pursued."
    measured = [row for row in pursued if row.progress.mark != "N"]
    good = sum(row.progress.mark == "G" for row in measured)
    total = len(pursued)
    first = so_many(good, total, "objective") if measured else none_reported(total, "objective")
    return f"{first} {_break_of(pursued)}".strip()


def _break_of(rows: list[ObjectiveStanding]) -> str:
    for gap, one, many in (
        (NO_DELIVERY, "{name} has no delivery.", "{count} have no delivery."),
        (NO_FUNDS, "{name} has no funds this quarter.", "{count} have no funds this quarter."),
        (NO_SUPPORT, "Nobody supports part of {name}.", "{count} lack support."),
    ):
        found = [row for row in rows if gap in row.gaps]
        if len(found) == 1:
            return one.format(name=found[0].code)
        if found:
            return many.format(count=words.capital(words.in_words(len(found))))
    return ""


def filter_choices(user: User) -> dict[str, picking.Choices]:
    """What can be chosen in each filter: only what some visible objective has; five queries."""
    visible = StrategicObjective.objects.visible_to(user).order_by()
    people = Person.objects.filter(pk__in=visible.values("accountable")).order_by("name", "pk")
    nodes = Node.objects.filter(pk__in=visible.values("node")).order_by("name").values_list("code", "name")
    drivers = Driver.objects.visible_to(user).filter(objectives__in=visible).distinct().order_by("code")
    plans = visible.filter(plan__isnull=False).values_list("plan", "plan__name").distinct().order_by("plan__name")
    used = set(visible.values_list("kind", "state").distinct())
    kinds, states = {kind for kind, _ in used}, {state for _, state in used}
    return {
        "kind": [(value, label) for value, label in StrategicObjective.Kind.choices if value in kinds],
        "state": [(value, label) for value, label in StrategicObjective.State.choices if value in states],
        "driver": [("none", "No driver")] + [(each.code, f"{each.code} {each.title}") for each in drivers],
        "accountable": picking.few(people, lambda each: (each.code, each.name), by="code"),
        "node": [(str(code), str(name)) for code, name in nodes],
        "plan": [(str(pk), str(name)) for pk, name in plans],
    }
