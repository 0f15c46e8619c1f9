"""Two imported snapshots side by side: what the ratings, costs and ends of work did between the two latest dates."""

from typing import Any, Final

from big.core import words
from big.reconcile.blocks import ask, labelled, table
from big.reconcile.viewer import Viewer
from big.registry import figures
from portfolio.policies import can_list
from portfolio.selectors.snapshots import compare_snapshots, snapshot_days

# How work stood on the dates of %(days)s, the newer first: one row a piece, with its ratings, costs and ends.
_SIDES: Final = """
    with dated as (
        select distinct on (r.work_id, r.report_on) r.work_id, r.report_on, r.rating, r.ends_on, c.amount,
               coalesce(c.currency, 'GBP') as currency
        from portfolio_statusreport r join seen_work w on w.id = r.work_id
        left join portfolio_wholelifecost c on c.work_id = r.work_id and c.stated_on = r.report_on
        where r.submitted_at is not null and r.report_on in (%(newer)s, %(older)s)
        order by r.work_id, r.report_on, r.submitted_at desc, r.id desc
    ), sides as (
        select coalesce(b.work_id, a.work_id) as work_id, b.work_id is not null as was_there,
               a.work_id is not null as is_there, b.rating as was, a.rating as now,
               case when a.currency = b.currency then a.amount - b.amount end as dearer,
               a.ends_on - b.ends_on as later
        from (select * from dated where report_on = %(older)s) b
        full join (select * from dated where report_on = %(newer)s) a on a.work_id = b.work_id
    ), kinds as (
        select *, case when not was_there then 'new' when not is_there then 'left'
                       when was not in ('R', 'AR', 'A', 'AG', 'G') or now not in ('R', 'AR', 'A', 'AG', 'G')
                       then 'not-comparable'
                       when was = now then 'unchanged' else 'changed' end as kind
        from sides
    )
"""


def connect() -> None:
    """Register the figures of the page; called once, when Django is ready."""
    see, screen = "Portfolio, Compare snapshots", "portfolio:snapshot_compare"
    add = figures.register
    add(figures.Figure(screen, "Work of each snapshot", _days, _days_asked, see, can_list))
    add(figures.Figure(screen, "What changed between the two latest", _compared, _compared_asked, see, can_list))


def _days(viewer: Viewer) -> dict[str, Any]:
    return labelled([(each.day, each.works) for each in snapshot_days(viewer.user)])


def _days_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select r.report_on, count(distinct r.work_id) from portfolio_statusreport r join seen_work w on w.id = r.work_id
        where r.submitted_at is not null and r.source_id is not null group by 1
        """,
    )


def _compared(viewer: Viewer) -> dict[str, Any]:
    days = snapshot_days(viewer.user)
    if len(days) < 2:
        return {}
    found = compare_snapshots(viewer.user, days[1].day, days[0].day)
    dearer = [row.cost_change for row in found.rows if row.cost_change is not None]
    later = [row.slip_days for row in found.rows if row.slip_days is not None]
    return {
        "sentence": found.message,
        "rows": len(found.rows),
        **found.counts,
        **{f"{move.was} to {move.now}": move.works for move in found.moves},
        "costs compared": len(dearer),
        "change of cost in all": sum(dearer) if dearer else None,
        "ends compared": len(later),
        "days later in all": sum(later),
    }


def _compared_asked(viewer: Viewer) -> dict[str, Any]:
    days = sorted(_days_asked(viewer), reverse=True)
    if len(days) < 2:
        return {}
    sides = {"newer": days[0], "older": days[1]}
    found = table(
        viewer,
        f"""
        {_SIDES}
        select kind, count(*) from kinds group by kind
        union all select was || ' to ' || now, count(*) from kinds where kind = 'changed' group by was, now
        union all select 'rows', count(*) from kinds
        union all select 'costs compared', count(dearer) from kinds
        union all select 'ends compared', count(later) from kinds
        union all select 'days later in all', coalesce(sum(later), 0) from kinds
        """,
        **sides,
    )
    counts = {name: int(count) for name, count in found.items()}
    ((dearer,),) = ask(viewer, f"{_SIDES} select sum(dearer) from kinds", **sides)
    return {**counts, "change of cost in all": dearer, "sentence": _sentence(counts)}


def _sentence(counts: dict[str, int]) -> str:
    changed, unchanged = counts.get("changed", 0), counts.get("unchanged", 0)
    matched = changed + unchanged + counts.get("not-comparable", 0)
    if not matched:
        return "No work is in both snapshots."
    if not changed + unchanged:
        return f"None of {words.counted(matched, 'rating')} can be compared."
    return f"{words.number(changed)} of {words.counted(matched, 'rating')} changed."
