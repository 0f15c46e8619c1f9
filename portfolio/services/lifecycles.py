"""Moving work along the lifecycle of its type, which is data, and giving it another type."""

import datetime as dt

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.records import require_version, revise
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import ON_WORK_CHANGED, ON_WORK_CLOSED, ON_WORK_STATE, WORK_STATE, WORK_TYPE
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work
from portfolio.services.access import field_error, locked


@transaction.atomic
def change_state(
    work_id: int, *, actor: User, version: int | None, to: str, why: str = "", on: dt.date | None = None
) -> Work:
    """Move work to the state with the key `to`, which must follow its present state; ending it needs a reason.

    A state that nothing follows is final: reactions to the closing may refuse it.
    """
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    before = work.state
    after = before.followers.filter(key=to).first()
    if after is None:
        raise field_error("to", _why_not(before), "state_order")
    is_final = not after.followers.exists()
    if is_final and not why.strip():
        raise field_error("why", f"Say why it is now {after.label.lower()}; nothing follows that state.", "no_reason")
    was, now = revise(work, {"state": after})
    record(WORK_STATE, actor=actor, on=work, before=was, after=now, why=why, effective_on=on)
    react(ON_WORK_STATE, work, actor=actor, before=before, after=after)
    if is_final:
        react(ON_WORK_CLOSED, work, actor=actor, state=after)
    return work


def _why_not(state: LifecycleState) -> str:
    followers = [
        f"\N{LEFT DOUBLE QUOTATION MARK}{each.label}\N{RIGHT DOUBLE QUOTATION MARK}" for each in state.followers.all()
    ]
    if not followers:
        return f"Work that is {state.label.lower()} stays so; nothing follows that state."
    return f"Work that is {state.label.lower()} can go on to {words.listed(followers)}."


@transaction.atomic
def change_type(
    work_id: int, *, actor: User, version: int | None, work_type: WorkType, state: LifecycleState, why: str
) -> Work:
    """Give work another type, with the state of that type's lifecycle that it is in; needs a reason."""
    work = locked(work_id, actor=actor, may=policies.can_edit)
    require_version(work, version)
    if state.work_type_id != work_type.pk:
        raise field_error("state", f"Choose a state of the type {work_type.label.lower()}.", "state_of_other_type")
    if not why.strip():
        raise field_error("why", "Say why its type changes.", "no_reason")
    before, after = revise(work, {"work_type": work_type, "state": state})
    if "work_type" in after:
        record(WORK_TYPE, actor=actor, on=work, before=before, after=after, why=why)
        react(ON_WORK_CHANGED, work, actor=actor, before=before, after=after)
    return work
