"""The line of sight: how much each column holds, what is missing, and what lies underneath each focus; page and API."""

from typing import Any, Final

from big.core import words
from big.reconcile.answers import answer
from big.reconcile.blocks import ask, define, labelled, table
from big.reconcile.organisation import belongs
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from governance.reconcile import facts
from governance.reconcile.rules import count, found, unlinked_money
from governance.selectors.sight import SightPage, sight_page
from governance.selectors.sight_board import View
from governance.selectors.sight_graph import Narrowing
from governance.sentences.sight import Whole, of_whole
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame

SIGHT: Final = "governance:sight"
UNDERNEATH: Final = ("works", "weight", "forecast", "variance", "milestones", "links nobody supports")
GAPS: Final = {
    "driver": "driver.unanswered",
    "objective": "objective.no_delivery",
    "key_result": "key_result.undelivered",
    "work": "work.unlinked",
}

# An objective pursued with those pursued above it, and with those under it.
define(
    "sight_family",
    """
    select id as top, id from seen_objective where is_pursued
    union
    select f.top, o.id from sight_family f join seen_objective o on o.parent_id = f.id where o.is_pursued
    """,
)
# Narrowed to a stream or unit, the objectives that its work is linked to with all above them; else all.
define(
    "sight_objective",
    """
    select o.* from seen_objective o
    where o.is_pursued
      and ((%(unit)s is null and %(stream)s = '')
           or exists (select 1 from sight_family f join scope_link l on l.objective_id = f.id where f.top = o.id))
    """,
)
define("sight_key_result", "select p.* from key_progress p join sight_objective o on o.id = p.objective_id "
       "where p.is_tracked")  # fmt: skip
define(
    "sight_driver",
    """
    select d.* from seen_driver d
    where d.state <> 'closed'
      and ((%(unit)s is null and %(stream)s = '')
           or exists (select 1 from okr_strategicobjective_drivers x join sight_objective o
                      on o.id = x.strategicobjective_id where x.driver_id = d.id))
    """,
)

# Every focus with the links that lie underneath it: of an objective those to it and to all under it, of a driver or
# purpose those of the objectives that answer it, of a key result those that name it or none, of work its own.
define(
    "underneath",
    """
    select o.code as focus, l.id as link_id from sight_family f join sight_objective o on o.id = f.top
    join live_link l on l.objective_id = f.id
    union
    select d.code, l.id from sight_driver d join okr_strategicobjective_drivers x on x.driver_id = d.id
    join sight_family f on f.top = x.strategicobjective_id join live_link l on l.objective_id = f.id
    union
    select p.code, l.id from sight_key_result p join live_link l on l.objective_id = p.objective_id
    where not exists (select 1 from okr_contribution_key_results n where n.contribution_id = l.id)
       or exists (select 1 from okr_contribution_key_results n
                  where n.contribution_id = l.id and n.keyresult_id = p.id)
    union
    select w.code, l.id from live_work w join live_link l on l.work_id = w.id
    """,
)


def connect() -> None:
    """Register the figures of the page and of the API; called once, when Django is ready."""
    add, figure = figures.register, figures.Figure
    add(figure(SIGHT, "Columns and what they miss", _columns, _columns_asked, "Line of sight", belongs))
    add(figure(SIGHT, "Columns of each stream", _streams, _streams_asked, "Line of sight, {code}", belongs))
    add(figure(SIGHT, "Opening sentence", _sentence, _sentence_asked, "Line of sight", belongs))
    add(figure(SIGHT, "Underneath each focus", _below, _below_asked, "Line of sight, ?focus={code}", belongs))
    see = "/api/v1/line-of-sight/"
    add(figure("api:line-of-sight", "Records and steps", _answered, _answered_asked, see, belongs))


def _page(viewer: Viewer, focus: str = "") -> SightPage:
    narrowing = Narrowing(viewer.unit, viewer.stream)
    return sight_page(viewer.user, frame(viewer.today), View(focus=focus), narrowing)


