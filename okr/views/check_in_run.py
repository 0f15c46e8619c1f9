"""The guided check-in: what is due, one key result after the other, each with a value and a key."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from big import clock
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.organisation.models import Unit
from big.policies import require
from okr import policies
from okr.forms.key_results import CheckInForm
from okr.models.cycles import okr_address
from okr.selectors.due import due_of_person, due_of_set, due_of_unit
from okr.selectors.key_result_page import preview_of, told_after
from okr.selectors.key_result_rows import KeyResultRow
from okr.selectors.okrs_page import set_of
from okr.views.check_in import TEMPLATE, anew, row_of, save_check_in
from okr.views.cycles import find_cycle, trail
from okr.views.key_results import find_key_result
from okr.views.objectives import trail as objectives_trail
from okr.views.okrs import find_place

# So many codes fit into an address; who skips more begins anew.
SKIPPED: Final = 200
TICKS: Final = 24


@dataclass(frozen=True, slots=True)
class Run:
    """One guided check-in: where it stands, what is due, and where it leads in the end."""

    address: str
    back: str
    name: str
    trail: list[tuple[str, str]]
    due: list[KeyResultRow]
    skipped: tuple[str, ...]
    total: int
    asked: dict[str, str]

    @property
    def left(self) -> list[KeyResultRow]:
        """What is due and was not put off."""
        return [row for row in self.due if row.key_result.code not in self.skipped]

    @property
    def place(self) -> int:
        """The number of the present one, from 1."""
        return max(self.total - len(self.left) + 1, 1)

    @property
    def done(self) -> int:
        """How many of those that were due at the start are behind."""
        return max(self.total - len(self.left), 0)

    @property
    def ticks(self) -> list[bool]:
        """One for each that was due, true for those behind; none where they would not fit a line."""
        return [number < self.done for number in range(self.total)] if self.total <= TICKS else []

    def at(self, *more: str) -> str:
        """The address of the run with these put off, too."""
        skipped = [*self.skipped, *more][-SKIPPED:]
        return f"{self.address}?{urlencode({**self.asked, 'of': self.total, 'skip': ','.join(skipped)})}"

    @property
    def again(self) -> str:
        """The address of the run from its beginning."""
        return f"{self.address}?{urlencode(self.asked)}" if self.asked else self.address

    @property
    def here(self) -> str:
        """The address of the present step."""
        return self.at()

    @property
    def skip_url(self) -> str:
        """Where putting the present one off leads."""
        return self.at(self.left[0].key_result.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_mine(request: AuthedRequest) -> HttpResponse:
    """Go through what is due of one's own, or of the unit whose code `unit` is."""
    require(policies.can_see_strategy(request.user))
    address, way = reverse("okr:check_in_mine"), objectives_trail()
    unit = _unit(request)
    if unit is not None:
        due, name = due_of_unit(unit, request.user, clock.today()), f"Check-ins of {unit}"
    else:
        due, name = due_of_person(request.user, clock.today()), "Your check-ins"
    return _step(request, _run(request, due, address, "/", name, way))


def _unit(request: AuthedRequest) -> Unit | None:
    asked = request.GET.get("unit", "")
    if not asked:
        return None
    return get_object_or_404(Unit.objects.visible_to(request.user), code__iexact=asked)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_run(request: AuthedRequest, kind: str, code: str, cycle: str) -> HttpResponse:
    """Go through what is due in the OKRs of a unit, node or person."""
    found = find_cycle(request, cycle)
    place = find_place(request, kind, code)
    okr_set = set_of(place, found, request.user)
    due = due_of_set(okr_set, request.user, clock.today()) if okr_set else []
    back = okr_address(place, found)
    way = [*trail(found), (str(place), back)]
    return _step(request, _run(request, due, f"{back}check-in/", back, f"Check-ins of {place}", way))


def _run(
    request: AuthedRequest, due: list[KeyResultRow], address: str, back: str, name: str, way: list[tuple[str, str]]
) -> Run:
    asked = request.GET.get("of", "")
    skipped = tuple(code for code in request.GET.get("skip", "").split(",")[-SKIPPED:] if code)
    total = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    asked_for = {"unit": request.GET["unit"]} if request.GET.get("unit") else {}
    return Run(address, back, name, way, due, skipped, max(total, len(due)), asked_for)


def _step(request: AuthedRequest, run: Run) -> HttpResponse:
    if request.method == "POST":
        return _answered(request, run)
    if not run.left:
        return render_page(request, "okr/check_in_done.html", {"run": run})
    row = run.left[0]
    return _shown(request, run, row, CheckInForm(key_result=row.key_result, confidence=row.progress.confidence))


def _answered(request: AuthedRequest, run: Run) -> HttpResponse:
    key_result = find_key_result(request, request.POST.get("key_result", ""))
    require(policies.can_check_in(request.user, key_result))
    before = row_of(key_result, request)
    form = CheckInForm(request.POST, key_result=key_result)
    if "preview" in request.POST:
        return _shown(request, run, before, form, status=200 if form.is_valid() else 422)
    saved, status = attempt(form, lambda: save_check_in(request, key_result, form))
    if saved is not None:
        after = row_of(find_key_result(request, key_result.code), request)
        messages.success(request, f"{told_after(before, after.progress.mark)}.")
        return redirect(run.here)
    if status == 409:
        key_result.refresh_from_db()
        before, form = row_of(key_result, request), anew(request, key_result)
    return _shown(request, run, before, form, status=status)


def _shown(
    request: AuthedRequest, run: Run, row: KeyResultRow, form: CheckInForm, *, status: int = 200
) -> HttpResponse:
    value = form.cleaned_data.get("value") if form.is_bound and form.is_valid() else None
    context = {
        "run": run,
        "row": row,
        "key_result": row.key_result,
        "objective": row.key_result.objective,
        "form": form,
        "preview": None if value is None else preview_of(row, value, clock.today()),
        "trail": run.trail,
        "next": "",
    }
    return render_page(request, TEMPLATE, context, status=status)
