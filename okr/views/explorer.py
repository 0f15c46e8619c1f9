"""The explorer of key results: tabs, filters, order and columns in the address, and the same as a file."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from big import clock
from big.exporting import csv_response, xlsx_response
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.models.key_results import KeyResult
from okr.selectors.explorer import (
    COLUMNS,
    TABS,
    Explored,
    ExplorerFilters,
    columns_of,
    explore,
    explorer_choices,
)
from okr.selectors.key_result_rows import KeyResultRow
from okr.views.objectives import trail
from portfolio.models.views import SavedView

PAGE: Final = "Key results"
ROWS: Final = 50
# A file is read in portions, so that its length costs time and not memory.
_PORTION: Final = 500
_FILTERS: Final = {
    "cycle": "Cycle",
    "unit": "Unit",
    "node": "Node",
    "owner": "Owner",
    "objective": "Under",
    "kind": "Kind",
    "state": "State",
}
_HEADER: Final = (
    "Code",
    "Key result",
    "Objective code",
    "Objective",
    "OKRs of",
    "Cycle",
    "Owner",
    "Takes the readings",
    "State",
    "Kind",
    "Unit of measure",
    "Baseline",
    "Target",
    "Upper edge",
    "Starts",
    "Due",
    "Latest value",
    "Read on",
    "Days old",
    "Percent of the way",
    "Percent expected",
    "Status",
    "Set by hand",
    "Confidence",
    "Score",
    "Data source",
    "Description",
)


def asked(query: QueryDict) -> ExplorerFilters:
    """The filters of an address."""
    return ExplorerFilters(find=query.get("q", "").strip(), **{key: query.get(key, "") for key in _FILTERS})


@login_required
@require_safe
def explorer(request: AuthedRequest) -> HttpResponse:
    """Every key result with its progress; the columns too stand in the address."""
    require(policies.can_see_strategy(request.user))
    filters, tab, sort = asked(request.GET), request.GET.get("tab", ""), request.GET.get("sort", "")
    page = explore(request.user, clock.today(), filters, tab=tab, sort=sort)
    columns = columns_of(request.GET.getlist("col"))
    context = {
        "page": page,
        "rows": Paginator(page.rows, ROWS).get_page(request.GET.get("page")),
        "columns": columns,
        "offered": [(each, each in columns) for each in COLUMNS],
        "tabs": _tabs(request.GET, page, tab),
        "filters": _shown_filters(request, filters),
        "find": filters.find,
        "keep": _kept(request.GET, "tab", "sort", "col"),
        "asked_besides": _kept(request.GET, "q", "tab", "sort", *_FILTERS),
        "sort": sort,
        "query": request.GET.urlencode(),
        "trail": trail(),
        "views": list(SavedView.objects.of("key-results", request.user)),
        "saved": request.GET.get("saved", ""),
    }
    return render_page(request, "okr/explorer.html", context, fragment="board")


def _kept(query: QueryDict, *names: str) -> list[tuple[str, str]]:
    """What a form carries along of an address, name by name with every value."""
    return [(name, value) for name in names for value in query.getlist(name) if value]


def _address(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed.pop(name, None)
        changed.pop("saved", None)
        if value:
            changed[name] = value
    address = reverse("okr:explorer")
    return f"{address}?{changed.urlencode()}" if changed else address


def _tabs(query: QueryDict, page: Explored, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": rule.label,
            "url": _address(query, tab=rule.key),
            "count": page.counts[rule.key],
            "current": rule.key == current,
        }
        for rule in TABS
    ]


def _shown_filters(request: AuthedRequest, filters: ExplorerFilters) -> list[dict[str, Any]]:
    choices = explorer_choices(request.user)
    shown = []
    for key, label in _FILTERS.items():
        value, listed = getattr(filters, key), choices[key]
        if isinstance(listed, list) and len(listed) < 2 and not value:
            continue
        cleared = _address(request.GET, **{key: ""})
        shown.append({"key": key, "label": label, "value": value, "choices": listed, "clear_url": cleared})
    return shown


@login_required
@require_safe
def explorer_export(request: AuthedRequest) -> HttpResponseBase:
    """The key results as they are narrowed and sorted, with everything that is known of each, as CSV or XLSX."""
    require(policies.can_see_strategy(request.user))
    page = explore(
        request.user,
        clock.today(),
        asked(request.GET),
        tab=request.GET.get("tab", ""),
        sort=request.GET.get("sort", ""),
    )
    answer = xlsx_response if request.GET.get("format") == "xlsx" else csv_response
    return answer("key-results", _HEADER, _exported(page))


def _exported(page: Explored) -> Iterator[list[Any]]:
    for start in range(0, len(page.rows), _PORTION):
        for row in page.rows[start : start + _PORTION]:
            yield _line(row)


def _line(row: KeyResultRow) -> list[Any]:
    each, progress, objective = row.key_result, row.progress, row.key_result.objective
    okr_set = objective.okr_set
    is_measured = each.state not in (KeyResult.State.DRAFT, KeyResult.State.DROPPED)
    return [
        each.code,
        each.title,
        objective.code,
        objective.title,
        str(okr_set.place if okr_set else objective.node or ""),
        str(okr_set.cycle if okr_set else ""),
        str(each.owner or ""),
        str(each.check_in_owner or ""),
        each.get_state_display(),
        each.get_direction_display(),
        each.unit,
        each.baseline,
        each.target,
        each.upper,
        row.course.starts_on,
        row.course.due_on,
        progress.value,
        progress.read_on,
        progress.age_days,
        None if progress.percent is None else round(progress.percent, 1),
        None if progress.expected is None else round(progress.expected, 1),
        progress.mark if is_measured else "",
        progress.by_hand.why if progress.by_hand else "",
        progress.confidence,
        each.score,
        each.data_source,
        each.description,
    ]
