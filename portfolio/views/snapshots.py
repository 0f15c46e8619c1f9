"""Two imported snapshots side by side: what the ratings, costs and ends of work did between two dates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.core import words
from big.exporting import csv_response, xlsx_response
from big.http import AuthedRequest, render_page
from big.policies import require
from portfolio import policies
from portfolio.models.status import Rating
from portfolio.selectors import snapshots
from portfolio.selectors.snapshots import Comparison, SnapshotDay
from portfolio.selectors.standing import mark_of
from portfolio.tables import snapshots as table

ROWS_PER_PAGE: Final = 50
MOVES_SHOWN: Final = 12
_FILES: Final = ("csv", "xlsx")
# What narrows the list; the two dates stay when the rest is cleared.
_NARROWING: Final = ("kind", "was", "now", "unit", "q", "page")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, with what is no kind, rating or date left out."""

    older: dt.date
    newer: dt.date
    kind: str
    was: str
    now: str
    unit: str
    find: str


@login_required
@require_safe
def snapshot_compare(request: AuthedRequest) -> HttpResponseBase:
    """The two latest snapshots, or those of the dates that the address names; as a file where it asks for one."""
    require(policies.can_list(request.user))
    days = snapshots.snapshot_days(request.user)
    asked = _asked(request.GET, days)
    if asked is None:
        return render_page(request, "portfolio/snapshot_compare.html", {"days": days}, fragment="board")
    compared = snapshots.compare_snapshots(request.user, asked.older, asked.newer)
    rows = compared.narrowed(kind=asked.kind, was=asked.was, now=asked.now, unit=asked.unit, find=asked.find)
    if (form := request.GET.get("format")) in _FILES:
        name = f"snapshots-{asked.older.isoformat()}-{asked.newer.isoformat()}"
        return (csv_response if form == "csv" else xlsx_response)(name, table.HEADER, table.lines(rows))
    context = {
        "compared": compared,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "tabs": _tabs(request.GET, compared, asked.kind),
        "filters": _filters(request.GET, compared, asked, days),
        "moves": [_move(request.GET, move) for move in compared.moves[:MOVES_SHOWN]],
        "kept": [("kind", asked.kind)] if asked.kind else [],
        "files": [(form.upper(), _address(request.GET, format=form)) for form in _FILES],
        "rows_meta": f"{words.number(len(rows))} of {words.number(len(compared.rows))}",
        "all_url": _address(request.GET, **dict.fromkeys(_NARROWING)),
    }
    return render_page(request, "portfolio/snapshot_compare.html", context, fragment="board")


def _asked(query: QueryDict, days: Sequence[SnapshotDay]) -> Asked | None:
    """The dates of the address, or the two latest snapshots; None where there are no two."""
    known = [day.day for day in days]
    newer = _day(query.get("to")) or (known[0] if known else None)
    earlier = [day for day in known if newer and day < newer]
    older = _day(query.get("from")) or (earlier[0] if earlier else None)
    if older is None or newer is None:
        return None
    older, newer = min(older, newer), max(older, newer)
    kind, was, now = query.get("kind", ""), query.get("was", ""), query.get("now", "")
    return Asked(
        older=older,
        newer=newer,
        kind=kind if kind in snapshots.KINDS else "",
        was=was if was in Rating else "",
        now=now if now in Rating else "",
        unit=query.get("unit", ""),
        find=query.get("q", "").strip(),
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _address(query: QueryDict, **changes: str | None) -> str:
    """This page's address with its query changed; None leaves a part out, and any change starts at the first page."""
    kept = query.copy()
    for name, value in {"page": None, **changes}.items():
        if value:
            kept[name] = value
        else:
            kept.pop(name, None)
    text = kept.urlencode()
    return reverse("portfolio:snapshot_compare") + (f"?{text}" if text else "")


def _tabs(query: QueryDict, compared: Comparison, current: str) -> list[dict[str, Any]]:
    found = [("", "All", len(compared.rows))]
    found += [(kind, label, compared.counts[kind]) for kind, label in snapshots.KINDS.items()]
    return [
        {"label": label, "url": _address(query, kind=kind), "count": count, "current": current == kind}
        for kind, label, count in found
    ]


def _filters(query: QueryDict, compared: Comparison, asked: Asked, days: Sequence[SnapshotDay]) -> list[dict[str, Any]]:
    dates = [(day.day.isoformat(), f"{words.day(day.day)} ({words.number(day.works)})") for day in days]
    units = sorted({row.unit for row in compared.rows if row.unit}, key=str.casefold)
    parts: tuple[tuple[str, str, str, list[tuple[str, str]]], ...] = (
        ("from", "From", asked.older.isoformat(), dates),
        ("to", "To", asked.newer.isoformat(), dates),
        ("was", "Was", asked.was, list(Rating.choices)),
        ("now", "Now", asked.now, list(Rating.choices)),
        ("unit", "Unit", asked.unit, [(unit, unit) for unit in units]),
    )
    return [
        {
            "key": key,
            "label": label,
            "value": value,
            "choices": choices,
            "clear_url": _address(query, **{key: None}) if key in _NARROWING and value else "",
        }
        for key, label, value, choices in parts
    ]


def _move(query: QueryDict, move: snapshots.Move) -> dict[str, Any]:
    url = _address(query, kind=snapshots.CHANGED, was=move.was, now=move.now)
    return {
        "was": mark_of(move.was),
        "now": mark_of(move.now),
        "label": f"{Rating(move.was).label} to {Rating(move.now).label}",
        "works": move.works,
        "url": url,
    }
