"""The one way in which a form page of this app works: shown, checked, saved, or shown again with what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from big.forms import ChangeForm, attempt
from big.http import AuthedRequest, render_page
from big.records import Record

TEMPLATE = "okr/form.html"


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around a form: the page's name and sentence, the way back, the button, the trail, other acts."""

    name: str
    message: str
    back: str
    submit: str
    trail: Sequence[tuple[str, str]] = ()
    note: str = ""
    done: str = ""
    elsewhere: Sequence[tuple[str, str]] = ()

    @property
    def here(self) -> str:
        """The last word of the trail: Edit, Move, Accept, Link."""
        verb = self.submit.split()[0]
        return "Edit" if verb == "Save" else verb

    @property
    def cancel(self) -> str:
        """Where to go without saving: back, or the last step of the trail."""
        return self.back or (self.trail[-1][1] if self.trail else "")


def fill_in(
    request: AuthedRequest,
    page: FormPage,
    form: forms.Form,
    save: Callable[[forms.Form], Any],
    *,
    template: str = TEMPLATE,
) -> HttpResponse:
    """Answer with the form of a new record; where it saved, go to what was made."""
    status = 200
    if request.method == "POST":
        saved, status = attempt(form, lambda: save(form))
        if status == 200:
            return _done(request, page, saved)
    return _shown(request, page, form, template, status)


def change(
    request: AuthedRequest,
    page: FormPage,
    record: Record,
    form_class: type[ChangeForm],
    save: Callable[[ChangeForm, int], Any],
    *,
    template: str = TEMPLATE,
    **kwargs: Any,
) -> HttpResponse:
    """Answer with a form that changes `record`; `save` takes the form and the version it was filled from.

    Where somebody else saved first, the entries are kept and shown against what stands now (409).
    """
    if request.method != "POST":
        form = form_class(initial=form_class.initial_of(record), **kwargs)
        return _shown(request, page, form, template, 200)
    bound = form_class(request.POST, **kwargs)
    saved, status = attempt(bound, lambda: save(bound, bound.cleaned_data["version"]))
    if status == 200:
        return _done(request, page, saved)
    if status == 409:
        record.refresh_from_db()
        bound = bound.against(record, **kwargs)
    return _shown(request, page, bound, template, status)


def _done(request: AuthedRequest, page: FormPage, saved: Any) -> HttpResponse:
    if page.done:
        messages.success(request, page.done)
    return redirect(page.back or saved.get_absolute_url())


def _shown(request: AuthedRequest, page: FormPage, form: forms.Form, template: str, status: int) -> HttpResponse:
    return render_page(request, template, {"page": page, "form": form}, status=status)


def back_to(request: AuthedRequest, default: str) -> str:
    """Where the reader came from, if that is a page of ours; `default` otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else default
