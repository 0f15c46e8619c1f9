"""Governance nodes: the tree, one node's page, and everything done to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from big.forms import ChangeForm
from big.http import AuthedRequest, render_page
from big.organisation import policies
from big.organisation.forms.places import NodeForm, NodeMoveForm, NodeStateForm
from big.organisation.models import Node
from big.organisation.selectors import nodes as selectors
from big.organisation.services import nodes as services
from big.organisation.views.editing import FormPage, add, edit, require_belonging, trail
from big.policies import require


@login_required
@require_GET
def node_list(request: AuthedRequest) -> HttpResponse:
    """The tree of nodes."""
    require_belonging(request)
    kind = request.GET.get("kind", "")
    node_type = int(kind) if kind.isdecimal() and len(kind) < 15 else None
    text, gaps = request.GET.get("q", "").strip()[:100], request.GET.get("gaps") == "1"
    with_retired = request.GET.get("retired") == "1"
    page = selectors.nodes_page(request.user, text=text, node_type=node_type, gaps=gaps, with_retired=with_retired)
    query = request.GET.copy()
    query.pop("kind", None)
    chip = {
        "key": "kind",
        "label": "Kind",
        "value": node_type or "",
        "choices": selectors.types(),
        "clear_url": f"{request.path}?{query.urlencode()}",
    }
    context = {
        "page": page,
        "find": text,
        "filters": [chip],
        "gaps": gaps,
        "with_retired": with_retired,
        "keep": [(name, "1") for name in ("gaps", "retired") if request.GET.get(name) == "1"],
    }
    return render_page(request, "organisation/node_list.html", context, fragment="board")


def find(request: AuthedRequest, code: str) -> Node:
    """The node of this code, for those who may see nodes; 404 for anybody else."""
    nodes = Node.objects.visible_to(request.user).select_related("node_type", "parent", "unit", "accountable")
    return get_object_or_404(nodes, code__iexact=code)


@login_required
@require_GET
def node_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One node."""
    page = selectors.node_page(find(request, code), request.user)
    return render(request, "organisation/node_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def node_create(request: AuthedRequest) -> HttpResponse:
    """Add a node; whose right to do so depends on where, the service asks."""
    parent = Node.objects.visible_to(request.user).filter(code__iexact=request.GET.get("under", "")).first()
    require(policies.can_manage_node(request.user, parent))
    page = FormPage(
        name="Add a node",
        message="A node is a point of accountability with an agenda.",
        submit="Add node",
        back=parent.get_absolute_url() if parent else reverse("organisation:node_list"),
        trail=trail("node_list", *([parent] if parent else [])),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return NodeForm(*args, user=request.user, **kwargs)

    def save(form: ChangeForm) -> Node:
        return services.create_node(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    return add(
        request,
        page,
        make,
        save,
        done=lambda node: f"{node} is added.",
        to=Node.get_absolute_url,
        initial={"parent": parent},
    )


@login_required
@require_http_methods(["GET", "POST"])
def node_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change what a node is, who answers for it and how it works."""
    node = find(request, code)
    require(policies.can_manage_node(request.user, node))
    page = _page(node, f"Change {node}", "One person is accountable, whoever else belongs to it.", "Save node")

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return NodeForm(*args, user=request.user, node=node, **kwargs)

    def save(form: ChangeForm) -> Node:
        given = form.cleaned_data
        return services.change_node(
            node.pk, actor=request.user, version=given["version"], changes=form.changes(), why=given["why"]
        )

    return edit(request, page, make, node, save, done=lambda saved: f"{saved} is saved.", to=Node.get_absolute_url)


@login_required
@require_http_methods(["GET", "POST"])
def node_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Let a node report to another."""
    node = find(request, code)
    require(policies.can_manage_node(request.user, node))
    page = _page(node, f"Move {node}", "Whoever holds a role above the new place then holds it here.", "Move node")

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return NodeMoveForm(*args, user=request.user, node=node, **kwargs)

    def save(form: ChangeForm) -> Node:
        given = form.cleaned_data
        return services.move_node(
            node.pk, actor=request.user, version=given["version"], parent=given["parent"], why=given["why"]
        )

    return edit(request, page, make, node, save, done=lambda saved: f"{saved} is moved.")


@login_required
@require_http_methods(["GET", "POST"])
def node_state(request: AuthedRequest, code: str) -> HttpResponse:
    """Say whether a node is designed, operating, suspended or retired."""
    node = find(request, code)
    require(policies.can_manage_node(request.user, node))
    page = _page(node, f"State of {node}", f"It is {node.get_state_display().lower()} now.", "Save state")

    def save(form: ChangeForm) -> Node:
        given = form.cleaned_data
        return services.set_node_state(
            node.pk, actor=request.user, version=given["version"], state=given["state"], why=given["why"]
        )

    return edit(
        request, page, NodeStateForm, node, save, done=lambda saved: f"{saved} is {saved.get_state_display().lower()}."
    )


def _page(node: Node, name: str, message: str, submit: str) -> FormPage:
    return FormPage(name, message, submit, node.get_absolute_url(), trail("node_list", node))
