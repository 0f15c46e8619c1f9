"""Status reports: drafted, discarded, submitted; a submitted one never changes, a later one corrects it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, TypedDict, Unpack

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import moment, record
from big.errors import RuleError
from big.imports.models import ImportRun
from big.organisation.models import Person
from big.policies import require
from big.records import create, plain, require_version, revise
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import ON_STATUS_SUBMITTED, REPORT_CORRECTED, REPORT_DISCARDED, REPORT_DRAFTED, REPORT_SUBMITTED
from portfolio.models.status import Mark, Rating, StatusReport
from portfolio.models.work import Work
from portfolio.services.access import field_error, locked

# A report with one of these says in its narrative what is the matter.
_NEEDS_WORDS: Final = (Rating.RED, Rating.AMBER_RED, Rating.AMBER)
# What a form need not bring: the reason stands beside the report, the date decides which report it is.
_FIXED: Final = frozenset({"why", "version"})


class ReportFields(TypedDict, total=False):
    """What a status report says beside its date and its rating."""

    rating_reason: str
    sponsor_rating: str
    is_five_point: bool
    time_mark: str
    cost_mark: str
    benefit_mark: str
    confidence: int | None
    narrative: str
    schedule_narrative: str
    budget_narrative: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    dates_note: str
    reported_by: Person | None


@transaction.atomic
def draft_report(
    work_id: int,
    *,
    actor: User,
    report_on: dt.date,
    rating: str = Rating.NONE,
    version: int | None = None,
    **fields: Unpack[ReportFields],
) -> StatusReport:
    """Keep a report for later: the one draft of its date is made, or changed if it is of `version`."""
    work = locked(work_id, actor=actor, may=policies.can_report)
    _check_date(report_on)
    values = {"rating": rating, **_completed(fields, actor)}
    draft = _draft_of(work, report_on)
    if draft is None:
        draft = StatusReport(work=work, report_on=report_on, **values)
        record(REPORT_DRAFTED, actor=actor, on=work, after=create(draft), effective_on=report_on)
        return draft
    require_version(draft, version)
    before, after = revise(draft, values)
    if after:
        record(REPORT_DRAFTED, actor=actor, on=work, before=before, after=after, effective_on=report_on)
    return draft


@transaction.atomic
def change_draft(report_id: int, *, actor: User, version: int | None, changes: Mapping[str, Any]) -> StatusReport:
    """Change what a draft says; its date stays, and what was submitted is refused."""
    draft = _open(report_id, actor)
    said = {"rating": draft.rating, **_fields_of(draft), **changes}
    return draft_report(draft.work_id, actor=actor, report_on=draft.report_on, version=version, **said)


@transaction.atomic
def submit_draft(report_id: int, *, actor: User, version: int | None, why: str = "") -> StatusReport:
    """Submit a draft as it stands; from then on nothing changes it."""
    draft = _open(report_id, actor)
    said = {"rating": draft.rating, **_fields_of(draft)}
    return submit_report(draft.work_id, actor=actor, report_on=draft.report_on, version=version, why=why, **said)


def _open(report_id: int, actor: User) -> StatusReport:
    """The report of this key, as long as it is a draft; RuleError where it was submitted."""
    work_id = StatusReport.objects.visible_to(actor).values_list("work", flat=True).get(pk=report_id)
    # The work is locked before the report is read, so that nobody submits it in between.
    report = locked(work_id, actor=actor, may=policies.can_report).status_reports.get(pk=report_id)
    if report.submitted_at is not None:
        raise RuleError(
            "A submitted report never changes. Submit another one of the same date to correct it.", code="submitted"
        )
    return report


def _fields_of(report: StatusReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ReportFields.__annotations__}


@transaction.atomic
def discard_draft(report_id: int, *, actor: User, version: int | None, why: str = "") -> None:
    """Throw a draft away; a submitted report stays, so asking for one raises DoesNotExist."""
    drafts = StatusReport.objects.visible_to(actor).filter(submitted_at__isnull=True)
    draft = drafts.select_for_update(of=("self",)).select_related("work").get(pk=report_id)
    require(policies.can_report(actor, draft.work))
    require_version(draft, version)
    before = {"report_on": plain(draft.report_on), "rating": Rating(draft.rating).label, "narrative": draft.narrative}
    draft.delete()
    record(REPORT_DISCARDED, actor=actor, on=draft.work, before=before, why=why)


@transaction.atomic
def submit_report(
    work_id: int,
    *,
    actor: User,
    report_on: dt.date,
    rating: str,
    version: int | None = None,
    why: str = "",
    at: dt.datetime | None = None,
    source: ImportRun | None = None,
    source_ref: str = "",
    **fields: Unpack[ReportFields],
) -> StatusReport:
    """Report how work stands on a date. A draft of that date becomes the report; then nothing changes it.

    Where that date was reported before, this one corrects it, which needs a reason. `at` is the moment of
    submission for history that is loaded later; only loaders give it.
    """
    work = locked(work_id, actor=actor, may=policies.can_report)
    _check_date(report_on)
    values = _completed(fields, actor)
    _check_words(rating, values)
    earlier = work.status_reports.submitted().filter(report_on=report_on).newest_first().first()
    if earlier and not why.strip():
        raise field_error(
            "why", "This date is reported already. Say what this report corrects.", "no_correction_reason"
        )
    draft = _draft_of(work, report_on)
    if draft:
        require_version(draft, version)
    report = draft or StatusReport(work=work, report_on=report_on, source=source, source_ref=source_ref)
    said = {"rating": rating, **values, "submitted_at": at or moment()}
    if draft:
        revise(draft, said)
    else:
        for name, value in said.items():
            setattr(report, name, value)
        create(report)
    _announce(report, earlier, actor=actor, why=why)
    return report


def _announce(report: StatusReport, earlier: StatusReport | None, *, actor: User, why: str) -> None:
    """Record the submission with what differs from the report before it, and let others react."""
    last = earlier or (
        report.work.status_reports.submitted().filter(report_on__lt=report.report_on).newest_first().first()
    )
    shown = ("rating", "time_mark", "cost_mark", "benefit_mark", "confidence")
    before = {name: _said(last, name) for name in shown if last and _said(last, name) != _said(report, name)}
    after = {name: _said(report, name) for name in shown if name == "rating" or name in before or not last}
    record(
        REPORT_CORRECTED if earlier else REPORT_SUBMITTED,
        actor=actor,
        on=report.work,
        before=before,
        after={name: value for name, value in after.items() if value not in ("", None) or name in before},
        why=why,
        effective_on=report.report_on,
    )
    react(ON_STATUS_SUBMITTED, report.work, actor=actor, report=report)


def _said(report: StatusReport, name: str) -> Any:
    """A field of a report as the history says it."""
    value = getattr(report, name)
    if name == "rating":
        return Rating(value).label
    return Mark(value).label if name.endswith("_mark") and value else value


def _draft_of(work: Work, report_on: dt.date) -> StatusReport | None:
    return work.status_reports.select_for_update().filter(report_on=report_on, submitted_at__isnull=True).first()


def _completed(fields: Mapping[str, Any], actor: User) -> dict[str, Any]:
    """The fields with the actor's person as reporter where none is named."""
    unknown = fields.keys() - (ReportFields.__annotations__.keys() | _FIXED)
    if unknown:
        raise TypeError(f"a status report has no {', '.join(sorted(unknown))}")
    values = {name: value for name, value in fields.items() if name not in _FIXED}
    if not values.get("reported_by"):
        values["reported_by"] = Person.objects.of(actor).first()
    return values


def _check_date(report_on: dt.date) -> None:
    if report_on > clock.today():
        raise field_error("report_on", "A report cannot be of a day that has not come yet.", "future_report")


def _check_words(rating: str, values: Mapping[str, Any]) -> None:
    if rating not in Rating.values:
        raise field_error("rating", "Choose a rating.", "unknown_rating")
    if rating in _NEEDS_WORDS and not str(values.get("narrative", "")).strip():
        colour = Rating(rating).label.lower()
        raise field_error("narrative", f"Say why it is {colour}, and what happens next.", "narrative_missing")
    if rating == Rating.WITHHELD and not str(values.get("rating_reason", "")).strip():
        raise field_error("rating_reason", "Say why the rating is withheld.", "reason_missing")
