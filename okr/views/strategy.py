"""Purpose and drivers: the page of the strategy's foundation, with vision, mission, values and stakeholders."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.fields import ReasonForm
from okr.forms.purposes import NewStakeholderForm, NewStatementForm, StakeholderForm, StatementForm
from okr.models.purposes import Stakeholder, Statement
from okr.selectors.strategy_page import strategy_page
from okr.services import purposes as services
from okr.views.acting import FormPage, change, fill_in
from portfolio.selectors.frame import frame

TRAIL = "Purpose and drivers"


def trail() -> list[tuple[str, str]]:
    """The way to a page below this one."""
    return [(TRAIL, reverse("okr:strategy"))]


@login_required
@require_safe
def strategy(request: AuthedRequest) -> HttpResponse:
    """Purposes, vision, mission, values, drivers with what answers them, and stakeholders."""
    require(policies.can_see_strategy(request.user))
    return render_page(request, "okr/strategy.html", {"page": strategy_page(request.user, frame())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement_create(request: AuthedRequest) -> HttpResponse:
    """Adopt a vision, a mission or a value."""
    require(policies.can_edit_foundation(request.user))
    kind = request.GET.get("kind", "")
    form = NewStatementForm(request.POST or None, initial={"kind": kind if kind in Statement.Kind else None})
    page = FormPage(
        name="Vision, mission and values",
        message="Adopt a vision, a mission or a value.",
        back=reverse("okr:strategy"),
        submit="Adopt it",
        trail=trail(),
        note="There is one vision and one mission: a new one supersedes the present one, which stays in the history.",
        done="Adopted.",
    )
    return fill_in(request, page, form, lambda form: services.create_statement(actor=request.user, **form.cleaned_data))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Mend the wording of a vision, mission or value."""
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name=statement.get_kind_display(),
        message=f"Change the wording of the {statement.get_kind_display().lower()}.",
        back=reverse("okr:strategy"),
        submit="Save wording",
        trail=trail(),
        done="The wording is changed.",
        elsewhere=[("Take it out of force", reverse("okr:statement_supersede", args=[statement.pk]))],
    )
    return change(
        request,
        page,
        statement,
        StatementForm,
        lambda form, version: services.change_statement(
            statement.pk,
            actor=request.user,
            changes=form.changes(),
            version=version,
            why=form.cleaned_data["why"],
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement_supersede(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take a vision, mission or value out of force."""
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    require(policies.can_edit_foundation(request.user))
    kind = statement.get_kind_display().lower()
    page = FormPage(
        name=statement.get_kind_display(),
        message=f"Take this {kind} out of force?",
        back=reverse("okr:strategy"),
        submit=f"Supersede {kind}",
        trail=trail(),
        note=str(statement),
        done="It is superseded, and stays in the history.",
    )
    return change(
        request,
        page,
        statement,
        ReasonForm,
        lambda form, version: services.supersede_statement(
            statement.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_create(request: AuthedRequest) -> HttpResponse:
    """Add a stakeholder."""
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name="Stakeholders",
        message="Who has an interest in what we do?",
        back=f"{reverse('okr:strategy')}#stakeholders",
        submit="Add stakeholder",
        trail=trail(),
        done="The stakeholder is added.",
    )
    return fill_in(
        request,
        page,
        NewStakeholderForm(request.POST or None),
        lambda form: services.create_stakeholder(actor=request.user, **form.cleaned_data),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change a stakeholder."""
    stakeholder = get_object_or_404(Stakeholder.objects.visible_to(request.user), pk=pk)
    require(policies.can_edit_foundation(request.user))
    page = FormPage(
        name=str(stakeholder),
        message="Change this stakeholder.",
        back=f"{reverse('okr:strategy')}#stakeholders",
        submit="Save stakeholder",
        trail=trail(),
        done="The stakeholder is changed.",
    )
    return change(
        request,
        page,
        stakeholder,
        StakeholderForm,
        lambda form, version: services.change_stakeholder(
            stakeholder.pk,
            actor=request.user,
            changes=form.changes(),
            version=version,
            why=form.cleaned_data["why"],
        ),
    )
