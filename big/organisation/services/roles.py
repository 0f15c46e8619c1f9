"""Everything that changes what a role may do."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify

from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import ROLE_CHANGED, ROLE_CREATED
from big.organisation.models import Role
from big.organisation.scope import CONFIDENTIAL_VIEW, holds_anywhere
from big.organisation.services.changing import change
from big.organisation.services.managers import keeping_a_manager
from big.policies import require
from big.records import create
from big.registry import rights as registry

_FIELDS: Final = frozenset({"label", "rights", "home", "position"})


@transaction.atomic
def create_role(
    *, actor: User, label: str, rights: Iterable[str], home: str = Role.Home.UNIT, position: int = 100, why: str = ""
) -> Role:
    """Add a role made of registered rights."""
    require(policies.can_manage_organisation(actor))
    key = slugify(label)[:40]
    if not key or Role.objects.filter(key=key).exists():
        raise RuleError({"label": [RuleError("There is already a role of that name.", code="role_taken")]})
    role = Role(key=key, label=label, rights=_checked(rights), home=home, position=position)
    after = create(role)
    record(ROLE_CREATED, actor=actor, on=role, after=after, why=why)
    return role


@transaction.atomic
def change_role(role_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = "") -> Role:
    """Change what everybody who holds the role may do, from their next request on."""
    require(policies.can_manage_organisation(actor))
    role = Role.objects.select_for_update().get(pk=role_id)
    wanted = {**changes, "rights": _checked(changes["rights"])} if "rights" in changes else dict(changes)
    _refuse_own_clearance(actor, role, wanted.get("rights", role.rights))
    with keeping_a_manager():
        before, after = change(role, wanted, allowed=_FIELDS, version=version)
    if after:
        record(ROLE_CHANGED, actor=actor, on=role, before=before, after=after, why=why)
    return role


def _checked(rights: Iterable[str]) -> list[str]:
    wanted = sorted(set(rights))
    unknown = [right for right in wanted if right not in registry.known()]
    if unknown:
        raise RuleError({"rights": [RuleError(f"There is no right {unknown[0]}.", code="unknown_right")]})
    return wanted


def _refuse_own_clearance(actor: User, role: Role, rights: list[str]) -> None:
    """Nobody opens confidential records to themselves by changing a role that they hold."""
    gained = CONFIDENTIAL_VIEW in rights and CONFIDENTIAL_VIEW not in role.rights
    if gained and not holds_anywhere(actor, CONFIDENTIAL_VIEW) and role.memberships.filter(person__user=actor).exists():
        raise RuleError(
            "You hold this role yourself. Somebody else must add the right to see confidential records.",
            code="own_clearance",
        )
