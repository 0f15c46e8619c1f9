"""The library of KPIs: how many there are, and how many need help, counted once more by SQL."""

from typing import Any

from big.reconcile.blocks import labelled, table
from big.reconcile.viewer import Viewer
from big.registry import figures
from okr.policies import can_see_strategy
from okr.selectors.indicators import indicator_list

_COLUMNS = ("all", "problem")


def connect() -> None:
    """Register the figure of the list; called once, when Django is ready."""
    name, see = "KPIs by health", "KPIs"
    figures.register(figures.Figure("okr:indicator_list", name, _shown, _asked, see, can_see_strategy))


def _shown(viewer: Viewer) -> dict[str, Any]:
    found = indicator_list(viewer.user)
    return labelled([("library", found.total, found.problems)], *_COLUMNS)


def _asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        """
        select 'library', count(*), count(*) filter (where health = 1) from okr_indicator where %(strategy_view)s
        """,
        *_COLUMNS,
    )
