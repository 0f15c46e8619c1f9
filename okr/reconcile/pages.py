"""The pages of objectives, key results, links, purposes and drivers, each opened as its reader opens it."""

from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.policies import can_see_strategy
from okr.selectors.key_result_page import key_result_page
from okr.selectors.links import link_page, sight_of_work
from okr.selectors.objective_page import ObjectivePage, objective_page
from portfolio.models.work import Work
from portfolio.selectors.frame import frame

AMOUNTS: Final = ("budget", "actual", "forecast", "released", "variance")
OBJECTIVE: Final = (
    *("mark", "percent", "expected", "delivery", "key results", "works", "forecast", "claimed", "released"),
    *("places lacking support", "objectives under it"),
)
KEY_RESULT: Final = ("mark", "percent", "expected", "value", "age", "links", "readings")


def connect() -> None:
    """Register the figures of the pages; called once, when Django is ready."""

    def add(screen: str, name: str, shown: Any, independent: Any, see: str) -> None:
        figures.register(figures.Figure(f"okr:{screen}", name, shown, independent, see, can_see_strategy))

    add("objective_detail", "Figures of the page", _objectives, _objectives_asked, "Objective {code}")
    add("objective_detail", "Share of each stream", _streams, _streams_asked, "Objective {code}, What serves it")
    add("key_result_detail", "Figures of the page", _key_results, _key_results_asked, "Key result {code}")
    add("contribution_detail", "Money and share", _links, _links_asked, "Link {code}")
    figures.register(
        figures.Figure(
            "portfolio:work_detail", "Line of sight", _sights, _sights_asked, "Work {code}", can_see_strategy
        )
    )


def _pages(viewer: Viewer) -> list[ObjectivePage]:
    if "objective pages" not in viewer.kept:
        now = frame(viewer.today)
        rows = list(StrategicObjective.objects.visible_to(viewer.user).for_rows())
        viewer.kept["objective pages"] = [objective_page(each, viewer.user, now) for each in viewer.opened(rows)]
    pages: list[ObjectivePage] = viewer.kept["objective pages"]
    return pages


def _codes(viewer: Viewer) -> list[str]:
    return [page.objective.code for page in _pages(viewer)]


def _objectives(viewer: Viewer) -> dict[str, Any]:
    found = [
        (
            *(page.objective.code, page.progress.mark, page.progress.percent, page.progress.expected),
            *(page.delivery.mark, len(page.key_results), page.serving_count, page.share.forecast),
            *(page.claimed.forecast, page.released, page.unsupported, len(page.children)),
        )
        for page in _pages(viewer)
    ]
    return labelled(found, *OBJECTIVE)


def _objectives_asked(viewer: Viewer) -> dict[str, Any]:
    """A place lacks support where some standing link of the objective itself, from work of that unit, is lonely."""
    found = table(
        viewer,
        """
        select o.code, c.mark, c.percent, c.expected, coalesce(d.mark, 'N'),
               (select count(*) from okr_keyresult k where k.objective_id = o.id),
               (select count(distinct l.work_id) from seen_link l join family f on f.id = l.objective_id
                where f.top = o.id and l.state <> 'withdrawn'),
               (select sum(c.forecast) from carried c join family f on f.id = c.objective_id where f.top = o.id),
               (select sum(y.forecast * l.weight * 0.01) from seen_link l join family f on f.id = l.objective_id
                join year_cost y on y.work_id = l.work_id where f.top = o.id and l.state = 'claimed'),
               r.funds,
               (select count(distinct coalesce(w.unit_id, 0)) from lonely_link l join seen_work w on w.id = l.work_id
                where l.objective_id = o.id and l.state in ('claimed', 'agreed')),
               (select count(*) from seen_objective u where u.parent_id = o.id)
        from seen_objective o join outcome c on c.objective_id = o.id
        left join delivery d on d.objective_id = o.id left join funded r on r.objective_id = o.id
        """,
        *OBJECTIVE,
    )
    return of_codes(found, _codes(viewer))


