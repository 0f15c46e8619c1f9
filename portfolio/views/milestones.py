"""Adding, changing, meeting, cancelling and reopening milestones."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from big.forms import ChangeForm, attempt
from big.http import AuthedRequest
from big.policies import require
from portfolio import policies
from portfolio.forms.fields import PlacesMixin
from portfolio.forms.milestones import AchieveForm, MilestoneCreateForm, MilestoneEditForm, ReasonForm
from portfolio.models.milestones import Milestone
from portfolio.services import milestones
from portfolio.views.opening import find_milestone, find_work, form_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Add a milestone."""
    work = find_work(request, code)
    require(policies.can_edit(request.user, work))
    form, status = MilestoneCreateForm(request.POST or None), 200
    form.limit_to(request.user)
    if request.method == "POST":
        saved, status = attempt(
            form, lambda: milestones.add_milestone(work.pk, actor=request.user, **form.cleaned_data)
        )
        if saved:
            messages.success(request, f"{saved.title} is planned.")
            return redirect(_back(code))
    return form_page(
        request,
        work,
        form,
        title="Add milestone",
        submit="Add milestone",
        cancel_url=_back(code),
        status=status,
    )


Save = Callable[[Milestone, dict[str, Any]], Milestone]


def _change(
    request: AuthedRequest,
    code: str,
    pk: int,
    kind: type[ChangeForm],
    save: Save,
    *,
    title: str,
    submit: str,
    said: str,
    notes: list[str] | None = None,
) -> HttpResponse:
    """The flow of every change of a milestone: show, save, answer 422 or 409, or lead back to the list."""
    work = find_work(request, code)
    require(policies.can_edit(request.user, work))
    milestone = find_milestone(work, pk)

    def made(given: Any) -> Any:
        form = kind(given, initial=kind.initial_of(milestone))
        if isinstance(form, PlacesMixin):
            form.limit_to(request.user)
        return form

    form, status = made(request.POST or None), 200
    if request.method == "POST":
        saved, status = attempt(form, lambda: save(milestone, form.cleaned_data))
        if saved:
            messages.success(request, said.format(title=saved.title))
            return redirect(_back(code))
        if status == 409:
            milestone.refresh_from_db()
            form = form.against(milestone, made)
    return form_page(
        request,
        work,
        form,
        title=f"{title}: {milestone.title}",
        submit=submit,
        cancel_url=_back(code),
        status=status,
        notes=notes,
    )


def _back(code: str) -> str:
    return reverse("portfolio:work_milestones", args=[code.lower()])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_edit(request: AuthedRequest, code: str, pk: int) -> HttpResponse:
    """Change a milestone."""

    def save(milestone: Milestone, data: dict[str, Any]) -> Milestone:
        changes = {name: value for name, value in data.items() if name in milestones.CHANGEABLE}
        return milestones.change_milestone(
            milestone.pk, actor=request.user, version=data["version"], changes=changes, why=data["why"]
        )

    return _change(
        request, code, pk, MilestoneEditForm, save, title="Edit", submit="Save milestone", said="{title} is saved."
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_achieve(request: AuthedRequest, code: str, pk: int) -> HttpResponse:
    """Record the day on which a milestone was met."""

    def save(milestone: Milestone, data: dict[str, Any]) -> Milestone:
        return milestones.achieve_milestone(milestone.pk, actor=request.user, **data)

    return _change(request, code, pk, AchieveForm, save, title="Met", submit="Record as met", said="{title} is met.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_cancel(request: AuthedRequest, code: str, pk: int) -> HttpResponse:
    """Cancel a milestone, with the reason."""

    def save(milestone: Milestone, data: dict[str, Any]) -> Milestone:
        return milestones.cancel_milestone(milestone.pk, actor=request.user, version=data["version"], why=data["why"])

    return _change(
        request,
        code,
        pk,
        ReasonForm,
        save,
        title="Cancel",
        submit="Cancel milestone",
        said="{title} is cancelled.",
        notes=["It stays in the list, marked as cancelled, with your reason in the history."],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_reopen(request: AuthedRequest, code: str, pk: int) -> HttpResponse:
    """Take back that a milestone was met or cancelled."""

    def save(milestone: Milestone, data: dict[str, Any]) -> Milestone:
        return milestones.reopen_milestone(milestone.pk, actor=request.user, version=data["version"], why=data["why"])

    return _change(
        request, code, pk, ReasonForm, save, title="Open again", submit="Open again", said="{title} is open again."
    )
