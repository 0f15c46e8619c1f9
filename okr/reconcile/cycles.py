"""The pages of cycles and of the OKR sets in them: objectives and key results, counted once more by SQL."""

from typing import Any, Final

from big.reconcile.blocks import define, labelled, table
from big.reconcile.viewer import Viewer, of_codes
from big.registry import figures
from okr.models.cycles import Cycle, OkrSet
from okr.policies import can_see_strategy
from okr.selectors.okrs_page import OkrsPage, cycle_page, cycle_rows, okrs_page

COUNTS: Final = ("objectives", "red", "amber", "green", "silent")

# The objectives of each set that can be seen, and their own tracked key results by mark.
define(
    "set_count",
    """
    select s.id, s.cycle_id, count(distinct o.id) as objectives,
           count(*) filter (where p.is_tracked and p.mark = 'R') as red,
           count(*) filter (where p.is_tracked and p.mark = 'A') as amber,
           count(*) filter (where p.is_tracked and p.mark = 'G') as green,
           count(*) filter (where p.is_tracked and p.mark = 'N') as silent
    from okr_okrset s left join seen_objective o on o.okr_set_id = s.id
    left join key_progress p on p.objective_id = o.id
    where %(strategy_view)s group by s.id
    """,
)


def connect() -> None:
    """Register the figures of the pages; called once, when Django is ready."""

    def add(screen: str, name: str, shown: Any, independent: Any, see: str) -> None:
        figures.register(figures.Figure(f"okr:{screen}", name, shown, independent, see, can_see_strategy))

    add("cycle_list", "Sets and objectives of each", _cycles, _cycles_asked, "Cycles, row {code}")
    add("cycle_detail", "What each pursues", _sets, _sets_asked, "Cycle {code}")
    for kind in ("unit", "node", "person"):
        add(f"{kind}_okrs", "Objectives and key results", *_of_kind(kind), "OKRs of {code}")


def _cycles(viewer: Viewer) -> dict[str, Any]:
    found = [(row.cycle.code, row.sets, row.objectives) for row in cycle_rows(viewer.user)]
    return labelled(found, "sets", "objectives")


def _cycles_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select y.code, count(c.id), coalesce(sum(c.objectives), 0)
        from okr_cycle y left join set_count c on c.cycle_id = y.id where %(strategy_view)s group by y.id, y.code
        """,
        *("sets", "objectives"),
    )


def _sets(viewer: Viewer) -> dict[str, Any]:
    found = []
    for cycle in viewer.opened(list(Cycle.objects.visible_to(viewer.user))):
        for row in cycle_page(cycle, viewer.user, viewer.today).rows:
            counts = [row.counts.get(mark, 0) for mark in "RAGN"]
            found.append((f"{cycle.code} {row.okr_set.pk}", row.objectives, *counts))
    return labelled(found, *COUNTS)


def _sets_asked(viewer: Viewer) -> dict[str, Any]:
    found = table(
        viewer,
        """
        select y.code || ' ' || c.id, c.objectives, c.red, c.amber, c.green, c.silent
        from set_count c join okr_cycle y on y.id = c.cycle_id
        """,
        *COUNTS,
    )
    return of_codes(found, [each.code for each in viewer.opened(list(Cycle.objects.visible_to(viewer.user)))])


def _of_kind(kind: str) -> tuple[Any, Any]:
    """The pages of units, of nodes or of people, and the query of the same."""

    def opened(viewer: Viewer) -> list[OkrSet]:
        sets = OkrSet.objects.visible_to(viewer.user).for_rows().filter(**{f"{kind}__isnull": False}).order_by("pk")
        return viewer.opened(list(sets))

    def shown(viewer: Viewer) -> dict[str, Any]:
        found = []
        for each in opened(viewer):
            page = okrs_page(each.place, each.cycle, viewer.user, viewer.today)
            found.append((f"{each.pk}", len(page.blocks), *_marks(page)))
        return labelled(found, *COUNTS)

    def asked(viewer: Viewer) -> dict[str, Any]:
        told = table(
            viewer,
            f"""
            select c.id, c.objectives, c.red, c.amber, c.green, c.silent
            from set_count c join okr_okrset s on s.id = c.id where s.{kind}_id is not null
            """,
            *COUNTS,
        )
        return of_codes(told, [str(each.pk) for each in opened(viewer)])

    return shown, asked


def _marks(page: OkrsPage) -> list[int]:
    tracked = [row for block in page.blocks for row in block.rows if row.key_result.state != "draft"]
    return [sum(row.progress.mark == mark for row in tracked) for mark in "RAGN"]
