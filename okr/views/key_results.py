"""Key results: their page, adding, changing, moving on, correcting readings, and targets on the way."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from big import clock
from big.http import AuthedRequest, render_page
from big.policies import require
from big.registry import pages
from okr import policies
from okr.forms.fields import MoveForm, ReasonForm
from okr.forms.key_results import CorrectionForm, KeyResultForm, NewKeyResultForm, PhasedTargetForm
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.selectors.comments import comments_here
from okr.selectors.key_result_page import key_result_page
from okr.selectors.practice import sounds_like_output
from okr.selectors.reading_page import reading_page
from okr.selectors.states import KEY_RESULT_FOLLOWERS
from okr.services import key_results as services
from okr.services import readings
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import find_objective, objective_trail

HOST = "okr.key_result"


def find_key_result(request: AuthedRequest, code: str) -> KeyResult:
    """The key result of that code, in any case; 404 where the reader may not see its objective."""
    rows = KeyResult.objects.visible_to(request.user).select_related(
        *("objective__plan", "objective__node", "owner", "check_in_owner", "source"),
        *(
            "objective__okr_set__cycle",
            "objective__okr_set__unit",
            "objective__okr_set__node",
            "objective__okr_set__person",
        ),
    )
    return get_object_or_404(rows, code__iexact=code)


def key_result_trail(key_result: KeyResult) -> list[tuple[str, str]]:
    """The way to a page below that of a key result."""
    return [*objective_trail(key_result.objective), (key_result.code, key_result.get_absolute_url())]


@login_required
@require_safe
def key_result_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """A key result with its readings, its planned line, and the rule behind its mark."""
    key_result = find_key_result(request, code)
    page = key_result_page(key_result, request.user, clock.today())
    context = {
        "page": page,
        "key_result": key_result,
        "row": page.row,
        "comments": comments_here(key_result, request.user),
        "comment_url": reverse("okr:key_result_comment_add", args=[key_result.code.lower()]),
        "thread": page.thread.items(),
        "trail": objective_trail(key_result.objective),
        "panels": pages.panels_for(HOST, key_result, request.user),
        "side_panels": pages.panels_for(HOST, key_result, request.user, place="side"),
        "actions": pages.actions_for(HOST, key_result, request.user),
    }
    return render_page(request, "okr/key_result_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Add a key result to an objective; a title that names an output is saved and remarked on."""
    objective = find_objective(request, code)
    require(policies.can_edit_objective(request.user, objective))
    initial = {"owner": objective.accountable, "due_on": objective.due_on}
    form = NewKeyResultForm(request.POST or None, user=request.user, initial=initial)
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message="What will have changed when it is achieved?",
        back="",
        submit="Add key result",
        trail=objective_trail(objective),
        done="The key result is added.",
    )

    def save(form: Any) -> KeyResult:
        made = services.create_key_result(objective.pk, actor=request.user, **form.cleaned_data)
        _remark(request, made)
        return made

    return fill_in(request, page, form, save)


def _remark(request: AuthedRequest, key_result: KeyResult) -> None:
    if sounds_like_output(key_result.title):
        messages.warning(
            request,
            f"“{key_result.title}” reads like something to do. A key result says what changes when it is done.",
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change a key result."""
    key_result = find_key_result(request, code)
    require(policies.can_edit_objective(request.user, key_result.objective))
    page = _page(key_result, "Change this key result.", "Save key result", done="The key result is changed.")

    def save(form: Any, version: int) -> KeyResult:
        why = form.cleaned_data["why"]
        made = services.change_key_result(
            key_result.pk, actor=request.user, changes=form.changes(), version=version, why=why
        )
        _remark(request, made)
        return made

    return change(request, page, key_result, KeyResultForm, save, user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_move(request: AuthedRequest, code: str) -> HttpResponse:
    """Agree, track, close or drop a key result."""
    key_result = find_key_result(request, code)
    require(policies.can_edit_objective(request.user, key_result.objective))
    states = [(each, KeyResult.State(each).label) for each in KEY_RESULT_FOLLOWERS.get(key_result.state, ())]
    message = f"This key result is {key_result.get_state_display().lower()}. What next?"
    page = _page(key_result, message, "Move key result", done="The key result is moved.")

    def save(form: Any, version: int) -> KeyResult:
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        return services.move_key_result(key_result.pk, actor=request.user, to=to, version=version, why=why)

    return change(request, page, key_result, MoveForm, save, states=states)


def _page(
    key_result: KeyResult,
    message: str,
    submit: str,
    *,
    done: str,
    anchor: str = "",
    note: str = "",
    elsewhere: Sequence[tuple[str, str]] = (),
) -> FormPage:
    return FormPage(
        name=f"{key_result.code} {key_result.title}",
        message=message,
        back=f"{key_result.get_absolute_url()}{anchor}",
        submit=submit,
        trail=key_result_trail(key_result),
        done=done,
        note=note,
        elsewhere=elsewhere,
    )


@login_required
@require_safe
def reading_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """A reading with everything that was corrected in it."""
    rows = Reading.objects.visible_to(request.user).select_related("read_by", "source", "push_token", "key_result")
    reading = get_object_or_404(rows, pk=pk)
    key_result = find_key_result(request, reading.key_result.code)
    page = reading_page(reading, key_result, request.user)
    context = {"page": page, "reading": reading, "key_result": key_result, "trail": key_result_trail(key_result)}
    return render_page(request, "okr/reading_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reading_correct(request: AuthedRequest, pk: int) -> HttpResponse:
    """Correct a reading that was recorded wrongly."""
    reading = get_object_or_404(Reading.objects.visible_to(request.user), pk=pk)
    key_result = find_key_result(request, reading.key_result.code)
    require(policies.can_check_in(request.user, key_result))
    page = _page(
        key_result,
        "Correct this reading.",
        "Save correction",
        done="The reading is corrected.",
        anchor="#readings",
        note="The old figures and the reason stay in the history.",
        elsewhere=(("What was corrected in it before", reverse("okr:reading_detail", args=[reading.pk])),),
    )

    def save(form: Any, version: int) -> Reading:
        why = form.cleaned_data["why"]
        return readings.correct_reading(reading.pk, actor=request.user, version=version, why=why, **form.changes())

    return change(request, page, reading, CorrectionForm, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phased_target_set(request: AuthedRequest, code: str) -> HttpResponse:
    """Say what is to be reached by a date on the way."""
    key_result = find_key_result(request, code)
    require(policies.can_edit_objective(request.user, key_result.objective))
    page = _page(
        key_result,
        "What is to be reached on the way?",
        "Set target",
        done="The target on the way is set.",
        anchor="#targets",
        note="Between two points the plan is a straight line. A second target for a date replaces the first.",
    )

    def save(form: Any, version: int) -> PhasedTarget:
        why = form.cleaned_data["why"]
        return services.set_phased_target(key_result.pk, actor=request.user, version=version, why=why, **form.changes())

    return change(request, page, key_result, PhasedTargetForm, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phased_target_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take a target on the way away."""
    target = get_object_or_404(PhasedTarget.objects.visible_to(request.user).select_related("key_result"), pk=pk)
    key_result = find_key_result(request, target.key_result.code)
    require(policies.can_edit_objective(request.user, key_result.objective))
    page = _page(
        key_result, "Remove this target on the way?", "Remove target", done="The target is removed.", anchor="#targets"
    )

    def save(form: Any, version: int) -> KeyResult:
        why = form.cleaned_data["why"]
        return services.remove_phased_target(target.pk, actor=request.user, version=version, why=why)

    return change(request, page, key_result, ReasonForm, save)