def _streams(viewer: Viewer) -> dict[str, Any]:
    found = [
        (
            f"{page.objective.code} {group.stream}",
            len(group.rows),
            *(getattr(group.share.lead, name) for name in AMOUNTS),
        )
        for page in _pages(viewer)
        for group in page.groups
    ]
    return labelled(found, "links", *AMOUNTS)


def _streams_asked(viewer: Viewer) -> dict[str, Any]:
    found = table(
        viewer,
        """
        select concat(o.code, ' ', w.stream), count(*), sum(c.budget), sum(c.actual), sum(c.forecast), sum(c.released),
               sum(c.variance)
        from seen_objective o join family f on f.top = o.id
        join seen_link l on l.objective_id = f.id and l.state <> 'withdrawn' join seen_work w on w.id = l.work_id
        left join carried c on c.objective_id = l.objective_id and c.work_id = l.work_id and l.state = 'agreed'
        group by 1
        """,
        "links",
        *AMOUNTS,
    )
    return of_codes(found, _codes(viewer))


def _key_results(viewer: Viewer) -> dict[str, Any]:
    rows = list(KeyResult.objects.visible_to(viewer.user).select_related("objective__plan", "objective__node"))
    found = []
    for row in viewer.opened(rows):
        page = key_result_page(row, viewer.user, viewer.today)
        read, readings = page.row.progress, len(page.readings) + page.more_readings
        found.append(
            (row.code, read.mark, read.percent, read.expected, read.value, read.age_days, len(page.links), readings)
        )
    viewer.kept["key results"] = [code for code, *_ in found]
    return labelled(found, *KEY_RESULT)


def _key_results_asked(viewer: Viewer) -> dict[str, Any]:
    """A link that names no key result serves all of its objective; a page shows sixty readings and says of one more."""
    found = table(
        viewer,
        """
        select p.code, p.mark, p.percent, p.expected, p.value, p.age,
               (select count(*) from seen_link l
                where l.objective_id = p.objective_id and l.state in ('claimed', 'agreed')
                  and (not exists (select 1 from okr_contribution_key_results n where n.contribution_id = l.id)
                       or exists (select 1 from okr_contribution_key_results n
                                  where n.contribution_id = l.id and n.keyresult_id = p.id))),
               (select least(count(*), 61) from okr_reading r where r.key_result_id = p.id)
        from key_progress p
        """,
        *KEY_RESULT,
    )
    return of_codes(found, viewer.kept["key results"])


def _links(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    rows = list(Contribution.objects.visible_to(viewer.user).select_related("work", "objective__node").order_by("pk"))
    found = []
    for link in viewer.opened(rows):
        page = link_page(link, viewer.user, now)
        found.append((link.pk, page.standing.mark, page.money.forecast, page.share.forecast))
    viewer.kept["links"] = [str(key) for key, *_ in found]
    return labelled(found, "mark", "forecast of the work", "share")


def _links_asked(viewer: Viewer) -> dict[str, Any]:
    found = table(
        viewer,
        """
        select l.id, m.mark, y.forecast, y.forecast * l.weight * 0.01
        from seen_link l join work_mark m on m.id = l.work_id left join year_cost y on y.work_id = l.work_id
        """,
        "mark",
        "forecast of the work",
        "share",
    )
    return of_codes(found, viewer.kept["links"])


def _sights(viewer: Viewer) -> dict[str, Any]:
    works = viewer.opened(list(Work.objects.visible_to(viewer.user).for_rows()))
    viewer.kept["sights"] = [work.code for work in works]
    seen = [(work.code, sight_of_work(work, viewer.user)) for work in works]
    return labelled([(code, len(each.links), each.linked, each.left) for code, each in seen], "links", "linked", "left")


def _sights_asked(viewer: Viewer) -> dict[str, Any]:
    found = table(
        viewer,
        """
        select w.code, count(l.id), coalesce(sum(l.weight) filter (where l.state in ('claimed', 'agreed')), 0),
               100 - coalesce(sum(l.weight) filter (where l.state in ('claimed', 'agreed')), 0)
        from seen_work w left join seen_link l on l.work_id = w.id and l.state <> 'withdrawn'
        group by w.code
        """,
        "links",
        "linked",
        "left",
    )
    return of_codes(found, viewer.kept["sights"])
