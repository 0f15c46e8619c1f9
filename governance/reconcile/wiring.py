"""Registers the figures of governance, and says which of its screens show no total."""

from big.registry.figures import without_totals
from governance.reconcile import blocks, gaps, home, money, packs, sight

__all__ = ["blocks", "connect"]


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (home, money, gaps, sight, packs):
        each.connect()
    same = "made of the same content as the pages of a pack"
    without_totals(same, "governance:pack_pdf", "api:packs:snapshot", "api:packs:file")