def _whole(viewer: Viewer) -> SightPage:
    if "sight" not in viewer.kept:
        viewer.kept["sight"] = _page(viewer)
    page: SightPage = viewer.kept["sight"]
    return page


def _columns(viewer: Viewer) -> dict[str, Any]:
    board = _whole(viewer).board
    columns = labelled([(each.kind, each.total, each.head) for each in board.columns], "records", "head")
    return {**columns, **{f"{kind}, missing": many for kind, many in board.gaps_by_kind.items()}, "missing": board.gaps}


def _columns_asked(viewer: Viewer) -> dict[str, Any]:
    """What misses a link is judged over everything, also where the page is narrowed."""
    codes = {
        kind: {code for (code,) in ask(viewer, f"select code from {source}")}
        for kind, source in (
            ("driver", "sight_driver"),
            ("objective", "sight_objective"),
            ("key_result", "sight_key_result"),
            ("work", "live_work"),
        )
    }
    everything = found(viewer.of_stream("").narrowed(None))
    missing = {kind: len(codes[kind] & set(everything[rule])) for kind, rule in GAPS.items()}
    heads = {kind: words.number(len(each)) for kind, each in codes.items()}
    if codes["key_result"]:
        ((green,),) = ask(viewer, "select count(*) from sight_key_result where mark = 'G'")
        heads["key_result"] += f", of which {words.number(green)} on course"
    ((cost,),) = ask(viewer, "select sum(y.forecast) from year_cost y join live_work w on w.id = y.work_id")
    if cost is not None:
        heads["work"] += f", {words.money(cost, facts.currency(viewer))}"
    return {
        **{f"{kind}, records": len(each) for kind, each in codes.items()},
        **{f"{kind}, head": head for kind, head in heads.items()},
        **{f"{kind}, missing": many for kind, many in missing.items()},
        "missing": sum(missing.values()),
    }


def _streams(viewer: Viewer) -> dict[str, Any]:
    return {
        f"{stream}, {label}": each
        for stream in Stream.values
        for label, each in _columns(viewer.of_stream(stream)).items()
    }


def _streams_asked(viewer: Viewer) -> dict[str, Any]:
    return {
        f"{stream}, {label}": each
        for stream in Stream.values
        for label, each in _columns_asked(viewer.of_stream(stream)).items()
    }


def _sentence(viewer: Viewer) -> dict[str, Any]:
    return {"sentence": _whole(viewer).message}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    titles = facts.unfunded(viewer)
    ((objectives, works),) = ask(
        viewer, "select (select count(*) from sight_objective), (select count(*) from live_work)"
    )
    return {
        "sentence": of_whole(
            Whole(
                objectives=objectives,
                undelivered=count(viewer, "objective.no_delivery"),
                unfunded=len(titles),
                unfunded_title=titles[0] if titles else "",
                works=works,
                unlinked=count(viewer, "work.unlinked"),
                unlinked_money=unlinked_money(viewer),
                currency=facts.currency(viewer),
                unanswered=count(viewer, "driver.unanswered"),
            )
        )
    }


def _foci(viewer: Viewer) -> list[str]:
    """The codes that are put in focus, where no two kinds share one."""
    if "foci" not in viewer.kept:
        rows = ask(
            viewer,
            """
            select min(code) from (
                select code from sight_driver union all select code from sight_objective
                union all select code from sight_key_result union all select code from live_work
                union all select code from okr_purpose where %(strategy_view)s and state <> 'retired'
            ) named group by lower(code) having count(*) = 1 order by 1
            """,
        )
        ((purposes,),) = ask(viewer, "select array_agg(code) from okr_purpose")
        viewer.kept["foci"] = viewer.opened([code for (code,) in rows if code not in (purposes or ())])
    codes: list[str] = viewer.kept["foci"]
    return codes


def _below(viewer: Viewer) -> dict[str, Any]:
    told = []
    for code in _foci(viewer):
        below = _page(viewer, code).below
        row = (below.works, below.weight or None, below.forecast, below.variance, below.milestones_total)
        told.append((code, *row, len(below.unsupported)))
    return labelled(told, *UNDERNEATH)


