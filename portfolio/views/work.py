"""The page of one piece of work: overview, milestones, money, status reports, structure and history."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from big.audit.selectors import history_address, history_of, history_page
from big.core import words
from big.http import AuthedRequest, render_page, wants_fragment
from big.periods import Period
from big.provenance.links import how_url
from big.registry import pages
from big.registry.provenance import Doubt, Quality
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.asking import HOST
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.money import Totals, named, steps, totals, totals_by, whole_life_costs
from portfolio.selectors.work_page import Overview, branches, current_reports, overview, stated_costs
from portfolio.tables import drawings
from portfolio.views.opening import find_work, opening

PAGE = "portfolio/work_detail.html"


@login_required
@require_safe
def work_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """The overview: how it stands, why, what comes next, what it costs. In a list, the same in short as a panel."""
    work = find_work(request, code)
    now = frame()
    context = opening(request, work, "overview", now)
    seen = overview(work, context["standing"], now)
    context |= {
        "seen": seen,
        "source": _source(seen.report),
        "panels": pages.panels_for(HOST, work, request.user),
        "side_panels": pages.panels_for(HOST, work, request.user, place="side"),
    }
    if wants_fragment(request) and request.htmx.target == "panel":
        context |= {"close_url": _list_address(request), "close_label": work.code, "close_swaps": True}
        return render_page(request, "portfolio/work_panel.html", context)
    context |= {
        "ratings": drawings.ratings(seen.reports),
        "history": history_of(work, request.user, most=5),
        "figures": [] if context["money"].is_empty else _figures(context["money"], seen, work),
    }
    return render_page(request, PAGE, context, fragment="body")


@login_required
@require_safe
def work_milestones(request: AuthedRequest, code: str) -> HttpResponse:
    """All milestones as a line and as a table, with the reason for each slip."""
    work = find_work(request, code)
    now = frame()
    context = opening(request, work, "milestones", now)
    context |= {
        "milestones": list(work.milestones.by_date().select_related("owner", "source", "source__file")),
        "roadmap": drawings.course(work, context["standing"], now),
        "panels": pages.panels_for(HOST, work, request.user, place="milestones"),
    }
    return render_page(request, PAGE, context, fragment="body")


@login_required
@require_safe
def work_money(request: AuthedRequest, code: str) -> HttpResponse:
    """A year's money: columns step by step, and every line with its source."""
    work = find_work(request, code)
    now = frame()
    context = opening(request, work, "money", now)
    mine = Work.objects.filter(pk=work.pk)
    every = steps(mine, currency=now.currency)
    year = _year(request, now)
    shown = [step for step in every if _within(step.period, year)]
    money = totals(mine, year, currency=now.currency, few=True)
    currency = money.currency or now.currency
    found = work.money.overlapping(year.starts_on, year.ends_on).select_related("source", "source__file")
    lines = found.order_by("direction", "currency", "starts_on", "ends_on", "nature")
    natures = totals_by(mine, year, "nature", currency=now.currency)
    context |= {
        "year": year,
        "years": _years(work, [step.period for step in every], year, now),
        "year_money": money,
        "lines": [(line, named(line.starts_on, line.ends_on)) for line in lines],
        "natures": [(nature.label, natures.get(nature.value)) for nature in MoneyLine.Nature],
        "whole_life": whole_life_costs(mine, now.today).get(work.pk),
        "cost_chart": drawings.columns(shown, currency),
        "income_chart": drawings.columns(shown, currency, income=True),
        "unit": drawings.unit_of(shown, currency)[1],
        "panels": pages.panels_for(HOST, work, request.user, place="money"),
    }
    return render_page(request, PAGE, context, fragment="body")


@login_required
@require_safe
def work_status(request: AuthedRequest, code: str) -> HttpResponse:
    """Every status report, newest first; the rating and the whole-life cost over time."""
    work = find_work(request, code)
    now = frame()
    context = opening(request, work, "status", now)
    found = work.status_reports.newest_first().select_related("reported_by", "source", "source__file")
    reports = list(found)
    submitted = [report for report in reports if report.submitted_at]
    costs = stated_costs(work)
    context |= {
        "reports": reports,
        "counting": {report.pk for report in current_reports(submitted)},
        "ratings": drawings.ratings(current_reports(submitted)),
        "costs": list(reversed(costs)),
        "cost_chart": drawings.costs(costs),
        "source": _source(submitted[0] if submitted else None),
        "cost_source": _source(costs[-1] if costs else None),
    }
    return render_page(request, PAGE, context, fragment="body")


