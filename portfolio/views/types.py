"""Types of work and their lifecycles under Settings: read by all who see work, changed by who runs the organisation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from big.forms import ChangeForm, attempt
from big.http import AuthedRequest
from big.policies import require
from portfolio import policies
from portfolio.forms.types import NewTypeForm, StateForm, TypeWordsForm
from portfolio.models.types import LifecycleState, WorkType
from portfolio.selectors.types import type_page, types_page
from portfolio.services import types as services
from portfolio.views.opening import form_page

LIST = "Work types"


@login_required
@require_safe
def type_list(request: AuthedRequest) -> HttpResponse:
    """Every type with its states."""
    require(policies.can_list(request.user))
    return render(request, "portfolio/type_list.html", {"page": types_page(request.user)})


@login_required
@require_safe
def type_detail(request: AuthedRequest, key: str) -> HttpResponse:
    """One type with its lifecycle and history."""
    require(policies.can_list(request.user))
    return render(request, "portfolio/type_detail.html", {"page": type_page(_type(key), request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_create(request: AuthedRequest) -> HttpResponse:
    """Add a type with its first state."""
    require(policies.can_edit_types(request.user))
    form = NewTypeForm(request.POST or None, initial={"position": 100})

    def save() -> WorkType:
        return services.create_work_type(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    return _answer(request, form, save, title="Add a type of work", submit="Add type", done="is added", to=None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_edit(request: AuthedRequest, key: str) -> HttpResponse:
    """Change what a type is called."""
    require(policies.can_edit_types(request.user))
    work_type = _type(key)
    form = TypeWordsForm(request.POST or None, initial=TypeWordsForm.initial_of(work_type))

    def save() -> WorkType:
        why = form.cleaned_data["why"]
        return services.change_work_type(work_type.pk, actor=request.user, changes=form.changes(), why=why)

    title = f"Change {work_type.label.lower()}"
    return _answer(request, form, save, title=title, submit="Save type", done="is saved", to=work_type)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_create(request: AuthedRequest, key: str) -> HttpResponse:
    """Add a state to a lifecycle."""
    require(policies.can_edit_types(request.user))
    work_type = _type(key)
    last = work_type.states.order_by("-position").values_list("position", flat=True).first() or 0
    form = StateForm(request.POST or None, work_type=work_type, initial={"position": last + 1, "is_live": True})

    def save() -> LifecycleState:
        given = form.changes()
        return services.add_state(work_type.pk, actor=request.user, why=form.cleaned_data["why"], **given)

    title = f"Add a state of {work_type.label.lower()}"
    return _answer(request, form, save, title=title, submit="Add state", done="is added", to=work_type)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_edit(request: AuthedRequest, key: str, state: str) -> HttpResponse:
    """Change a state and what follows it."""
    require(policies.can_edit_types(request.user))
    work_type, found = _state(key, state)
    form = StateForm(request.POST or None, work_type=work_type, state=found, initial=StateForm.initial_of(found))

    def save() -> LifecycleState:
        changes = form.changes()
        followers = list(changes.pop("followers"))
        why = form.cleaned_data["why"]
        return services.change_state(found.pk, actor=request.user, changes=changes, followers=followers, why=why)

    title = f"Change the state {found.label.lower()}"
    return _answer(request, form, save, title=title, submit="Save state", done="is saved", to=work_type)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_remove(request: AuthedRequest, key: str, state: str) -> HttpResponse:
    """Take a state that no work is in out of its lifecycle."""
    require(policies.can_edit_types(request.user))
    work_type, found = _state(key, state)
    form = ChangeForm(request.POST or None, is_new=True)

    def save() -> str:
        services.remove_state(found.pk, actor=request.user, why=form.cleaned_data["why"])
        return found.label

    title = f"Remove the state {found.label.lower()}"
    return _answer(request, form, save, title=title, submit="Remove state", done="is removed", to=work_type)


def _answer(
    request: AuthedRequest,
    form: ChangeForm,
    save: Callable[[], Any],
    *,
    title: str,
    submit: str,
    done: str,
    to: WorkType | None,
) -> HttpResponse:
    """The form, or after saving the page of the type."""
    status = 200
    if request.method == "POST":
        saved, status = attempt(form, save)
        if saved is not None:
            messages.success(request, f"{saved} {done}.")
            return redirect(to.get_absolute_url() if to else saved.get_absolute_url())
    back = to.get_absolute_url() if to else reverse("portfolio:type_list")
    trail = [(LIST, reverse("portfolio:type_list"))] + ([(to.label, to.get_absolute_url())] if to else [])
    return form_page(request, None, form, title=title, submit=submit, cancel_url=back, status=status, trail=trail)


def _type(key: str) -> WorkType:
    return get_object_or_404(WorkType, key=key)


def _state(key: str, state: str) -> tuple[WorkType, LifecycleState]:
    found = get_object_or_404(LifecycleState.objects.select_related("work_type"), work_type__key=key, key=state)
    return found.work_type, found
