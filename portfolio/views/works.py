"""The portfolio list: tabs, filters, groups, table and roadmap, export; everything it shows stands in its address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.charts.roadmap import roadmap
from big.core import words
from big.exporting import csv_response, xlsx_response
from big.http import AuthedRequest, render_page, wants_fragment
from big.policies import require
from portfolio import policies
from portfolio.models.views import WORKS, SavedView
from portfolio.selectors.asking import chosen, ordered, tab_counts
from portfolio.selectors.courses import courses, span
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.listing import PAGE, WorkPage, work_page
from portfolio.selectors.money import Totals, totals
from portfolio.selectors.saying import portfolio_sentence
from portfolio.selectors.standing import mark_counts
from portfolio.tables import exports, filters
from portfolio.tables.asked import NARROWING, Asked, read

_LAYOUTS = (("both", "Table and roadmap"), ("table", "Table"), ("roadmap", "Roadmap"))
_GROUPS = (("stream", "Stream"), ("unit", "Unit"), ("type", "Type"), ("owner", "Owner"), ("none", "No groups"))


@login_required
@require_safe
def work_list(request: AuthedRequest) -> HttpResponse:
    """All work that the reader may see: the page, its board for a filter, or only the next rows."""
    require(policies.can_list(request.user))
    if wants_fragment(request) and request.htmx.target == "panel":
        return render_page(request, "portfolio/work_list.html", {}, fragment="closed")
    now = frame()
    asked = read(request.user, request.GET, now)
    works = chosen(request.user, asked.query, now)
    page = work_page(works, asked.query, request.user, now, asked.year, asked.page)
    context = _rows_context(request, asked, page, now)
    if wants_fragment(request) and request.htmx.target == "rows":
        return render_page(request, "portfolio/work_list.html", context, fragment="more")
    money = totals(works, asked.year, currency=now.currency)
    live = works.filter(state__is_live=True)
    counts = mark_counts(live, now.today, stale_after=now.stale_after)
    context |= {
        "message": portfolio_sentence(works, counts, money, now, narrows=asked.query.narrows),
        "heading": f"Portfolio, {asked.year.name}",
        "money": money,
        "unit": f"{words.SYMBOLS.get(money.currency, money.currency + ' ')}m",
        "most": _largest_variance(page, money),
        "counts": counts,
        "tabs": _tabs(request, asked, now),
        "filters": filters.bar(request.user, asked, now),
        "year_filter": filters.year_filter(request.user, asked, now),
        "keep": [(key, asked.params[key]) for key in ("tab", "sort", "group", "only", "layout") if asked.params[key]],
        "groups_offered": _segments(asked, "group", asked.query.group, _GROUPS),
        "layouts": _segments(asked, "layout", asked.layout, _LAYOUTS),
        "views": list(SavedView.objects.of(WORKS, request.user)),
        "clear_url": asked.address(**dict.fromkeys((*NARROWING, *asked.query.extra))),
        "exports": [(name, f"{reverse('portfolio:work_export', args=[name.lower()])}?{asked.query_string}")
                    for name in ("CSV", "XLSX")],
        "can_create": policies.can_create(request.user),
    }  # fmt: skip
    response = render_page(request, "portfolio/work_list.html", context, fragment="board")
    if wants_fragment(request):
        response.headers["HX-Push-Url"] = asked.address(saved=asked.saved)
    return response


@login_required
@require_safe
def work_export(request: AuthedRequest, form: str) -> HttpResponseBase:
    """All rows of the list as a file, with the figures and in the order of the page."""
    require(policies.can_list(request.user))
    now = frame()
    asked = read(request.user, request.GET, now)
    works = ordered(chosen(request.user, asked.query, now), asked.query, now, asked.year)
    lines = exports.lines(works, request.user, now, asked.year)
    name = f"portfolio-{now.today.isoformat()}"
    return (csv_response if form == "csv" else xlsx_response)(name, exports.header(), lines)


def _rows_context(request: AuthedRequest, asked: Asked, page: WorkPage, now: Frame) -> dict[str, Any]:
    """What the rows and the roadmap need, on the whole page and when only the next rows are asked for."""
    shown = span(asked.year)
    drawn = None
    if asked.layout != "table" and page.rows:
        stood = {row.work.pk: row.standing for row in page.rows}
        found = courses([row.work for row in page.rows], stood, shown, now)
        drawn = roadmap(found, start=shown.starts_on, end=shown.ends_on, today=now.today)
    return {
        "page": page,
        "asked": asked,
        "query": asked.query,
        "frame": now,
        "year": asked.year,
        "most": _largest_variance(page, None),
        "roadmap": drawn,
        "roadmap_span": shown.name,
        "next_url": asked.address(page=page.number + 1) if page.left else "",
        "previous_url": asked.address(page=page.number - 1) if page.number > 1 else "",
        "next_count": min(PAGE, page.left),
        "width": 9 + len(page.columns),
    }


def _largest_variance(page: WorkPage, money: Totals | None) -> Any:
    """The scale of the variance bars: the largest of the rows shown and of the total."""
    cells = [row.money.cost.variance for row in page.rows]
    cells += [money.cost.variance] if money else []
    return max((abs(each) for each in cells if each is not None), default=None)


def _tabs(request: AuthedRequest, asked: Asked, now: Frame) -> list[Mapping[str, Any]]:
    """Tabs keep the sort, the layout and the year, and drop the filters: a tab is a set of its own."""
    dropped = dict.fromkeys((*NARROWING, *asked.query.extra))
    return [
        {
            "label": tab.label,
            "url": asked.address(**{**dropped, "tab": tab.key}),
            "count": words.number(tab.count),
            "current": tab.key == asked.query.tab,
        }
        for tab in tab_counts(request.user, now)
    ]


def _segments(asked: Asked, key: str, current: str, offered: Sequence[tuple[str, str]]) -> list[Mapping[str, Any]]:
    default, dropped = offered[0][0], {"only": None} if key == "group" else {}
    return [
        {
            "label": label,
            "url": asked.address(**dropped, **{key: None if value == default else value}),
            "current": value == current,
        }
        for value, label in offered
    ]
