"""Where a user holds a right: conditions for querysets, and yes or no for one record.

A right is held at a node or unit where the user has a current membership whose role contains it, and at
everything below. All conditions are uncorrelated subqueries, so a list costs the same for one row or a million.
"""

import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from big.accounts.models import User
from big.history import moment
from big.history.rows import as_today
from big.registry import rights

CONFIDENTIAL_VIEW = rights.register("confidential.view", "See confidential records")
ORGANISATION_MANAGE = rights.register("organisation.manage", "Manage people, units, nodes, roles and settings")
ACTIVITY_VIEW = rights.register("activity.view", "See the Activity page")

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING


def _holding(user: User) -> QuerySet[Any]:
    return apps.get_model("organisation", "Membership").objects.held_by(user)


def belongs_q(user: User) -> Q:
    """True of every row for somebody who belongs to the organisation, false for anybody else.

    Belonging is one query, kept on the user for the request.
    """
    if not user.is_active:
        return NOTHING
    return EVERYTHING if user.is_administrator or user.is_service or rights_of(user) is not None else NOTHING


def rights_of(user: User) -> frozenset[str] | None:
    """The rights that `user` holds anywhere, or None for somebody with no membership; one query a request.

    While the past is read nobody holds any right but to see: the past is not changed.
    """
    held = _rights_held(user)
    return rights.to_see(held) if held is not None and moment.only_reads() else held


def _rights_held(user: User) -> frozenset[str] | None:
    if not user.is_active:
        return None
    if user.is_administrator or user.is_service:
        everywhere = set(rights.known())
        return frozenset(everywhere if user.is_service else everywhere - {CONFIDENTIAL_VIEW})
    held = _memberships(user)
    return frozenset(right for each in held for right in each.rights) if held else None


@dataclass(frozen=True, slots=True)
class _Held:
    """One current membership: its role's rights, and the key of its node or of its unit."""

    rights: frozenset[str]
    node: int | None
    unit: int | None


def _memberships(user: User) -> tuple[_Held, ...]:
    """Where `user` belongs, read once and kept on the user for the request.

    Conditions name these few keys instead of asking for them again: the same answer, in a third of the SQL.
    """
    held: tuple[_Held, ...]
    try:
        held = user._memberships_held  # type: ignore[attr-defined]
    except AttributeError:
        rows = _holding(user).order_by("pk").values_list("role__rights", "node", "unit")
        held = tuple(_Held(frozenset(rights), node, unit) for rights, node, unit in rows)
        user._memberships_held = held  # type: ignore[attr-defined]
    return held


def _places(user: User, right: str) -> tuple[list[int], list[int]]:
    """The keys of the nodes and of the units at which `user` holds `right` by a membership there."""
    held = [each for each in _memberships(user) if right in each.rights]
    nodes = dict.fromkeys(each.node for each in held if each.node is not None)
    units = dict.fromkeys(each.unit for each in held if each.unit is not None)
    return list(nodes), list(units)


def forget_rights(user: User) -> None:
    """Ask the database anew, after memberships changed in the same request."""
    if hasattr(user, "_memberships_held"):
        del user._memberships_held


def holds_anywhere(user: User, right: str) -> bool:
    """Whether `user` holds `right` at some node or unit."""
    rights.require_known(right)
    return right in (rights_of(user) or frozenset())


def may_open(user: User, right: str) -> bool:
    """Whether `user` holds `right` somewhere, for a page that a right to change opens: its past is only read."""
    with moment.judging():
        return holds_anywhere(user, right)


def scope_q(user: User, right: str, *, node: str | None = "node", unit: str | None = "unit") -> Q:
    """Rows whose node or unit lies where `user` holds `right`; `node` and `unit` name the row's own keys."""
    if not holds_anywhere(user, right):
        return NOTHING
    if user.is_administrator or user.is_service:
        return EVERYTHING
    nodes, units = _places(user, right)
    condition = NOTHING
    if node and nodes:
        below = as_today(apps.get_model("organisation", "NodeReach").objects.filter(above__in=nodes))
        condition |= Q(**{f"{node}__in": below.values("below")})
    if unit and units:
        under = as_today(apps.get_model("organisation", "UnitReach").objects.filter(above__in=units))
        condition |= Q(**{f"{unit}__in": under.values("below")})
    return condition


def at_the_top_q() -> Q:
    """Memberships of a node at the top, or of the one unit that stands above all others."""
    units = as_today(apps.get_model("organisation", "Unit").objects.all())
    other_tops = units.filter(parent=None).exclude(pk=OuterRef("unit"))
    return Q(node__isnull=False, node__parent=None) | (
        Q(unit__isnull=False, unit__parent=None) & ~Q(Exists(other_tops))
    )


def held_at_the_top(user: User, right: str) -> Q:
    """Whether `user` holds `right` for the organisation as a whole, as a condition that the database asks once."""
    if not holds_anywhere(user, right):
        return NOTHING
    if user.is_administrator or user.is_service:
        return EVERYTHING
    return Q(Exists(_holding(user).filter(at_the_top_q(), role__rights__contains=[right])))


def open_only(user: User) -> User:
    """A stand-in for `user` who sees what they see except everything confidential, even their own.

    What is written for others to read, such as a governance pack, is read as this stand-in.
    """
    stand_in = copy.copy(user)
    stand_in._reads_open_only = True  # type: ignore[attr-defined]
    return stand_in


def reads_open_only(user: User) -> bool:
    """Whether `user` is such a stand-in."""
    return getattr(user, "_reads_open_only", False)


def open_or_cleared_q(user: User, right: str, *, named: Q, node: str | None = "node", unit: str | None = "unit") -> Q:
    """The visibility rule of every record that can be confidential.

    An open record shows where `right` is held; a confidential one only where "confidential.view" is held too;
    either shows to the people it names (`named`, such as its owner), as long as they belong at all.
    """
    if rights_of(user) is None:
        return NOTHING
    seen = scope_q(user, right, node=node, unit=unit)
    if reads_open_only(user):
        return Q(is_confidential=False) & (seen | named)
    cleared = scope_q(user, CONFIDENTIAL_VIEW, node=node, unit=unit)
    return (Q(is_confidential=False) & seen) | (Q(is_confidential=True) & seen & cleared) | named


def holds_at(user: User, right: str, *, node_id: int | None = None, unit_id: int | None = None) -> bool:
    """Whether `user` holds `right` at this node or unit or above it; two queries at most, for one record."""
    if not holds_anywhere(user, right):
        return False
    if user.is_administrator or user.is_service:
        return True
    nodes, units = _places(user, right)
    return _reaches("NodeReach", nodes, node_id) or _reaches("UnitReach", units, unit_id)


def _reaches(reach: str, above: list[int], below: int | None) -> bool:
    """Whether one of these places is this one or stands above it."""
    if below is None or not above:
        return False
    places = as_today(apps.get_model("organisation", reach).objects.filter(above__in=above, below=below))
    return below in above or places.exists()


def person_named_q(user: User, *fields: str) -> Q:
    """Rows that name `user`'s person in one of `fields`."""
    person = as_today(apps.get_model("organisation", "Person").objects.filter(user=user, is_active=True))
    condition = NOTHING
    for field in fields:
        condition |= Q(**{f"{field}__in": person.values("pk")})
    return condition
