"""Adding work and changing it: what it says, its place, its state, its type, its must-do; many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from big.accounts.models import User
from big.core import words
from big.forms import ChangeForm, attempt
from big.http import AuthedRequest
from big.policies import require
from portfolio import policies
from portfolio.forms.fields import PlacesMixin
from portfolio.forms.works import MoveForm, MustDoForm, StateForm, TypeForm, WorkCreateForm, WorkEditForm
from portfolio.models.types import LifecycleState
from portfolio.models.work import Work
from portfolio.services import lifecycles, works
from portfolio.views.opening import find_work, form_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_create(request: AuthedRequest) -> HttpResponse:
    """Add a piece of work; what was typed stays where a rule refuses it."""
    require(policies.can_create(request.user))
    form = WorkCreateForm(request.POST or None, initial=_suggested(request))
    form.limit_to(request.user)
    status = 200
    if request.method == "POST":
        work, status = attempt(form, lambda: works.create_work(actor=request.user, **form.values()))
        if work:
            messages.success(request, f"{work.name} is now in the portfolio as {work.code}.")
            return redirect(work)
    return form_page(
        request,
        None,
        form,
        title="Add work",
        submit="Add work",
        cancel_url=reverse("portfolio:work_list"),
        status=status,
    )


def _suggested(request: AuthedRequest) -> dict[str, Any]:
    """What the address suggests, such as the parent whose page the link stands on."""
    return {name: request.GET[name] for name in ("parent", "stream", "work_type") if request.GET.get(name)}


Save = Callable[[Work, ChangeForm], Work]


def _change(
    request: AuthedRequest,
    code: str,
    kind: type[ChangeForm],
    save: Save,
    *,
    title: str,
    submit: str,
    said: str,
    prepare: Callable[[Any, Work], None] | None = None,
    notes: Callable[[Work], list[str]] | None = None,
    **more: Any,
) -> HttpResponse:
    """The flow of every change: show, save, answer 422 or 409 with what was typed, or lead back to the work."""
    work = find_work(request, code)
    require(policies.can_edit(request.user, work))

    def made(given: Any) -> Any:
        form = kind(given, initial=kind.initial_of(work))
        if isinstance(form, PlacesMixin):
            form.limit_to(request.user, work)
        if prepare:
            prepare(form, work)
        return form

    form, status = made(request.POST or None), 200
    if request.method == "POST":
        saved, status = attempt(form, lambda: save(work, form))
        if saved:
            messages.success(request, said.format(work=saved.name, state=saved.state.label.lower()))
            return redirect(saved)
        if status == 409:
            work.refresh_from_db()
            form = form.against(work, made)
    return form_page(
        request,
        work,
        form,
        title=title,
        submit=submit,
        cancel_url=work.get_absolute_url(),
        status=status,
        notes=notes(work) if notes else None,
        **more,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change what work says of itself."""

    def save(work: Work, form: ChangeForm) -> Work:
        return works.change_work(
            work.pk,
            actor=request.user,
            version=form.cleaned_data["version"],
            changes=form.changes(),
            why=form.cleaned_data["why"],
        )

    return _change(request, code, WorkEditForm, save, title="Edit work", submit="Save work", said="{work} is saved.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Put work under another piece of work, or at the top."""

    def save(work: Work, form: ChangeForm) -> Work:
        data = form.cleaned_data
        return works.move_work(
            work.pk, actor=request.user, version=data["version"], parent=data["parent"], why=data["why"]
        )

    return _change(
        request,
        code,
        MoveForm,
        save,
        title="Move work",
        submit="Move work",
        said="{work} has its new place.",
        notes=lambda work: _moves_along(work, request.user),
    )


def _moves_along(work: Work, user: User) -> list[str]:
    """What the move takes along, of what the reader may see; hidden work moves too, but is not told of."""
    count = Work.objects.visible_to(user).filter(pk__in=works.below(work.pk)).count()
    if not count:
        return []
    return [f"{words.counted(count, 'piece', 'pieces')} of work under it {'moves' if count == 1 else 'move'} along."]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_state(request: AuthedRequest, code: str) -> HttpResponse:
    """Move work on along its lifecycle."""

    def save(work: Work, form: ChangeForm) -> Work:
        data = form.cleaned_data
        return lifecycles.change_state(
            work.pk, actor=request.user, version=data["version"], to=data["to"], why=data["why"], on=data["on"]
        )

    return _change(
        request,
        code,
        StateForm,
        save,
        title="Change state",
        submit="Change state",
        said="{work} is now {state}.",
        prepare=lambda form, work: form.offer(work),
        notes=_state_notes,
    )


def _state_notes(work: Work) -> list[str]:
    """What else changes with the state."""
    followers = list(work.state.followers.all())
    if not followers:
        return [f"Nothing follows the state {work.state.label.lower()}, so there is nothing to choose."]
    resting = [state.label.lower() for state in followers if not state.is_live]
    notes = [f"While it is {words.listed(resting)}, no status is asked for and it needs no attention."] * bool(resting)
    open_ones = work.milestones.open().count()
    if open_ones and resting:
        stays = words.counted(open_ones, "open milestone stays", "open milestones stay")
        notes.append(f"{words.capital(stays)} as planned. Cancel those that will not come.")
    return notes


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_type(request: AuthedRequest, code: str) -> HttpResponse:
    """Give work another type and the state that goes with it."""

    def save(work: Work, form: ChangeForm) -> Work:
        data = form.cleaned_data
        state: LifecycleState = data["to"]
        return lifecycles.change_type(
            work.pk,
            actor=request.user,
            version=data["version"],
            work_type=state.work_type,
            state=state,
            why=data["why"],
        )

    return _change(
        request,
        code,
        TypeForm,
        save,
        title="Change type",
        submit="Change type",
        said="{work} has its new type.",
        prepare=lambda form, work: form.offer(work),
        notes=lambda work: [f"It is a {work.work_type.label.lower()} now. Its code, status and money stay."],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_must_do(request: AuthedRequest, code: str) -> HttpResponse:
    """Say that work is a must-do, and why, or that it no longer is."""

    def save(work: Work, form: ChangeForm) -> Work:
        data = form.cleaned_data
        return works.mark_must_do(
            work.pk,
            actor=request.user,
            version=data["version"],
            is_must_do=data["is_must_do"],
            obligation=data["obligation"],
            why=data["why"],
        )

    return _change(
        request,
        code,
        MustDoForm,
        save,
        title="Must-do",
        submit="Save must-do",
        said="{work} is saved.",
        notes=lambda work: ["A must-do needs no objective: its obligation is the reason. Few things are."],
    )
