"""Settings: the organisation's particulars, its words and its kinds of node."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from big.forms import ChangeForm
from big.http import AuthedRequest
from big.organisation import policies
from big.organisation.forms.settings import NodeTypeForm, SettingsForm, TermsForm
from big.organisation.models import NodeType, Organisation
from big.organisation.selectors.current import organisation
from big.organisation.selectors.settings import settings_page
from big.organisation.services import nodes as node_services
from big.organisation.services import settings as services
from big.organisation.views.editing import FormPage, add, edit, require_belonging, trail
from big.policies import require


@login_required
@require_GET
def settings(request: AuthedRequest) -> HttpResponse:
    """The settings, for whoever belongs; to change them is for those who manage the organisation."""
    require_belonging(request)
    return render(request, "organisation/settings.html", {"page": settings_page(request.user)})


def _page(name: str, message: str, submit: str) -> FormPage:
    return FormPage(name, message, submit, reverse("organisation:settings"), trail("settings"))


@login_required
@require_http_methods(["GET", "POST"])
def settings_edit(request: AuthedRequest) -> HttpResponse:
    """Change the organisation's particulars and figures."""
    require(policies.can_manage_organisation(request.user))
    page = _page("Change settings", "Every page reads these from its next load on.", "Save settings")

    def save(form: ChangeForm) -> Organisation:
        given = form.cleaned_data
        return services.change_organisation(
            actor=request.user, version=given["version"], changes=form.changes(), why=given["why"]
        )

    return edit(request, page, SettingsForm, organisation(), save, done=lambda saved: "The settings are saved.")


@login_required
@require_http_methods(["GET", "POST"])
def settings_terms(request: AuthedRequest) -> HttpResponse:
    """Change the words."""
    require(policies.can_manage_organisation(request.user))
    page = _page("Change words", "Pages say your words; codes and addresses stay.", "Save words")

    def save(form: ChangeForm) -> Organisation:
        given = form.cleaned_data
        spoken = form.spoken() if isinstance(form, TermsForm) else {}
        return services.change_terms(actor=request.user, version=given["version"], words=spoken, why=given["why"])

    return edit(request, page, TermsForm, organisation(), save, done=lambda saved: "The words are saved.")


@login_required
@require_http_methods(["GET", "POST"])
def node_type_create(request: AuthedRequest) -> HttpResponse:
    """Add a kind of node."""
    require(policies.can_manage_organisation(request.user))
    page = _page("Add a kind of node", "Such as a board, a committee or a team.", "Add kind")

    def save(form: ChangeForm) -> NodeType:
        given: dict[str, Any] = form.changes()
        key = slugify(given["label"])[:40]
        return node_services.create_node_type(actor=request.user, key=key, why=form.cleaned_data["why"], **given)

    return add(request, page, NodeTypeForm, save, done=lambda each: f"{each} is added.", initial={"position": 100})


@login_required
@require_http_methods(["GET", "POST"])
def node_type_edit(request: AuthedRequest, key: str) -> HttpResponse:
    """Change what a kind of node is called."""
    require(policies.can_manage_organisation(request.user))
    node_type = get_object_or_404(NodeType, key=key)
    page = _page(f"Change {node_type}", "Nodes of this kind carry the new name.", "Save kind")

    def save(form: ChangeForm) -> NodeType:
        return node_services.change_node_type(
            node_type.pk, actor=request.user, changes=form.changes(), why=form.cleaned_data["why"]
        )

    return add(
        request,
        page,
        NodeTypeForm,
        save,
        done=lambda each: f"{each} is saved.",
        initial=NodeTypeForm.initial_of(node_type),
    )
