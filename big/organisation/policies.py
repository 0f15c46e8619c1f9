"""Who may change the organisation: where they hold "organisation.manage", and the whole only from the top."""

from django.db.models import Q

from big.accounts.models import User
from big.organisation.models import Membership, Node, Person, Role, Unit
from big.organisation.scope import (
    CONFIDENTIAL_VIEW,
    EVERYTHING,
    ORGANISATION_MANAGE,
    at_the_top_q,
    holds_anywhere,
    holds_at,
    rights_of,
    scope_q,
)


def can_manage_organisation(user: User) -> bool:
    """Change settings, roles, node types and accounts: the right is held at the top."""
    if not holds_anywhere(user, ORGANISATION_MANAGE):
        return False
    if user.is_administrator or user.is_service:
        return True
    held = Membership.objects.held_by(user).filter(role__rights__contains=[ORGANISATION_MANAGE])
    return held.filter(at_the_top_q()).exists()


def can_manage_unit(user: User, unit: Unit | None) -> bool:
    """Change `unit` and what stands below it; None asks for a place at the top."""
    return _holds_here(user, unit_id=unit.pk if unit else None) or can_manage_organisation(user)


def can_manage_node(user: User, node: Node | None) -> bool:
    """Change `node`, its members and its authority; None asks for a place at the top."""
    return _holds_here(user, node_id=node.pk if node else None) or can_manage_organisation(user)


def _holds_here(user: User, *, node_id: int | None = None, unit_id: int | None = None) -> bool:
    """Whether the right is held at this place or above it in its own tree; the top of either tree has the whole."""
    placed = node_id is not None or unit_id is not None
    return placed and holds_at(user, ORGANISATION_MANAGE, node_id=node_id, unit_id=unit_id)


def can_manage_person(user: User, person: Person) -> bool:
    """Change a person's particulars: where they work, or at the top for somebody who works nowhere."""
    return can_manage_unit(user, person.unit)


def can_manage_account(user: User, account: User | None) -> bool:
    """Give, close and reopen an account; an administrator's only by an administrator."""
    if account is not None and (account.is_service or (account.is_administrator and not user.is_administrator)):
        return False
    return can_manage_organisation(user)


def can_manage_place(user: User, *, node: Node | None, unit: Unit | None) -> bool:
    """Give and end roles at this node or in this unit."""
    return can_manage_node(user, node) if node else can_manage_unit(user, unit)


def lacks_rights_to_give(user: User, role: Role, person: Person, *, node: Node | None, unit: Unit | None) -> list[str]:
    """The rights of `role` that `user` may not hand to `person` here; none means they may give it.

    Who manages the whole gives any role; who manages a part gives only what they hold there themselves. Nobody
    gives themselves sight of confidential records.
    """
    held = {
        right
        for right in role.rights
        if holds_at(user, right, node_id=node.pk if node else None, unit_id=unit.pk if unit else None)
    }
    if not can_manage_organisation(user):
        return sorted(set(role.rights) - held)
    if person.user_id == user.pk:
        return sorted({CONFIDENTIAL_VIEW} & set(role.rights) - held)
    return []


def belongs(user: User) -> bool:
    """Whether `user` is part of the organisation at all, and so may see who and what it is made of."""
    return rights_of(user) is not None


def may_manage_places_q(user: User) -> Q:
    """Memberships, or other rows with a node or unit, whose place `user` manages; for lists of buttons."""
    return EVERYTHING if can_manage_organisation(user) else scope_q(user, ORGANISATION_MANAGE)
