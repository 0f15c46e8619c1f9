"""What one person's page shows: roles, nodes and units they answer for, who reports to them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from big import clock
from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation import policies
from big.organisation.models import Membership, Node, Person, Unit
from big.organisation.selectors.people import account_of
from big.registry import pages
from big.registry.pages import ShownAction, ShownPanel


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A membership, where it is, and whether it is in force."""

    membership: Membership
    place: Node | Unit | None
    state: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything on the page of a person."""

    person: Person
    message: str
    roles: list[HeldRole]
    ended: list[HeldRole]
    nodes: list[Node]
    units: list[Unit]
    reports: list[Person]
    account: str
    may_edit: bool
    may_manage_account: bool
    panels: list[ShownPanel]
    side: list[ShownPanel]
    actions: list[ShownAction]
    history: History


def person_page(person: Person, user: User) -> PersonPage:
    """The page of a person whom `user` may see."""
    memberships = list(Membership.objects.filter(person=person).for_rows())
    held = held_roles(memberships, user)
    roles = [each for each in held if each.state != "ended"]
    nodes = list(Node.objects.visible_to(user).filter(accountable=person).exclude(state=Node.State.RETIRED).for_rows())
    units = list(Unit.objects.visible_to(user).filter(head=person, is_open=True).for_rows())
    return PersonPage(
        person=person,
        message=_message(person, roles, nodes, units),
        roles=roles,
        ended=[each for each in held if each.state == "ended"],
        nodes=nodes,
        units=units,
        reports=list(Person.objects.visible_to(user).filter(line_manager=person, is_active=True).for_rows()),
        account=account_of(person),
        may_edit=policies.can_manage_person(user, person),
        may_manage_account=policies.can_manage_account(user, person.user),
        panels=pages.panels_for("organisation.person", person, user),
        side=pages.panels_for("organisation.person", person, user, place="side"),
        actions=pages.actions_for("organisation.person", person, user),
        history=history_of(person, user),
    )


def held_roles(memberships: Sequence[Membership], user: User) -> list[HeldRole]:
    """Memberships as they stand today, those in force first; one question of rights for all of them."""
    day = clock.real_now().date()
    endable = set(
        Membership.objects.filter(pk__in=[each.pk for each in memberships])
        .filter(policies.may_manage_places_q(user))
        .values_list("pk", flat=True)
    )
    shown = [HeldRole(each, each.node or each.unit, state_on(each, day), each.pk in endable) for each in memberships]
    return sorted(shown, key=lambda each: ("current", "later", "ended").index(each.state))


def state_on(membership: Membership, day: dt.date) -> str:
    """Whether a membership is current, begins later or has ended, on a real day."""
    if membership.ends_on and membership.ends_on < day:
        return "ended"
    return "later" if membership.starts_on and membership.starts_on > day else "current"


def _message(person: Person, roles: list[HeldRole], nodes: list[Node], units: list[Unit]) -> str:
    first = person.name.split()[0] if person.name.split() else person.name
    if not person.is_active:
        answers = words.counted(len(nodes) + len(units), "node or unit", "nodes and units")
        still = f" and is still named by {answers}" if nodes or units else ""
        return f"{first} has left{still}."
    if person.user and person.user.is_administrator and not roles:
        return f"{first} runs this installation and holds no role."
    parts = [f"holds {words.in_words(len(roles))} role{'' if len(roles) == 1 else 's'}"]
    if nodes:
        parts.append(f"is accountable for {words.in_words(len(nodes))} node{'' if len(nodes) == 1 else 's'}")
    if units:
        parts.append(f"heads {words.in_words(len(units))} unit{'' if len(units) == 1 else 's'}")
    return f"{first} {words.listed(parts)}."
