"""A pack's figures as its snapshot keeps them, read by somebody who may build one, without what is confidential."""

from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from big.core import words
from big.organisation.nodes import Node
from big.organisation.scope import holds_anywhere
from big.reconcile.blocks import ask, labelled, table
from big.reconcile.given import place
from big.reconcile.organisation import register_list
from big.reconcile.viewer import Viewer
from big.registry import figures
from governance.models.packs import PACK_BUILD, PACK_ISSUE, PACK_VIEW, Pack
from governance.packs import messages
from governance.packs.content import Content, content_of
from governance.packs.limits import MOST_ROWS
from governance.packs.snapshot import snapshot_of
from governance.reconcile import facts
from governance.reconcile.facts import AMOUNTS
from governance.reconcile.home import slopes_asked
from governance.reconcile.money import streams_asked, totals_asked, unlinked_asked
from governance.reconcile.rules import BREAKS, count, found
from governance.sentences import home as said
from portfolio.reconcile.api import number
from portfolio.reconcile.money import between, of_totals
from portfolio.reconcile.people import skills
from portfolio.selectors.frame import frame

PACK: Final = "governance:pack_detail"
# An issued pack shows where packs are read or built, a draft to its preparer and to whoever may issue it.
_MAY: Final = {right: place(right, node="p.node_id") for right in (PACK_VIEW, PACK_BUILD, PACK_ISSUE)}
SEEN: Final = f"""
    select count(*) from governance_pack p
    where (p.state = 'issued' and ({_MAY[PACK_VIEW]} or {_MAY[PACK_BUILD]}))
       or (p.prepared_by_id = %(user)s and {_MAY[PACK_BUILD]}) or {_MAY[PACK_ISSUE]}
"""


