"""Drivers: their page, logging, changing and moving them from state to state."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from big.http import AuthedRequest, render_page
from big.policies import require
from big.registry import pages
from okr import policies
from okr.forms.drivers import DriverForm, NewDriverForm
from okr.forms.fields import MoveForm
from okr.models.drivers import Driver
from okr.selectors.states import DRIVER_FOLLOWERS
from okr.selectors.strategy_page import driver_page
from okr.services import drivers as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.strategy import trail
from portfolio.selectors.frame import frame


def _driver(request: AuthedRequest, code: str) -> Driver:
    rows = Driver.objects.visible_to(request.user).select_related("node", "owner", "source")
    return get_object_or_404(rows, code__iexact=code)


def _trail(driver: Driver) -> list[tuple[str, str]]:
    return [*trail(), (driver.code, driver.get_absolute_url())]


@login_required
@require_safe
def driver_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """A driver with the purposes it bears on and everything that answers it."""
    driver = _driver(request, code)
    context = {
        "page": driver_page(driver, request.user, frame()),
        "panels": pages.panels_for("okr.driver", driver, request.user),
        "side_panels": pages.panels_for("okr.driver", driver, request.user, place="side"),
        "actions": pages.actions_for("okr.driver", driver, request.user),
    }
    return render_page(request, "okr/driver_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def driver_create(request: AuthedRequest) -> HttpResponse:
    """Log a driver."""
    require(policies.can_edit_somewhere(request.user))
    kind = request.GET.get("kind", "")
    form = NewDriverForm(
        request.POST or None, user=request.user, initial={"kind": kind if kind in Driver.Kind else None}
    )
    page = FormPage(
        name="Drivers",
        message="What drives the organisation?",
        back="",
        submit="Log driver",
        trail=trail(),
        done="The driver is logged.",
    )
    return fill_in(request, page, form, lambda form: services.create_driver(actor=request.user, **form.cleaned_data))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def driver_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change a driver."""
    driver = _driver(request, code)
    require(policies.can_edit_driver(request.user, driver))
    page = FormPage(
        name=f"{driver.code} {driver.title}",
        message="Change this driver.",
        back=driver.get_absolute_url(),
        submit="Save driver",
        trail=_trail(driver),
        done="The driver is changed.",
    )

    def save(form: Any, version: int) -> Driver:
        changes = form.changes()
        bearing = changes.pop("purposes")
        why = form.cleaned_data["why"]
        return services.change_driver(
            driver.pk, actor=request.user, changes=changes, purposes=bearing, version=version, why=why
        )

    return change(request, page, driver, DriverForm, save, user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def driver_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Move a driver to another state."""
    driver = _driver(request, code)
    require(policies.can_edit_driver(request.user, driver))
    states = [(state, Driver.State(state).label) for state in DRIVER_FOLLOWERS.get(driver.state, ())]
    page = FormPage(
        name=f"{driver.code} {driver.title}",
        message=f"This driver is {driver.get_state_display().lower()}. What next?",
        back=driver.get_absolute_url(),
        submit="Move driver",
        trail=_trail(driver),
        done="The driver is moved.",
    )

    def save(form: Any, version: int) -> Driver:
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        return services.move_driver(driver.pk, actor=request.user, to=to, version=version, why=why)

    return change(request, page, driver, MoveForm, save, states=states)
