"""Registers how the portfolio's figures come about, and says of which no page tells."""

from big.provenance.wiring import COUNTED, records_of
from big.registry.provenance import register, unexplained
from portfolio.provenance import capacity, milestones, money, sentences, standing


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (
        *(money.MONEY, standing.STATUS, standing.COUNT, standing.WHOLE_LIFE, milestones.SLIP, capacity.CAPACITY),
        *(sentences.PORTFOLIO, sentences.WORK, sentences.CAPACITY),
    ):
        register(each)
    unexplained("a file of the rows themselves", ("portfolio:work_export", "Lines and sums of the file"))
    unexplained(
        "a sum of lines or records that stand beside it, each with its date and source",
        ("portfolio:work_money", "Money by nature"),
        ("portfolio:work_money", "Money of each stretch of time"),
        ("portfolio:work_milestones", "Milestones"),
        ("portfolio:work_detail", "What stands on each tab"),
    )
    unexplained(
        "what two imported files hold, which the page names with their sources",
        ("portfolio:snapshot_compare", "Work of each snapshot"),
        ("portfolio:snapshot_compare", "What changed between the two latest"),
    )
    resources = ("works", "status-reports", "whole-life-costs", "milestones", "money-lines", "skills", "capacities")
    unexplained(COUNTED, *records_of(*resources, "demands", "saved-views", "work-types", "lifecycle-states"))
