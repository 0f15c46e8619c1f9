"""Saved views of lists: named, opened, shared, removed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.policies import require
from big.registry import lists
from portfolio import policies
from portfolio.forms.works import ViewForm
from portfolio.models.views import WORKS, SavedView
from portfolio.selectors.frame import frame
from portfolio.services.saved_views import cleaned_query, remove_view, save_view, share_view
from portfolio.tables.asked import read
from portfolio.views.opening import form_page


@login_required
@require_safe
def view_list(request: AuthedRequest) -> HttpResponse:
    """One's own views and those that others share, to open, share and remove."""
    require(policies.can_have_views(request.user))
    views = list(SavedView.objects.visible_to(request.user).select_related("owner"))
    rows = [{"view": view, "is_mine": policies.can_change_view(request.user, view)} for view in views]
    return render_page(request, "portfolio/view_list.html", {"rows": rows})


@login_required
@require_safe
def view_open(request: AuthedRequest, pk: int) -> HttpResponse:
    """Lead to the list as the view has it."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    return redirect(view.address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def view_save(request: AuthedRequest) -> HttpResponse:
    """Name a list as it stands in the address; `list` says which, the portfolio where it says nothing."""
    key = request.GET.get("list", WORKS)
    require(policies.can_save_view(request.user, key))
    query, back = _as_it_stands(request, key)
    form, status = ViewForm(request.POST or None, initial={"query": query}), 200
    if request.method == "POST":
        saved, status = attempt(form, lambda: save_view(actor=request.user, of_list=key, **form.cleaned_data))
        if saved:
            messages.success(request, f"{saved.name} is saved.")
            return redirect(saved)
    return form_page(
        request,
        None,
        form,
        title="Save this view",
        submit="Save view",
        cancel_url=back,
        status=status,
        notes=["A view keeps the tab, the filters, the order and the layout; what it lists is read anew each time."],
    )


def _as_it_stands(request: AuthedRequest, key: str) -> tuple[str, str]:
    """The query to keep and the address of the list that it was asked from."""
    if key == WORKS:
        asked = read(request.user, request.GET, frame())
        return cleaned_query(asked.query_string), asked.address()
    query = cleaned_query(request.GET.urlencode())
    return query, f"{reverse(lists.lists()[key].url_name)}?{query}"


@login_required
@require_POST
def view_share(request: AuthedRequest, pk: int) -> HttpResponse:
    """Share a view, or stop sharing it."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    is_shared = request.POST.get("is_shared") == "yes"
    share_view(view.pk, actor=request.user, version=None, is_shared=is_shared)
    said = f"Everybody who sees the list now sees {view.name}." if is_shared else f"{view.name} is yours alone again."
    messages.success(request, said)
    return redirect("portfolio:view_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def view_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Ask, then remove a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    require(policies.can_change_view(request.user, view))
    back = reverse("portfolio:view_list")
    if request.method == "POST":
        remove_view(view.pk, actor=request.user)
        messages.success(request, f"{view.name} is removed.")
        return redirect(back)
    shared = " Others who use it lose it too." if view.is_shared else ""
    context = {
        "title": f"Remove the view {view.name}?",
        "text": f"What it lists stays as it is.{shared}",
        "action": request.path,
        "submit": "Remove view",
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)
