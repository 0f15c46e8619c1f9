"""Setting and revoking what a node may decide by itself."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import AUTHORITY_REVOKED, AUTHORITY_SET
from big.organisation.models import DelegatedAuthority, Node
from big.policies import require
from big.records import create, plain, require_version, revise


@transaction.atomic
def set_authority(
    node_id: int,
    *,
    actor: User,
    matter: str,
    starts_on: dt.date,
    limit: Decimal | None = None,
    currency: str = "GBP",
    tolerance: str = "",
    ends_on: dt.date | None = None,
    why: str = "",
) -> DelegatedAuthority:
    """Delegate authority in one matter from `starts_on`; what was delegated in it before ends the day before."""
    node = Node.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=node_id)
    require(policies.can_manage_node(actor, node))
    if limit is not None and limit < 0:
        raise RuleError({"limit": [RuleError("Enter a limit of nought or more.", code="negative")]})
    if ends_on is not None and ends_on < starts_on:
        raise RuleError({"ends_on": [RuleError("The last day cannot come before the first.", code="order")]})
    before = {}
    for former in DelegatedAuthority.objects.select_for_update().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), node=node, matter=matter
    ):
        if former.starts_on >= starts_on:
            raise RuleError(
                {"starts_on": [RuleError("Authority in this matter is set from a later day already.", code="later")]}
            )
        before = {"limit": plain(former.limit), "currency": former.currency, "tolerance": former.tolerance}
        revise(former, {"ends_on": starts_on - dt.timedelta(days=1)})
    authority = DelegatedAuthority(
        node=node,
        matter=matter,
        limit=limit,
        currency=currency,
        tolerance=tolerance,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    after = create(authority)
    record(
        AUTHORITY_SET,
        actor=actor,
        on=authority,
        also=[node],
        before={name: value for name, value in before.items() if value and value != after.get(name)},
        after=after,
        why=why,
        effective_on=starts_on,
    )
    return authority


@transaction.atomic
def revoke_authority(
    authority_id: int, *, actor: User, version: int | None, ends_on: dt.date | None = None, why: str = ""
) -> DelegatedAuthority:
    """Take delegated authority back after `ends_on`, or after yesterday."""
    authority = (
        DelegatedAuthority.objects.select_related("node")
        .filter(node__in=Node.objects.visible_to(actor))
        .select_for_update(of=("self",))
        .get(pk=authority_id)
    )
    require(policies.can_manage_node(actor, authority.node))
    require_version(authority, version)
    last = ends_on or clock.today() - dt.timedelta(days=1)
    changes = {"ends_on": last}
    if last < authority.starts_on:
        # Revoked before it began: it was never in force.
        changes["starts_on"] = last
    before, after = revise(authority, changes)
    if after:
        record(
            AUTHORITY_REVOKED,
            actor=actor,
            on=authority,
            also=[authority.node],
            before=before,
            after=after,
            why=why,
            effective_on=last,
        )
    return authority
