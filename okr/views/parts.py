"""Delegates of an objective, and the units that contribute to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.policies import require
from okr import policies
from okr.forms.fields import ReasonForm
from okr.forms.objectives import AnswerForm, AskUnitForm, DelegateForm
from okr.models.objectives import StrategicObjective
from okr.models.parts import ContributingUnit, Delegate
from okr.services import parts
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import find_objective, objective_trail

METHODS = ["GET", "HEAD", "POST"]


def _page(objective: StrategicObjective, message: str, submit: str, *, done: str, note: str = "") -> FormPage:
    return FormPage(
        name=f"{objective.code} {objective.title}",
        message=message,
        back=f"{objective.get_absolute_url()}#parts",
        submit=submit,
        trail=objective_trail(objective),
        done=done,
        note=note,
    )


@login_required
@require_http_methods(METHODS)
def delegate_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Name who answers for an objective in place of the accountable person."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    page = _page(
        objective,
        "Who answers for it in your place?",
        "Name delegate",
        done="The delegate is named.",
        note="A delegate accepts, states confidence and checks in. The accountable person stays the one accountable.",
    )
    return fill_in(
        request,
        page,
        DelegateForm(request.POST or None, user=request.user),
        lambda form: parts.name_delegate(objective.pk, actor=request.user, **form.cleaned_data),
    )


@login_required
@require_http_methods(METHODS)
def delegate_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """End a delegation."""
    delegate = get_object_or_404(Delegate.objects.visible_to(request.user).select_related("person"), pk=pk)
    objective = find_objective(request, delegate.objective.code)
    require(policies.can_answer_for(request.user, objective))
    page = _page(objective, f"End {delegate.person} as delegate?", "End delegation", done="The delegation has ended.")

    def save(form: Any, version: int) -> Any:
        return parts.end_delegate(delegate.pk, actor=request.user, version=version, why=form.cleaned_data["why"])

    return change(request, page, delegate, ReasonForm, save)


@login_required
@require_http_methods(METHODS)
def contributing_unit_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask a unit to contribute to an objective of another."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    page = _page(
        objective,
        "Which unit should contribute?",
        "Ask the unit",
        done="The unit is asked.",
        note="Whoever writes the OKRs of that unit accepts or declines. It counts once it has accepted.",
    )
    return fill_in(
        request,
        page,
        AskUnitForm(request.POST or None, user=request.user),
        lambda form: parts.ask_unit(objective.pk, actor=request.user, **form.cleaned_data),
    )


@login_required
@require_http_methods(METHODS)
def contributing_unit_answer(request: AuthedRequest, pk: int) -> HttpResponse:
    """Say for a unit whether it contributes."""
    asked, objective = _asked(request, pk)
    require(policies.can_answer_as(request.user, asked.unit))
    page = _page(
        objective,
        f"Does {asked.unit} contribute?",
        "Save answer",
        done="The answer is saved.",
        note=f"Asked for: {asked.request}" if asked.request else "",
    )

    def save(form: Any, version: int) -> Any:
        given = {name: form.cleaned_data[name] for name in ("state", "answer")}
        return parts.answer_as_unit(asked.pk, actor=request.user, version=version, **given)

    return change(request, page, asked, AnswerForm, save)


@login_required
@require_http_methods(METHODS)
def contributing_unit_release(request: AuthedRequest, pk: int) -> HttpResponse:
    """Ask a unit no longer."""
    asked, objective = _asked(request, pk)
    require(policies.can_edit_objective(request.user, objective))
    page = _page(objective, f"Ask {asked.unit} no longer?", "Release unit", done="The unit is not asked any more.")

    def save(form: Any, version: int) -> Any:
        return parts.release_unit(asked.pk, actor=request.user, version=version, why=form.cleaned_data["why"])

    return change(request, page, asked, ReasonForm, save)


def _asked(request: AuthedRequest, pk: int) -> tuple[ContributingUnit, StrategicObjective]:
    rows = ContributingUnit.objects.visible_to(request.user).select_related("unit", "objective")
    asked = get_object_or_404(rows, pk=pk)
    return asked, find_objective(request, asked.objective.code)
