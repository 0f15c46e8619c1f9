"""Objectives: the list with its tabs, filters and exports, and the page of one with everything that serves it."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.core import words
from big.core.templatetags.currency import millions_of
from big.exporting import csv_response, xlsx_response
from big.http import AuthedRequest, render_page
from big.policies import require
from big.registry import pages
from okr import policies
from okr.models.objectives import StrategicObjective
from okr.selectors.comments import comments_here
from okr.selectors.objective_list import (
    TABS,
    ObjectiveFilters,
    ObjectiveList,
    filter_choices,
)
from okr.selectors.objective_list import (
    objective_list as list_objectives,
)
from okr.selectors.objective_page import objective_page
from okr.selectors.objective_rows import ObjectiveRow
from portfolio.selectors.frame import frame

LIST: Final = "Objectives and OKRs"
ROWS: Final = 50
HOST: Final = "okr.objective"
_FILTERS: Final = {
    "kind": "Type",
    "state": "State",
    "driver": "Driver",
    "accountable": "Accountable",
    "node": "Node",
    "plan": "Plan",
}


def trail() -> list[tuple[str, str]]:
    """The way to a page below the list."""
    return [(LIST, reverse("okr:objective_list"))]


def find_objective(request: AuthedRequest, code: str) -> StrategicObjective:
    """The objective of that code, in any case; 404 where the reader may not see it."""
    rows = StrategicObjective.objects.visible_to(request.user).select_related(
        *("accountable", "node", "parent", "purpose", "plan", "source"),
        *("okr_set__cycle", "okr_set__unit", "okr_set__node", "okr_set__person"),
    )
    return get_object_or_404(rows, code__iexact=code)


def objective_trail(objective: StrategicObjective) -> list[tuple[str, str]]:
    """The way to a page below that of an objective."""
    return [*trail(), (objective.code, objective.get_absolute_url())]


def asked(query: QueryDict) -> ObjectiveFilters:
    """The filters of an address."""
    return ObjectiveFilters(find=query.get("q", "").strip(), **{key: query.get(key, "") for key in _FILTERS})


@login_required
@require_safe
def objective_list(request: AuthedRequest) -> HttpResponse:
    """All objectives with outcome, delivery, money, confidence and support; tabs, filters and order in the address."""
    require(policies.can_see_strategy(request.user))
    filters, tab, sort = asked(request.GET), request.GET.get("tab", ""), request.GET.get("sort", "")
    page = list_objectives(request.user, frame(), filters, tab=tab, sort=sort)
    rows = Paginator(page.rows, ROWS).get_page(request.GET.get("page"))
    columns = pages.columns(HOST)
    context = {
        "page": page,
        "rows": rows,
        "lines": _with_cells(request, list(rows), columns),
        "columns": columns,
        "forecast_label": f"Forecast, {millions_of(page.frame.currency)}",
        "tabs": _tabs(request.GET, page, tab),
        "filters": _shown_filters(request, filters),
        "find": filters.find,
        "asked": {"q": filters.find, **{key: getattr(filters, key) for key in _FILTERS}},
        "keep": [(key, request.GET[key]) for key in ("tab", "sort") if request.GET.get(key)],
        "sort": sort,
        "query": request.GET.urlencode(),
        "may_add": policies.can_edit_somewhere(request.user),
    }
    return render_page(request, "okr/objective_list.html", context, fragment="board")


def _tabs(query: QueryDict, page: ObjectiveList, current: str) -> list[dict[str, Any]]:
    tabs = []
    for rule in TABS:
        changed = query.copy()
        changed.pop("page", None)
        changed.pop("tab", None)
        if rule.key:
            changed["tab"] = rule.key
        address = reverse("okr:objective_list")
        tabs.append(
            {
                "label": rule.label,
                "url": f"{address}?{changed.urlencode()}" if changed else address,
                "count": page.counts[rule.key],
                "current": rule.key == current,
            }
        )
    return tabs


def _shown_filters(request: AuthedRequest, filters: ObjectiveFilters) -> list[dict[str, Any]]:
    choices = filter_choices(request.user)
    shown = []
    for key, label in _FILTERS.items():
        value = getattr(filters, key)
        listed = choices[key]
        if isinstance(listed, list) and len(listed) < 2 and not value:
            continue
        cleared = request.GET.copy()
        cleared.pop(key, None)
        cleared.pop("page", None)
        shown.append(
            {
                "key": key,
                "label": label,
                "value": value,
                "choices": listed,
                "clear_url": f"{request.path}?{cleared.urlencode()}",
            }
        )
    return shown


def _with_cells(
    request: AuthedRequest, rows: list[ObjectiveRow], columns: list[pages.Column]
) -> list[tuple[ObjectiveRow, list[dict[str, Any]]]]:
    """Each row with the cells that upper apps add, loaded for all rows at once."""
    keys = [row.objective.pk for row in rows]
    loaded = [(column, column.load(keys, request.user)) for column in columns]
    return [
        (row, [{"template": column.template, "cell": cells.get(row.objective.pk)} for column, cells in loaded])
        for row in rows
    ]


@login_required
@require_safe
def objective_export(request: AuthedRequest) -> HttpResponseBase:
    """The list as it is narrowed and sorted, as CSV or XLSX."""
    require(policies.can_see_strategy(request.user))
    page = list_objectives(
        request.user,
        frame(),
        asked(request.GET),
        tab=request.GET.get("tab", ""),
        sort=request.GET.get("sort", ""),
    )
    header = [
        "Code",
        "Objective",
        "Under",
        "Type",
        "State",
        "Accountable",
        "Node",
        "Outcome",
        "Percent of the way",
        "Percent expected",
        "Key results",
        "Key results on course",
        "Delivery",
        "Pieces of live work",
        f"Forecast {page.frame.year.name}, {page.frame.currency}",
        "Confidence",
        "Mission-critical",
        "Supporters",
        "Links nobody supports",
        "Due",
    ]
    answer = xlsx_response if request.GET.get("format") == "xlsx" else csv_response
    return answer("objectives", header, _exported(page))


def _exported(page: ObjectiveList) -> Iterator[list[Any]]:
    for row in page.rows:
        each, progress = row.objective, row.progress
        yield [
            each.code,
            each.title,
            row.parent.code if row.parent else "",
            each.get_kind_display(),
            each.get_state_display(),
            str(each.accountable or ""),
            str(each.node or ""),
            progress.mark,
            None if progress.percent is None else round(progress.percent, 1),
            None if progress.expected is None else round(progress.expected, 1),
            progress.tracked,
            progress.on_course,
            row.delivery.mark,
            row.delivery.works,
            None if row.forecast is None else round(row.forecast, 2),
            each.confidence,
            each.is_mission_critical,
            words.listed([f"{one.person} ({one.unit or one.node})" for one in row.supporters]),
            row.unsupported,
            each.due_on,
        ]


@login_required
@require_safe
def objective_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One objective and everything that serves it, in all four streams; `show=all` for all of many links."""
    objective = find_objective(request, code)
    page = objective_page(objective, request.user, frame())
    fixes = {}
    if page.may.edit:
        fixes = {
            "driver": reverse("okr:objective_drivers", args=[objective.code.lower()]),
            "purpose": reverse("okr:objective_edit", args=[objective.code.lower()]),
        }
    context = {
        "page": page,
        "is_whole": request.GET.get("show") == "all",
        "objective": objective,
        "comments": comments_here(objective, request.user),
        "comment_url": reverse("okr:objective_comment_add", args=[objective.code.lower()]),
        "thread": page.thread.items(fixes),
        "trail": [*trail(), *((each.code, each.get_absolute_url()) for each in page.above)],
        "panels": pages.panels_for(HOST, objective, request.user),
        "side_panels": pages.panels_for(HOST, objective, request.user, place="side"),
        "actions": pages.actions_for(HOST, objective, request.user),
    }
    return render_page(request, "okr/objective_detail.html", context)
