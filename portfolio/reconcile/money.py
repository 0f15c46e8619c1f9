"""Totals of money as labelled values, and the same sums in SQL; amounts in different currencies are never added."""

from collections.abc import Iterable
from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer
from portfolio.selectors.money import Totals

AMOUNTS: Final = ("budget", "actual", "forecast", "released", "variance")
COLUMNS: Final = (*AMOUNTS, "lines")
_SUMS: Final = ", ".join(f"sum({name})" for name in COLUMNS)


def of_totals(label: str, totals: Totals | None) -> dict[str, Any]:
    """Every amount of `totals`, of each currency and direction."""
    found: list[tuple[Any, ...]] = []
    for each in (totals, *totals.others) if totals else ():
        for direction, amounts in (("cost", each.cost), ("income", each.income)):
            values = (getattr(amounts, name) for name in COLUMNS)
            found.append((f"{label} {each.currency} {direction}", *values))
    return labelled(found, *COLUMNS)


def of_many(totals: Iterable[tuple[Any, Totals | None]]) -> dict[str, Any]:
    """The same of several sets of work, each under its label."""
    found: dict[str, Any] = {}
    for label, each in totals:
        found |= of_totals(str(label), each)
    return found


def summed(viewer: Viewer, label: str, source: str, **more: Any) -> dict[str, Any]:
    """The year's money of the work in `source`, a from clause that calls the work w, by `label`, an expression."""
    return table(
        viewer,
        f"""
        select concat({label}, ' ', y.currency, ' ', y.direction), {_SUMS}
        from {source} join year_money y on y.work_id = w.id
        group by 1
        """,
        *COLUMNS,
        **more,
    )


def between(viewer: Viewer, label: str, source: str, where: str) -> dict[str, Any]:
    """The same of lines of other stretches of time, which `where` chooses and `label` names."""
    return table(
        viewer,
        f"""
        select concat({label}, ' ', m.currency, ' ', m.direction), sum(budget), sum(actual), sum(forecast),
               sum(released), sum(forecast - budget), count(*)
        from {source} join portfolio_moneyline m on m.work_id = w.id
        where {where}
        group by 1
        """,
        *COLUMNS,
    )
