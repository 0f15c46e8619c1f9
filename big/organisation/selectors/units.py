"""What the pages of units show: the tree with heads and people, and one unit with what belongs to it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation import policies
from big.organisation.models import Membership, Node, Person, Unit
from big.organisation.selectors.person import HeldRole, held_roles
from big.organisation.selectors.trees import in_tree_order
from big.registry import pages
from big.registry.pages import ShownAction, ShownPanel


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the tree: how deep it stands, and how many work in it and in all below it."""

    unit: Unit
    depth: int
    people: int
    people_below: int


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The tree of units and the sentence above it."""

    message: str
    rows: list[UnitRow]
    closed: int
    may_add: bool


def units_page(user: User, *, text: str = "", with_closed: bool = False) -> UnitsPage:
    """The whole tree, or those found with what stands above them; three queries."""
    working = Count("people", filter=Q(people__is_active=True))
    everything = list(Unit.objects.visible_to(user).for_rows().annotate(working=working))
    placed = in_tree_order(everything)
    below: dict[int, int] = {}
    for unit, _ in reversed(placed):
        below[unit.pk] = below.get(unit.pk, 0) + unit.working  # type: ignore[attr-defined]
        if unit.parent_id:
            below[unit.parent_id] = below.get(unit.parent_id, 0) + below[unit.pk]
    kept = _kept(everything, text)
    rows = [
        UnitRow(unit, depth, unit.working, below[unit.pk])  # type: ignore[attr-defined]
        for unit, depth in placed
        if unit.pk in kept and (unit.is_open or with_closed)
    ]
    return UnitsPage(
        message=_message(everything),
        rows=rows,
        closed=sum(not unit.is_open for unit in everything),
        may_add=policies.can_manage_organisation(user),
    )


def _kept(units: list[Unit], text: str) -> set[int]:
    """Those whose name or code contains `text`, and their ancestors, so that each stands in its place."""
    by_key = {unit.pk: unit for unit in units}
    kept: set[int] = set()
    for unit in units:
        if text.lower() in unit.name.lower() or text.lower() == unit.code.lower():
            at: Unit | None = unit
            while at is not None and at.pk not in kept:
                kept.add(at.pk)
                at = by_key.get(at.parent_id) if at.parent_id else None
    return kept


def _message(units: list[Unit]) -> str:
    working = [unit for unit in units if unit.is_open]
    if not working:
        return "There are no units yet."
    headless = sum(unit.head is None or not unit.head.is_active for unit in working)
    if not headless:
        return f"{words.capital(words.counted(len(working), 'unit'))}, each with a head."
    verb = "has" if headless == 1 else "have"
    return f"{words.capital(words.in_words(headless))} of {words.counted(len(working), 'unit')} {verb} no head."


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything on the page of a unit."""

    unit: Unit
    message: str
    above: list[Unit]
    children: list[Unit]
    people: list[Person]
    nodes: list[Node]
    roles: list[HeldRole]
    may_edit: bool
    panels: list[ShownPanel]
    side: list[ShownPanel]
    actions: list[ShownAction]
    history: History


def unit_page(unit: Unit, user: User) -> UnitPage:
    """The page of a unit that `user` may see."""
    children = list(Unit.objects.visible_to(user).filter(parent=unit, is_open=True).for_rows())
    people = list(Person.objects.visible_to(user).filter(unit=unit, is_active=True).for_rows())
    memberships = list(Membership.objects.current().filter(unit=unit).for_rows())
    return UnitPage(
        unit=unit,
        message=_unit_message(unit, people, children),
        above=above(unit, user),
        children=children,
        people=people,
        nodes=list(Node.objects.visible_to(user).filter(unit=unit).exclude(state=Node.State.RETIRED).for_rows()),
        roles=held_roles(memberships, user),
        may_edit=policies.can_manage_unit(user, unit),
        panels=pages.panels_for("organisation.unit", unit, user),
        side=pages.panels_for("organisation.unit", unit, user, place="side"),
        actions=pages.actions_for("organisation.unit", unit, user),
        history=history_of(unit, user),
    )


def above(unit: Unit, user: User) -> list[Unit]:
    """What stands above `unit`, from the top."""
    return list(
        Unit.objects.visible_to(user)
        .filter(reach_down__below=unit, reach_down__depth__gt=0)
        .order_by("-reach_down__depth")
    )


def _unit_message(unit: Unit, people: list[Person], children: list[Unit]) -> str:
    if not unit.is_open:
        return f"{unit.name} is closed."
    who = words.capital(f"{words.in_words(len(people))} {'person works' if len(people) == 1 else 'people work'}")
    parts = f"{who} here" + (f", in a unit of {words.counted(len(children), 'part')}" if children else "")
    if unit.head is None:
        return f"{parts}, and nobody heads it."
    return f"{parts}, headed by {unit.head.name}." if unit.head.is_active else f"{parts}; its head has left."
