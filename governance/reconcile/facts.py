"""What the opening sentences speak of, counted by SQL; the words are those of governance/sentences."""

from decimal import Decimal
from typing import Any, Final

from big.reconcile.blocks import ask, table
from big.reconcile.viewer import Viewer
from governance.reconcile.rules import BREAKS, STALE, count
from governance.sentences import home as said

AMOUNTS: Final = ("budget", "actual", "forecast", "released", "variance")
_SUMS: Final = ", ".join(f"sum({name})" for name in AMOUNTS)


def work_marks(viewer: Viewer) -> dict[str, int]:
    """How many pieces of live work show each mark."""
    return table(viewer, "select m.mark, count(*) from live_work w join work_mark m on m.id = w.id group by m.mark")


def tops(viewer: Viewer) -> list[tuple[Any, ...]]:
    """The objectives of Home in their order: code, title, mark, percent, expected."""
    if "tops" not in viewer.kept:
        viewer.kept["tops"] = ask(
            viewer,
            """
            select o.code, o.title, c.mark, c.percent, c.expected
            from top_objective o join outcome c on c.objective_id = o.id order by o.position, o.code
            """,
        )
    rows: list[tuple[Any, ...]] = viewer.kept["tops"]
    return rows


def unfunded(viewer: Viewer) -> tuple[str, ...]:
    """The titles of the objectives without funds this quarter, in their order."""
    rows = ask(
        viewer,
        """
        select title from scope_objective
        where id in (select objective_id from served) and id not in (select objective_id from funded)
        order by position, code
        """,
    )
    return tuple(title for (title,) in rows)


def money(viewer: Viewer, source: str) -> dict[str, Any]:
    """The sums of a table of amounts, such as `carried` or `uncarried`."""
    (row,) = ask(viewer, f"select {_SUMS} from {source}")
    return dict(zip(AMOUNTS, row, strict=True))


def total(viewer: Viewer) -> dict[str, Any]:
    """The year's cost of all work, in the organisation's currency."""
    return money(viewer, "year_cost y join scope_work w on w.id = y.work_id")


def linked_percent(viewer: Viewer) -> Decimal | None:
    """How much of the year's forecast agreed links carry; none without a forecast."""
    forecast, linked = total(viewer)["forecast"], money(viewer, "carried")["forecast"]
    return None if not forecast else 100 * (linked or Decimal(0)) / forecast


def standing(viewer: Viewer) -> said.Standing:
    """How everything stands."""
    marks, rows = work_marks(viewer), tops(viewer)
    behind = [
        (expected - percent, title)
        for _, title, mark, percent, expected in rows
        if mark in ("R", "A") and percent is not None and expected is not None
    ]
    points, furthest = max(behind, key=lambda each: each[0], default=(Decimal(0), ""))
    return said.Standing(
        works=sum(marks.values()),
        green=marks.get("G", 0),
        red=marks.get("R", 0),
        unreported=marks.get("N", 0),
        objectives=len(rows),
        on_course=sum(mark == "G" for _, _, mark, *_ in rows),
        behind=sum(mark in ("R", "A") for _, _, mark, *_ in rows),
        unmeasured=sum(mark == "N" for _, _, mark, *_ in rows),
        breaks=count(viewer, *BREAKS),
        unfunded=unfunded(viewer),
        furthest=furthest,
        furthest_points=points,
        currency=currency(viewer),
    )


def currency(viewer: Viewer) -> str:
    """The organisation's currency."""
    ((code,),) = ask(viewer, "select %(currency)s")
    return str(code)


def year(viewer: Viewer) -> str:
    """The name of the financial year: 2026/27, or 2026 where it opens in January."""
    ((first, last),) = ask(viewer, "select %(year_start)s::date, %(year_end)s::date")
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year % 100:02d}"


def purses(viewer: Viewer, *, with_unfunded: bool = True) -> said.Purses:
    """The year's money."""
    whole = total(viewer)
    return said.Purses(
        year=year(viewer),
        forecast=whole["forecast"],
        variance=whole["variance"],
        linked=linked_percent(viewer),
        unfunded=unfunded(viewer) if with_unfunded else (),
        currency=currency(viewer),
    )


def check_ins(viewer: Viewer) -> tuple[int, int]:
    """How many readings fall due within a week, and how many of them are late."""
    ((due, late),) = ask(
        viewer,
        """
        select count(*) filter (where due_on is null or due_on <= %(today)s + 7), count(*) filter (where is_late)
        from check_in
        """,
    )
    return due, late


def own(viewer: Viewer, place: str) -> said.Own:
    """What stands in one's own unit."""
    marks, (due, late) = work_marks(viewer), check_ins(viewer)
    return said.Own(
        place=place,
        due=due,
        late=late,
        works=sum(marks.values()),
        red=marks.get("R", 0),
        green=marks.get("G", 0),
        unreported=marks.get("N", 0),
        objectives=len(tops(viewer)),
    )


def accountability(viewer: Viewer) -> said.Accountability:
    """What governance lacks."""
    return said.Accountability(
        nodes=count(viewer, "node.unaccountable"),
        objectives=count(viewer, "objective.unaccountable"),
        links=count(viewer, "link.unsupported"),
        stale=count(viewer, *STALE),
    )
