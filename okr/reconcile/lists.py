"""The list of objectives: rows, tabs, total and opening sentence; and what strategy adds to the list of work."""

from collections.abc import Mapping
from typing import Any, Final

from big.core import words
from big.reconcile.blocks import ask, labelled, table, value
from big.reconcile.viewer import Viewer
from big.registry import figures, pages
from okr.policies import can_see_strategy
from okr.selectors.links import objectives_of_works
from okr.selectors.objective_list import ObjectiveFilters, ObjectiveList, objective_list
from okr.selectors.sentences import none_reported, so_many
from portfolio.models.work import Work
from portfolio.policies import can_list
from portfolio.selectors.asking import HOST, tab_counts
from portfolio.selectors.frame import frame

LIST: Final = "okr:objective_list"
OUTCOME: Final = ("mark", "percent", "expected", "tracked", "on course")
DELIVERY: Final = ("delivery", "works delivering", "forecast", "unsupported links", "supporters")
GAPS: Final = ("no-delivery", "no-funds", "no-support")


def connect() -> None:
    """Register the figures of both lists; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any, see: str = "Objectives and OKRs, row {code}") -> None:
        figures.register(figures.Figure(LIST, name, shown, independent, see, can_see_strategy))

    add("Outcome of each", _outcomes, _outcomes_asked)
    add("Delivery, money and support of each", _deliveries, _deliveries_asked)
    add("Live work of each by stream", _streams, _streams_asked)
    add("Objectives on each tab", _tabs, _tabs_asked, "Objectives and OKRs")
    add("Forecast of all", _total, _total_asked, "Objectives and OKRs, last line")
    add("Opening sentence", _sentence, _sentence_asked, "Objectives and OKRs")
    works = figures.Figure(
        "portfolio:work_list", "Work with no line of sight", _without, _without_asked, "Portfolio, tab", can_list
    )
    figures.register(works)
    column = "Objectives of each piece of work"
    figures.register(
        figures.Figure("portfolio:work_list", column, _served, _served_asked, "Portfolio, row {code}", can_list)
    )


def listed(viewer: Viewer) -> ObjectiveList:
    """The page as it opens, read once for all figures that stand on it."""
    if "objectives" not in viewer.kept:
        viewer.kept["objectives"] = objective_list(viewer.user, frame(viewer.today), ObjectiveFilters())
    page: ObjectiveList = viewer.kept["objectives"]
    return page


def _outcomes(viewer: Viewer) -> dict[str, Any]:
    found = [
        (row.objective.code, read.mark, read.percent, read.expected, read.tracked, read.on_course)
        for row in listed(viewer).rows
        for read in [row.progress]
    ]
    return labelled(found, *OUTCOME)


def _outcomes_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select o.code, c.mark, c.percent, c.expected, c.tracked, c.green
        from seen_objective o join outcome c on c.objective_id = o.id
        """,
        *OUTCOME,
    )


def _deliveries(viewer: Viewer) -> dict[str, Any]:
    found = [
        (row.objective.code, row.delivery.mark, row.delivery.works, row.forecast, row.unsupported, len(row.supporters))
        for row in listed(viewer).rows
    ]
    return labelled(found, *DELIVERY)


def _deliveries_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select o.code, coalesce(d.mark, 'N'), d.works,
               (select sum(c.forecast) from carried c join family f on f.id = c.objective_id where f.top = o.id),
               (select count(*) from lonely_link l join seen_work w on w.id = l.work_id
                where l.objective_id = o.id and l.state in ('claimed', 'agreed') and w.is_live),
               (select count(*) from okr_supporter s where s.objective_id = o.id and s.ended_on is null)
        from seen_objective o left join delivery d on d.objective_id = o.id
        """,
        *DELIVERY,
    )


def _streams(viewer: Viewer) -> dict[str, Any]:
    return {f"{row.objective.code}, {cell.stream}": cell.count for row in listed(viewer).rows for cell in row.streams}


def _streams_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select o.code || ', ' || d.stream, count(distinct d.work_id)
        from delivering d join seen_objective o on o.id = d.objective_id group by 1
        """,
    )


def _tabs(viewer: Viewer) -> dict[str, Any]:
    return dict(listed(viewer).counts)


