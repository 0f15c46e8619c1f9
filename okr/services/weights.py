"""What each child of an objective counts for in its outcome: fixed shares, equal ones, and none."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.policies import require
from big.records import require_version, revise, touch
from okr import codes, policies
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.weights import Child, ChildWeight, children_of
from okr.services.locks import refuse_locked
from okr.services.wording import refused

WHOLE: Final = Decimal(100)


@transaction.atomic
def set_weights(
    objective_id: int, *, actor: User, weights: Iterable[ChildWeight], version: int | None, why: str = ""
) -> StrategicObjective:
    """Say what the key results of an objective and the objectives directly under it count for in its outcome.

    Children that are not named stay as they are. The weights belong to the objective above: who edits it sets them,
    and they count in its version. Raises RuleError where the fixed shares of those that contribute come to more than
    100, or to less with none left free, and for a child that stands elsewhere.
    """
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=objective_id)
    require(policies.can_edit_objective(actor, objective))
    require_version(objective, version)
    refuse_locked(objective)
    wanted = {(type(each.child), each.child.pk): each for each in weights}
    children = children_of(objective, actor, lock=True)
    if unknown := set(wanted) - {(type(child), child.pk) for child in children}:
        child = wanted[min(unknown, key=lambda key: key[1])].child
        raise RuleError(f"{child.code} does not stand under {objective.code}.", code="child")
    after = [
        wanted.get((type(child), child.pk), ChildWeight(child, child.share, child.contributes)) for child in children
    ]
    _check([each for each in after if not isinstance(each.child, KeyResult) or _is_tracked(each.child)])
    old, new, moved = {}, {}, []
    for child, each in zip(children, after, strict=True):
        was = _said(child)
        _, changed = revise(child, {"share": each.share, "contributes": each.contributes})
        if changed:
            old[child.code], new[child.code] = was, _said(child)
            moved.append(child)
    if moved:
        touch(objective)
        record(codes.OBJECTIVE_WEIGHED, actor=actor, on=objective, also=moved, before=old, after=new, why=why)
    return objective


def _is_tracked(key_result: KeyResult) -> bool:
    return key_result.state != KeyResult.State.DRAFT


def _check(weights: Sequence[ChildWeight]) -> None:
    contributing = [each for each in weights if each.contributes]
    fixed = [each.share for each in contributing if each.share is not None]
    together = sum(fixed, Decimal(0))
    if together > WHOLE:
        said = f"The fixed shares come to {_percent(together)}. Together they may come to 100% at most."
        raise RuleError(said, code="shares_over")
    if fixed and len(fixed) == len(contributing) and together != WHOLE:
        said = f"Every share is fixed and together they come to {_percent(together)}. Leave one free, or reach 100%."
        raise RuleError(said, code="shares_short")
    for each in contributing:
        if each.share is not None and each.share < 0:
            raise refused("share", "A share is between 0 and 100 percent.", code="share")


def _said(child: Child) -> str:
    if not child.contributes:
        return "does not contribute"
    return "an equal part" if child.share is None else _percent(child.share)


def _percent(value: Decimal) -> str:
    return f"{words.reading(value)}%"
