"""The OKRs of one unit, governance node or person in a cycle, and adding an objective to them."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from big import clock
from big.http import AuthedRequest, render_page
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node
from big.policies import require
from okr import policies
from okr.forms.cycles import OkrObjectiveForm
from okr.models.cycles import Cycle, OkrPlace, okr_address
from okr.models.objectives import StrategicObjective
from okr.selectors.okrs_page import okrs_page, set_of
from okr.services.cycles import start_set
from okr.services.objectives import create_objective
from okr.views.acting import FormPage, fill_in
from okr.views.cycles import find_cycle, trail

_KINDS: Final = {"unit": Unit, "node": Node, "person": Person}


def find_place(request: AuthedRequest, kind: str, code: str) -> OkrPlace:
    """The unit, node or person of that code, in any case; 404 where the reader may not see it."""
    model: Any = _KINDS[kind]
    found: OkrPlace = get_object_or_404(model.objects.visible_to(request.user), code__iexact=code)
    return found


@login_required
@require_safe
def okrs(request: AuthedRequest, kind: str, code: str, cycle: str) -> HttpResponse:
    """What a unit, node or person pursues in a cycle, with the check-ins that are due first."""
    found = find_cycle(request, cycle)
    place = find_place(request, kind, code)
    page = okrs_page(place, found, request.user, clock.today())
    context = {
        "page": page,
        "place": place,
        "cycle": found,
        "add_url": f"{okr_address(place, found)}objectives/new/",
        "thread": page.thread.items() if page.thread else None,
        "trail": trail(found),
    }
    return render_page(request, "okr/okrs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def okr_objective_create(request: AuthedRequest, kind: str, code: str, cycle: str) -> HttpResponse:
    """Add an objective to the OKRs of a unit, node or person; the first one begins them."""
    found = find_cycle(request, cycle)
    place = find_place(request, kind, code)
    require(policies.can_write_okrs(request.user, place))
    okr_set = set_of(place, found, request.user)
    initial = {"accountable": _head(place)}
    form = OkrObjectiveForm(request.POST or None, user=request.user, okr_set=okr_set, initial=initial)
    page = FormPage(
        name=f"{place}, {found}",
        message="What is to be achieved?",
        back="",
        submit="Add objective",
        trail=[*trail(found), (str(place), okr_address(place, found))],
        done="The objective is added. Say next how you will know: add its key results.",
    )

    def save(form: Any) -> StrategicObjective:
        return _added(request, place, found, form.cleaned_data)

    return fill_in(request, page, form, save)


def _added(request: AuthedRequest, place: OkrPlace, cycle: Cycle, given: dict[str, Any]) -> StrategicObjective:
    okr_set = start_set(cycle, place, actor=request.user)
    return create_objective("", actor=request.user, okr_set=okr_set, **given)


def _head(place: OkrPlace) -> Person | None:
    if isinstance(place, Person):
        return place
    return place.head if isinstance(place, Unit) else None
