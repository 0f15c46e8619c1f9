"""The Activity page, its export, the whole history of one record, and the way from a record's key to its page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from big import clock
from big.audit import selectors
from big.audit.changed.views import record_since
from big.audit.forms import ActivityForm
from big.audit.rows import EventRow
from big.audit.versions import version_rows
from big.core import words
from big.exporting import csv_response
from big.http import AuthedRequest, render_page
from big.organisation.scope import ACTIVITY_VIEW, holds_anywhere
from big.registry import subjects

_HEADER = ("When", "Who", "What", "Kind", "Record", "Changes", "Why", "Counts from")


def _require_activity(request: AuthedRequest) -> None:
    if not holds_anywhere(request.user, ACTIVITY_VIEW):
        raise PermissionDenied


@login_required
@require_GET
def activity(request: AuthedRequest) -> HttpResponse:
    """What changed, day by day; "Show 50 more" adds to the list."""
    _require_activity(request)
    filters, before = ActivityForm(request.GET).asked()
    page = selectors.activity_page(request.user, filters, before=before)
    context: dict[str, Any] = {
        "page": page,
        "more_url": _more(request, page.next_before),
        "is_next": before is not None,
    }
    fragment = "more" if before is not None else "board"
    if before is None:
        context["filters"] = _filters(request, filters)
        context["find"] = filters.text
        context["sealed"] = selectors.sealed()
    return render_page(request, "audit/activity.html", context, fragment=fragment)


def _more(request: AuthedRequest, before: int | None) -> str:
    if before is None:
        return ""
    query = request.GET.copy()
    query["before"] = str(before)
    return f"{request.path}?{query.urlencode()}"


def _filters(request: AuthedRequest, filters: selectors.ActivityFilters) -> list[dict[str, Any]]:
    """The chips of the filter bar."""

    def chip(key: str, label: str, value: Any, choices: list[tuple[Any, str]]) -> dict[str, Any]:
        query = request.GET.copy()
        query.pop(key, None)
        query.pop("before", None)
        return {
            "key": key,
            "label": label,
            "value": value,
            "choices": choices,
            "clear_url": f"{request.path}?{query.urlencode()}",
        }

    return [
        chip("who", "Who", filters.who or "", list(selectors.who_acted(request.user))),
        chip("kind", "Kind", filters.kind, list(selectors.kinds_named())),
        chip("group", "Area", filters.group, selectors.areas()),
    ]


@login_required
@require_GET
def activity_export(request: AuthedRequest) -> StreamingHttpResponse:
    """The same events as a CSV file, all of them."""
    _require_activity(request)
    filters, _ = ActivityForm(request.GET).asked()
    rows = (_export_row(row) for row in selectors.exported(request.user, filters))
    return csv_response("activity", _HEADER, rows)


def _export_row(row: EventRow) -> list[Any]:
    zone = clock.reading().zone
    changes = "; ".join(f"{each.label}: {each.was or 'nothing'} -> {each.now or 'nothing'}" for each in row.changes)
    when = row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return [when, row.who, row.said, row.noun, row.subject, changes, row.why, row.effective_on]


def _find(request: AuthedRequest, kind: str, pk: int) -> models.Model:
    """The record, if this user may see it; otherwise there is none."""
    try:
        subject = subjects.get(kind)
    except LookupError as error:
        raise Http404 from error
    found: models.Model | None = subject.visible(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def record(request: AuthedRequest, kind: str, pk: int) -> HttpResponse:
    """To the page of a record by its kind and key."""
    found = _find(request, kind, pk)
    address = getattr(found, "get_absolute_url", None)
    if address is None:
        return HttpResponseRedirect(selectors.history_address(found))
    return HttpResponseRedirect(address())


@login_required
@require_GET
def history(request: AuthedRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that changed of one record, for whoever sees the record."""
    found = _find(request, kind, pk)
    _, before = ActivityForm(request.GET).asked()
    rows, more = selectors.history_page(found, request.user, before=before)
    noun = subjects.get(kind).noun
    address = getattr(found, "get_absolute_url", None)
    context = {
        "found": found,
        "noun": noun,
        "url": address() if address else "",
        "rows": rows,
        "message": _history_message(rows, more, noun, is_first=before is None),
        "more_url": _more(request, more),
        "versions": version_rows(found, request.user) if before is None else [],
        "changed": record_since(request, found) if before is None else None,
    }
    return render(request, "audit/history.html", context)


def _history_message(rows: list[EventRow], more: int | None, noun: str, *, is_first: bool) -> str:
    if not rows:
        return f"Nothing has changed since this {noun} was made."
    if not is_first:
        return f"Earlier changes, before {words.day_long(rows[0].at)}."
    count = f"More than {len(rows)} changes" if more else words.capital(words.counted(len(rows), "change"))
    return f"{count}, the last on {words.day_long(rows[0].at)}."
