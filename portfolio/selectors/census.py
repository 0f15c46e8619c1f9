"""What `manage.py census` counts of the portfolio: over all records, money as text with two decimals."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from big import clock
from portfolio.models.milestones import Milestone
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.views import SavedView
from portfolio.models.work import Stream, Work, WorkReference
from portfolio.selectors.money import whole_life_cost


def census() -> dict[str, Any]:
    """Every count and sum, over all records.

    `snapshots` gives for each date that was reported or costed: projects, ratings, and whole-life cost by currency
    with how many amounts it rests on. `whole_life_cost` is the latest of each piece of work.
    """
    streams = dict(Work.objects.order_by().values_list("stream").annotate(n=Count("pk")))
    return {
        "count": Work.objects.count(),
        "by_stream": {stream.value: streams.get(stream.value, 0) for stream in Stream},
        "by_type": dict(Work.objects.order_by().values_list("work_type__key").annotate(n=Count("pk"))),
        "by_state": dict(Work.objects.order_by().values_list("state__key").annotate(n=Count("pk"))),
        "by_rating": _latest_ratings(),
        "must_do": Work.objects.filter(is_must_do=True).count(),
        "confidential": Work.objects.filter(is_confidential=True).count(),
        "references": WorkReference.objects.count(),
        "whole_life_cost": _latest_costs(),
        "money": _money(),
        "snapshots": _snapshots(),
    }


def count_status_reports() -> dict[str, Any]:
    """Status reports, submitted and not."""
    submitted = StatusReport.objects.submitted().count()
    return {"count": StatusReport.objects.count(), "submitted": submitted}


def count_milestones() -> dict[str, Any]:
    """Milestones, and how they stand."""
    return {
        "count": Milestone.objects.count(),
        "open": Milestone.objects.open().count(),
        "met": Milestone.objects.filter(actual_on__isnull=False).count(),
        "cancelled": Milestone.objects.filter(is_cancelled=True).count(),
    }


def count_money_lines() -> dict[str, Any]:
    """Money lines, by direction."""
    lines = dict(MoneyLine.objects.order_by().values_list("direction").annotate(n=Count("pk")))
    return {"count": sum(lines.values()), **lines}


def count_whole_life_costs() -> dict[str, Any]:
    """Statements of whole-life cost, and how many are withheld."""
    return {
        "count": WholeLifeCost.objects.count(),
        "withheld": WholeLifeCost.objects.filter(amount__isnull=True).count(),
    }


def count_saved_views() -> dict[str, Any]:
    """Saved views, and how many are shared."""
    return {"count": SavedView.objects.count(), "shared": SavedView.objects.filter(is_shared=True).count()}


def as_text(amount: Decimal | None) -> str:
    """Money as text with two decimals."""
    return f"{amount or Decimal(0):.2f}"


def _latest_ratings() -> dict[str, int]:
    latest = StatusReport.objects.submitted().newest_first().distinct("work_id").values_list("rating", flat=True)
    counts = Counter(latest)
    unreported = Work.objects.count() - sum(counts.values())
    return {**dict(sorted(counts.items())), **({"not_reported": unreported} if unreported else {})}


def _latest_costs() -> dict[str, Any]:
    costs = whole_life_cost(Work.objects.all(), clock.today())
    return {
        "count": costs.counted,
        "withheld": costs.withheld,
        "sums": {currency: as_text(amount) for currency, amount in sorted(costs.sums.items())},
    }


def _money() -> dict[str, Any]:
    rows: Any = (
        MoneyLine.objects.order_by("currency", "direction")
        .values("currency", "direction")
        .annotate(**{f"total_{name}": Sum(name) for name in AMOUNTS})
    )
    found: dict[str, Any] = {}
    for row in rows:
        sums = {name: as_text(row[f"total_{name}"]) for name in AMOUNTS}
        found.setdefault(row["currency"], {})[row["direction"]] = sums
    return found


def _snapshots() -> dict[str, Any]:
    """Per reported date the ratings, of two reports of one work and date the later; and the costs stated then."""
    reports = (
        StatusReport.objects.submitted()
        .order_by("work_id", "report_on", "-submitted_at", "-pk")
        .distinct("work_id", "report_on")
        .values_list("report_on", "rating", "work_id")
    )
    costs = WholeLifeCost.objects.order_by().values_list("stated_on", "currency", "amount", "work_id")
    dates: dict[str, dict[str, Any]] = {}
    works: dict[str, set[int]] = {}
    for report_on, rating, work_id in reports:
        day = _day(dates, report_on.isoformat())
        day["ratings"][rating] = day["ratings"].get(rating, 0) + 1
        works.setdefault(report_on.isoformat(), set()).add(work_id)
    for stated_on, currency, amount, work_id in costs:
        day = _day(dates, stated_on.isoformat())
        works.setdefault(stated_on.isoformat(), set()).add(work_id)
        _add_cost(day["whole_life_cost"], currency, amount)
    return {date: _finished(dates[date], works[date]) for date in sorted(dates)}


def _day(dates: dict[str, dict[str, Any]], date: str) -> dict[str, Any]:
    return dates.setdefault(date, {"ratings": {}, "whole_life_cost": {"count": 0, "withheld": 0, "sums": {}}})


def _add_cost(cost: dict[str, Any], currency: str, amount: Decimal | None) -> None:
    if amount is None:
        cost["withheld"] += 1
        return
    cost["count"] += 1
    cost["sums"][currency] = cost["sums"].get(currency, Decimal(0)) + amount


def _finished(day: dict[str, Any], works: Iterable[int]) -> dict[str, Any]:
    sums = {currency: as_text(amount) for currency, amount in sorted(day["whole_life_cost"]["sums"].items())}
    return {
        "projects": len(set(works)),
        "ratings": dict(sorted(day["ratings"].items())),
        "whole_life_cost": {**day["whole_life_cost"], "sums": sums},
    }
