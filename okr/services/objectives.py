"""Everything that changes strategic objectives: their wording and place, their states, and confidence in them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from okr import codes, policies
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.selectors.states import ACCEPTABLE, CONTESTABLE, OBJECTIVE_FOLLOWERS
from okr.services.coding import checked_code, hold, objective_code
from okr.services.locks import refuse_locked, refuse_locked_set
from okr.services.wording import codes_of, refused

FIELDS: Final = {
    "title",
    "statement",
    "kind",
    "purpose",
    "ambition",
    "perspective",
    "accountable",
    "reviewer",
    "node",
    "is_mission_critical",
    "starts_on",
    "due_on",
    "position",
    "other_information",
    "is_confidential",
}
_S = StrategicObjective.State
_ASK_WHY: Final = (_S.WITHDRAWN, _S.SUPERSEDED, _S.NOT_ACHIEVED)
_NEED_SOMEBODY: Final = (_S.DELEGATED, _S.ACCEPTED, _S.CONTESTED, _S.IN_DELIVERY)


@transaction.atomic
def create_objective(
    code: str,
    *,
    actor: User,
    title: str,
    parent: StrategicObjective | None = None,
    drivers: Iterable[Driver] = (),
    okr_set: OkrSet | None = None,
    why: str = "",
    **details: Any,
) -> StrategicObjective:
    """Propose an objective; an empty code takes the next free one, under that of the parent.

    One of an OKR set runs over the days of its cycle unless others are given, takes the next code of its unit, node
    or person, and is agreed at once where the cycle is open.
    """
    _check(details)
    if okr_set is not None:
        refuse_locked_set(okr_set)
        details = _of_set(okr_set, details)
    if parent is not None:
        parent = StrategicObjective.objects.visible_to(actor).get(pk=parent.pk)
    objective = StrategicObjective(code=code or "-", title=title, parent=parent, okr_set=okr_set, **details)
    require(policies.can_edit_objective(actor, objective))
    if objective.is_confidential:
        require(policies.can_keep_confidential(actor))
    _check_dates(objective.starts_on, objective.due_on)
    objective.code = checked_code(StrategicObjective, code) if code else objective_code(parent, okr_set)
    after = create(objective)
    answered = list(drivers)
    objective.drivers.set(answered)
    after |= {"drivers": codes_of(answered)} if answered else {}
    record(codes.OBJECTIVE_CREATED, actor=actor, on=objective, after=after, why=why)
    return objective


def _of_set(okr_set: OkrSet, details: Mapping[str, Any]) -> dict[str, Any]:
    cycle = okr_set.cycle
    days = {"starts_on": details.get("starts_on") or cycle.starts_on, "due_on": details.get("due_on") or cycle.ends_on}
    state = _S.PROPOSED if cycle.state == Cycle.State.PLANNED else _S.AGREED
    ambition = details.get("ambition") or StrategicObjective.Ambition.COMMITTED
    return {**details, **days, "state": state, "ambition": ambition}


@transaction.atomic
def change_objective(
    objective_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> StrategicObjective:
    """Change an objective; moving it to another node asks for the right at both."""
    objective = _objective(objective_id, actor, version)
    _check(changes)
    if "node" in changes and changes["node"] != objective.node:
        require(policies.can_place_at(actor, changes["node"]))
    if changes.get("is_confidential", objective.is_confidential) != objective.is_confidential:
        require(policies.can_keep_confidential(actor))
    _check_dates(changes.get("starts_on", objective.starts_on), changes.get("due_on", objective.due_on))
    if objective.state in _NEED_SOMEBODY:
        _need_somebody({"accountable": objective.accountable, "node": objective.node, **changes})
    before, after = revise(objective, changes)
    if after:
        record(codes.OBJECTIVE_CHANGED, actor=actor, on=objective, before=before, after=after, why=why)
    return objective


@transaction.atomic
def place_objective(
    objective_id: int, *, actor: User, parent: StrategicObjective | None, version: int | None, why: str = ""
) -> StrategicObjective:
    """Put an objective under another, or at the top; never under itself."""
    # One move at a time: two at once could close a loop between them.
    hold(StrategicObjective)
    objective = _objective(objective_id, actor, version)
    if parent is not None:
        parent = StrategicObjective.objects.visible_to(actor).get(pk=parent.pk)
        _refuse_loop(objective, parent)
    also = [each for each in (objective.parent, parent) if each is not None]
    before, after = revise(objective, {"parent": parent})
    if after:
        record(codes.OBJECTIVE_PLACED, actor=actor, on=objective, also=also, before=before, after=after, why=why)
    return objective


def _refuse_loop(objective: StrategicObjective, parent: StrategicObjective) -> None:
    above = dict(StrategicObjective.objects.order_by().values_list("pk", "parent"))
    at: int | None = parent.pk
    seen: set[int] = set()
    while at is not None and at not in seen:
        if at == objective.pk:
            raise refused(
                "parent", "That objective stands under this one. Choose another, or none.", code="objective_loop"
            )
        seen.add(at)
        at = above.get(at)


@transaction.atomic
def set_drivers(
    objective_id: int, *, actor: User, drivers: Iterable[Driver], version: int | None, why: str = ""
) -> StrategicObjective:
    """Say which drivers an objective answers; those that the actor may not see stay as they are."""
    objective = _objective(objective_id, actor, version)
    visible = Driver.objects.visible_to(actor)
    wanted = list(visible.filter(pk__in=[driver.pk for driver in drivers]))
    present = list(visible.filter(objectives=objective))
    gone = [driver for driver in present if driver not in wanted]
    new = [driver for driver in wanted if driver not in present]
    if gone or new:
        objective.drivers.remove(*gone)
        objective.drivers.add(*new)
        record(
            codes.OBJECTIVE_DRIVERS,
            actor=actor,
            on=objective,
            also=[*gone, *new],
            before={"drivers": codes_of(present)},
            after={"drivers": codes_of(wanted)},
            why=why,
        )
    return objective


@transaction.atomic
def move_objective(
    objective_id: int, *, actor: User, to: str, version: int | None, why: str = ""
) -> StrategicObjective:
    """Move an objective to another state; from delegation on it has one accountable person and one node."""
    objective = _objective(objective_id, actor, version)
    if to not in OBJECTIVE_FOLLOWERS.get(objective.state, ()):
        now, wanted = objective.get_state_display().lower(), StrategicObjective.State(to).label.lower()
        raise refused("to", f"An objective that is {now} cannot become {wanted} next.", code="state")
    if to in _NEED_SOMEBODY:
        _need_somebody({"accountable": objective.accountable, "node": objective.node})
    if to in _ASK_WHY and not why.strip():
        raise refused("why", "Say why. It stays in the history of the objective.", code="reason")
    return _move(objective, to, codes.OBJECTIVE_MOVED, actor, why)


@transaction.atomic
def accept_objective(objective_id: int, *, actor: User, version: int | None, why: str = "") -> StrategicObjective:
    """Accept an objective that was delegated: the act of the accountable person, or of who edits it for them."""
    objective = _answered(objective_id, actor, version, ACCEPTABLE, "accepted")
    return _move(objective, _S.ACCEPTED, codes.OBJECTIVE_ACCEPTED, actor, why)


@transaction.atomic
def contest_objective(objective_id: int, *, actor: User, version: int | None, why: str) -> StrategicObjective:
    """Contest an objective that was delegated, with the reason."""
    objective = _answered(objective_id, actor, version, CONTESTABLE, "contested")
    if not why.strip():
        raise refused("why", "Say what stands in the way: authority, money, people or time.", code="reason")
    return _move(objective, _S.CONTESTED, codes.OBJECTIVE_CONTESTED, actor, why)


@transaction.atomic
def state_confidence(
    objective_id: int,
    *,
    actor: User,
    confidence: int | None,
    certainty: int | None = None,
    version: int | None,
    why: str = "",
) -> StrategicObjective:
    """State the accountable person's confidence, 0 to 10, and the certainty in percent of a mission-critical one."""
    objective = _seen(objective_id, actor, version)
    require(policies.can_answer_for(actor, objective))
    if certainty is not None and not objective.is_mission_critical:
        raise refused("certainty", "Only mission-critical objectives state certainty.", code="certainty")
    before, after = revise(objective, {"confidence": confidence, "certainty": certainty})
    if after:
        record(codes.OBJECTIVE_CONFIDENCE, actor=actor, on=objective, before=before, after=after, why=why)
        react(codes.ON_OBJECTIVE_CONFIDENCE, objective, actor=actor)
    return objective


