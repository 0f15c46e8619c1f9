"""The explorer of key results: how many each tab holds and what each row says, counted once more by SQL."""

from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer
from big.registry import figures
from okr.policies import can_see_strategy
from okr.selectors.explorer import Explored, ExplorerFilters, explore

_ROW: Final = ("mark", "percent", "expected", "value", "read on")


def connect() -> None:
    """Register the figures of the page; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any, see: str) -> None:
        figures.register(figures.Figure("okr:explorer", name, shown, independent, see, can_see_strategy))

    add("Key results on each tab", _tabs, _tabs_asked, "Key results")
    add("Progress of each key result", _rows, _rows_asked, "Key results, row {code}")


def _explored(viewer: Viewer) -> Explored:
    """The page as it opens, read once for both figures."""
    if "explorer" not in viewer.kept:
        viewer.kept["explorer"] = explore(viewer.user, viewer.today, ExplorerFilters())
    page: Explored = viewer.kept["explorer"]
    return page


def _tabs(viewer: Viewer) -> dict[str, Any]:
    return dict(_explored(viewer).counts)


def _tabs_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        with told as (select * from key_progress where state <> 'dropped')
        select '', count(*) from told
        union all select 'red', count(*) from told where is_tracked and mark = 'R'
        union all select 'amber', count(*) from told where is_tracked and mark = 'A'
        union all select 'green', count(*) from told where is_tracked and mark = 'G'
        union all select 'silent', count(*) from told where is_tracked and mark = 'N'
        union all select 'draft', count(*) from told where state = 'draft'
        """,
    )


def _rows(viewer: Viewer) -> dict[str, Any]:
    found = [
        (each.key_result.code, read.mark, read.percent, read.expected, read.value, read.read_on)
        for each in _explored(viewer).rows
        for read in [each.progress]
    ]
    return labelled(found, *_ROW)


def _rows_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        "select code, mark, percent, expected, value, read_on from key_progress where state <> 'dropped'",
        *_ROW,
    )
