"""Everything that changes key results and their phased targets, and the states that a key result passes."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.notify import links
from big.policies import require
from big.records import create, plain, require_version, revise
from okr import codes, policies
from okr.models.key_results import KeyResult, PhasedTarget
from okr.models.objectives import StrategicObjective
from okr.selectors.states import KEY_RESULT_FOLLOWERS
from okr.services.coding import checked_code, key_result_stem, next_code
from okr.services.locks import refuse_locked
from okr.services.telling import tell_of_key_result
from okr.services.wording import refused

FIELDS: Final = {
    "title",
    "description",
    "unit",
    "baseline",
    "target",
    "upper",
    "direction",
    "starts_on",
    "due_on",
    "owner",
    "check_in_owner",
    "data_source",
    "cadence_days",
    "position",
}
_S = KeyResult.State
# What a key result needs before it is measured (domain.md 3.13, 3), and how its absence is said.
_NEEDED: Final = {
    "unit": "a unit",
    "baseline": "a baseline",
    "upper": "an upper edge of its band",
    "target": "a target",
    "due_on": "a due date",
    "data_source": "a data source",
}


@transaction.atomic
def create_key_result(
    objective_id: int,
    *,
    actor: User,
    title: str,
    code: str = "",
    state: str = KeyResult.State.TRACKING,
    why: str = "",
    **details: Any,
) -> KeyResult:
    """Add a key result to an objective; only a draft may lack its unit, baseline, target, due date or data source."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    refuse_locked(objective)
    _check(details)
    if state not in (_S.DRAFT, _S.AGREED, _S.TRACKING):
        raise refused("state", "A new key result is a draft, agreed or tracking.", code="state")
    key_result = KeyResult(objective=objective, title=title, code=code or "-", state=state, **_settled(details))
    if state != _S.DRAFT:
        _need_everything(key_result)
    _check_course(key_result)
    key_result.code = checked_code(KeyResult, code) if code else next_code(KeyResult, key_result_stem(objective))
    if not key_result.position:
        key_result.position = objective.key_results.count() + 1
    after = create(key_result)
    record(codes.KEY_RESULT_CREATED, actor=actor, on=key_result, also=[objective], after=after, why=why)
    return key_result


