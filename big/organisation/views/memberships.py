"""Roles that people hold: giving one from a person's, a node's or a unit's page, and ending one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from big.forms import ChangeForm
from big.http import AuthedRequest
from big.organisation import policies
from big.organisation.forms.people import EndForm, RoleGivenForm
from big.organisation.models import Membership, Node, Person, Unit
from big.organisation.nodes import mid_sentence
from big.organisation.scope import ORGANISATION_MANAGE, holds_anywhere
from big.organisation.services import memberships as services
from big.organisation.views import nodes, people, units
from big.organisation.views.editing import FormPage, add, edit, trail
from big.policies import require


@login_required
@require_http_methods(["GET", "POST"])
def person_role_give(request: AuthedRequest, code: str) -> HttpResponse:
    """Give somebody a role; where, the form asks, and the service whether this user may there."""
    person = people.find(request, code)
    require(holds_anywhere(request.user, ORGANISATION_MANAGE))
    return _give(request, f"A role for {person}", person, "person_list", person=person)


@login_required
@require_http_methods(["GET", "POST"])
def node_role_give(request: AuthedRequest, code: str) -> HttpResponse:
    """Give somebody a role at this node."""
    node = nodes.find(request, code)
    require(policies.can_manage_node(request.user, node))
    return _give(request, f"A member of {node}", node, "node_list", node=node)


@login_required
@require_http_methods(["GET", "POST"])
def unit_role_give(request: AuthedRequest, code: str) -> HttpResponse:
    """Give somebody a role in this unit."""
    unit = units.find(request, code)
    require(policies.can_manage_unit(request.user, unit))
    return _give(request, f"A role in {unit}", unit, "unit_list", unit=unit)


def _give(request: AuthedRequest, name: str, on: Person | Node | Unit, above: str, **known: Any) -> HttpResponse:
    page = FormPage(
        name=name,
        message="A role holds at its place and everywhere below it.",
        submit="Give the role",
        back=on.get_absolute_url(),
        trail=trail(above, on),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return RoleGivenForm(*args, user=request.user, **known, **kwargs)

    def save(form: ChangeForm) -> Membership:
        return services.give_role(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    return add(request, page, make, save, done=lambda held: f"{held.person} is now {mid_sentence(held.role.label)}.")


@login_required
@require_http_methods(["GET", "POST"])
def membership_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """End a role, at once or on a day."""
    memberships = Membership.objects.visible_to(request.user).select_related("person", "role", "node", "unit")
    membership = get_object_or_404(memberships, pk=pk)
    require(policies.can_manage_place(request.user, node=membership.node, unit=membership.unit))
    place = membership.node or membership.unit
    page = FormPage(
        name=f"End a role of {membership.person}",
        message=f"{membership.role} of {place}, with all rights that come with it.",
        submit="End the role",
        back=membership.person.get_absolute_url(),
        trail=trail("person_list", membership.person),
    )
    return edit(
        request,
        page,
        EndForm,
        membership,
        lambda form: services.end_membership(
            membership.pk,
            actor=request.user,
            version=form.cleaned_data["version"],
            ends_on=form.cleaned_data["ends_on"],
            why=form.cleaned_data["why"],
        ),
        done=lambda held: (
            f"{held.person} is no longer {mid_sentence(held.role.label)} of {place}."
            if held.ends_on and held.ends_on < held.updated_at.date()
            else "The end of the role is set."
        ),
    )
