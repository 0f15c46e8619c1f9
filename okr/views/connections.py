"""Supporters of an objective, and its links to other objectives."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.organisation.models import Unit
from big.organisation.nodes import Node
from big.policies import require
from okr import policies
from okr.forms.fields import ReasonForm
from okr.forms.objectives import ObjectiveLinkForm, SupporterForm
from okr.models.objectives import ObjectiveLink, Supporter
from okr.services import links, supporters
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import find_objective, objective_trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supporter_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Name who supports the connection from this objective to its delivery; `unit` or `node` in the address fill in."""
    objective = find_objective(request, code)
    require(policies.can_name_supporter(request.user, objective))
    unit = Unit.objects.visible_to(request.user).filter(code__iexact=request.GET.get("unit", "")).first()
    node = Node.objects.visible_to(request.user).filter(code__iexact=request.GET.get("node", "")).first()
    form = SupporterForm(request.POST or None, user=request.user, initial={"unit": unit, "node": node})
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message="Who supports the connection to delivery?",
        back=f"{objective.get_absolute_url()}#support",
        submit="Name supporter",
        trail=objective_trail(objective),
        note="The supporter keeps this objective and the work that serves it together, in one unit or at one node "
        "and in everything below it.",
        done="The supporter is named.",
    )
    return fill_in(
        request,
        page,
        form,
        lambda form: supporters.name_supporter(objective.pk, actor=request.user, **form.cleaned_data),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supporter_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """End somebody's support."""
    rows = Supporter.objects.visible_to(request.user).current()
    supporter = get_object_or_404(rows.select_related("objective__node", "person", "unit", "node"), pk=pk)
    objective = supporter.objective
    own = supporter.person.user_id == request.user.pk
    require(own or policies.can_name_supporter(request.user, objective, unit=supporter.unit, node=supporter.node))
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message=f"End the support of {supporter.person} in {supporter.unit or supporter.node}?",
        back=f"{objective.get_absolute_url()}#support",
        submit="End support",
        trail=objective_trail(objective),
        done="The support has ended.",
    )
    return change(
        request,
        page,
        supporter,
        ReasonForm,
        lambda form, version: supporters.end_supporter(
            supporter.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_link_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Say how this objective bears on another."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    form = ObjectiveLinkForm(request.POST or None, user=request.user, objective=objective)
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message="How does it bear on another objective?",
        back=f"{objective.get_absolute_url()}#links",
        submit="Link objectives",
        trail=objective_trail(objective),
        done="The objectives are linked.",
    )
    return fill_in(
        request, page, form, lambda form: links.link_objectives(objective.pk, actor=request.user, **form.cleaned_data)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_link_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Remove a link between two objectives."""
    rows = ObjectiveLink.objects.visible_to(request.user).select_related("from_objective__node", "to_objective")
    link = get_object_or_404(rows, pk=pk)
    require(policies.can_edit_objective(request.user, link.from_objective))
    page = FormPage(
        name=f"{link.from_objective.code} {link.from_objective.title}",
        message=f"Remove the link to {link.to_objective.code}?",
        back=f"{link.from_objective.get_absolute_url()}#links",
        submit="Remove link",
        trail=objective_trail(link.from_objective),
        note=f"{link.get_kind_display()}: {link.to_objective.title}",
        done="The link is removed.",
    )

    def save(form: Any, version: int) -> Any:
        return links.unlink_objectives(link.pk, actor=request.user, version=version, why=form.cleaned_data["why"])

    return change(request, page, link, ReasonForm, save)
