"""The life of OKRs: drafted, aligned, reviewed and approved, closed with scores, and carried on into another cycle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import one_act, record
from big.core import words
from big.errors import RuleError
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from okr import codes, policies
from okr.models.cycles import Cycle, OkrSet
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.closing import ClosingObjective, closing_page, gate_of, is_good
from okr.selectors.states import STAGE_FOLLOWERS
from okr.services.coding import key_result_stem, next_code, objective_code
from okr.services.cycles import start_set
from okr.services.locks import refuse_locked, refuse_locked_set
from okr.services.telling import tell_of_key_result
from okr.services.wording import refused

_T = OkrSet.Stage
_O = StrategicObjective.State
_K = KeyResult.State
# With which value a key result begins in the next cycle.
BASELINE: Final = "baseline"
LATEST: Final = "latest"


@transaction.atomic
def move_set(okr_set_id: int, *, actor: User, to: str, version: int | None, why: str = "") -> OkrSet:
    """Move OKRs to another stage: aligning, in review, approved, or back.

    Approved OKRs are locked. What is to be mended blocks the approval; with a reason it is approved all the same, and
    the reason stays with the set. Taking approved OKRs back, for a change in mid-cycle, asks for the reason.
    """
    okr_set = _set(okr_set_id, actor, version)
    if to not in STAGE_FOLLOWERS.get(okr_set.stage, ()):
        now, wanted = okr_set.get_stage_display().lower(), _T(to).label.lower()
        raise refused("to", f"OKRs that are {now} cannot become {wanted} next.", code="stage")
    if okr_set.cycle.state == Cycle.State.CLOSED:
        refuse_locked_set(okr_set)
    changes: dict[str, Any] = {"stage": to, "approved_by": None, "approved_on": None, "gate_override": ""}
    if okr_set.stage == _T.APPROVED and not why.strip():
        raise refused("why", "Say why they change in mid-cycle.", code="reason")
    if to == _T.APPROVED:
        changes |= {"approved_by": actor, "approved_on": clock.today(), "gate_override": _passed(okr_set, actor, why)}
    before, after = revise(okr_set, changes)
    record(codes.OKR_SET_MOVED, actor=actor, on=okr_set, also=[okr_set.cycle], before=before, after=after, why=why)
    return okr_set


def _passed(okr_set: OkrSet, actor: User, why: str) -> str:
    """The reason why a set is approved although it has something to be mended; empty where it has not."""
    if not StrategicObjective.objects.visible_to(actor).filter(okr_set=okr_set).exists():
        raise RuleError("There is nothing to approve yet. Add an objective first.", code="empty")
    blocks = gate_of(okr_set, actor, clock.today()).blocks
    if blocks and not why.strip():
        many = words.counted_in_words(len(blocks), "thing")
        said = f"{words.capital(many)} should be mended first. Mend them, or say why they are approved all the same."
        raise refused("why", said, code="gate")
    return why.strip() if blocks else ""


@dataclass(frozen=True, slots=True)
class Closing:
    """How one objective is closed: its score and those of its key results by key; None takes what is suggested.

    With `into` it is carried over to that cycle, its unfinished key results beginning at `start`.
    """

    objective: int
    score: Decimal | None = None
    note: str = ""
    key_results: Mapping[int, Decimal | None] = field(default_factory=dict)
    into: Cycle | None = None
    start: str = BASELINE


@transaction.atomic
def close_objectives(okr_set_id: int, *, actor: User, closings: Iterable[Closing], version: int | None) -> int:
    """Close some or all objectives of a set, all or nothing; returns how many that the actor sees remain.

    A score that differs from the suggested one needs the closing note. A key result is met with a score of 1, an
    objective achieved with what its ambition asks for. RuleError names the objective that cannot be closed.
    """
    okr_set = _set(okr_set_id, actor, version)
    if okr_set.cycle.state == Cycle.State.PLANNED:
        raise RuleError(f"{okr_set.cycle} has not begun. Postpone the objective instead.", code="planned")
    if okr_set.cycle.state == Cycle.State.CLOSED:
        refuse_locked_set(okr_set)
    list(StrategicObjective.objects.filter(okr_set=okr_set).select_for_update(of=("self",)).order_by("pk"))
    rows = {row.objective.pk: row for row in closing_page(okr_set, actor, clock.today()).rows}
    with one_act():
        for each in closings:
            row = rows.get(each.objective)
            if row is None or row.is_done:
                raise RuleError("This objective is closed already. Reload the page.", code="closed")
            _close(row, each, actor)
    remaining = StrategicObjective.objects.visible_to(actor).pursued().filter(okr_set=okr_set)
    return remaining.count()


def _close(row: ClosingObjective, closing: Closing, actor: User) -> None:
    objective, note = row.objective, closing.note.strip()
    score = _given(closing.score, row.suggested)
    name = f"o{objective.pk}"
    if score is None:
        said = f"Nothing suggests a score for {objective.code}. Give it one from 0 to 1."
        raise refused(f"{name}_score", said, code="score")
    scores = {
        each.key_result.pk: _given(closing.key_results.get(each.key_result.pk), each.suggested)
        for each in row.key_results
    }
    differs = row.suggested is not None and score != row.suggested
    differs = differs or any(
        each.suggested is not None and scores[each.key_result.pk] != each.suggested for each in row.key_results
    )
    if differs and not note:
        said = f"Say in the closing note of {objective.code} why a score differs from what is suggested."
        raise refused(f"{name}_note", said, code="note")
    for each in row.key_results:
        _close_key_result(each.key_result, scores[each.key_result.pk], each.suggested, note, actor)
    was = objective.state
    state = _O.ACHIEVED if is_good(objective.ambition, score) else _O.NOT_ACHIEVED
    changes = {"score": score, "suggested_score": row.suggested, "closing_note": note, "state": state}
    before, after = revise(objective, changes)
    record(codes.OBJECTIVE_SCORED, actor=actor, on=objective, before=before, after=after, why=note)
    react(codes.ON_OBJECTIVE_MOVED, objective, actor=actor, was=was)
    if closing.into is not None:
        _continue(objective, closing.into, closing.start, actor, unfinished=True)


def _given(score: Decimal | None, suggested: Decimal | None) -> Decimal | None:
    return suggested if score is None else score


def _close_key_result(
    key_result: KeyResult, score: Decimal | None, suggested: Decimal | None, note: str, actor: User
) -> None:
    if key_result.state == _K.DRAFT or score is None:
        # What was never measured is no result.
        state = _K.DROPPED if key_result.state == _K.DRAFT else _K.MISSED
    elif key_result.state in (_K.MET, _K.MISSED):
        state = _K(key_result.state)
    else:
        state = _K.MET if score >= 1 else _K.MISSED
    score = Decimal(0) if score is None and state == _K.MISSED else score
    before, after = revise(key_result, {"score": score, "suggested_score": suggested, "state": state})
    if after:
        record(
            codes.KEY_RESULT_SCORED,
            actor=actor,
            on=key_result,
            before=before,
            after={"score": after.get("score", "none"), **after},
            why=note,
        )


@transaction.atomic
def continue_objective(
    objective_id: int,
    *,
    actor: User,
    cycle: Cycle,
    start: str = BASELINE,
    unfinished: bool = True,
    version: int | None,
    why: str = "",
) -> StrategicObjective:
    """Go on with an objective in another cycle, as a new one that continues it.

    Its `unfinished` key results come with it, or all of them as for a clone. They begin at their old baseline, or at
    the latest reading (`start`). The old one stays as it is.
    """
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    require_version(objective, version)
    return _continue(objective, cycle, start, actor, unfinished=unfinished, why=why)


@transaction.atomic
def postpone_objective(
    objective_id: int, *, actor: User, cycle: Cycle, version: int | None, why: str
) -> StrategicObjective:
    """Move an objective, as it is, to another cycle; its days and those of its key results become those of it."""
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    require_version(objective, version)
    refuse_locked(objective)
    if not why.strip():
        raise refused("why", "Say why it is postponed.", code="reason")
    old = _cycle_of(objective)
    okr_set = start_set(_open(cycle, old), _set_of(objective).place, actor=actor)
    refuse_locked_set(okr_set)
    for key_result in objective.key_results.select_for_update(of=("self",)).filter(due_on=old.ends_on).order_by("pk"):
        before, after = revise(key_result, {"due_on": cycle.ends_on})
        record(codes.KEY_RESULT_CHANGED, actor=actor, on=key_result, before=before, after=after, why=why)
        tell_of_key_result(key_result, after)
    changes = {"okr_set": okr_set, "starts_on": cycle.starts_on, "due_on": cycle.ends_on}
    revise(objective, changes)
    before, after = {"cycle": str(old)}, {"cycle": str(cycle)}
    record(codes.OBJECTIVE_POSTPONED, actor=actor, on=objective, before=before, after=after, why=why)
    return objective


def _continue(
    objective: StrategicObjective, cycle: Cycle, start: str, actor: User, *, unfinished: bool, why: str = ""
) -> StrategicObjective:
    if start not in (BASELINE, LATEST):
        raise refused("start", "Begin at the old baseline, or at the latest reading.", code="start")
    old = _cycle_of(objective)
    place = _set_of(objective).place
    okr_set = start_set(_open(cycle, old), place, actor=actor)
    refuse_locked_set(okr_set)
    parent = objective.parent if objective.parent and objective.parent.state in StrategicObjective.PURSUED else None
    made = StrategicObjective(
        code=objective_code(parent, okr_set),
        okr_set=okr_set,
        parent=parent,
        state=_O.PROPOSED if cycle.state == Cycle.State.PLANNED else _O.AGREED,
        starts_on=cycle.starts_on,
        due_on=cycle.ends_on,
        continues=objective,
        **{name: getattr(objective, name) for name in _KEPT},
    )
    after = create(made)
    made.drivers.set(objective.drivers.all())
    record(codes.OBJECTIVE_CREATED, actor=actor, on=made, also=[objective], after=after, why=why)
    record(
        codes.OBJECTIVE_CONTINUED,
        actor=actor,
        on=objective,
        also=[made],
        after={"code": made.code, "cycle": str(cycle)},
        why=why,
    )
    for key_result in objective.key_results.exclude(state=_K.DROPPED).order_by("position", "pk"):
        if not unfinished or key_result.state != _K.MET:
            _continue_key_result(key_result, made, start, actor)
    return made


_KEPT: Final = (
    *("title", "statement", "kind", "purpose", "ambition", "perspective", "accountable", "reviewer", "node"),
    *("is_mission_critical", "position", "is_confidential", "share", "contributes"),
)
_KEPT_OF_KEY_RESULT: Final = (
    *("title", "description", "unit", "baseline", "target", "upper", "direction", "owner", "check_in_owner"),
    *("data_source", "cadence_days", "position", "share", "contributes"),
)


def _continue_key_result(key_result: KeyResult, objective: StrategicObjective, start: str, actor: User) -> None:
    made = KeyResult(
        objective=objective,
        code=next_code(KeyResult, key_result_stem(objective)),
        due_on=objective.due_on,
        state=_K.DRAFT if key_result.state == _K.DRAFT else _K.TRACKING,
        continues=key_result,
        **{name: getattr(key_result, name) for name in _KEPT_OF_KEY_RESULT},
    )
    if start == LATEST and not key_result.is_switch:
        latest = key_result.readings.filter(value__isnull=False).order_by("-read_on", "-pk").first()
        if latest is not None and latest.value != made.target:
            made.baseline = latest.value
            if made.direction in (KeyResult.Direction.INCREASE, KeyResult.Direction.DECREASE) and made.target:
                rises = made.target > (latest.value or Decimal(0))
                made.direction = KeyResult.Direction.INCREASE if rises else KeyResult.Direction.DECREASE
    after = create(made)
    record(codes.KEY_RESULT_CREATED, actor=actor, on=made, also=[objective, key_result], after=after)


def _open(cycle: Cycle, old: Cycle) -> Cycle:
    if cycle.pk == old.pk:
        raise refused("cycle", "Choose another cycle than its own.", code="same_cycle")
    if cycle.state == Cycle.State.CLOSED:
        raise refused("cycle", f"{cycle} is closed. Choose another cycle.", code="closed")
    return cycle


def _set_of(objective: StrategicObjective) -> OkrSet:
    if objective.okr_set_id is None:
        raise RuleError("An objective of the strategy belongs to no cycle.", code="no_cycle")
    return OkrSet.objects.for_rows().get(pk=objective.okr_set_id)


def _cycle_of(objective: StrategicObjective) -> Cycle:
    return _set_of(objective).cycle


def _set(okr_set_id: int, actor: User, version: int | None) -> OkrSet:
    rows = OkrSet.objects.visible_to(actor).select_for_update(of=("self",)).for_rows()
    okr_set = rows.get(pk=okr_set_id)
    require(policies.can_write_okrs(actor, okr_set.place))
    require_version(okr_set, version)
    return okr_set
