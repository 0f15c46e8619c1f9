"""Giving many pieces of work the same owner, unit or node: the rows of a list, ticked, and one form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from big.core import words
from big.errors import RuleError
from big.forms import attempt
from big.http import AuthedRequest
from big.policies import require
from portfolio import policies
from portfolio.forms.works import BulkForm
from portfolio.selectors.asking import chosen, ordered
from portfolio.selectors.frame import frame
from portfolio.services.bulk import MOST, change_works
from portfolio.tables.asked import read
from portfolio.views.opening import form_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work_bulk(request: AuthedRequest) -> HttpResponse:
    """The rows that the filters of the address find, of which those that stay ticked are changed."""
    require(policies.can_create(request.user))
    now = frame()
    asked = read(request.user, request.GET, now)
    found = ordered(chosen(request.user, asked.query, now), asked.query, now, asked.year)
    editable = found.filter(policies.editable_q(request.user))
    rows = list(editable.select_related("owner", "unit", "node")[:MOST])
    form = BulkForm(request.POST or None)
    form.limit_to(request.user)
    ticked = _ticked(request.POST) if request.method == "POST" else {row.pk: row.version for row in rows}
    status = 200
    if request.method == "POST":
        saved, status = attempt(form, lambda: _save(request, form, ticked))
        if saved is not None:
            messages.success(request, f"{words.capital(words.counted(len(saved), 'piece', 'pieces'))} of work changed.")
            return redirect(asked.address())
    total = editable.count()
    return form_page(
        request,
        None,
        form,
        title="Change many",
        submit="Change the ticked work",
        cancel_url=asked.address(),
        status=status,
        notes=[f"The first {MOST} of {words.number(total)} are shown; filter the list for others."] * (total > MOST),
        template="portfolio/work_bulk.html",
        rows=rows,
        ticked=set(ticked),
        left_out=found.count() - total,
    )


def _save(request: AuthedRequest, form: BulkForm, ticked: dict[int, int | None]) -> list[object]:
    if not ticked:
        raise RuleError("Tick the work that is to change.", code="nothing_ticked")
    changes, why = form.changes(), form.cleaned_data["why"]
    return list(change_works(ticked, actor=request.user, changes=changes, why=why))


def _ticked(given: QueryDict) -> dict[int, int | None]:
    """The ticked keys with the versions that stood beside them; what is no number is left out."""
    pairs = (each.partition(":") for each in given.getlist("work"))
    return {int(key): int(version) for key, _, version in pairs if _is_number(key) and _is_number(version)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
