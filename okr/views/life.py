"""The life of OKRs: moving a set to another stage, closing it with scores, and going on with an objective."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from big import clock
from big.core import words
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.fields import MoveForm
from okr.forms.life import ClosingForm, ContinueForm
from okr.models.cycles import Cycle, OkrPlace, OkrSet
from okr.models.objectives import StrategicObjective
from okr.selectors.closing import Gate, closing_page, gate_of
from okr.selectors.okrs_page import set_of
from okr.selectors.states import STAGE_FOLLOWERS
from okr.services import life
from okr.views.acting import FormPage, change
from okr.views.cycles import find_cycle, trail
from okr.views.objectives import find_objective, objective_trail
from okr.views.okrs import find_place

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage(FormPage):
    """The form of the stage, with what stands in the way of an approval."""

    gate: Gate


def _found(request: AuthedRequest, kind: str, code: str, cycle: str) -> tuple[OkrPlace, Cycle, OkrSet | None]:
    found = find_cycle(request, cycle)
    place = find_place(request, kind, code)
    require(policies.can_write_okrs(request.user, place))
    return place, found, set_of(place, found, request.user)


@login_required
@require_http_methods(METHODS)
def okr_stage(request: AuthedRequest, kind: str, code: str, cycle: str) -> HttpResponse:
    """Move OKRs to another stage; what stands in the way of their approval is named."""
    place, found, okr_set = _found(request, kind, code, cycle)
    if okr_set is None:
        raise Http404
    stages = [(each, OkrSet.Stage(each).label) for each in STAGE_FOLLOWERS[okr_set.stage]]
    page = StagePage(
        gate=gate_of(okr_set, request.user, clock.today()),
        name=f"{place}, {found}",
        message=f"These OKRs are {okr_set.get_stage_display().lower()}. What next?",
        back=okr_set.get_absolute_url(),
        submit="Move OKRs",
        trail=[*trail(found), (str(place), okr_set.get_absolute_url())],
        done="The OKRs are moved.",
    )

    def save(form: Any, version: int) -> OkrSet:
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        return life.move_set(okr_set.pk, actor=request.user, to=to, version=version, why=why)

    return change(request, page, okr_set, MoveForm, save, template="okr/stage.html", states=stages)


@login_required
@require_http_methods(METHODS)
def okr_close(request: AuthedRequest, kind: str, code: str, cycle: str) -> HttpResponse:
    """Close the objectives of a set with scores: some now, the rest later."""
    place, found, okr_set = _found(request, kind, code, cycle)
    if okr_set is None:
        raise Http404
    page = closing_page(okr_set, request.user, clock.today())
    status, form = 200, ClosingForm(initial=ClosingForm.initial_of(okr_set), page=page, user=request.user)
    if request.method == "POST":
        form = ClosingForm(request.POST, page=page, user=request.user)
        remaining, status = attempt(form, lambda: _close(request, okr_set, form))
        if remaining is not None:
            many = len(form.closings())
            said = f"{words.capital(words.counted_in_words(many, 'objective'))} closed"
            messages.success(request, f"{said}, {remaining} to go." if remaining else f"{said}. None is left.")
            return redirect(request.path if remaining else okr_set.get_absolute_url())
    context = {
        "page": page,
        "form": form,
        "place": place,
        "cycle": found,
        "okr_set": okr_set,
        "trail": [*trail(found), (str(place), okr_set.get_absolute_url())],
    }
    return render_page(request, "okr/closing.html", context, status=status)


def _close(request: AuthedRequest, okr_set: OkrSet, form: ClosingForm) -> int:
    return life.close_objectives(
        okr_set.pk, actor=request.user, closings=form.closings(), version=form.cleaned_data["version"]
    )


@login_required
@require_http_methods(METHODS)
def objective_continue(request: AuthedRequest, code: str) -> HttpResponse:
    """Carry an objective over to another cycle, clone it, or postpone it."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    if objective.okr_set is None:
        raise Http404
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message="Where does it go on?",
        back="",
        submit="Go on",
        trail=objective_trail(objective),
        done="It goes on.",
        note="A new objective says which one it continues, and the old one by which it is continued.",
    )

    def save(form: Any, version: int) -> StrategicObjective:
        given, actor = form.cleaned_data, request.user
        if given["how"] == "postpone":
            to = {"cycle": given["cycle"], "version": version, "why": given["why"]}
            return life.postpone_objective(objective.pk, actor=actor, **to)
        return life.continue_objective(
            objective.pk,
            actor=actor,
            cycle=given["cycle"],
            start=given["start"] or life.BASELINE,
            unfinished=given["how"] == "carry",
            version=version,
            why=given["why"],
        )

    return change(request, page, objective, ContinueForm, save, user=request.user, okr_set=objective.okr_set)
