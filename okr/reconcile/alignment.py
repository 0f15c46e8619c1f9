"""The tree of alignment: how many each tab holds and how each objective stands, counted once more by SQL."""

from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer
from big.registry import figures
from okr.models.objectives import StrategicObjective
from okr.policies import can_see_strategy
from okr.selectors.alignment import Alignment, AlignmentFilters, alignment

_ROW: Final = ("mark", "percent", "expected", "tracked", "directly under")


def connect() -> None:
    """Register the figures of the page; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any, see: str) -> None:
        figures.register(figures.Figure("okr:alignment", name, shown, independent, see, can_see_strategy))

    add("Objectives on each tab", _tabs, _tabs_asked, "Alignment")
    add("Outcome of each objective", _rows, _rows_asked, "Alignment, row {code}")


def _drawn(viewer: Viewer) -> Alignment:
    """The whole tree, read once for both figures."""
    if "alignment" not in viewer.kept:
        codes = list(StrategicObjective.objects.visible_to(viewer.user).order_by().values_list("code", flat=True))
        viewer.kept["alignment"] = alignment(viewer.user, AlignmentFilters(), opened=codes, whole=["", *codes])
    page: Alignment = viewer.kept["alignment"]
    return page


def _tabs(viewer: Viewer) -> dict[str, Any]:
    return dict(_drawn(viewer).counts)


def _tabs_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select '', count(*) from seen_objective
        union all select 'alone', count(*) from seen_objective s join okr_strategicobjective o on o.id = s.id
        where o.okr_set_id is not null and o.parent_id is null
        """,
    )


def _rows(viewer: Viewer) -> dict[str, Any]:
    found = [
        (each.objective.code, read.mark, read.percent, read.expected, read.tracked, each.under)
        for each in _drawn(viewer).branches
        for read in [each.progress]
    ]
    return labelled(found, *_ROW)


def _rows_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select s.code, c.mark, c.percent, c.expected, c.tracked, (
            select count(*) from seen_objective b join okr_strategicobjective o on o.id = b.id where o.parent_id = s.id)
        from seen_objective s join outcome c on c.objective_id = s.id
        """,
        *_ROW,
    )
