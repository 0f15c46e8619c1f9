"""The links from work to objectives: claimed by the work, agreed or challenged by the objective, never above 100 %."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from okr import codes, policies
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.services.wording import refused
from portfolio.models.work import Work

WHOLE: Final = Decimal(100)
_S = Contribution.State


@transaction.atomic
def claim_contribution(
    work_id: int,
    *,
    actor: User,
    objective: StrategicObjective,
    weight: Decimal,
    key_results: Iterable[KeyResult] = (),
    evidence: str = "",
) -> Contribution:
    """Claim that a piece of work serves an objective, with the percentage of the work that it takes up.

    The standing weights of one piece of work sum to at most 100; the row of the work is locked, so that two claims
    at once cannot pass together.
    """
    work = Work.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=work_id)
    require(policies.can_claim_for(actor, work))
    objective = StrategicObjective.objects.visible_to(actor).get(pk=objective.pk)
    _fit(work, weight)
    served = _of_objective(key_results, objective)
    contribution = Contribution(
        work=work, objective=objective, weight=weight, evidence=evidence, claimed_by=actor, state=_S.CLAIMED
    )
    after = create(contribution)
    contribution.key_results.set(served)
    after |= {"key_results": sorted(each.code for each in served)} if served else {}
    _record(codes.CONTRIBUTION_CLAIMED, contribution, actor, after=after)
    return contribution


@transaction.atomic
def change_contribution(
    contribution_id: int,
    *,
    actor: User,
    weight: Decimal,
    key_results: Iterable[KeyResult] | None = None,
    evidence: str | None = None,
    version: int | None,
    why: str = "",
) -> Contribution:
    """Change the weight, key results or evidence of a link.

    A changed weight, or an answer to a challenge, puts the link back to claimed, unless the actor may agree it too.
    """
    contribution = _locked(contribution_id, actor, version)
    require(policies.can_claim_for(actor, contribution.work))
    _refuse_withdrawn(contribution)
    _fit(contribution.work, weight, other_than=contribution)
    changes: dict[str, Any] = {"weight": weight}
    if evidence is not None:
        changes["evidence"] = evidence
    reweighed = weight != contribution.weight
    agreed_again = contribution.state == _S.AGREED and policies.can_answer_link(actor, contribution)
    if contribution.state == _S.CHALLENGED or (reweighed and not agreed_again):
        changes["state"] = _S.CLAIMED
        changes["claimed_by"] = actor
    before, after = revise(contribution, changes)
    if key_results is not None:
        _set_key_results(contribution, key_results, before, after)
    if after:
        _record(codes.CONTRIBUTION_CHANGED, contribution, actor, before=before, after=after, why=why)
    return contribution


@transaction.atomic
def agree_contribution(contribution_id: int, *, actor: User, version: int | None, why: str = "") -> Contribution:
    """Agree, for the objective, that the work serves it; from now on its share of the money counts.

    Whoever claimed may agree where they hold both rights; the event and the page then say so.
    """
    contribution = _locked(contribution_id, actor, version)
    require(policies.can_answer_link(actor, contribution))
    if contribution.state not in (_S.CLAIMED, _S.CHALLENGED):
        raise RuleError(f"This link is {contribution.get_state_display().lower()} already.", code="state")
    _fit(contribution.work, contribution.weight, other_than=contribution)
    before, after = revise(contribution, {"state": _S.AGREED, "answered_by": actor, "answer": ""})
    if contribution.claimed_by_id == actor.pk:
        after["claimed_and_agreed"] = "by the same person"
    _record(codes.CONTRIBUTION_AGREED, contribution, actor, before=before, after=after, why=why)
    return contribution


@transaction.atomic
def challenge_contribution(contribution_id: int, *, actor: User, version: int | None, why: str) -> Contribution:
    """Challenge, for the objective, that the work serves it; until it is settled the link counts for nothing."""
    contribution = _locked(contribution_id, actor, version)
    require(policies.can_answer_link(actor, contribution))
    if contribution.state not in (_S.CLAIMED, _S.AGREED):
        raise RuleError(f"This link is {contribution.get_state_display().lower()} already.", code="state")
    if not why.strip():
        raise refused("why", "Say why, so that the other side can answer.", code="reason")
    before, after = revise(contribution, {"state": _S.CHALLENGED, "answered_by": actor, "answer": why})
    after.pop("answer", None)
    _record(codes.CONTRIBUTION_CHALLENGED, contribution, actor, before=before, after=after, why=why)
    return contribution


@transaction.atomic
def withdraw_contribution(contribution_id: int, *, actor: User, version: int | None, why: str = "") -> Contribution:
    """Withdraw a claim, for the work; the link stays in the history of both."""
    contribution = _locked(contribution_id, actor, version)
    require(policies.can_claim_for(actor, contribution.work))
    _refuse_withdrawn(contribution)
    before, after = revise(contribution, {"state": _S.WITHDRAWN})
    _record(codes.CONTRIBUTION_WITHDRAWN, contribution, actor, before=before, after=after, why=why)
    return contribution


def _locked(contribution_id: int, actor: User, version: int | None) -> Contribution:
    """The contribution with the row of its work locked first, in the order that a claim locks them."""
    work_id = Contribution.objects.visible_to(actor).values_list("work", flat=True).get(pk=contribution_id)
    work = Work.objects.select_for_update(of=("self",)).get(pk=work_id)
    rows = Contribution.objects.visible_to(actor).select_for_update(of=("self",)).select_related("objective__node")
    contribution = rows.get(pk=contribution_id)
    contribution.work = work
    require_version(contribution, version)
    return contribution


def _fit(work: Work, weight: Decimal, *, other_than: Contribution | None = None) -> None:
    """Refuse a weight that would count the work's money more than once. The work is locked."""
    if weight <= 0 or weight > WHOLE:
        raise refused("weight", "Enter a weight above 0 and up to 100 percent.", code="weight")
    others = Contribution.objects.standing().filter(work=work)
    if other_than is not None:
        others = others.exclude(pk=other_than.pk)
    taken = others.aggregate(total=Sum("weight"))["total"] or Decimal(0)
    if taken + weight > WHOLE:
        said = (
            f"{words.reading(taken)}% of this work is linked already, so {words.reading(WHOLE - taken)}% is left; "
            f"{words.reading(weight)}% would make {words.reading(taken + weight)}%."
        )
        raise refused("weight", said, code="weight_over_100")


def _refuse_withdrawn(contribution: Contribution) -> None:
    if contribution.state == _S.WITHDRAWN:
        raise RuleError("This link was withdrawn. Claim it anew instead.", code="state")


def _of_objective(key_results: Iterable[KeyResult], objective: StrategicObjective) -> list[KeyResult]:
    served = list(key_results)
    if any(each.objective_id != objective.pk for each in served):
        raise refused("key_results", f"Choose key results of {objective.code} only.", code="key_result")
    return served


def _set_key_results(
    contribution: Contribution, wanted: Iterable[KeyResult], before: dict[str, Any], after: dict[str, Any]
) -> None:
    served = _of_objective(wanted, contribution.objective)
    was = sorted(each.code for each in contribution.key_results.all())
    now = sorted(each.code for each in served)
    if was != now:
        contribution.key_results.set(served)
        before["key_results"], after["key_results"] = was, now


def _record(
    code: str,
    contribution: Contribution,
    actor: User,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    also = [contribution.objective, contribution.work]
    record(code, actor=actor, on=contribution, also=also, before=before, after=after, why=why)
    react(codes.ON_CONTRIBUTION_CHANGED, contribution, actor=actor)
