"""Units: the tree, one unit's page, and everything done to it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from big.forms import ChangeForm
from big.http import AuthedRequest, render_page
from big.organisation import policies
from big.organisation.forms.people import ReasonForm
from big.organisation.forms.places import UnitForm, UnitMoveForm
from big.organisation.models import Unit
from big.organisation.selectors import units as selectors
from big.organisation.services import units as services
from big.organisation.views.editing import FormPage, add, edit, require_belonging, trail
from big.policies import require


@login_required
@require_GET
def unit_list(request: AuthedRequest) -> HttpResponse:
    """The tree of units."""
    require_belonging(request)
    text = request.GET.get("q", "").strip()[:100]
    with_closed = request.GET.get("closed") == "1"
    page = selectors.units_page(request.user, text=text, with_closed=with_closed)
    context = {"page": page, "find": text, "with_closed": with_closed, "keep": [("closed", "1")] if with_closed else []}
    return render_page(request, "organisation/unit_list.html", context, fragment="board")


def find(request: AuthedRequest, code: str) -> Unit:
    """The unit of this code, for those who may see units; 404 for anybody else."""
    units = Unit.objects.visible_to(request.user).select_related("parent", "head")
    return get_object_or_404(units, code__iexact=code)


@login_required
@require_GET
def unit_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One unit."""
    page = selectors.unit_page(find(request, code), request.user)
    return render(request, "organisation/unit_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def unit_create(request: AuthedRequest) -> HttpResponse:
    """Add a unit; whose right to do so depends on where, the service asks."""
    parent = Unit.objects.visible_to(request.user).filter(code__iexact=request.GET.get("under", "")).first()
    require(policies.can_manage_unit(request.user, parent))
    page = FormPage(
        name="Add a unit",
        message="A unit is a part that has a head and spends money.",
        submit="Add unit",
        back=parent.get_absolute_url() if parent else reverse("organisation:unit_list"),
        trail=trail("unit_list", *([parent] if parent else [])),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return UnitForm(*args, user=request.user, **kwargs)

    def save(form: ChangeForm) -> Unit:
        return services.create_unit(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    return add(
        request,
        page,
        make,
        save,
        done=lambda unit: f"{unit} is added.",
        to=Unit.get_absolute_url,
        initial={"parent": parent},
    )


@login_required
@require_http_methods(["GET", "POST"])
def unit_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change what a unit is called and who heads it."""
    unit = find(request, code)
    require(policies.can_manage_unit(request.user, unit))
    page = _page(unit, f"Change {unit}", "Every page that names the unit shows the new name.", "Save unit")

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return UnitForm(*args, user=request.user, unit=unit, **kwargs)

    def save(form: ChangeForm) -> Unit:
        given = form.cleaned_data
        return services.change_unit(
            unit.pk, actor=request.user, version=given["version"], changes=form.changes(), why=given["why"]
        )

    return edit(request, page, make, unit, save, done=lambda saved: f"{saved} is saved.", to=Unit.get_absolute_url)


@login_required
@require_http_methods(["GET", "POST"])
def unit_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Put a unit under another."""
    unit = find(request, code)
    require(policies.can_manage_unit(request.user, unit))
    page = _page(unit, f"Move {unit}", "Whoever holds a role above the new place then holds it here.", "Move unit")

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return UnitMoveForm(*args, user=request.user, unit=unit, **kwargs)

    def save(form: ChangeForm) -> Unit:
        given = form.cleaned_data
        return services.move_unit(
            unit.pk, actor=request.user, version=given["version"], parent=given["parent"], why=given["why"]
        )

    return edit(request, page, make, unit, save, done=lambda saved: f"{saved} is moved.")


@login_required
@require_http_methods(["GET", "POST"])
def unit_close(request: AuthedRequest, code: str) -> HttpResponse:
    """Close a unit."""
    unit = find(request, code)
    require(policies.can_manage_unit(request.user, unit))
    page = _page(unit, f"Close {unit}", "It stays in history and can be opened again.", "Close unit")
    return edit(
        request,
        page,
        ReasonForm,
        unit,
        lambda form: services.close_unit(
            unit.pk, actor=request.user, version=form.cleaned_data["version"], why=form.cleaned_data["why"]
        ),
        done=lambda saved: f"{saved} is closed.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def unit_reopen(request: AuthedRequest, code: str) -> HttpResponse:
    """Open a closed unit again."""
    unit = find(request, code)
    require(policies.can_manage_unit(request.user, unit))
    page = _page(unit, f"Open {unit} again", "People and work can be placed in it again.", "Open unit")
    return edit(
        request,
        page,
        ReasonForm,
        unit,
        lambda form: services.reopen_unit(
            unit.pk, actor=request.user, version=form.cleaned_data["version"], why=form.cleaned_data["why"]
        ),
        done=lambda saved: f"{saved} is open again.",
    )


def _page(unit: Unit, name: str, message: str, submit: str) -> FormPage:
    return FormPage(name, message, submit, unit.get_absolute_url(), trail("unit_list", unit))
