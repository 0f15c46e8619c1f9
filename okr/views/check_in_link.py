"""The check-in by a link in a mail: one key result, one reading, and nobody signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from big import clock
from big.forms import attempt
from big.notify.links import LinkGoneError
from big.notify.models import LinkToken
from okr.forms.key_results import CheckInForm, LinkCheckInForm
from okr.models.key_results import KeyResult, Reading
from okr.selectors.check_in_links import behind
from okr.selectors.progress import progress_of
from okr.services.readings import check_in_by_link
from okr.views.check_in import anew


def check_in_page(request: HttpRequest, link: LinkToken) -> HttpResponse:
    """The form, and what was recorded with it; GET writes nothing, a refused POST leaves the link as it was.

    LinkGoneError where the person is not asked for this key result any more.
    """
    key_result = behind(link)
    if key_result is None:
        raise LinkGoneError
    if request.method != "POST":
        return _shown(request, key_result, None)
    form = LinkCheckInForm(request.POST, key_result=key_result)
    saved, status = attempt(form, lambda: _save(request, form))
    if saved is not None:
        return render(request, "okr/check_in_link_done.html", {"reading": saved, "key_result": key_result})
    if status == 409:
        key_result.refresh_from_db()
        return _shown(request, key_result, anew(request, key_result, LinkCheckInForm), status=status)
    return _shown(request, key_result, form, status=status)


def _save(request: HttpRequest, form: LinkCheckInForm) -> Reading:
    given = form.cleaned_data
    secret = request.resolver_match.kwargs["secret"] if request.resolver_match else ""
    said = {name: given[name] for name in ("confidence", "note", "blocker", "version")}
    return check_in_by_link(secret, value=None if form.attests else given["value"], **said)


def _shown(request: HttpRequest, key_result: KeyResult, form: CheckInForm | None, *, status: int = 200) -> HttpResponse:
    progress = progress_of([key_result], clock.today())[key_result.pk]
    context = {
        "key_result": key_result,
        "progress": progress,
        "form": form or LinkCheckInForm(key_result=key_result, confidence=progress.confidence),
    }
    return render(request, "okr/check_in_link.html", context, status=status)
