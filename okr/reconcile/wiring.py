"""Registers the figures of strategy, and says which of its screens show no total."""

from big.registry.figures import without_totals
from okr.reconcile import alignment, api, blocks, cycles, explorer, indicators, lists, pages, progress, strategy

__all__ = ["blocks", "connect", "progress"]


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (lists, pages, strategy, cycles, alignment, explorer, indicators, api):
        each.connect()
    without_totals("the rows of the list of objectives as a file, whose figures are those of the list",
                   "okr:objective_export")  # fmt: skip
    without_totals("the rows of the explorer as a file, whose figures are those of the explorer", "okr:explorer_export")
    without_totals("one KPI with its values, as recorded and with no sum", "okr:indicator_detail")
    without_totals("takes readings in and tells none", "api:pushed-readings")
    without_totals("one reading with its corrections, each as it was entered", "okr:reading_detail")
    without_totals("when check-ins are asked for; it says no figure",
                   *(f"okr:{kind}rhythm" for kind in ("", "unit_", "node_")))  # fmt: skip
    without_totals("a plan as a file, with what was stated and no sum", "okr:strategy_export", "okr:stratml_export")
