"""Giving people roles at nodes and in units, and ending them."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import MEMBERSHIP_ENDED, MEMBERSHIP_GIVEN
from big.organisation.models import Membership, Node, Person, Role, Unit
from big.organisation.services.managers import keeping_a_manager
from big.policies import require
from big.records import create, plain, require_version, revise
from big.registry import rights as registry


@transaction.atomic
def give_role(
    *,
    actor: User,
    person: Person,
    role: Role,
    node: Node | None = None,
    unit: Unit | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    why: str = "",
) -> Membership:
    """Give `person` the role at a node or in a unit, and so everywhere below it."""
    require(policies.can_manage_place(actor, node=node, unit=unit))
    if not person.is_active:
        raise RuleError(f"{person} has left. Record their return first.", code="person_left")
    lacking = policies.lacks_rights_to_give(actor, role, person, node=node, unit=unit)
    if lacking:
        sentence = registry.known().get(lacking[0], lacking[0])
        raise RuleError(
            f"You cannot give this role here: it includes “{sentence}”, which you do not hold yourself.",
            code="rights_not_held",
        )
    membership = Membership(person=person, role=role, node=node, unit=unit, starts_on=starts_on, ends_on=ends_on)
    after = create(membership)
    record(
        MEMBERSHIP_GIVEN,
        actor=actor,
        on=membership,
        also=[each for each in (person, node, unit) if each],
        after=after,
        why=why,
    )
    return membership


@transaction.atomic
def end_membership(
    membership_id: int, *, actor: User, version: int | None, ends_on: dt.date | None = None, why: str = ""
) -> Membership:
    """End a role after `ends_on`, its last day; without a date it ends at once."""
    membership = (
        Membership.objects.visible_to(actor)
        .select_related("person", "role", "node", "unit")
        .select_for_update(of=("self",))
        .get(pk=membership_id)
    )
    require(policies.can_manage_place(actor, node=membership.node, unit=membership.unit))
    require_version(membership, version)
    with keeping_a_manager():
        before, after = revise(membership, _ending(membership, ends_on))
    if after:
        record(
            MEMBERSHIP_ENDED,
            actor=actor,
            on=membership,
            also=[each for each in (membership.person, membership.node, membership.unit) if each],
            before=before,
            after=after,
            why=why,
        )
    return membership


def _ending(membership: Membership, ends_on: dt.date | None) -> dict[str, dt.date]:
    """Rights last through the last day, so ending one at once makes yesterday its last; one begun today never was."""
    last = ends_on or clock.now().date() - dt.timedelta(days=1)
    changes = {"ends_on": last}
    if ends_on is None and membership.starts_on and membership.starts_on > last:
        changes["starts_on"] = last
    return changes


def end_all(person: Person) -> list[str]:
    """End every role that `person` holds or will hold, at once; says which, for the event of their leaving."""
    yesterday = clock.now().date() - dt.timedelta(days=1)
    open_ones = Membership.objects.select_for_update(of=("self",)).filter(person=person)
    open_ones = open_ones.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=yesterday))
    ended = []
    for membership in open_ones.select_related("person", "role", "node", "unit"):
        revise(membership, _ending(membership, None))
        ended.append(str(plain(membership)))
    return ended
