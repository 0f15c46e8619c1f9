"""Saying something else than is computed of a key result or an objective, with the reason, and taking that back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.policies import require
from big.records import create, plain, require_version, revise, touch
from okr import codes, policies
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.models.overrides import Override
from okr.services.wording import refused

Overridden = KeyResult | StrategicObjective


@transaction.atomic
def override(
    record_: Overridden,
    *,
    actor: User,
    mark: str = "",
    percent: Decimal | None = None,
    is_lasting: bool = False,
    why: str,
    version: int | None,
) -> Override:
    """Say a mark, a percentage from 0 to 100, or both, in place of what is computed; the computed stays in sight.

    It holds until the next reading, or with `is_lasting` until it is taken back. What was said before ends.
    """
    target, objective = _locked(record_, actor, version)
    if not mark and percent is None:
        raise refused("mark", "Give a status, a percentage, or both.", code="override")
    if not why.strip():
        raise refused("why", "Say why the computed figure does not hold.", code="reason")
    if isinstance(target, KeyResult) and target.state not in (KeyResult.State.AGREED, KeyResult.State.TRACKING):
        now = target.get_state_display().lower()
        raise RuleError(f"This key result is {now}, so it keeps its verdict.", code="state")
    before = _end(target)
    made = Override(
        key_result=target if isinstance(target, KeyResult) else None,
        objective=target if isinstance(target, StrategicObjective) else None,
        mark=mark,
        percent=percent,
        is_lasting=is_lasting,
        why=why.strip(),
        set_on=clock.today(),
        set_by=actor,
    )
    create(made)
    touch(target)
    also = [] if target is objective else [objective]
    record(codes.OVERRIDDEN, actor=actor, on=target, also=also, before=before, after=_said(made), why=why)
    return made


@transaction.atomic
def resume(record_: Overridden, *, actor: User, version: int | None, why: str = "") -> Overridden:
    """Let what is computed hold again."""
    target, objective = _locked(record_, actor, version)
    before = _end(target)
    if not before:
        raise RuleError("Nothing was set by hand here.", code="not_overridden")
    touch(target)
    also = [] if target is objective else [objective]
    record(codes.RESUMED, actor=actor, on=target, also=also, before=before, why=why)
    return target


def end_until_next_reading(readings: Sequence[Reading], *, actor: User) -> None:
    """Readings were taken: what was said of their key results, or of objectives above, until the next one is over."""
    passing = Override.objects.filter(ended_on__isnull=True, is_lasting=False).select_for_update(of=("self",))
    read = [reading.key_result for reading in readings]
    ended = list(passing.filter(key_result__in=read).select_related("key_result").order_by("pk"))
    if passing.filter(objective__isnull=False).exists():
        above = _above({key_result.objective_id for key_result in read})
        ended += passing.filter(objective__in=above).select_related("objective").order_by("pk")
    for each in ended:
        was = _said(each)
        revise(each, {"ended_on": max(clock.today(), each.set_on)})
        target = each.key_result or each.objective
        assert target is not None  # noqa: S101 - the database holds one of the two
        record(codes.RESUMED, actor=actor, on=target, before=was)


def _above(keys: set[int]) -> set[int]:
    """The keys of objectives and of all above them; a query for each level."""
    found: set[int] = set()
    front = keys
    while front:
        found |= front
        parents = StrategicObjective.objects.filter(pk__in=front, parent__isnull=False)
        front = set(parents.values_list("parent_id", flat=True)) - found
    return found


def _locked(record_: Overridden, actor: User, version: int | None) -> tuple[Overridden, StrategicObjective]:
    if isinstance(record_, KeyResult):
        rows = KeyResult.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective__node")
        key_result = rows.get(pk=record_.pk)
        require(policies.can_answer_for(actor, key_result.objective))
        require_version(key_result, version)
        return key_result, key_result.objective
    objective = StrategicObjective.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=record_.pk)
    require(policies.can_answer_for(actor, objective))
    require_version(objective, version)
    return objective, objective


def _end(target: Overridden) -> dict[str, Any]:
    its = {"key_result": target} if isinstance(target, KeyResult) else {"objective": target}
    standing = Override.objects.filter(ended_on__isnull=True, **its).select_for_update(of=("self",)).first()
    if standing is None:
        return {}
    was = _said(standing)
    revise(standing, {"ended_on": clock.today()})
    return was


def _said(each: Override) -> dict[str, Any]:
    values = {"mark": each.mark, "percent": plain(each.percent), "is_lasting": each.is_lasting}
    return {name: value for name, value in values.items() if value not in (None, "")}
