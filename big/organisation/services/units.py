"""Everything that changes the tree of units."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import ON_UNIT_CLOSED, UNIT_CHANGED, UNIT_CLOSED, UNIT_CREATED, UNIT_MOVED, UNIT_REOPENED
from big.organisation.models import Person, Unit
from big.organisation.services import reach
from big.organisation.services.changing import change
from big.organisation.services.codes import next_code, refuse_taken
from big.organisation.services.managers import keeping_a_manager
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react

_FIELDS: Final = frozenset({"code", "name", "head", "cost_account"})


def _locked(unit_id: int, actor: User) -> Unit:
    unit = Unit.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=unit_id)
    require(policies.can_manage_unit(actor, unit))
    return unit


@transaction.atomic
def create_unit(
    *,
    actor: User,
    name: str,
    parent: Unit | None = None,
    code: str = "",
    head: Person | None = None,
    cost_account: str = "",
    why: str = "",
) -> Unit:
    """Add a unit below `parent`, or at the top."""
    require(policies.can_manage_unit(actor, parent))
    reach.hold(Unit)
    refuse_taken(Unit, code)
    unit = Unit(code=code or next_code(Unit, "U"), name=name, parent=parent, head=head, cost_account=cost_account)
    # A second top unit takes the whole from who managed it as the only one.
    with keeping_a_manager():
        after = create(unit)
        reach.attach(unit)
    record(UNIT_CREATED, actor=actor, on=unit, also=[parent] if parent else [], after=after, why=why)
    return unit


@transaction.atomic
def change_unit(unit_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = "") -> Unit:
    """Change code, name, head or cost account."""
    unit = _locked(unit_id, actor)
    refuse_taken(Unit, changes.get("code", ""), unit)
    before, after = change(unit, changes, allowed=_FIELDS, version=version)
    if after:
        record(UNIT_CHANGED, actor=actor, on=unit, before=before, after=after, why=why)
    return unit


@transaction.atomic
def move_unit(unit_id: int, *, actor: User, version: int | None, parent: Unit | None, why: str = "") -> Unit:
    """Put a unit, with all below it, under another; whoever holds rights above it there now holds them here."""
    reach.hold(Unit)
    unit = _locked(unit_id, actor)
    require_version(unit, version)
    require(policies.can_manage_unit(actor, parent))
    if reach.would_loop(Unit, moved=unit.pk, parent=parent.pk if parent else None):
        raise RuleError(f"{parent} is part of {unit}, so {unit} cannot move there.", code="loop")
    with keeping_a_manager():
        before, after = revise(unit, {"parent": parent})
        if after:
            reach.rebuild_units()
    if after:
        record(UNIT_MOVED, actor=actor, on=unit, also=[parent] if parent else [], before=before, after=after, why=why)
    return unit


@transaction.atomic
def close_unit(unit_id: int, *, actor: User, version: int | None, why: str = "") -> Unit:
    """Close a unit that nobody works in any more and that has no open unit below it."""
    unit = _locked(unit_id, actor)
    require_version(unit, version)
    below = unit.children.filter(is_open=True).count()
    if below:
        raise RuleError(f"Close or move its {words.counted(below, 'open unit')} first.", code="unit_has_units")
    people = unit.people.filter(is_active=True).count()
    if people:
        raise RuleError(
            f"Move the {words.counted(people, 'person', 'people')} who work here first.", code="unit_has_people"
        )
    before, after = revise(unit, {"is_open": False})
    if after:
        react(ON_UNIT_CLOSED, unit, actor=actor)
        record(UNIT_CLOSED, actor=actor, on=unit, before=before, after=after, why=why)
    return unit


@transaction.atomic
def reopen_unit(unit_id: int, *, actor: User, version: int | None, why: str = "") -> Unit:
    """Open a closed unit again, below a unit that is open."""
    unit = _locked(unit_id, actor)
    require_version(unit, version)
    if unit.parent and not unit.parent.is_open:
        raise RuleError(f"Open {unit.parent} first.", code="parent_closed")
    before, after = revise(unit, {"is_open": True})
    if after:
        record(UNIT_REOPENED, actor=actor, on=unit, before=before, after=after, why=why)
    return unit