@transaction.atomic
def change_key_result(
    key_result_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> KeyResult:
    """Change a key result; moving its target or due date while it is measured asks for the reason."""
    key_result = held_key_result(key_result_id, actor, version)
    _check(changes)
    changes = _settled(changes, key_result)
    moved = _differs(key_result, changes, "baseline", "target", "upper", "due_on")
    if moved and key_result.state == _S.TRACKING and not why.strip():
        raise refused("why", "Say why the baseline, target or due date moves.", code="reason")
    before, after = revise(key_result, changes)
    if not after:
        return key_result
    if key_result.state in (_S.AGREED, _S.TRACKING):
        _need_everything(key_result)
    _check_course(key_result)
    record(codes.KEY_RESULT_CHANGED, actor=actor, on=key_result, before=before, after=after, why=why)
    tell_of_key_result(key_result, after)
    if {"owner", "check_in_owner"} & set(after):
        links.cancel(key_result)
    return key_result


def _settled(given: Mapping[str, Any], key_result: KeyResult | None = None) -> dict[str, Any]:
    """What is given, with what follows from how it is measured: yes or no goes from 0 to 1, only a band has two edges.

    A yes or no that becomes a number loses its unit, so that it is asked for one.
    """
    was = key_result.direction if key_result else ""
    direction = given.get("direction", was or KeyResult.Direction.INCREASE)
    settled = dict(given)
    if direction in KeyResult.SWITCHES:
        settled |= {"baseline": Decimal(0), "target": Decimal(1), "unit": words.YES_NO}
    elif was in KeyResult.SWITCHES and settled.get("unit", words.YES_NO) == words.YES_NO:
        settled["unit"] = ""
    if direction != KeyResult.Direction.BAND and (settled.get("upper") or (key_result and key_result.upper)):
        settled["upper"] = None
    return settled


def _differs(key_result: KeyResult, changes: Mapping[str, Any], *names: str) -> bool:
    return any(name in changes and getattr(key_result, name) != changes[name] for name in names)


@transaction.atomic
def move_key_result(key_result_id: int, *, actor: User, to: str, version: int | None, why: str = "") -> KeyResult:
    """Move a key result to another state: agree it, track it, close it as met or missed, or drop it with a reason."""
    key_result = held_key_result(key_result_id, actor, version)
    if to not in KEY_RESULT_FOLLOWERS.get(key_result.state, ()):
        now, wanted = key_result.get_state_display().lower(), KeyResult.State(to).label.lower()
        raise refused("to", f"A key result that is {now} cannot become {wanted} next.", code="state")
    if to == _S.DROPPED and not why.strip():
        raise refused("why", "Say why the key result is dropped.", code="reason")
    if to in (_S.AGREED, _S.TRACKING):
        _need_everything(key_result)
    before, after = revise(key_result, {"state": to})
    record(codes.KEY_RESULT_MOVED, actor=actor, on=key_result, before=before, after=after, why=why)
    tell_of_key_result(key_result, after)
    if to not in (_S.AGREED, _S.TRACKING):
        # Reopened later, it is asked for anew; what was sent before stays dead.
        links.cancel(key_result)
    return key_result


@transaction.atomic
def set_phased_target(
    key_result_id: int,
    *,
    actor: User,
    due_on: dt.date,
    value: Decimal,
    note: str = "",
    version: int | None,
    seen: int | None = None,
    why: str = "",
) -> PhasedTarget:
    """Say what a key result is meant to reach by a date on the way; a second one of a date replaces the first.

    `version` is that of the key result, `seen` that of the target of the date; StaleError where another stands.
    """
    key_result = held_key_result(key_result_id, actor, version)
    if key_result.due_on and due_on >= key_result.due_on:
        said = f"A phased target comes before the due date, {words.day(key_result.due_on)}."
        raise refused("due_on", said, code="phased_date")
    target = key_result.phased_targets.filter(due_on=due_on).first()
    if target is None:
        target = PhasedTarget(key_result=key_result, due_on=due_on, value=value, note=note)
        before: dict[str, Any] = {}
        create(target)
    else:
        require_version(target, seen)
        before, changed = revise(target, {"value": value, "note": note})
        if not changed:
            return target
    after = {"value": plain(value), "due_on": plain(due_on)} | ({"note": note} if note else {})
    record(codes.PHASED_TARGET_SET, actor=actor, on=key_result, before=before, after=after, why=why)
    return target


@transaction.atomic
def change_phased_target(
    phased_target_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> PhasedTarget:
    """Change value or note of a phased target, whose date stays; `version` is that of the target itself."""
    unknown = set(changes) - {"value", "note"}
    if unknown:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
    target = PhasedTarget.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=phased_target_id)
    key_result = held_key_result(target.key_result_id, actor, None)
    require_version(target, version)
    before, changed = revise(target, changes)
    if changed:
        after = {"due_on": plain(target.due_on), **changed, "value": plain(target.value)}
        record(codes.PHASED_TARGET_SET, actor=actor, on=key_result, before=before, after=after, why=why)
    return target


@transaction.atomic
def remove_phased_target(
    phased_target_id: int, *, actor: User, version: int | None, seen: int | None = None, why: str = ""
) -> KeyResult:
    """Take a phased target away; `version` is that of the key result, `seen` that of the target itself."""
    target = PhasedTarget.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=phased_target_id)
    key_result = held_key_result(target.key_result_id, actor, version)
    require_version(target, seen)
    before = {"value": plain(target.value), "due_on": plain(target.due_on)}
    target.delete()
    record(codes.PHASED_TARGET_REMOVED, actor=actor, on=key_result, before=before, why=why)
    return key_result


def held_key_result(key_result_id: int, actor: User, version: int | None) -> KeyResult:
    """A key result locked for a change of what it is to achieve: by who may, on what they saw, unless that is over."""
    rows = KeyResult.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective__node")
    key_result = rows.get(pk=key_result_id)
    require(policies.can_edit_objective(actor, key_result.objective))
    require_version(key_result, version)
    refuse_locked(key_result.objective)
    return key_result


def _need_everything(key_result: KeyResult) -> None:
    lacking = {name: _NEEDED[name] for name in key_result.needs if getattr(key_result, name) in (None, "")}
    if lacking:
        raise RuleError(
            {
                name: [
                    RuleError(f"A key result that is measured needs {said}. Save it as a draft otherwise.", code=name)
                ]
                for name, said in lacking.items()
            }
        )


def _check_course(key_result: KeyResult) -> None:
    baseline, target, upper = key_result.baseline, key_result.target, key_result.upper
    if key_result.direction == KeyResult.Direction.BAND:
        if target is not None and upper is not None and upper <= target:
            raise refused("upper", "The upper edge of the band must be above its target, the lower edge.", code="band")
    elif not key_result.is_switch and baseline is not None and target is not None and baseline != target:
        rises = target > baseline
        if rises != (key_result.direction == KeyResult.Direction.INCREASE):
            way = "above" if rises else "below"
            raise refused(
                "direction", f"The target is {way} the baseline. Choose the other direction.", code="direction"
            )
    if key_result.starts_on and key_result.due_on and key_result.due_on <= key_result.starts_on:
        raise refused("due_on", "The due date must be after the start.", code="dates")


def _check(changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
