"""The page of purpose and drivers, with those of single drivers and purposes."""

from typing import Any, Final

from big.core import words
from big.reconcile.blocks import ask, labelled, table
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from okr.models.drivers import Driver
from okr.models.purposes import Purpose
from okr.policies import can_see_strategy
from okr.selectors.strategy_page import StrategyPage, driver_page, purpose_page, strategy_page
from portfolio.selectors.frame import frame

# A driver is answered by the objectives that name it, unless those were withdrawn or superseded; it is a gap where
# none of them is pursued, unless the driver is closed.
_DRIVERS: Final = """
    with answered as (
        select d.id, d.code, d.kind, d.state <> 'closed' as is_current,
               count(o.id) filter (where o.state not in ('withdrawn', 'superseded')) as answers,
               count(o.id) as named, count(o.id) filter (where o.is_pursued) as pursued
        from seen_driver d left join okr_strategicobjective_drivers x on x.driver_id = d.id
        left join seen_objective o on o.id = x.strategicobjective_id
        group by d.id, d.code, d.kind, d.state
    )
"""


def connect() -> None:
    """Register the figures of the pages; called once, when Django is ready."""

    def add(screen: str, name: str, shown: Any, independent: Any, see: str) -> None:
        figures.register(figures.Figure(f"okr:{screen}", name, shown, independent, see, can_see_strategy))

    add("strategy", "Drivers and what answers them", _drivers, _drivers_asked, "Purpose and drivers")
    add("strategy", "What bears on each purpose", _purposes, _purposes_asked, "Purpose and drivers")
    add("strategy", "Opening sentence", _sentence, _sentence_asked, "Purpose and drivers")
    add("driver_detail", "Objectives that answer it", _answers, _answers_asked, "Driver {code}")
    add("purpose_detail", "Drivers and objectives", _bearing, _bearing_asked, "Purpose {code}")


def _page(viewer: Viewer) -> StrategyPage:
    if "strategy" not in viewer.kept:
        viewer.kept["strategy"] = strategy_page(viewer.user, frame(viewer.today))
    page: StrategyPage = viewer.kept["strategy"]
    return page


def _drivers(viewer: Viewer) -> dict[str, Any]:
    page = _page(viewer)
    found: dict[str, Any] = {"closed": page.closed}
    for kind in page.kinds:
        found[f"{kind.kind}, drivers"] = len(kind.rows)
        found[f"{kind.kind}, without an answer"] = sum(row.is_gap for row in kind.rows)
        found |= {f"{row.driver.code}, answers": len(row.answers) for row in kind.rows}
    return found


def _drivers_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        f"""
        {_DRIVERS}
        select 'closed', count(*) from answered where not is_current
        union all select kind || ', drivers', count(*) from answered where is_current group by kind
        union all select kind || ', without an answer', count(*) from answered
                  where is_current and pursued = 0 group by kind
        union all select code || ', answers', answers from answered where is_current
        """,
    )


def _purposes(viewer: Viewer) -> dict[str, Any]:
    found = [(row.purpose.code, row.drivers, row.objectives) for row in _page(viewer).purposes]
    return labelled(found, "drivers", "objectives")


def _purposes_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select p.code,
               (select count(*) from okr_driver_purposes x join seen_driver d on d.id = x.driver_id
                where x.purpose_id = p.id),
               (select count(*) from seen_objective o where o.purpose_id = p.id and o.is_pursued)
        from okr_purpose p where p.state <> 'retired'
        """,
        "drivers",
        "objectives",
    )


def _sentence(viewer: Viewer) -> dict[str, Any]:
    return {"sentence": _page(viewer).message}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    rows = ask(viewer, f"{_DRIVERS} select code, pursued from answered where is_current order by code")
    if not rows:
        return {"sentence": "No drivers are written down yet."}
    gaps = [code for code, pursued in rows if not pursued]
    total, good = words.in_words(len(rows)), len(rows) - len(gaps)
    if not gaps:
        return {"sentence": f"All {total} drivers are answered." if len(rows) > 1 else "The one driver is answered."}
    if not good:
        none = f"None of {total} drivers is answered."
        return {"sentence": none if len(rows) > 1 else "Nothing answers the one driver."}
    lead = f"{words.capital(words.in_words(good))} of {total} drivers {'is' if good == 1 else 'are'} answered."
    if len(gaps) == 1:
        return {"sentence": f"{lead} Nothing answers {gaps[0]}."}
    return {"sentence": f"{lead} {words.capital(words.in_words(len(gaps)))} have no answer."}


def _answers(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    drivers = viewer.opened(list(Driver.objects.visible_to(viewer.user).select_related("node").order_by("code")))
    viewer.kept["drivers"] = [driver.code for driver in drivers]
    pages = [driver_page(driver, viewer.user, now) for driver in drivers]
    found = [(page.driver.code, len(page.rows), sum(row.progress.mark == "G" for row in page.rows)) for page in pages]
    return labelled(found, "objectives", "on course")


def _answers_asked(viewer: Viewer) -> dict[str, Any]:
    found = table(
        viewer,
        """
        select d.code, count(o.id), count(o.id) filter (where c.mark = 'G')
        from seen_driver d join okr_strategicobjective_drivers x on x.driver_id = d.id
        join seen_objective o on o.id = x.strategicobjective_id join outcome c on c.objective_id = o.id
        group by d.code
        """,
        "objectives",
        "on course",
    )
    return of_codes(found, viewer.kept["drivers"])


def _bearing(viewer: Viewer) -> dict[str, Any]:
    now = frame(viewer.today)
    pages = [purpose_page(each, viewer.user, now) for each in Purpose.objects.visible_to(viewer.user)]
    found = [
        (page.purpose.code, len(page.drivers), sum(row.is_gap for row in page.drivers), len(page.objectives))
        for page in pages
    ]
    return labelled(found, "drivers", "without an answer", "objectives")


def _bearing_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        f"""
        {_DRIVERS}
        select p.code, count(a.id), count(a.id) filter (where a.pursued = 0),
               (select count(*) from seen_objective o where o.purpose_id = p.id)
        from okr_purpose p left join okr_driver_purposes x on x.purpose_id = p.id
        left join answered a on a.id = x.driver_id and a.is_current
        group by p.id, p.code
        """,
        "drivers",
        "without an answer",
        "objectives",
    )
