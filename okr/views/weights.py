"""The weights of what stands under an objective, as one table that rebalances itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from big import clock
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.weights import WeightsForm
from okr.models.objectives import StrategicObjective
from okr.selectors.outcomes import objective_progress
from okr.selectors.progress import current_bands
from okr.selectors.weights import WeightedChildren, children_of, weights_page
from okr.services.weights import set_weights
from okr.views.objectives import find_objective, objective_trail

TEMPLATE = "okr/weights.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_weights(request: AuthedRequest, code: str) -> HttpResponse:
    """What each key result and each objective under this one counts for; `preview` shows the effect unsaved."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    record = WeightedChildren(objective, children_of(objective, request.user))
    if request.method != "POST":
        return _shown(request, record, WeightsForm(initial=WeightsForm.initial_of(record), record=record))
    form = WeightsForm(request.POST, initial=WeightsForm.initial_of(record), record=record)
    if "preview" in request.POST:
        return _shown(request, record, form, status=200 if form.is_valid() else 422)
    saved, status = attempt(form, lambda: _save(request, objective, form))
    if saved is not None:
        messages.success(request, "The weights are saved.")
        return redirect(f"{objective.get_absolute_url()}#key-results")
    if status == 409:
        objective.refresh_from_db()
        record = WeightedChildren(objective, children_of(objective, request.user))
        late = form.against(record, lambda data: WeightsForm(data, record=record))
        return _shown(request, record, late, status=status)
    return _shown(request, record, form, status=status)


def _save(request: AuthedRequest, objective: StrategicObjective, form: WeightsForm) -> StrategicObjective:
    given = form.cleaned_data
    return set_weights(
        objective.pk, actor=request.user, weights=form.weights(), version=given["version"], why=given["why"]
    )


def _shown(request: AuthedRequest, record: WeightedChildren, form: object, *, status: int = 200) -> HttpResponse:
    assert isinstance(form, WeightsForm)  # noqa: S101 - made here, three ways
    objective, bands = record.objective, current_bands()
    now = objective_progress([objective], request.user, clock.today(), bands)[objective.pk]
    entered = form.weights() if form.is_bound and form.is_valid() else None
    page = weights_page(now, record.children, entered, bands)
    context = {
        "objective": objective,
        "form": form,
        "page": page,
        "lines": [(row, *fields) for row, fields in zip(page.rows, form.fields_of(), strict=True)],
        "trail": objective_trail(objective),
    }
    return render_page(request, TEMPLATE, context, fragment="table", status=status)
