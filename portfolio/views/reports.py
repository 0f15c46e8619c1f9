"""Writing a status report: drafted, submitted, discarded; and stating the whole-life cost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from big import clock
from big.core import words
from big.forms import attempt
from big.http import AuthedRequest
from big.policies import require
from portfolio import policies
from portfolio.forms.reports import ReportForm, WholeLifeForm
from portfolio.models.status import Rating, StatusReport
from portfolio.models.work import Work
from portfolio.selectors.due import reports_due
from portfolio.selectors.frame import frame
from portfolio.services.money import UNSEEN
from portfolio.services.reports import discard_draft, draft_report, submit_report
from portfolio.services.whole_life import state_whole_life_cost
from portfolio.views.opening import find_work, form_page, opening


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def status_report(request: AuthedRequest, code: str) -> HttpResponse:
    """Report how work stands: save it as a draft, or submit it for good."""
    work = find_work(request, code)
    require(policies.can_report(request.user, work))
    draft = work.status_reports.filter(submitted_at__isnull=True).order_by("-report_on").first()
    due = reports_due(request.user, work, clock.today())
    form, status = ReportForm(request.POST or None, initial=_initial(work, draft)), 200
    if request.method == "POST":
        is_draft = "draft" in request.POST
        saved, status = attempt(form, lambda: _save(request, work, form, is_draft=is_draft))
        if saved:
            messages.success(request, _said(work, saved))
            return _onward(work, due, is_draft=is_draft, goes_on="next" in request.POST)
        if status == 409:
            form = _on_draft(form, work)
    last = work.status_reports.submitted().newest_first().first()
    return form_page(
        request,
        work,
        form,
        title="Report status",
        submit="Submit report",
        cancel_url=work.get_absolute_url(),
        status=status,
        notes=_notes(work, last),
        template="portfolio/status_form.html",
        draft=draft,
        last=last,
        due=due,
        head=opening(request, work, "status", frame())["head"],
    )


def _initial(work: Work, draft: StatusReport | None) -> dict[str, Any]:
    today = clock.today()
    last = draft or work.status_reports.submitted().newest_first().first()
    return ReportForm.initial_of(last, today) if last else {"report_on": today}


def _save(request: AuthedRequest, work: Work, form: ReportForm, *, is_draft: bool) -> StatusReport:
    values, version = form.values(), _seen(form)
    if is_draft:
        return draft_report(work.pk, actor=request.user, version=version, **values)
    return submit_report(work.pk, actor=request.user, version=version, why=form.cleaned_data["why"], **values)


def _seen(form: forms.Form) -> int:
    """The version that stood in the form; where there was none, what stands now was not seen and is compared first."""
    version = form.cleaned_data["version"]
    return UNSEEN if version is None else int(version)


def _on_draft(form: ReportForm, work: Work) -> ReportForm:
    """After a 409 the same entries on the draft that stands now, so that saving again puts them in its place."""
    day = form.cleaned_data["report_on"]
    draft = work.status_reports.filter(report_on=day, submitted_at__isnull=True).first()
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = "" if draft is None else str(draft.version)
    return ReportForm(data)


def _onward(work: Work, due: list[Work], *, is_draft: bool, goes_on: bool) -> HttpResponse:
    """Lead to the next report that is due where that was asked for, else to the work."""
    if is_draft:
        return redirect("portfolio:work_status", work.code.lower())
    if goes_on and due:
        return redirect("portfolio:status_report", due[0].code.lower())
    return redirect("portfolio:work_detail", work.code.lower())


def _said(work: Work, report: StatusReport) -> str:
    if report.submitted_at is None:
        return f"The draft of {words.day(report.report_on)} is kept."
    return f"{work.name} is reported as {Rating(report.rating).label.lower()}."


def _notes(work: Work, last: StatusReport | None) -> list[str]:
    stays = "Once submitted, a report stays as it is. A later report of the same date corrects it."
    if last is None:
        return [stays]
    return [f"Last reported {Rating(last.rating).label.lower()} on {words.day(last.report_on)}. {stays}"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: AuthedRequest, code: str, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    work = find_work(request, code)
    require(policies.can_report(request.user, work))
    draft = get_object_or_404(work.status_reports.filter(submitted_at__isnull=True), pk=pk)
    back = reverse("portfolio:work_status", args=[work.code.lower()])
    if request.method == "POST":
        version = request.POST.get("version", "")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else UNSEEN
        discard_draft(draft.pk, actor=request.user, version=seen)
        messages.success(request, f"The draft of {words.day(draft.report_on)} is gone.")
        return redirect(back)
    context = {
        "title": f"Discard the draft of {words.day(draft.report_on)}?",
        "text": f"What was written about {work.name} in this draft is lost. Submitted reports stay.",
        "action": request.path,
        "submit": "Discard draft",
        "cancel_url": back,
        "version": draft.version,
    }
    return render(request, "confirm.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def whole_life_cost(request: AuthedRequest, code: str) -> HttpResponse:
    """State what work costs over its whole life, as of a date; a date that is stated already is changed."""
    work = find_work(request, code)
    require(policies.can_edit_money(request.user, work))
    day = request.GET.get("on", "")
    stated = next((each for each in work.whole_life_costs.all() if each.stated_on.isoformat() == day), None)
    initial = WholeLifeForm.initial_of(stated) if stated else {"stated_on": clock.today(), "currency": frame().currency}
    form, status = WholeLifeForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        saved, status = attempt(
            form,
            lambda: state_whole_life_cost(
                work.pk,
                actor=request.user,
                version=_seen(form),
                why=form.cleaned_data["why"],
                **form.changes(),
            ),
        )
        if saved:
            messages.success(
                request, f"The whole-life cost of {work.name} as of {words.day(saved.stated_on)} is saved."
            )
            return redirect("portfolio:work_status", work.code.lower())
        if status == 409:
            now = work.whole_life_costs.filter(stated_on=form.cleaned_data["stated_on"]).first()
            form = form.against(now) if now else form  # type: ignore[assignment]
    return form_page(
        request,
        work,
        form,
        title="State whole-life cost",
        submit="Save cost",
        cancel_url=reverse("portfolio:work_status", args=[work.code.lower()]),
        status=status,
        notes=["A new date keeps what was stated before, so that the cost over time can be seen."],
    )
