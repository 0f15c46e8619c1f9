"""What is done with an objective: proposed, changed, placed, moved on, accepted or contested, its confidence stated."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.policies import require
from okr import policies
from okr.forms.fields import AskedReasonForm, MoveForm, ReasonForm
from okr.forms.objectives import ConfidenceForm, DriversForm, NewObjectiveForm, ObjectiveForm, PlaceForm
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.selectors.states import OBJECTIVE_FOLLOWERS
from okr.services import objectives as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import find_objective, objective_trail, trail


def _page(objective: StrategicObjective, message: str, submit: str, *, done: str, note: str = "") -> FormPage:
    return FormPage(
        name=f"{objective.code} {objective.title}",
        message=message,
        back=objective.get_absolute_url(),
        submit=submit,
        trail=objective_trail(objective),
        note=note,
        done=done,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_create(request: AuthedRequest) -> HttpResponse:
    """Propose an objective; `under` and `driver` in the address fill in where it belongs."""
    require(policies.can_edit_somewhere(request.user))
    visible = StrategicObjective.objects.visible_to(request.user)
    parent = visible.filter(code__iexact=request.GET.get("under", "")).first()
    driver = Driver.objects.visible_to(request.user).filter(code__iexact=request.GET.get("driver", "")).first()
    initial: dict[str, Any] = {"parent": parent, "drivers": [driver.pk] if driver else []}
    if parent:
        initial |= {"node": parent.node, "starts_on": parent.starts_on, "due_on": parent.due_on}
    form = NewObjectiveForm(request.POST or None, user=request.user, initial=initial)
    page = FormPage(
        name="Objectives",
        message="What is to be achieved?",
        back="",
        submit="Propose objective",
        trail=trail(),
        done="The objective is proposed.",
    )
    return fill_in(request, page, form, lambda form: services.create_objective(actor=request.user, **form.cleaned_data))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change an objective."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    page = _page(objective, "Change this objective.", "Save objective", done="The objective is changed.")
    return change(
        request,
        page,
        objective,
        ObjectiveForm,
        lambda form, version: services.change_objective(
            objective.pk, actor=request.user, changes=form.changes(), version=version, why=form.cleaned_data["why"]
        ),
        user=request.user,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_place(request: AuthedRequest, code: str) -> HttpResponse:
    """Put an objective under another, or at the top."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    page = _page(objective, "Where does this objective belong?", "Place objective", done="The objective is placed.")

    def save(form: Any, version: int) -> StrategicObjective:
        parent, why = form.cleaned_data["parent"], form.cleaned_data["why"]
        return services.place_objective(objective.pk, actor=request.user, parent=parent, version=version, why=why)

    return change(request, page, objective, PlaceForm, save, user=request.user, objective=objective)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_drivers(request: AuthedRequest, code: str) -> HttpResponse:
    """Say which drivers an objective answers."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    page = _page(objective, "Which drivers does it answer?", "Save drivers", done="The drivers are set.")

    def save(form: Any, version: int) -> StrategicObjective:
        drivers, why = form.cleaned_data["drivers"], form.cleaned_data["why"]
        return services.set_drivers(objective.pk, actor=request.user, drivers=drivers, version=version, why=why)

    return change(request, page, objective, DriversForm, save, user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Move an objective to another state."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    states = [(each, StrategicObjective.State(each).label) for each in OBJECTIVE_FOLLOWERS.get(objective.state, ())]
    message = f"This objective is {objective.get_state_display().lower()}. What next?"
    page = _page(objective, message, "Move objective", done="The objective is moved.")

    def save(form: Any, version: int) -> StrategicObjective:
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        return services.move_objective(objective.pk, actor=request.user, to=to, version=version, why=why)

    return change(request, page, objective, MoveForm, save, states=states)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_accept(request: AuthedRequest, code: str) -> HttpResponse:
    """Accept an objective that was delegated."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    note = "To accept is to answer for the result, with the authority, money and people that go with it."
    page = _page(objective, "Accept this objective?", "Accept objective", done="The objective is accepted.", note=note)
    return change(
        request,
        page,
        objective,
        ReasonForm,
        lambda form, version: services.accept_objective(
            objective.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_contest(request: AuthedRequest, code: str) -> HttpResponse:
    """Contest an objective that was delegated, with the reason."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    page = _page(objective, "What stands in the way?", "Contest objective", done="The objective is contested.")
    return change(
        request,
        page,
        objective,
        AskedReasonForm,
        lambda form, version: services.contest_objective(
            objective.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_confidence(request: AuthedRequest, code: str) -> HttpResponse:
    """State confidence in an objective, and certainty of a mission-critical one."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    page = _page(objective, "How confident are you?", "Save confidence", done="The confidence is stated.")
    return change(
        request,
        page,
        objective,
        ConfidenceForm,
        lambda form, version: services.state_confidence(
            objective.pk,
            actor=request.user,
            confidence=form.cleaned_data["confidence"],
            certainty=form.cleaned_data.get("certainty"),
            version=version,
            why=form.cleaned_data["why"],
        ),
        objective=objective,
    )
