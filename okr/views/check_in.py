"""The check-in: a value, confidence and a note, with the effect shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST

from big import clock
from big.forms import attempt
from big.http import AuthedRequest, render_page, wants_fragment
from big.policies import require
from okr import policies
from okr.forms.key_results import CheckInForm
from okr.models.key_results import KeyResult, Reading
from okr.selectors.key_result_page import Preview, preview_of, told_after
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows
from okr.services.readings import attest_reading, record_reading
from okr.views.acting import back_to
from okr.views.key_results import find_key_result, key_result_trail

TEMPLATE = "okr/check_in.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: AuthedRequest, code: str) -> HttpResponse:
    """The form on a page of its own, or inside the row of a list; saved, it answers with the row as it stands now.

    Cancelled inside a row, it answers with that row, so that the keyboard is not lost.
    """
    key_result = find_key_result(request, code)
    require(policies.can_check_in(request.user, key_result))
    if request.method != "POST":
        if "cancel" in request.GET and wants_fragment(request):
            row = row_of(key_result, request)
            context = {"row": row, "objective": key_result.objective}
            return render_page(request, TEMPLATE, context, fragment="row")
        row = row_of(key_result, request)
        return _answer(request, row, CheckInForm(key_result=key_result, confidence=row.progress.confidence))
    row = row_of(key_result, request)
    form = CheckInForm(request.POST, key_result=key_result)
    saved, status = attempt(form, lambda: save_check_in(request, key_result, form))
    if saved is None:
        if status == 409:
            key_result.refresh_from_db()
            row = row_of(key_result, request)
            form = anew(request, key_result)
        return _answer(request, row, form, status=status)
    after = row_of(find_key_result(request, code), request)
    messages.success(request, f"{told_after(row, after.progress.mark)}.")
    if not wants_fragment(request):
        return redirect(back_to(request, key_result.get_absolute_url()))
    response = render_page(request, TEMPLATE, {"row": after, "objective": key_result.objective}, fragment="saved")
    # What the page around the row says of its objective follows from the reading.
    response["HX-Trigger-After-Swap"] = "key-result-read"
    return response


@login_required
@require_POST
def check_in_preview(request: AuthedRequest, code: str) -> HttpResponse:
    """What the entries would do; nothing is saved. Without JavaScript the whole page comes again with it."""
    key_result = find_key_result(request, code)
    require(policies.can_check_in(request.user, key_result))
    row, form = row_of(key_result, request), CheckInForm(request.POST, key_result=key_result)
    form.is_valid()
    value = form.cleaned_data.get("value")
    preview = None if value is None else preview_of(row, value, clock.today())
    if wants_fragment(request):
        return render_page(request, TEMPLATE, {"preview": preview, "row": row}, fragment="preview")
    return _answer(request, row, form, preview=preview, status=200 if preview else 422)


def save_check_in(request: AuthedRequest, key_result: KeyResult, form: CheckInForm) -> Reading:
    """Record what was entered, or that nothing has changed."""
    given = form.cleaned_data
    if form.attests:
        names = ("confidence", "note", "blocker", "version", "late_reason")
        said = {name: given[name] for name in names if name in given}
        return attest_reading(key_result.pk, actor=request.user, **said)
    return record_reading(key_result.pk, actor=request.user, **given)


def row_of(key_result: KeyResult, request: AuthedRequest) -> KeyResultRow:
    return key_result_rows([key_result], request.user, clock.today())[0]


def anew(request: HttpRequest, key_result: KeyResult, form_class: type[CheckInForm] = CheckInForm) -> CheckInForm:
    """The same entries on the version that stands now, with the reason why nothing was saved."""
    data = request.POST.copy()
    data["version"] = str(key_result.version)
    form = form_class(data, key_result=key_result)
    form.is_valid()
    form.add_error(
        None,
        "Somebody changed this key result while you were typing. Compare the target and the last reading, "
        "then save again.",
    )
    return form


def _answer(
    request: AuthedRequest, row: KeyResultRow, form: CheckInForm, *, preview: Preview | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "key_result": row.key_result,
        "objective": row.key_result.objective,
        "form": form,
        "preview": preview,
        "trail": key_result_trail(row.key_result),
        "next": back_to(request, ""),
    }
    response = render_page(request, TEMPLATE, context, fragment="form", status=status)
    if wants_fragment(request) and status != 200:
        # The form was sent to replace its row; what is wrong belongs inside it.
        response["HX-Retarget"] = f"#ckin-{row.key_result.pk}"
        response["HX-Reswap"] = "innerHTML"
    patch_vary_headers(response, ["HX-Request"])
    return response