@login_required
@require_safe
def work_structure(request: AuthedRequest, code: str) -> HttpResponse:
    """What this work is part of, and all that stands under it."""
    work = find_work(request, code)
    now = frame()
    context = opening(request, work, "structure", now)
    below = branches(work, request.user, now)
    keys = [branch.row.work.pk for branch in below]
    context |= {
        "branches": below,
        "below_money": totals(Work.objects.filter(pk__in=keys), now.year, currency=now.currency),
    }
    return render_page(request, PAGE, context, fragment="body")


@login_required
@require_safe
def work_history(request: AuthedRequest, code: str) -> HttpResponse:
    """What changed, by whom and why, fifty at a time."""
    work = find_work(request, code)
    context = opening(request, work, "history")
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    events, older = history_page(work, request.user, before=before)
    context |= {
        "events": events,
        "older_url": f"{request.path}?before={older}" if older else "",
        "since_url": f"{history_address(work)}#h-since",
    }
    return render_page(request, PAGE, context, fragment="body")


def _source(record: Any) -> str:
    """Where a figure comes from: the imported file, or the person who said it."""
    if record is None:
        return ""
    if record.source_id:
        return f"{record.source.file.filename}{f', {record.source_ref}' if record.source_ref else ''}"
    reporter = getattr(record, "reported_by", None)
    return f"reported by {reporter.name}" if reporter else ""


def _list_address(request: AuthedRequest) -> str:
    """The list from which a panel was opened, for its close link; only an address of this very list."""
    here = request.htmx.current_url_abs_path or ""
    base = reverse("portfolio:work_list")
    is_ours = url_has_allowed_host_and_scheme(here, allowed_hosts=None) and here.partition("?")[0] == base
    return here if is_ours else base


def _within(period: Period, year: Period) -> bool:
    return year.starts_on <= period.starts_on and period.ends_on <= year.ends_on


def _year(request: AuthedRequest, now: Frame) -> Period:
    given = request.GET.get("year", "")
    if given.isascii() and given.isdigit() and len(given) == 4 and 1900 <= int(given) <= 2200:
        return now.year_of(now.year.starts_on.replace(year=int(given)))
    return now.year


def _years(work: Work, periods: list[Period], year: Period, now: Frame) -> list[dict[str, Any]]:
    """The years that have money, the present one, and the one that is shown, as segments."""
    found = {now.year, year, *(now.year_of(period.starts_on) for period in periods)}
    base = reverse("portfolio:work_money", args=[work.code.lower()])
    return [
        {"label": each.name, "url": f"{base}?year={each.starts_on.year}", "current": each == year}
        for each in sorted(found)
    ]


def _figures(money: Totals, seen: Overview, work: Work) -> list[dict[str, Any]]:
    """The strip over the overview: the year's cost, what was released, and the whole-life cost."""
    cost, currency = money.cost, money.currency
    money_url = reverse("portfolio:work_money", args=[work.code.lower()])
    over = cost.variance
    shown = [
        _figure("Budget", cost.budget, currency, money.period.name, money_url) | _how(work, "budget"),
        _figure("Spent to date", cost.actual, currency, _share(cost.actual, cost.budget, "of budget"))
        | _how(work, "actual"),
        {
            **_figure("Full-year forecast", cost.forecast, currency),
            **_how(work, "forecast"),
            "bad": f"{words.signed_money(over, currency)} over" if over and over > 0 else "",
            "note": f"{words.signed_money(over, currency)} under" if over and over < 0 else _on_budget(over),
            "note_how": _how(work, "variance")["how"] if over is not None else "",
        },
        _figure("Funds released", cost.released, currency, _share(cost.released, cost.forecast, "of forecast"))
        | _how(work, "released"),
    ]
    life, how = seen.whole_life, {"how": how_url("whole-life-cost", work=work.code.lower())}
    if life and life.amount is not None:
        said = f"stated {words.day(life.stated_on)}"
        shown.append(_figure("Whole-life cost", life.amount, life.currency, said) | how)
    elif life:
        why = (Quality(Doubt.WITHHELD, life.withheld_reason),)
        shown.append({"label": "Whole-life cost", "value": words.DASH, "qualities": why, **how})
    return shown


def _how(work: Work, what: str) -> dict[str, str]:
    """Where an amount of the year is explained."""
    return {"how": how_url("work-money", work=work.code.lower(), what=what)}


def _figure(label: str, amount: Decimal | None, currency: str, note: str = "", url: str = "") -> dict[str, Any]:
    value = words.DASH if amount is None else words.money(amount, currency)
    return {"label": label, "value": value, "note": note if amount is not None else "not known", "url": url}


def _share(part: Decimal | None, whole: Decimal | None, of: str) -> str:
    return f"{words.share(part, whole)} {of}" if part is not None and whole else ""


def _on_budget(over: Decimal | None) -> str:
    return "on budget" if over == 0 else ""
