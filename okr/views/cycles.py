"""Cycles: their list, the overview of one, planning a year of them, changing one and moving it on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from big import clock
from big.core import words
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.cycles import CycleForm, NewCycleForm, PlanYearForm
from okr.forms.fields import MoveForm
from okr.models.cycles import Cycle
from okr.selectors.okrs_page import cycle_page, cycle_rows
from okr.selectors.states import CYCLE_FOLLOWERS
from okr.services import cycles as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import trail as objectives_trail


def find_cycle(request: AuthedRequest, code: str) -> Cycle:
    """The cycle of that code, in any case; 404 for who may not see strategy."""
    return get_object_or_404(Cycle.objects.visible_to(request.user), code__iexact=code)


def trail(cycle: Cycle | None = None) -> list[tuple[str, str]]:
    """The way to a page below the list of cycles, or below one cycle."""
    found = [*objectives_trail(), ("Cycles", reverse("okr:cycle_list"))]
    return [*found, (cycle.name, cycle.get_absolute_url())] if cycle else found


@login_required
@require_safe
def cycle_list(request: AuthedRequest) -> HttpResponse:
    """All cycles, the latest first."""
    require(policies.can_see_strategy(request.user))
    rows, today = cycle_rows(request.user), clock.today()
    current = [row.cycle for row in rows if row.cycle.starts_on <= today <= row.cycle.ends_on]
    context = {
        "rows": rows,
        "today": today,
        "message": _message(rows, current),
        "current": current,
        "may_manage": policies.can_manage_cycles(request.user),
        "trail": objectives_trail(),
    }
    return render_page(request, "okr/cycle_list.html", context)


def _message(rows: list[Any], current: list[Cycle]) -> str:
    if not rows:
        return "No cycle is planned yet."
    if not current:
        return "No cycle runs today."
    shortest = min(current, key=lambda each: each.ends_on - each.starts_on)
    left = (shortest.ends_on - clock.today()).days
    return f"{shortest.name} runs, with {words.counted(left, 'day')} left."


@login_required
@require_safe
def cycle_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """What each unit, node and person pursues in a cycle, and which units pursue nothing yet."""
    cycle = find_cycle(request, code)
    context = {"page": cycle_page(cycle, request.user, clock.today()), "cycle": cycle, "trail": trail()}
    return render_page(request, "okr/cycle_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_create(request: AuthedRequest) -> HttpResponse:
    """Add a cycle."""
    require(policies.can_manage_cycles(request.user))
    form = NewCycleForm(request.POST or None)
    page = FormPage("Cycles", "For which days are OKRs set?", "", "Add cycle", trail(), done="The cycle is added.")
    return fill_in(request, page, form, lambda form: services.create_cycle(actor=request.user, **form.cleaned_data))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_plan_year(request: AuthedRequest) -> HttpResponse:
    """Add a financial year and its quarters at once."""
    require(policies.can_manage_cycles(request.user))
    form = PlanYearForm(request.POST or None, initial={"day": clock.today()})
    page = FormPage("Cycles", "Which year do you plan?", reverse("okr:cycle_list"), "Plan year", trail())

    def save(form: Any) -> list[Cycle]:
        given = form.cleaned_data
        made = services.plan_year(
            given["day"], actor=request.user, first_month=given["first_month"], prefix=given["code_prefix"]
        )
        said = f"{words.capital(words.counted_in_words(len(made), 'cycle'))} added." if made else "They are all there."
        messages.success(request, said)
        return made

    return fill_in(request, page, form, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change name, type or days of a cycle."""
    cycle = find_cycle(request, code)
    require(policies.can_manage_cycles(request.user))
    page = FormPage(
        name=cycle.name,
        message="Change this cycle.",
        back=cycle.get_absolute_url(),
        submit="Save cycle",
        trail=trail(cycle),
        done="The cycle is changed.",
        note="Objectives that run over the whole cycle follow its days.",
    )

    def save(form: Any, version: int) -> Cycle:
        why = form.cleaned_data["why"]
        return services.change_cycle(cycle.pk, actor=request.user, changes=form.changes(), version=version, why=why)

    return change(request, page, cycle, CycleForm, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Open a cycle, begin to close it, close it, or take it back."""
    cycle = find_cycle(request, code)
    require(policies.can_manage_cycles(request.user))
    page = FormPage(
        name=cycle.name,
        message=f"This cycle is {cycle.get_state_display().lower()}. What next?",
        back=cycle.get_absolute_url(),
        submit="Move cycle",
        trail=trail(cycle),
        done="The cycle is moved.",
        note="When a planned cycle opens, the objectives that were proposed in it are agreed and begin to count.",
    )

    def save(form: Any, version: int) -> Cycle:
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        return services.move_cycle(cycle.pk, actor=request.user, to=to, version=version, why=why)

    states = [(state, Cycle.State(state).label) for state in CYCLE_FOLLOWERS[cycle.state]]
    return change(request, page, cycle, MoveForm, save, states=states)
