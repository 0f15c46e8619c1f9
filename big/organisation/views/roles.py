"""Roles: the matrix of who may do what, one role, and changing it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from big.forms import ChangeForm
from big.http import AuthedRequest
from big.organisation import policies
from big.organisation.forms.settings import RoleForm
from big.organisation.models import Role
from big.organisation.policies import belongs
from big.organisation.selectors import roles as selectors
from big.organisation.services import roles as services
from big.organisation.views.editing import FormPage, add, edit, require_belonging, trail
from big.policies import require


@login_required
@require_GET
def role_list(request: AuthedRequest) -> HttpResponse:
    """The matrix."""
    require_belonging(request)
    return render(request, "organisation/role_list.html", {"page": selectors.roles_page(request.user)})


def find(request: AuthedRequest, key: str) -> Role:
    """The role of this key, for those who belong to the organisation; 404 for anybody else."""
    if not belongs(request.user):
        raise Http404
    return get_object_or_404(Role, key=key)


@login_required
@require_GET
def role_detail(request: AuthedRequest, key: str) -> HttpResponse:
    """One role."""
    page = selectors.role_page(find(request, key), request.user)
    return render(request, "organisation/role_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def role_create(request: AuthedRequest) -> HttpResponse:
    """Add a role."""
    require(policies.can_manage_organisation(request.user))
    page = FormPage(
        name="Add a role",
        message="A role is a set of rights; it holds where it is given.",
        submit="Add role",
        back=reverse("organisation:role_list"),
        trail=trail("role_list"),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return RoleForm(*args, is_new=True, **kwargs)

    def save(form: ChangeForm) -> Role:
        return services.create_role(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    initial = {"position": 100, "home": Role.Home.UNIT}
    return add(
        request,
        page,
        make,
        save,
        done=lambda role: f"The role {role} is added.",
        to=Role.get_absolute_url,
        initial=initial,
    )


@login_required
@require_http_methods(["GET", "POST"])
def role_edit(request: AuthedRequest, key: str) -> HttpResponse:
    """Change what a role may do."""
    role = find(request, key)
    require(policies.can_manage_organisation(request.user))
    page = FormPage(
        name=f"Change the role {role}",
        message="Everybody who holds it may do the new from their next page on.",
        submit="Save role",
        back=role.get_absolute_url(),
        trail=trail("role_list", role),
    )

    def save(form: ChangeForm) -> Role:
        given = form.cleaned_data
        return services.change_role(
            role.pk, actor=request.user, version=given["version"], changes=form.changes(), why=given["why"]
        )

    return edit(request, page, RoleForm, role, save, done=lambda saved: f"The role {saved} is saved.")
