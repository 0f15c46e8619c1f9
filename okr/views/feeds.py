"""What feeds a key result: the form, and letting people enter the readings again."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.policies import require
from okr import policies
from okr.forms.feeds import FeedForm
from okr.forms.fields import ReasonForm
from okr.models.key_results import KeyResult
from okr.services import feeds as services
from okr.views.acting import FormPage, change
from okr.views.key_results import find_key_result, key_result_trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_feed(request: AuthedRequest, code: str) -> HttpResponse:
    """Choose where the readings come from."""
    key_result = find_key_result(request, code)
    require(policies.can_edit_objective(request.user, key_result.objective))

    def save(form: Any, version: int) -> KeyResult:
        why = form.cleaned_data["why"]
        return services.feed_key_result(key_result.pk, actor=request.user, version=version, why=why, **form.source())

    page = _page(
        key_result,
        "Where do its readings come from?",
        "Feed it",
        done="Its readings come by themselves now.",
        note="A reading is taken whenever the source changes, and is as old as the source: silence there shows here.",
    )
    return change(request, page, key_result, FeedForm, save, user=request.user, key_result=key_result)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_feed_stop(request: AuthedRequest, code: str) -> HttpResponse:
    """Let people enter the readings again."""
    key_result = find_key_result(request, code)
    require(policies.can_edit_objective(request.user, key_result.objective))

    def save(form: Any, version: int) -> KeyResult:
        why = form.cleaned_data["why"]
        return services.stop_feed(key_result.pk, actor=request.user, version=version, why=why)

    page = _page(
        key_result, "Enter its readings by hand again?", "Stop the feed", done="People enter its readings again."
    )
    return change(request, page, key_result, ReasonForm, save)


def _page(key_result: KeyResult, message: str, submit: str, *, done: str, note: str = "") -> FormPage:
    return FormPage(
        name=f"{key_result.code} {key_result.title}",
        message=message,
        back=f"{key_result.get_absolute_url()}#readings",
        submit=submit,
        trail=key_result_trail(key_result),
        done=done,
        note=note,
    )
