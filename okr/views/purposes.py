"""Purposes: their page, drafting, changing, adopting and retiring."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from big.http import AuthedRequest, render_page
from big.policies import require
from big.registry import pages
from okr import policies
from okr.forms.fields import AskedReasonForm, ReasonForm
from okr.forms.purposes import NewPurposeForm, PurposeForm
from okr.models.purposes import Purpose
from okr.selectors.strategy_page import purpose_page
from okr.services import purposes as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.strategy import trail
from portfolio.selectors.frame import frame


def _purpose(request: AuthedRequest, code: str) -> Purpose:
    return get_object_or_404(
        Purpose.objects.visible_to(request.user).select_related("owner", "source"), code__iexact=code
    )


def _trail(purpose: Purpose) -> list[tuple[str, str]]:
    return [*trail(), (purpose.code, purpose.get_absolute_url())]


@login_required
@require_safe
def purpose_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """A purpose with its editions, drivers, objectives and stakeholders."""
    purpose = _purpose(request, code)
    context = {
        "page": purpose_page(purpose, request.user, frame()),
        "panels": pages.panels_for("okr.purpose", purpose, request.user),
        "side_panels": pages.panels_for("okr.purpose", purpose, request.user, place="side"),
        "actions": pages.actions_for("okr.purpose", purpose, request.user),
    }
    return render_page(request, "okr/purpose_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_create(request: AuthedRequest) -> HttpResponse:
    """Draft a purpose."""
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name="Purposes",
        message="Why does the organisation exist?",
        back="",
        submit="Draft purpose",
        trail=trail(),
        note="It has no force until it is adopted.",
        done="The purpose is drafted.",
    )

    def save(form: Any) -> Purpose:
        return services.create_purpose(actor=request.user, **form.cleaned_data)

    return fill_in(request, page, NewPurposeForm(request.POST or None, user=request.user), save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change a purpose; a new wording waits for adoption."""
    purpose = _purpose(request, code)
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name=f"Purpose {purpose.code}",
        message="Change this purpose.",
        back=purpose.get_absolute_url(),
        submit="Save purpose",
        trail=_trail(purpose),
        note="A new wording of an adopted purpose waits until it is adopted as the next edition.",
        done="The purpose is changed.",
    )

    def save(form: Any, version: int) -> Purpose:
        changes = form.changes()
        served = changes.pop("stakeholders")
        why = form.cleaned_data["why"]
        return services.change_purpose(
            purpose.pk, actor=request.user, changes=changes, stakeholders=served, version=version, why=why
        )

    return change(request, page, purpose, PurposeForm, save, user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_adopt(request: AuthedRequest, code: str) -> HttpResponse:
    """Adopt the present wording."""
    purpose = _purpose(request, code)
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name=f"Purpose {purpose.code}",
        message="Adopt this purpose?",
        back=purpose.get_absolute_url(),
        submit="Adopt purpose",
        trail=_trail(purpose),
        note=purpose.statement,
        done="The purpose is adopted.",
    )
    return change(
        request,
        page,
        purpose,
        ReasonForm,
        lambda form, version: services.adopt_purpose(
            purpose.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_retire(request: AuthedRequest, code: str) -> HttpResponse:
    """Retire a purpose, with the reason."""
    purpose = _purpose(request, code)
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name=f"Purpose {purpose.code}",
        message="Retire this purpose?",
        back=purpose.get_absolute_url(),
        submit="Retire purpose",
        trail=_trail(purpose),
        note=purpose.statement,
        done="The purpose is retired.",
    )
    return change(
        request,
        page,
        purpose,
        AskedReasonForm,
        lambda form, version: services.retire_purpose(
            purpose.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )
