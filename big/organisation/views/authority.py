"""Delegated authority of a node: setting what it may decide by itself, and taking that back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from big import clock
from big.forms import ChangeForm
from big.http import AuthedRequest
from big.organisation import policies
from big.organisation.forms.places import AuthorityEndForm, AuthorityForm
from big.organisation.models import DelegatedAuthority, Node
from big.organisation.selectors.current import organisation
from big.organisation.services import authority as services
from big.organisation.views import nodes
from big.organisation.views.editing import FormPage, add, edit, trail
from big.policies import require


@login_required
@require_http_methods(["GET", "POST"])
def authority_set(request: AuthedRequest, code: str) -> HttpResponse:
    """Delegate authority in one matter; what stood before in it ends."""
    node = nodes.find(request, code)
    require(policies.can_manage_node(request.user, node))
    page = FormPage(
        name=f"Authority of {node}",
        message="Above its limit, a node passes a decision upwards.",
        submit="Set authority",
        back=node.get_absolute_url(),
        trail=trail("node_list", node),
    )

    def save(form: ChangeForm) -> DelegatedAuthority:
        given: dict[str, Any] = form.changes()
        return services.set_authority(node.pk, actor=request.user, why=form.cleaned_data["why"], **given)

    initial = {"currency": organisation().currency, "starts_on": clock.today()}
    return add(request, page, AuthorityForm, save, done=lambda each: f"{each} is set.", initial=initial)


@login_required
@require_http_methods(["GET", "POST"])
def authority_revoke(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take delegated authority back."""
    rows = DelegatedAuthority.objects.select_related("node").filter(node__in=Node.objects.visible_to(request.user))
    authority = get_object_or_404(rows, pk=pk)
    require(policies.can_manage_node(request.user, authority.node))
    page = FormPage(
        name=f"Revoke: {authority}",
        message=f"{authority.node} then decides nothing in this matter by itself.",
        submit="Revoke authority",
        back=authority.node.get_absolute_url(),
        trail=trail("node_list", authority.node),
    )
    return edit(
        request,
        page,
        AuthorityEndForm,
        authority,
        lambda form: services.revoke_authority(
            authority.pk,
            actor=request.user,
            version=form.cleaned_data["version"],
            ends_on=form.cleaned_data["ends_on"],
            why=form.cleaned_data["why"],
        ),
        done=lambda each: f"{each} is revoked.",
    )