def _move(objective: StrategicObjective, to: str, code: str, actor: User, why: str) -> StrategicObjective:
    was = objective.state
    before, after = revise(objective, {"state": to})
    record(code, actor=actor, on=objective, before=before, after=after, why=why)
    react(codes.ON_OBJECTIVE_MOVED, objective, actor=actor, was=was)
    return objective


def _answered(
    objective_id: int, actor: User, version: int | None, states: tuple[str, ...], verb: str
) -> StrategicObjective:
    objective = _seen(objective_id, actor, version)
    require(policies.can_answer_for(actor, objective))
    if objective.state not in states:
        now = objective.get_state_display().lower()
        raise RuleError(f"An objective that is {now} cannot be {verb}. Delegate it first.", code="state")
    _need_somebody({"accountable": objective.accountable, "node": objective.node})
    return objective


def _seen(objective_id: int, actor: User, version: int | None) -> StrategicObjective:
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require_version(objective, version)
    return objective


def _objective(objective_id: int, actor: User, version: int | None) -> StrategicObjective:
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    require_version(objective, version)
    refuse_locked(objective)
    return objective


def _need_somebody(values: Mapping[str, Any]) -> None:
    if values["accountable"] is None:
        raise refused("accountable", "Name the one person who is accountable first.", code="accountable")
    if values["node"] is None:
        raise refused("node", "Name the one node that answers for it first.", code="node")


def _check_dates(starts_on: Any, due_on: Any) -> None:
    if starts_on and due_on and due_on <= starts_on:
        raise refused("due_on", "The due date must be after the start.", code="dates")


def _check(changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"cannot be changed here: {', '.join(sorted(unknown))}")