def _below_asked(viewer: Viewer) -> dict[str, Any]:
    """Agreed links bring their part of the money; of work in focus the whole is told, linked or not."""
    told = ask(
        viewer,
        """
        select u.focus, count(distinct l.work_id), sum(l.weight),
               sum(y.forecast * l.weight * 0.01) filter (where l.state = 'agreed'),
               sum(y.variance * l.weight * 0.01) filter (where l.state = 'agreed'),
               (select count(*) from open_milestone o where o.work_id in (
                   select k.work_id from underneath v join live_link k on k.id = v.link_id where v.focus = u.focus)),
               count(*) filter (where l.id in (select id from lonely_link))
        from underneath u join live_link l on l.id = u.link_id left join year_cost y on y.work_id = l.work_id
        group by u.focus
        """,
    )
    own = ask(
        viewer,
        """
        select w.code, y.forecast, y.variance, (select count(*) from open_milestone o where o.work_id = w.id)
        from live_work w left join year_cost y on y.work_id = w.id
        """,
    )
    values = labelled(told, *UNDERNEATH)
    for code, forecast, variance, milestones in own:
        whole = {"works": 1, "forecast": forecast, "variance": variance, "milestones": milestones}
        values |= {f"{code}, {name}": each for name, each in whole.items()}
    return of_codes(values, _foci(viewer))


def _answered(viewer: Viewer) -> dict[str, Any]:
    told = answer("line-of-sight", viewer.user)
    counts: dict[str, int] = {}
    for node in told["nodes"]:
        counts[f"{node['kind']}, records"] = counts.get(f"{node['kind']}, records", 0) + 1
        counts[f"{node['kind']}, missing"] = counts.get(f"{node['kind']}, missing", 0) + node["is_gap"]
    for edge in told["edges"]:
        step = f"{edge['from_kind']} to {edge['to_kind']}"
        counts[f"{step}, steps"] = counts.get(f"{step}, steps", 0) + 1
        counts[f"{step}, claimed"] = counts.get(f"{step}, claimed", 0) + edge["is_claimed"]
        counts[f"{step}, unsupported"] = counts.get(f"{step}, unsupported", 0) + edge["is_unsupported"]
    return counts


def _answered_asked(viewer: Viewer) -> dict[str, Any]:
    counted = _columns_asked(viewer)
    columns = {label: each for label, each in counted.items() if label.endswith((", records", ", missing"))}
    return columns | table(
        viewer,
        """
        with named as (
            select l.id, l.state, k.id is not null as is_named
            from live_link l left join okr_contribution_key_results n on n.contribution_id = l.id
            left join sight_key_result k on k.id = n.keyresult_id
            where k.id is not null or n.contribution_id is null
        ), purposes as (
            select * from okr_purpose where %(belongs)s and %(strategy_view)s and state <> 'retired'
        )
        select 'purpose, records', count(*) from purposes
        union all select 'purpose to driver, steps', count(*) from okr_driver_purposes x
            join sight_driver d on d.id = x.driver_id join purposes p on p.id = x.purpose_id
        union all select 'purpose to objective, steps', count(*) from sight_objective o
            join purposes p on p.id = o.purpose_id
        union all select 'driver to objective, steps', count(*) from okr_strategicobjective_drivers x
            join sight_driver d on d.id = x.driver_id join sight_objective o on o.id = x.strategicobjective_id
        union all select 'objective to objective, steps', count(*) from sight_objective o
            join sight_objective a on a.id = o.parent_id
        union all select 'objective to key_result, steps', count(*) from sight_key_result
        union all select case when is_named then 'key_result' else 'objective' end || ' to work, steps', count(*)
            from named group by is_named
        union all select case when is_named then 'key_result' else 'objective' end || ' to work, claimed',
            count(*) filter (where state = 'claimed') from named group by is_named
        union all select case when is_named then 'key_result' else 'objective' end || ' to work, unsupported',
            count(*) filter (where id in (select id from lonely_link)) from named group by is_named
        """,
    )
