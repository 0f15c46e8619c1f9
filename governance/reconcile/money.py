"""The year's money by stream and by objective, what no objective carries, and the work behind it."""

from typing import Any, Final

from big.reconcile.blocks import ask, labelled, table
from big.reconcile.organisation import belongs
from big.reconcile.viewer import Viewer
from big.registry import figures
from governance.reconcile import facts
from governance.reconcile.facts import AMOUNTS
from governance.selectors.home.money import MoneyTables, UnlinkedRow, money_tables, unlinked_rows
from governance.selectors.home.reading import Reading
from governance.sentences import home as said
from okr.selectors.purse import Money
from portfolio.selectors.frame import frame

_SUMS: Final = ", ".join(f"sum({name})" for name in AMOUNTS)


def connect() -> None:
    """Register the figures of the page; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any) -> None:
        see = "Home, the figure Forecast, row {code}"
        figures.register(figures.Figure("governance:money", name, shown, independent, see, belongs))

    add("Totals", _totals, totals_asked)
    add("By stream", _streams, streams_asked)
    add("By objective", _objectives, objectives_asked)
    add("Work behind what is not linked", _unlinked, unlinked_asked)
    add("Opening sentence", _sentence, _sentence_asked)


def _tables(viewer: Viewer) -> tuple[MoneyTables, list[UnlinkedRow]]:
    if "money" not in viewer.kept:
        reading = Reading(viewer.user, frame(viewer.today))
        viewer.kept["money"] = (money_tables(reading), unlinked_rows(reading))
    tables: tuple[MoneyTables, list[UnlinkedRow]] = viewer.kept["money"]
    return tables


def amounts(money: Money) -> tuple[Any, ...]:
    """The five amounts in the order of AMOUNTS."""
    return tuple(getattr(money, name) for name in AMOUNTS)


def totals_of(tables: MoneyTables) -> dict[str, Any]:
    """What stands in the last lines of the tables, and beside them."""
    sums = labelled([("total", *amounts(tables.total)), ("unlinked", *amounts(tables.unlinked))], *AMOUNTS)
    others = {f"{currency}, forecast": money.forecast for currency, money in tables.others}
    shares = {"linked percent": tables.linked_percent, "unlinked percent": tables.unlinked_share}
    return {**sums, **others, **shares}


def _totals(viewer: Viewer) -> dict[str, Any]:
    return totals_of(_tables(viewer)[0])


def totals_asked(viewer: Viewer) -> dict[str, Any]:
    """The same by SQL; money in other currencies is told beside them, and not added."""
    linked = facts.linked_percent(viewer)
    others = ask(
        viewer,
        """
        select y.currency || ', forecast', sum(y.forecast) from year_money y join scope_work w on w.id = y.work_id
        where y.direction = 'cost' and y.currency <> %(currency)s group by 1
        """,
    )
    return {
        **{f"total, {name}": each for name, each in facts.total(viewer).items()},
        **{f"unlinked, {name}": each for name, each in facts.money(viewer, "uncarried").items()},
        **dict(others),
        "linked percent": linked,
        "unlinked percent": None if linked is None else 100 - linked,
    }


def streams_of(tables: MoneyTables) -> dict[str, Any]:
    """Each stream with its amounts and the percentage that is linked."""
    found = [(row.key, *amounts(row.money), row.linked_percent) for row in tables.streams]
    return labelled(found, *AMOUNTS, "linked percent")


def _streams(viewer: Viewer) -> dict[str, Any]:
    return streams_of(_tables(viewer)[0])


def streams_asked(viewer: Viewer) -> dict[str, Any]:
    """The same by SQL."""
    return table(
        viewer,
        f"""
        select w.stream, {_SUMS}, case when sum(y.forecast) <> 0 then 100 * coalesce(
            (select sum(c.forecast) from carried c where c.stream = w.stream), 0) / sum(y.forecast) end
        from year_cost y join scope_work w on w.id = y.work_id group by w.stream
        """,
        *AMOUNTS,
        "linked percent",
    )


def objectives_of(tables: MoneyTables) -> dict[str, Any]:
    """Each objective with what it carries itself, its share, and whether no funds are released to it."""
    # An objective that carries nothing in the organisation's currency is a row of dashes.
    rows = [row for row in tables.objectives if any(each is not None for each in amounts(row.money))]
    found = [(row.objective.code, *amounts(row.money), row.share, row.is_unfunded) for row in rows]
    return labelled(found, *AMOUNTS, "percent of all", "unfunded")


def _objectives(viewer: Viewer) -> dict[str, Any]:
    return objectives_of(_tables(viewer)[0])


def objectives_asked(viewer: Viewer) -> dict[str, Any]:
    """The same by SQL."""
    whole = "(select sum(y.forecast) from year_cost y join scope_work w on w.id = y.work_id)"
    return table(
        viewer,
        f"""
        select o.code, {", ".join(f"sum(c.{name})" for name in AMOUNTS)},
               case when {whole} <> 0 then 100 * sum(c.forecast) / {whole} end,
               o.is_pursued and o.id not in (select objective_id from funded)
        from carried c join seen_objective o on o.id = c.objective_id group by o.code, o.is_pursued, o.id
        """,
        *AMOUNTS,
        "percent of all",
        "unfunded",
    )


def _unlinked(viewer: Viewer) -> dict[str, Any]:
    return {row.work.code: row.money.forecast for row in _tables(viewer)[1]}


def unlinked_asked(viewer: Viewer) -> dict[str, Any]:
    """The forecast of each piece of work of which some part is not linked."""
    return table(
        viewer,
        "select w.code, u.forecast from uncarried u join seen_work w on w.id = u.work_id where u.weight > 0",
    )


def _sentence(viewer: Viewer) -> dict[str, Any]:
    tables, _ = _tables(viewer)
    told = said.Purses(
        year=tables.year,
        forecast=tables.total.forecast,
        variance=tables.total.variance,
        linked=tables.linked_percent,
        currency=tables.currency,
    )
    return {"sentence": said.for_finance(told)}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    return {"sentence": said.for_finance(facts.purses(viewer, with_unfunded=False))}
