"""Registers the figures of the portfolio, and says which of its screens show no total."""

from big.registry.figures import without_totals
from portfolio.reconcile import api, blocks, lists, pages, people, snapshots

__all__ = ["blocks", "connect"]


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (lists, pages, people, snapshots, api):
        each.connect()
    without_totals(
        "one record's past, event by event; what it counts is how many events fit a page",
        "portfolio:work_history",
    )
    without_totals(
        "the settings of the product: types and their states, listed one by one",
        "portfolio:type_list",
        "portfolio:type_detail",
    )
    without_totals("names of saved questions, listed one by one", "portfolio:view_list", "portfolio:view_open")
