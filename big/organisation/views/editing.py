"""What every form page of this app shares: one template, and what happens on a no, a conflict and a yes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from big.forms import ChangeForm, attempt
from big.http import AuthedRequest
from big.organisation.policies import belongs
from big.records import Record

Saved = TypeVar("Saved")


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands round a form: its name and sentence, the button, where Cancel leads, and the way here."""

    name: str
    message: str
    submit: str
    back: str
    trail: Sequence[tuple[str, str]] = ()
    wide: bool = False


def require_belonging(request: AuthedRequest) -> None:
    """Lists are for those who are part of the organisation; a stranger gets no, rather than an empty list."""
    if not belongs(request.user):
        raise PermissionDenied


def show_form(request: AuthedRequest, page: FormPage, form: ChangeForm, status: int = 200) -> HttpResponse:
    """The form in the state it came back in."""
    return render(request, "organisation/form.html", {"page": page, "form": form}, status=status)


def edit(
    request: AuthedRequest,
    page: FormPage,
    make: Callable[..., ChangeForm],
    record: Record,
    save: Callable[[ChangeForm], Saved],
    *,
    done: Callable[[Saved], str],
    to: Callable[[Saved], str] | None = None,
) -> HttpResponse:
    """Change `record`: the form on GET; on POST save and go on, or show what is in the way (422, or 409 with both)."""
    if request.method != "POST":
        return show_form(request, page, make(initial=make().initial_of(record)))
    form = make(request.POST)
    saved, status = attempt(form, lambda: save(form))
    if saved is None:
        if status == 409:
            record.refresh_from_db()
            # What the refused form shows must be saved against what stands now, or it is refused for ever.
            form = form.against(record, make)
        return show_form(request, page, form, status)
    messages.success(request, done(saved))
    return redirect(to(saved) if to else page.back)


def add(
    request: AuthedRequest,
    page: FormPage,
    make: Callable[..., ChangeForm],
    save: Callable[[ChangeForm], Saved],
    *,
    done: Callable[[Saved], str],
    to: Callable[[Saved], str] | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Add something: the form on GET, filled with `initial`; on POST save and go on, or show what is in the way."""
    if request.method != "POST":
        return show_form(request, page, make(initial=initial or {}))
    form = make(request.POST)
    saved, status = attempt(form, lambda: save(form))
    if saved is None:
        return show_form(request, page, form, status)
    messages.success(request, done(saved))
    return redirect(to(saved) if to else page.back)


def trail(*steps: str | models.Model) -> list[tuple[str, str]]:
    """The breadcrumb above a form: names of list pages, and records with pages of their own."""
    shown = []
    for step in steps:
        if isinstance(step, models.Model):
            shown.append((str(step), step.get_absolute_url()))  # type: ignore[attr-defined]
        else:
            shown.append((_LISTS[step], reverse(f"organisation:{step}")))
    return shown


_LISTS = {
    "person_list": "People",
    "unit_list": "Units",
    "node_list": "Nodes",
    "role_list": "Roles",
    "settings": "Settings",
}
