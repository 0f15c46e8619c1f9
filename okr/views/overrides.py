"""Setting a key result or an objective by hand, and taking that back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from big import clock
from big.http import AuthedRequest
from big.policies import require
from okr import policies
from okr.forms.fields import ReasonForm
from okr.forms.overrides import OverrideForm
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.outcomes import objective_progress
from okr.selectors.progress import progress_of
from okr.services import overrides as services
from okr.views.acting import FormPage, change
from okr.views.key_results import find_key_result, key_result_trail
from okr.views.objectives import find_objective, objective_trail

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def key_result_override(request: AuthedRequest, code: str) -> HttpResponse:
    """Say how a key result stands in place of what is computed."""
    key_result = find_key_result(request, code)
    require(policies.can_answer_for(request.user, key_result.objective))
    sentence = progress_of([key_result], clock.today())[key_result.pk].sentence
    return _override(request, key_result, sentence, key_result_trail(key_result))


@login_required
@require_http_methods(METHODS)
def objective_override(request: AuthedRequest, code: str) -> HttpResponse:
    """Say how an objective stands in place of what its key results come to."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    sentence = objective_progress([objective], request.user, clock.today())[objective.pk].sentence
    return _override(request, objective, sentence, objective_trail(objective))


@login_required
@require_http_methods(METHODS)
def key_result_resume(request: AuthedRequest, code: str) -> HttpResponse:
    """Let what is computed of a key result hold again."""
    key_result = find_key_result(request, code)
    require(policies.can_answer_for(request.user, key_result.objective))
    return _resume(request, key_result, key_result_trail(key_result))


@login_required
@require_http_methods(METHODS)
def objective_resume(request: AuthedRequest, code: str) -> HttpResponse:
    """Let what is computed of an objective hold again."""
    objective = find_objective(request, code)
    require(policies.can_answer_for(request.user, objective))
    return _resume(request, objective, objective_trail(objective))


Overridden = KeyResult | StrategicObjective


def _override(request: AuthedRequest, target: Overridden, sentence: str, trail: list[tuple[str, str]]) -> HttpResponse:
    page = FormPage(
        name=f"{target.code} {target.title}",
        message="What is said instead?",
        back=target.get_absolute_url(),
        submit="Set by hand",
        trail=trail,
        done="It is set by hand. What is computed stays beside it.",
        note=f"Now: {sentence}",
    )

    def save(form: Any, version: int) -> Any:
        return services.override(target, actor=request.user, version=version, **_given(form))

    return change(request, page, target, OverrideForm, save)


def _given(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("mark", "percent", "is_lasting", "why")}


def _resume(request: AuthedRequest, target: Overridden, trail: list[tuple[str, str]]) -> HttpResponse:
    page = FormPage(
        name=f"{target.code} {target.title}",
        message="Let what is computed hold again?",
        back=target.get_absolute_url(),
        submit="Resume",
        trail=trail,
        done="What is computed holds again.",
    )

    def save(form: Any, version: int) -> Any:
        return services.resume(target, actor=request.user, version=version, why=form.cleaned_data["why"])

    return change(request, page, target, ReasonForm, save)
