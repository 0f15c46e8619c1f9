"""The pages of one piece of work: its money by year, kind and stretch, what stands on its tabs and under it."""

from collections.abc import Iterator
from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from portfolio.models.work import Work
from portfolio.policies import can_list
from portfolio.reconcile.money import between, of_many, of_totals, summed
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.money import steps, totals, totals_by
from portfolio.selectors.snapshots import cost_history, rating_history
from portfolio.selectors.work_page import branches, overview, stated_costs, work_head

_WITHIN: Final = "m.starts_on >= %(year_start)s and m.ends_on <= %(year_end)s"


def connect() -> None:
    """Register the figures of the pages of work; called once, when Django is ready."""

    def add(screen: str, name: str, shown: Any, independent: Any) -> None:
        def asked(viewer: Viewer) -> dict[str, Any]:
            return of_codes(independent(viewer), [work.code for work in _works(viewer)])

        figures.register(figures.Figure(f"portfolio:{screen}", name, shown, asked, "Work {code}", can_list))

    add("work_detail", "Money of the year", _heads, lambda viewer: summed(viewer, "w.code", "seen_work w"))
    add("work_detail", "Mark, reports and whole-life cost", _overviews, _overviews_asked)
    add("work_detail", "What stands on each tab", _tabs, _tabs_asked)
    add("work_money", "Money by nature", _natures, _natures_asked)
    add("work_money", "Money of each stretch of time", _steps, _steps_asked)
    add("work_milestones", "Milestones", _milestones, _milestones_asked)
    add("work_status", "Reports that count, and costs stated", _histories, _histories_asked)
    add("work_structure", "Work below and its money", _below, _below_asked)


def _works(viewer: Viewer) -> list[Work]:
    """The work whose pages are opened."""
    if "works" not in viewer.kept:
        viewer.kept["works"] = viewer.opened(list(Work.objects.visible_to(viewer.user).for_rows()))
    works: list[Work] = viewer.kept["works"]
    return works


def _each(viewer: Viewer) -> Iterator[tuple[Work, Any, Frame]]:
    """Every page's head, read once for all figures that stand on it."""
    now = frame(viewer.today)
    if "heads" not in viewer.kept:
        viewer.kept["heads"] = [(work, work_head(work, viewer.user, now), now) for work in _works(viewer)]
    yield from viewer.kept["heads"]


def _heads(viewer: Viewer) -> dict[str, Any]:
    return of_many((work.code, head.money) for work, head, _ in _each(viewer))


def _overviews(viewer: Viewer) -> dict[str, Any]:
    found = []
    for work, head, now in _each(viewer):
        seen = overview(work, head.standing, now)
        life = seen.whole_life
        amount, currency = (life.amount, life.currency) if life else (None, None)
        found.append((work.code, head.standing.mark, len(seen.reports), amount, currency))
    return labelled(found, "mark", "report dates", "whole-life cost", "currency")


def _overviews_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select w.code, m.mark, (select count(*) from counted_report r where r.work_id = w.id), l.amount, l.currency
        from seen_work w join work_mark m on m.id = w.id left join whole_life l on l.work_id = w.id
        """,
        "mark",
        "report dates",
        "whole-life cost",
        "currency",
    )


def _tabs(viewer: Viewer) -> dict[str, Any]:
    found = [(work.code, head.children, head.milestones, head.reports) for work, head, _ in _each(viewer)]
    return labelled(found, "children", "milestones", "reports")


def _tabs_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select w.code, (select count(*) from seen_work c where c.parent_id = w.id),
               (select count(*) from portfolio_milestone x where x.work_id = w.id),
               (select count(*) from portfolio_statusreport x where x.work_id = w.id)
        from seen_work w
        """,
        "children",
        "milestones",
        "reports",
    )


def _natures(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    found: dict[str, Any] = {}
    for work in _works(viewer):
        of_kind = totals_by(Work.objects.filter(pk=work.pk), now.year, "nature", currency=now.currency)
        found |= of_many((f"{work.code} {nature}", each) for nature, each in of_kind.items())
    return found


def _natures_asked(viewer: Viewer) -> dict[str, Any]:
    return between(viewer, "w.code || ' ' || m.nature", "seen_work w", _WITHIN)


def _steps(viewer: Viewer) -> dict[str, Any]:
    """Every month, quarter or year for which there are lines, in the year and beyond."""
    now = frame(viewer.today)
    found: dict[str, Any] = {}
    for work in _works(viewer):
        for step in steps(Work.objects.filter(pk=work.pk), currency=now.currency):
            found |= of_totals(f"{work.code} {step.period.starts_on} to {step.period.ends_on}", step.totals)
    return found


def _steps_asked(viewer: Viewer) -> dict[str, Any]:
    return between(viewer, "w.code || ' ' || m.starts_on || ' to ' || m.ends_on", "seen_work w", "true")


def _milestones(viewer: Viewer) -> dict[str, Any]:
    found = []
    for work in _works(viewer):
        shown = list(work.milestones.by_date())
        late = [each.slip_days for each in shown if each.slip_days and each.slip_days > 0]
        found.append((work.code, len(shown), sum(late)))
    return labelled(found, "milestones", "days late in all")


def _milestones_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select w.code, count(x.id), coalesce(sum(
            greatest(coalesce(x.actual_on, x.forecast_on, x.baseline_on) - x.baseline_on, 0)), 0)::int
        from seen_work w left join portfolio_milestone x on x.work_id = w.id
        group by w.code
        """,
        "milestones",
        "days late in all",
    )


def _histories(viewer: Viewer) -> dict[str, Any]:
    found = []
    for work in _works(viewer):
        costs = cost_history(work)
        moved = [each.change for each in costs if each.change is not None]
        found.append((work.code, len(rating_history(work)), len(stated_costs(work)), sum(moved) if moved else None))
    return labelled(found, "reports that count", "costs stated", "change of cost in all")


def _histories_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        with moved as (
            select work_id, currency,
                   (array_agg(amount order by stated_on desc))[1] - (array_agg(amount order by stated_on))[1] as change
            from portfolio_wholelifecost where amount is not null
            group by work_id, currency having count(*) > 1
        )
        select w.code,
               (select count(distinct r.report_on) from portfolio_statusreport r
                where r.work_id = w.id and r.submitted_at is not null),
               (select count(*) from portfolio_wholelifecost c where c.work_id = w.id),
               (select sum(change) from moved where moved.work_id = w.id)
        from seen_work w
        """,
        "reports that count",
        "costs stated",
        "change of cost in all",
    )


def _below(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    found: dict[str, Any] = {}
    for work, head, _ in _each(viewer):
        if not head.children:
            continue
        below = [branch.row.work.pk for branch in branches(work, viewer.user, now)]
        money = totals(Work.objects.filter(pk__in=below), now.year, currency=now.currency)
        found |= {f"{work.code}, work below": len(below), **of_totals(work.code, money)}
    return found


def _below_asked(viewer: Viewer) -> dict[str, Any]:
    counted = table(
        viewer,
        """
        select w.code, count(*) from work_below b join seen_work w on w.id = b.top where b.id <> b.top group by w.code
        """,
        "work below",
    )
    source = "work_below b join seen_work t on t.id = b.top and b.id <> b.top join seen_work w on w.id = b.id"
    return counted | summed(viewer, "t.code", source)
