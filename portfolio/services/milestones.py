"""Milestones: planned, forecast anew with a reason for each slip, met, cancelled."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.imports.models import ImportRun
from big.organisation.models import Person
from big.policies import require
from big.records import create, require_version, revise
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import (
    MILESTONE_ACHIEVED,
    MILESTONE_ADDED,
    MILESTONE_CANCELLED,
    MILESTONE_CHANGED,
    MILESTONE_REOPENED,
    MILESTONE_SLIPPED,
    ON_MILESTONE_ACHIEVED,
    ON_MILESTONE_CHANGED,
)
from portfolio.models.milestones import Milestone
from portfolio.services.access import field_error, locked

CHANGEABLE: Final = frozenset({"title", "kind", "baseline_on", "forecast_on", "owner", "slip_reason"})


def _locked(milestone_id: int, actor: User, version: int | None) -> Milestone:
    found = Milestone.objects.visible_to(actor).select_for_update(of=("self",)).select_related("work")
    milestone = found.get(pk=milestone_id)
    require(policies.can_edit(actor, milestone.work))
    require_version(milestone, version)
    return milestone


def _record(
    code: str, milestone: Milestone, before: Mapping[str, Any], after: Mapping[str, Any], *, actor: User, why: str
) -> None:
    """Tell of a change on the work's history, with the milestone's name on both sides of it."""
    name = {"milestone": milestone.title}
    record(code, actor=actor, on=milestone.work, before={**name, **before}, after={**name, **after}, why=why)
    react(ON_MILESTONE_CHANGED, milestone.work, actor=actor, milestone=milestone, before=before, after=after)


@transaction.atomic
def add_milestone(
    work_id: int,
    *,
    actor: User,
    title: str,
    kind: str = Milestone.Kind.DELIVERY,
    baseline_on: dt.date | None = None,
    forecast_on: dt.date | None = None,
    actual_on: dt.date | None = None,
    owner: Person | None = None,
    slip_reason: str = "",
    why: str = "",
    source: ImportRun | None = None,
    source_ref: str = "",
) -> Milestone:
    """Add a milestone; one that is expected or met later than its baseline needs the reason for the slip."""
    work = locked(work_id, actor=actor, may=policies.can_edit)
    milestone = Milestone(
        work=work,
        title=title.strip(),
        kind=kind,
        baseline_on=baseline_on,
        forecast_on=forecast_on,
        actual_on=actual_on,
        owner=owner,
        slip_reason=slip_reason.strip(),
        source=source,
        source_ref=source_ref,
    )
    _check(milestone)
    after = create(milestone)
    _record(MILESTONE_ADDED, milestone, {}, after, actor=actor, why=why)
    return milestone


@transaction.atomic
def change_milestone(
    milestone_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any], why: str = ""
) -> Milestone:
    """Change title, kind, dates or owner. A slip needs its reason, a moved baseline says who decided it."""
    unknown = changes.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"a milestone has no changeable {', '.join(sorted(unknown))}")
    milestone = _locked(milestone_id, actor, version)
    planned = milestone.baseline_on
    if planned and changes.get("baseline_on", planned) != planned and not why.strip():
        raise field_error("why", "Say why the baseline moves, and who decided it.", "baseline_without_reason")
    _check(milestone, changes)
    before, after = revise(milestone, changes)
    if after:
        code = MILESTONE_SLIPPED if "forecast_on" in after else MILESTONE_CHANGED
        _record(code, milestone, before, after, actor=actor, why=why)
    return milestone


@transaction.atomic
def achieve_milestone(
    milestone_id: int,
    *,
    actor: User,
    version: int | None,
    actual_on: dt.date,
    slip_reason: str = "",
    why: str = "",
) -> Milestone:
    """Record the day on which a milestone was met; later than its baseline, it needs the reason for the slip."""
    milestone = _locked(milestone_id, actor, version)
    if milestone.is_cancelled:
        raise RuleError("This milestone is cancelled. Open it again first.", code="cancelled")
    changes: dict[str, Any] = {"actual_on": actual_on}
    if slip_reason.strip():
        changes["slip_reason"] = slip_reason.strip()
    _check(milestone, changes)
    before, after = revise(milestone, changes)
    if after:
        _record(MILESTONE_ACHIEVED, milestone, before, after, actor=actor, why=why)
        react(ON_MILESTONE_ACHIEVED, milestone.work, actor=actor, milestone=milestone)
    return milestone


@transaction.atomic
def cancel_milestone(milestone_id: int, *, actor: User, version: int | None, why: str) -> Milestone:
    """Cancel a milestone that will not be met; it stays in sight, with the reason in the history."""
    milestone = _locked(milestone_id, actor, version)
    if milestone.actual_on:
        raise RuleError("This milestone is met, so it cannot be cancelled.", code="met")
    if not why.strip():
        raise field_error("why", "Say why it is cancelled.", "no_reason")
    before, after = revise(milestone, {"is_cancelled": True})
    if after:
        _record(MILESTONE_CANCELLED, milestone, before, after, actor=actor, why=why)
    return milestone


@transaction.atomic
def reopen_milestone(milestone_id: int, *, actor: User, version: int | None, why: str) -> Milestone:
    """Take back that a milestone was met or cancelled; needs a reason."""
    milestone = _locked(milestone_id, actor, version)
    if not why.strip():
        raise field_error("why", "Say why it is open again.", "no_reason")
    before, after = revise(milestone, {"actual_on": None, "is_cancelled": False})
    if after:
        _record(MILESTONE_REOPENED, milestone, before, after, actor=actor, why=why)
    return milestone


def _check(milestone: Milestone, changes: Mapping[str, Any] | None = None) -> None:
    """The rules of dates, on the milestone as it would be."""
    values = {name: getattr(milestone, name) for name in ("baseline_on", "forecast_on", "actual_on", "slip_reason")}
    values.update({name: value for name, value in (changes or {}).items() if name in values})
    actual, baseline = values["actual_on"], values["baseline_on"]
    if actual and actual > clock.today():
        raise field_error("actual_on", "A milestone cannot be met on a day that has not come yet.", "future_actual")
    expected = actual or values["forecast_on"]
    if baseline and expected and expected > baseline and not str(values["slip_reason"]).strip():
        days = (expected - baseline).days
        raise field_error(
            "slip_reason", f"Say why it is {days} {'day' if days == 1 else 'days'} later than planned.", "slip_reason"
        )
