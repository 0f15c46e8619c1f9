"""Types of work and their lifecycles: the organisation's own words for what it does and the states it passes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.policies import require
from big.records import differences
from portfolio import policies
from portfolio.codes import STATE_ADDED, STATE_CHANGED, STATE_REMOVED, TYPE_CHANGED, TYPE_CREATED
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work
from portfolio.services.access import field_error

TYPE_FIELDS = ("label", "plural", "code_prefix", "position")
STATE_FIELDS = ("label", "position", "is_live")


@transaction.atomic
def create_work_type(*, actor: User, first_state: str, why: str = "", **given: Any) -> WorkType:
    """Add a type of work with the state that its work begins in; further states follow one by one."""
    require(policies.can_edit_types(actor))
    key = slugify(given["label"])[:40]
    if not key or WorkType.objects.filter(key=key).exists():
        raise field_error("label", "There is a type of that name. Choose another name.", "type_exists")
    work_type = WorkType(key=key, **{name: given[name] for name in TYPE_FIELDS})
    work_type.full_clean()
    work_type.save(force_insert=True)
    state = LifecycleState(
        work_type=work_type, key=slugify(first_state)[:40] or "first", label=first_state, position=1, is_initial=True
    )
    state.full_clean()
    state.save(force_insert=True)
    after = {name: given[name] for name in TYPE_FIELDS} | {"first_state": first_state}
    record(TYPE_CREATED, actor=actor, on=work_type, after=after, why=why)
    return work_type


@transaction.atomic
def change_work_type(type_id: int, *, actor: User, changes: Mapping[str, Any], why: str = "") -> WorkType:
    """Change what a type is called, its code letters or its place in lists; its key and the codes of work stay."""
    require(policies.can_edit_types(actor))
    work_type = WorkType.objects.select_for_update().get(pk=type_id)
    before, after = differences(work_type, {name: changes[name] for name in TYPE_FIELDS})
    if after:
        for name in after:
            setattr(work_type, name, changes[name])
        work_type.full_clean()
        work_type.save(update_fields=list(after))
        record(TYPE_CHANGED, actor=actor, on=work_type, before=before, after=after, why=why)
    return work_type


@transaction.atomic
def add_state(
    type_id: int, *, actor: User, followers: Sequence[LifecycleState] = (), why: str = "", **given: Any
) -> LifecycleState:
    """Add a state to a lifecycle, with those that may follow it."""
    work_type = _held(type_id, actor)
    key = slugify(given["label"])[:40]
    if not key or work_type.states.filter(key=key).exists():
        raise field_error("label", "This lifecycle has a state of that name. Choose another name.", "state_exists")
    state = LifecycleState(work_type=work_type, key=key, **{name: given[name] for name in STATE_FIELDS})
    state.full_clean()
    state.save(force_insert=True)
    _follow(state, followers)
    after = {name: given[name] for name in STATE_FIELDS} | {"followed_by": _named(followers)}
    record(STATE_ADDED, actor=actor, on=work_type, after=after, why=why)
    return state


@transaction.atomic
def change_state(
    state_id: int, *, actor: User, changes: Mapping[str, Any], followers: Sequence[LifecycleState], why: str = ""
) -> LifecycleState:
    """Change what a state is called, whether its work is live, its place, and what may follow it."""
    state = LifecycleState.objects.get(pk=state_id)
    work_type = _held(state.work_type_id, actor)
    state = LifecycleState.objects.select_for_update().get(pk=state_id)
    before, after = differences(state, {name: changes[name] for name in STATE_FIELDS})
    changed = list(after)
    for name in changed:
        setattr(state, name, changes[name])
    if changed:
        state.full_clean()
        state.save(update_fields=changed)
    was, now = _named(state.followers.order_by("position", "pk")), _named(followers)
    if was != now:
        _follow(state, followers)
        before["followed_by"], after["followed_by"] = was, now
    if after:
        # The history of the type says of which state it speaks.
        before, after = {"state": state.key, **before}, {"state": state.key, **after}
        record(STATE_CHANGED, actor=actor, on=work_type, before=before, after=after, why=why)
    return state


@transaction.atomic
def remove_state(state_id: int, *, actor: User, why: str = "") -> WorkType:
    """Take a state out of a lifecycle: not the one that work begins in, and none that work is in."""
    state = LifecycleState.objects.get(pk=state_id)
    work_type = _held(state.work_type_id, actor)
    if state.is_initial:
        raise RuleError("Work of this type begins in this state, so it stays.", code="initial_state")
    if used := Work.objects.filter(state=state).count():
        pieces = words.counted(used, "piece of work is", "pieces of work are")
        raise RuleError(f"{words.capital(pieces)} in this state. Move that work on first.", code="state_used")
    label = state.label
    state.delete()
    record(STATE_REMOVED, actor=actor, on=work_type, before={"label": label}, why=why)
    return work_type


def _held(type_id: int, actor: User) -> WorkType:
    require(policies.can_edit_types(actor))
    return WorkType.objects.select_for_update().get(pk=type_id)


def _follow(state: LifecycleState, followers: Sequence[LifecycleState]) -> None:
    if any(each.work_type_id != state.work_type_id or each.pk == state.pk for each in followers):
        raise field_error("followers", "Choose other states of the same type.", "state_of_other_type")
    state.followers.set(followers)


def _named(states: Any) -> str:
    return words.listed([each.label for each in states]) or "nothing"