# One row for each pursued objective with what the list says of it. One with pursued objectives under it is delivered
# through them, and asked itself only where work serves it directly.
_PURSUED: Final = """
    with worked as (
        select distinct objective_id from live_link
    ), alone as (
        select distinct l.objective_id from lonely_link l join live_link using (id)
    ), told as (
        select o.id, o.code, o.is_mission_critical, o.state, c.mark, d.mark as delivery,
               s.objective_id is not null as is_served, f.objective_id is not null as is_funded,
               s.objective_id is not null
                   or not exists (select 1 from seen_objective u where u.parent_id = o.id and u.is_pursued) as is_asked,
               l.objective_id is not null
                   or not exists (select 1 from okr_supporter p where p.objective_id = o.id and p.ended_on is null)
                   as lacks_support
        from seen_objective o join outcome c on c.objective_id = o.id
        left join delivery d on d.objective_id = o.id left join worked s on s.objective_id = o.id
        left join funded f on f.objective_id = o.id left join alone l on l.objective_id = o.id
        where o.is_pursued
    )
"""


def _tabs_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        f"""
        {_PURSUED}
        select '', count(*) from seen_objective
        union all select 'critical', count(*) from seen_objective where is_mission_critical
        union all select 'attention', count(*) from told
                  where mark in ('R', 'A') or delivery = 'R' or state = 'contested'
        union all select 'no-delivery', count(*) from told where is_asked and not is_served
        union all select 'no-funds', count(*) from told where is_served and not is_funded
        union all select 'no-support', count(*) from told where is_asked and lacks_support
        """,
    )


def _total(viewer: Viewer) -> dict[str, Any]:
    linked = listed(viewer).linked
    return {"budget": linked.budget, "forecast": linked.forecast}


def _total_asked(viewer: Viewer) -> dict[str, Any]:
    ((budget, forecast),) = ask(viewer, "select sum(budget), sum(forecast) from carried")
    return {"budget": budget, "forecast": forecast}


def _sentence(viewer: Viewer) -> dict[str, Any]:
    return {"sentence": listed(viewer).message}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    """How many of the objectives pursued are on course, and the gravest break; the words are the page's own."""
    every = value(viewer, "select count(*) from seen_objective")
    told = ask(
        viewer,
        f"""
        {_PURSUED}
        select code, mark, is_asked and not is_served, is_served and not is_funded, is_asked and lacks_support
        from told
        """,
    )
    if not every:
        return {"sentence": "There are no objectives yet."}
    if not told:
        return {"sentence": f"None of {words.counted(every, 'objective')} is being pursued."}
    good = sum(mark == "G" for _, mark, *_ in told)
    measured = any(mark != "N" for _, mark, *_ in told)
    first = so_many(good, len(told), "objective") if measured else none_reported(len(told), "objective")
    lacking = [[code for code, _, *gaps in told if gaps[at]] for at in range(len(GAPS))]
    return {"sentence": f"{first} {_gravest(dict(zip(GAPS, lacking, strict=True)))}".strip()}


def _gravest(lacking: Mapping[str, list[str]]) -> str:
    one = {
        "no-delivery": "{} has no delivery.",
        "no-funds": "{} has no funds this quarter.",
        "no-support": "Nobody supports part of {}.",
    }
    many = {
        "no-delivery": "{} have no delivery.",
        "no-funds": "{} have no funds this quarter.",
        "no-support": "{} lack support.",
    }
    for gap in GAPS:
        if len(lacking[gap]) == 1:
            return one[gap].format(lacking[gap][0])
        if lacking[gap]:
            return many[gap].format(words.capital(words.in_words(len(lacking[gap]))))
    return ""


def _without(viewer: Viewer) -> dict[str, Any]:
    """Every tab that an app above the portfolio adds; one that has no query here shows as a difference."""
    added = {tab.key for tab in pages.tabs(HOST)}
    return {each.key: each.count for each in tab_counts(viewer.user, frame(viewer.today)) if each.key in added}


def _without_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select 'no-sight', count(*) from seen_work w
        where w.is_live and not w.is_must_do
          and not exists (select 1 from seen_link l where l.work_id = w.id and l.state = 'agreed')
        """,
    )


def _served(viewer: Viewer) -> dict[str, Any]:
    codes = dict(Work.objects.visible_to(viewer.user).values_list("pk", "code"))
    cells = objectives_of_works(list(codes), viewer.user)
    found = [(codes[key], len(links), sum(link.weight for link in links)) for key, links in cells.items()]
    return labelled(found, "objectives", "percent linked")


def _served_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select w.code, count(*), sum(l.weight) from seen_link l join seen_work w on w.id = l.work_id
        where l.state in ('claimed', 'agreed') group by w.code
        """,
        "objectives",
        "percent linked",
    )
