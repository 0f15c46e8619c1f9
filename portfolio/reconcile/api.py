"""The API of work: how many records each list answers with, and every figure that it computes."""

from decimal import Decimal
from typing import Any, Final

from big.reconcile.answers import answer
from big.reconcile.blocks import labelled, table
from big.reconcile.organisation import belongs, listed, register_list
from big.reconcile.viewer import Viewer
from big.registry import figures
from portfolio.models.work import Stream
from portfolio.reconcile.money import AMOUNTS

# Each list with the records that the reader may see, as SQL.
LISTS: Final = {
    "works": "select count(*) from seen_work",
    "status-reports": "select count(*) from portfolio_statusreport x join seen_work w on w.id = x.work_id",
    "whole-life-costs": "select count(*) from portfolio_wholelifecost x join seen_work w on w.id = x.work_id",
    "milestones": "select count(*) from portfolio_milestone x join seen_work w on w.id = x.work_id",
    "money-lines": "select count(*) from portfolio_moneyline x join seen_work w on w.id = x.work_id",
    "skills": "select count(*) from portfolio_skill where %(belongs)s",
    "capacities": "select count(*) from portfolio_capacity where %(belongs)s",
    "demands": "select count(*) from portfolio_demand x join seen_work w on w.id = x.work_id",
    "saved-views": "select count(*) from portfolio_savedview "
    "where owner_id = %(user)s or (is_shared and %(work_view)s)",
    "work-types": "select count(*) from portfolio_worktype where %(belongs)s",
    "lifecycle-states": "select count(*) from portfolio_lifecyclestate where %(belongs)s",
}


def connect() -> None:
    """Register the figures of the API; called once, when Django is ready."""
    for prefix, sql in LISTS.items():
        register_list(prefix, sql)
    add = figures.register
    add(figures.Figure("api:works", "Status and money of each", _figured, _figured_asked, "/api/v1/works/", belongs))
    add(figures.Figure("api:works:totals", "Totals", _totals, _totals_asked, "/api/v1/works/totals/", belongs))


def _money(label: str, money: dict[str, Any]) -> dict[str, Any]:
    found = [
        (f"{label} {each['currency']} {direction}", *(number(each[direction][name]) for name in AMOUNTS))
        for each in (money, *money["others"])
        for direction in ("cost", "income")
    ]
    return labelled(found, *AMOUNTS)


def number(text: str | None) -> Decimal | None:
    """A number as the API writes it."""
    return None if text is None else Decimal(text)


def _figured(viewer: Viewer) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in listed(viewer, "works"):
        code, status = each["code"], each["status"]
        found |= {f"{code}, mark": status["mark"], f"{code}, age": status["age_days"], **_money(code, each["money"])}
    return found


def _figured_asked(viewer: Viewer) -> dict[str, Any]:
    marks = table(
        viewer, "select w.code, m.mark, m.age from seen_work w join work_mark m on m.id = w.id", "mark", "age"
    )
    return marks | _summed(viewer, "w.code", "true")


def _summed(viewer: Viewer, label: str, where: str) -> dict[str, Any]:
    sums = ", ".join(f"sum({name})" for name in AMOUNTS)
    return table(
        viewer,
        f"""
        select concat({label}, ' ', y.currency, ' ', y.direction), {sums}
        from seen_work w join year_money y on y.work_id = w.id where {where} group by 1
        """,
        *AMOUNTS,
    )


def _totals(viewer: Viewer) -> dict[str, Any]:
    """Over all work, and with the filter of each stream."""
    found: dict[str, Any] = {}
    for stream in ("", *Stream.values):
        told = answer("works", viewer.user, action="totals", **({"stream": stream} if stream else {}))
        label = stream or "all"
        found |= {f"{label}, works": told["count"], **_money(label, told["money"])}
        found |= {f"{label}, {mark}": count for mark, count in told["by_mark"].items()}
    return found


def _totals_asked(viewer: Viewer) -> dict[str, Any]:
    counts = table(
        viewer,
        """
        select w.stream || ', works', count(*) from seen_work w group by 1
        union all select 'all, works', count(*) from seen_work
        union all select w.stream || ', ' || m.mark, count(*) from seen_work w join work_mark m using (id) group by 1
        union all select 'all, ' || m.mark, count(*) from seen_work w join work_mark m using (id) group by 1
        """,
    )
    return counts | _summed(viewer, "'all'", "true") | _summed(viewer, "w.stream", "true")
