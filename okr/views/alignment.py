"""The tree of alignment: what is open, asked for and compared stands in the address."""

import datetime as dt
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from big import clock
from big.errors import RuleError
from big.history.asking import settled_moment
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.selectors.alignment import ALONE, Alignment, AlignmentFilters, Branch, alignment, alignment_choices
from okr.views.objectives import trail
from portfolio.models.views import SavedView

_FILTERS: Final = {"cycle": "Cycle", "unit": "Unit", "owner": "Accountable"}
_CLOSED: Final = "none"
# Before today by so many days, as one asks in a review.
_AGO: Final = (("A week ago", 7), ("A month ago", 30), ("A quarter ago", 91))


@login_required
@require_safe
def alignment_tree(request: AuthedRequest) -> HttpResponse:
    """What supports what; a branch is opened and closed by its own address, so that it works without a script."""
    require(policies.can_see_strategy(request.user))
    query, tab = request.GET, request.GET.get("tab", "")
    filters = AlignmentFilters(find=query.get("q", "").strip(), **{key: query.get(key, "") for key in _FILTERS})
    compared, refusal = _compared(query.get("compare", ""))
    page = alignment(
        request.user,
        filters,
        tab=tab,
        opened=query.getlist("open") if "open" in query else None,
        whole=query.getlist("whole"),
        measured=bool(query.get("kr")),
        compared=compared,
    )
    context = {
        "page": page,
        "lines": [_line(query, page, branch) for branch in page.branches],
        "tabs": [
            {
                "label": label,
                "url": _address(query, tab=key, open=None, whole=None),
                "count": page.counts[key],
                "current": tab == key,
            }
            for key, label in (("", "All"), (ALONE, "Support nothing"))
        ],
        "filters": _shown_filters(request, filters),
        "find": filters.find,
        # What was opened in another set is of no use in the next.
        "keep": [(name, query[name]) for name in ("tab", "kr", "compare") if query.get(name)],
        "keep_compared": [
            (name, value)
            for name in ("q", "tab", "kr", "open", "whole", *_FILTERS)
            for value in query.getlist(name)
            if value
        ],
        "segments": [
            {"label": "Objectives", "url": _address(query, kr=None), "current": not query.get("kr")},
            {"label": "With key results", "url": _address(query, kr="1"), "current": bool(query.get("kr"))},
        ],
        "ago": [(label, _address(query, compare=_ago(days).isoformat())) for label, days in _AGO],
        "compare": query.get("compare", ""),
        "refusal": refusal,
        "not_compared_url": _address(query, compare=None),
        "trail": trail(),
        "views": list(SavedView.objects.of("alignment", request.user)),
        "saved": query.get("saved", ""),
        "query": query.urlencode(),
    }
    return render_page(request, "okr/alignment.html", context, fragment="board")


def _compared(said: str) -> tuple[dt.datetime | None, str]:
    """The moment to compare with, or why what was written is none."""
    if not said:
        return None, ""
    try:
        moment = settled_moment(said)
    except RuleError as error:
        return None, str(error)
    if moment >= clock.now():
        return None, "Choose a day before the one that is read."
    return moment, ""


def _ago(days: int) -> dt.date:
    return clock.now().date() - dt.timedelta(days)


def _address(query: QueryDict, **changes: str | list[str] | None) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed.setlist(name, [value] if isinstance(value, str) else value)
    address = reverse("okr:alignment")
    return f"{address}?{changed.urlencode()}" if changed else address


def _line(query: QueryDict, page: Alignment, branch: Branch) -> dict[str, Any]:
    """A branch with the addresses that open or close it and that show all that stands beside it."""
    code = branch.objective.code.lower()
    holds = branch.under or (query.get("kr") and branch.progress.tracked)
    opened = sorted(page.opened - {code} if branch.is_open else page.opened | {code})
    parent = next((each for each in page.branches if each.objective.pk == branch.objective.parent_id), None)
    whole = [*query.getlist("whole"), parent.objective.code.lower() if parent else ""]
    return {
        "branch": branch,
        "toggle": _address(query, open=opened or [_CLOSED]) if holds else "",
        "more": _address(query, whole=whole) if branch.rest else "",
    }


def _shown_filters(request: AuthedRequest, filters: AlignmentFilters) -> list[dict[str, Any]]:
    choices = alignment_choices(request.user)
    shown = []
    for key, label in _FILTERS.items():
        value, listed = getattr(filters, key), choices[key]
        if isinstance(listed, list) and len(listed) < 2 and not value:
            continue
        cleared = _address(request.GET, **{key: None, "open": None, "whole": None})
        shown.append({"key": key, "label": label, "value": value, "choices": listed, "clear_url": cleared})
    return shown