def connect() -> None:
    """Register the figures of packs; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any) -> None:
        def asked(viewer: Viewer) -> dict[str, Any]:
            return independent(_open(viewer)) if Node.objects.exists() else {}

        see = "Packs, build one today, {code}"
        figures.register(figures.Figure(PACK, name, shown, asked, see, _builds))

    add("Sentences of its pages", _sentences, _sentences_asked)
    add("Marks of objectives and work", _marks, _marks_asked)
    add("Scorecard", _scorecard, _scorecard_asked)
    add("Money", _money, _money_asked)
    add("Money by objective and stream", _tables, _tables_asked)
    add("Money by month", _months, _months_asked)
    add("Work", _works, _works_asked)
    add("Units", _units, _units_asked)
    add("Capacity of the next quarter", _capacity, _capacity_asked)
    add("Findings", _findings, _findings_asked)
    add("Checks hold", _checks, lambda viewer: dict.fromkeys(_checks(viewer), True))
    figures.register(
        figures.Figure(
            "governance:pack_list",
            "Packs",
            lambda viewer: {"packs": Pack.objects.visible_to(viewer.user).count()},
            lambda viewer: {"packs": ask(viewer, SEEN)[0][0]},
            "Packs",
            lambda user: holds_anywhere(user, PACK_VIEW) or holds_anywhere(user, PACK_BUILD),
        )
    )
    register_list("packs", SEEN)


def _builds(user: User) -> bool:
    return holds_anywhere(user, PACK_BUILD) and Node.objects.exists()


def _open(viewer: Viewer) -> Viewer:
    """Who reads as the pack is read; kept, so that what is asked once serves every figure of it."""
    if "open" not in viewer.kept:
        viewer.kept["open"] = viewer.open()
    reader: Viewer = viewer.kept["open"]
    return reader


def _content(viewer: Viewer) -> Content:
    if "content" not in viewer.kept:
        node = Node.objects.visible_to(viewer.user).order_by("parent_id", "pk").first()
        if node is None:
            raise LookupError("there is no node whose pack could be built")
        viewer.kept["content"] = content_of(node, viewer.user, frame(viewer.today))
    content: Content = viewer.kept["content"]
    return content


def _snapshot(viewer: Viewer) -> dict[str, Any]:
    if "snapshot" not in viewer.kept:
        viewer.kept["snapshot"] = snapshot_of(_content(viewer))
    snapshot: dict[str, Any] = viewer.kept["snapshot"]
    return snapshot


def _sentences(viewer: Viewer) -> dict[str, Any]:
    content = _content(viewer)
    return {
        "cover": _snapshot(viewer)["lede"],
        "summary": messages.summary_title(content),
        "scorecard": messages.scorecard_title(content),
        "objectives": messages.objectives_title(content),
        "gaps": messages.gaps_title(content),
    }


def _sentences_asked(viewer: Viewer) -> dict[str, Any]:
    standing = facts.standing(viewer)
    percent, forecast = facts.linked_percent(viewer), facts.total(viewer)["forecast"]
    breaks = count(viewer, *BREAKS)
    if percent is None:
        objectives = "No money is linked to an objective yet"
    elif not percent:
        objectives = f"None of the {words.money(forecast, facts.currency(viewer))} forecast serves an objective"
    else:
        rest = words.percent(100 - percent)
        objectives = f"{words.percent(percent)} of the forecast serves an objective; {rest} does not"
    where = f"{words.in_words(breaks)} {'place' if breaks == 1 else 'places'}"
    return {
        "cover": said.for_pmo(standing),
        "summary": said.for_executive(standing).rstrip("."),
        "scorecard": said.on_course(standing).rstrip("."),
        "objectives": objectives,
        "gaps": f"The line of sight is broken in {where}" if breaks else "The line of sight holds from purpose to work",
    }


def _marks(viewer: Viewer) -> dict[str, Any]:
    told = _snapshot(viewer)
    return {f"{kind}, {mark}": many for kind in ("objective", "work") for mark, many in told[f"{kind}_marks"].items()}


def _marks_asked(viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {f"work, {mark}": many for mark, many in facts.work_marks(viewer).items()}
    for _, _, mark, *_ in facts.tops(viewer):
        told[f"objective, {mark}"] = told.get(f"objective, {mark}", 0) + 1
    return told


def _scorecard(viewer: Viewer) -> dict[str, Any]:
    told = [
        (
            *(row["objective"], row["mark"], number(row["percent"]), number(row["expected"]), row["delivery"]),
            *(not row["funded"], len(row["supporters"])),
        )
        for row in _snapshot(viewer)["scorecard"]
    ]
    rows = labelled(told, "outcome", "percent", "expected", "delivery", "unfunded", "supporters")
    return rows | {"objectives": len(told) + _snapshot(viewer).get("scorecard_left", 0), "shown": len(told)}


def _scorecard_asked(viewer: Viewer) -> dict[str, Any]:
    kept = ("outcome", "percent", "expected", "delivery", "unfunded")
    told = {label: each for label, each in slopes_asked(viewer).items() if label.partition(", ")[2] in kept}
    rounded = {label: round(each, 2) if isinstance(each, Decimal) else each for label, each in told.items()}
    rounded |= table(
        viewer,
        """
        select o.code, (select count(*) from okr_supporter s where s.objective_id = o.id and s.ended_on is null)
        from top_objective o
        """,
        "supporters",
    )
    # Of very many objectives the pack shows so many, and says how many others there are.
    told_of = {row["objective"] for row in _snapshot(viewer)["scorecard"]}
    every = {label.partition(", ")[0] for label in rounded}
    shown = {label: each for label, each in rounded.items() if label.partition(", ")[0] in told_of}
    return shown | {"objectives": len(every), "shown": min(len(every), MOST_ROWS)}


def _amounts(label: str, told: dict[str, Any]) -> dict[str, Any]:
    return {f"{label}, {name}": number(told[name]) for name in AMOUNTS}


def _money(viewer: Viewer) -> dict[str, Any]:
    told = _snapshot(viewer)
    life = told["whole_life"]
    return {
        **_amounts("total", told["total"]),
        **_amounts("unlinked", told["unlinked"]),
        "whole-life costs": number(life["sum"]),
        "whole-life costs counted": life["counted"],
        "whole-life costs withheld": life["withheld"],
        **{f"{row.work.code}, unlinked": row.money.forecast for row in _content(viewer).unlinked},
    }


def _money_asked(viewer: Viewer) -> dict[str, Any]:
    sums = {label: each for label, each in totals_asked(viewer).items() if label.startswith(("total, ", "unlinked, "))}
    ((cost, counted, withheld),) = ask(
        viewer,
        """
        select coalesce(sum(amount) filter (where currency = %(currency)s), 0),
               count(*) filter (where amount is not null and currency = %(currency)s),
               count(*) filter (where amount is null)
        from whole_life
        """,
    )
    life = {
        "whole-life costs": cost,
        "whole-life costs counted": counted,
        "whole-life costs withheld": withheld,
    }
    rows = {f"{code}, unlinked": each for code, each in unlinked_asked(viewer).items()}
    return {label: each for label, each in sums.items() if label.partition(", ")[2] in AMOUNTS} | life | rows


def _tables(viewer: Viewer) -> dict[str, Any]:
    told = _snapshot(viewer)
    found_rows: dict[str, Any] = {}
    for row in told["streams"]:
        found_rows |= {**_amounts(row["stream"], row), f"{row['stream']}, linked percent": number(row["linked"])}
    for row in told["objectives"]:
        found_rows |= _amounts(row["objective"], row)
    return found_rows


def _tables_asked(viewer: Viewer) -> dict[str, Any]:
    streams = {
        label: round(each, 2) if label.endswith("percent") and each is not None else each
        for label, each in streams_asked(viewer).items()
    }
    sums = ", ".join(f"sum(c.{name})" for name in AMOUNTS)
    carried = f"select o.code, {sums} from carried c join seen_objective o on o.id = c.objective_id group by o.code"
    return streams | table(viewer, carried, *AMOUNTS)


def _months(viewer: Viewer) -> dict[str, Any]:
    months = _content(viewer).months
    told = of_totals("longer", months.unplaced)
    for period, each in months.months:
        told |= of_totals(str(period.starts_on)[:7], each)
    return told


def _months_asked(viewer: Viewer) -> dict[str, Any]:
    """What a line says of one calendar month stands there; what spans several stands apart."""
    one_month = "date_trunc('month', m.starts_on) = date_trunc('month', m.ends_on)"
    within = "m.starts_on >= %(year_start)s and m.ends_on <= %(year_end)s"
    named = f"case when {one_month} then to_char(m.starts_on, 'YYYY-MM') else 'longer' end"
    return between(viewer, named, "scope_work w", within)


def _works(viewer: Viewer) -> dict[str, Any]:
    told = [
        (
            *(row["code"], row["mark"], number(row["budget"]), number(row["actual"]), number(row["forecast"])),
            *(number(row["whole_life"]), len(row["objectives"])),
        )
        for row in _snapshot(viewer)["works"]
    ]
    return {"works": len(told), **labelled(told, "mark", "budget", "actual", "forecast", "whole life", "objectives")}


def _works_asked(viewer: Viewer) -> dict[str, Any]:
    told = ask(
        viewer,
        """
        with led as (
            select distinct on (work_id) work_id, currency from year_money group by work_id, currency
            order by work_id, (currency <> %(currency)s), sum(lines) desc, currency
        )
        select w.code, m.mark, y.budget, y.actual, y.forecast, l.amount,
               (select count(*) from live_link x where x.work_id = w.id)
        from seen_work w join work_mark m on m.id = w.id left join whole_life l on l.work_id = w.id
        left join led on led.work_id = w.id
        left join year_money y on y.work_id = w.id and y.direction = 'cost' and y.currency = led.currency
        """,
    )
    return {"works": len(told), **labelled(told, "mark", "budget", "actual", "forecast", "whole life", "objectives")}


def _units(viewer: Viewer) -> dict[str, Any]:
    units = _content(viewer).units
    marks = {f"all, {mark}": many for mark, many in units.total.marks.items()}
    shown = len(units.rows) + units.other_units
    return {
        **marks,
        "all, whole-life costs": units.total.whole_life,
        "all, withheld": units.total.withheld,
        "units": shown,
        "of the units": sum(row.works for row in (*units.rows, *([units.others] if units.others else []))),
    }


def _units_asked(viewer: Viewer) -> dict[str, Any]:
    ((cost, withheld, units, works),) = ask(
        viewer,
        """
        select coalesce(sum(l.amount) filter (where l.currency = %(currency)s), 0),
               count(*) filter (where l.work_id is not null and l.amount is null),
               count(distinct coalesce(u.name, '')), count(w.id)
        from live_work w left join whole_life l on l.work_id = w.id left join organisation_unit u on u.id = w.unit_id
        """,
    )
    marks = {f"all, {mark}": many for mark, many in facts.work_marks(viewer).items()}
    return {**marks, "all, whole-life costs": cost, "all, withheld": withheld, "units": units, "of the units": works}


def _capacity(viewer: Viewer) -> dict[str, Any]:
    told = [
        (row["skill"], number(row["capacity"]), number(row["demand"]), number(row["gap"]))
        for row in _snapshot(viewer)["capacity"]
    ]
    return labelled(told, "capacity", "demand", "gap")


def _capacity_asked(viewer: Viewer) -> dict[str, Any]:
    told = [(code, capacity, demand, gap) for code, _, capacity, demand, gap, *_ in skills(viewer, "next")]
    return labelled(told, "capacity", "demand", "gap")


def _findings(viewer: Viewer) -> dict[str, Any]:
    """The codes of each finding, and of one with more rows than a pack keeps, how many there are."""
    return {
        each["rule"]: each.get("count") or tuple(sorted(row[1] for row in each["rows"]))
        for each in _snapshot(viewer)["findings"]
    }


def _findings_asked(viewer: Viewer) -> dict[str, Any]:
    return {key: codes if len(codes) <= MOST_ROWS else len(codes) for key, codes in found(viewer).items() if codes}


def _checks(viewer: Viewer) -> dict[str, Any]:
    return {each["text"]: each["holds"] for each in _snapshot(viewer)["checks"] if not each["is_warning"]}
