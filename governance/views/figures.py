"""The rows behind the headline figures of Home: the objectives, the work, and the money with where it goes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from big.core import marks, words
from big.http import AuthedRequest
from governance.selectors.home.money import MoneyTables, money_tables, unlinked_rows
from governance.selectors.home.own import due_check_ins
from governance.selectors.home.reading import Reading
from governance.selectors.home.slopes import steepest
from governance.sentences import home as said
from governance.views.narrowing import narrowing, unit_asked
from portfolio.selectors.frame import frame

PAGE = 100


@login_required
@require_safe
def figure(request: AuthedRequest, key: str) -> HttpResponse:
    """The rows of one figure, worst first, with the count that Home shows."""
    pages = {"objectives": _objectives, "work": _work, "check-ins": _check_ins}
    if key not in pages:
        raise Http404
    return pages[key](request, Reading(request.user, frame(), unit_asked(request)))


def _objectives(request: AuthedRequest, reading: Reading) -> HttpResponse:
    rows = steepest(reading)
    on_course = reading.objective_marks.get("G", 0)
    counted = said.Standing(objectives=len(rows), on_course=on_course)
    context: dict[str, Any] = {
        "rows": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counts": reading.objective_marks,
        "total": len(rows),
        "message": said.on_course(counted),
        "frame": reading.frame,
        **narrowing(request, reading.unit),
    }
    return render(request, "governance/figure_objectives.html", context)


def _work(request: AuthedRequest, reading: Reading) -> HttpResponse:
    stood = reading.scope.standings
    order = {mark: place for place, mark in enumerate(marks.ORDER)}
    works = sorted(reading.works.for_rows(), key=lambda work: (order.get(stood[work.pk].mark, 9), work.code))
    page = Paginator(works, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "rows": [(work, stood[work.pk]) for work in page],
        "page": page,
        "counts": reading.work_marks,
        "total": len(works),
        "message": said.work_green(said.Standing(works=len(works), green=reading.work_marks.get("G", 0))),
        "frame": reading.frame,
        **narrowing(request, reading.unit),
    }
    return render(request, "governance/figure_work.html", context)


def _check_ins(request: AuthedRequest, reading: Reading) -> HttpResponse:
    due = due_check_ins(reading)
    context: dict[str, Any] = {
        "rows": Paginator(due, PAGE).get_page(request.GET.get("page")),
        "total": len(due),
        "message": said.check_ins_due(len(due), due.late),
        "frame": reading.frame,
        **narrowing(request, reading.unit),
    }
    return render(request, "governance/figure_check_ins.html", context)


@login_required
@require_safe
def money(request: AuthedRequest) -> HttpResponse:
    """The year's cost by stream and by objective, and the work behind what no objective carries."""
    reading = Reading(request.user, frame(), unit_asked(request))
    tables = money_tables(reading)
    unlinked = unlinked_rows(reading)
    context: dict[str, Any] = {
        "tables": tables,
        "objectives": Paginator(tables.objectives, PAGE).get_page(request.GET.get("page")),
        "unlinked": Paginator(unlinked, PAGE).get_page(request.GET.get("unlinked")),
        "frame": reading.frame,
        "message": money_sentence(tables),
        "unit_million": f"{words.SYMBOLS.get(tables.currency, tables.currency + ' ')}m",
        **narrowing(request, reading.unit),
    }
    return render(request, "governance/money.html", context)


def money_sentence(tables: MoneyTables) -> str:
    """What the page of money opens with: over or under budget, and how much serves an objective."""
    return said.for_finance(
        said.Purses(
            year=tables.year,
            forecast=tables.total.forecast,
            variance=tables.total.variance,
            linked=tables.linked_percent,
            currency=tables.currency,
        )
    )
