"""Registers how the figures of objectives and key results come about, and says of which no page tells."""

from big.provenance.wiring import COUNTED, records_of
from big.registry.provenance import register, unexplained
from okr.provenance import outcomes, sentences, serving


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (
        *(outcomes.OUTCOME, outcomes.KEY_RESULT, serving.DELIVERY, serving.MONEY, serving.LINK, serving.ALL),
        *(sentences.OBJECTIVES, sentences.OBJECTIVE, sentences.STRATEGY),
    ):
        register(each)
    unexplained(
        "a count of the records that stand beside it or one link away",
        ("okr:objective_list", "Objectives on each tab"),
        ("portfolio:work_list", "Work with no line of sight"),
        ("portfolio:work_list", "Objectives of each piece of work"),
        ("portfolio:work_detail", "Line of sight"),
        ("okr:strategy", "Drivers and what answers them"),
        ("okr:strategy", "What bears on each purpose"),
        ("okr:driver_detail", "Objectives that answer it"),
        ("okr:purpose_detail", "Drivers and objectives"),
        ("okr:explorer", "Key results on each tab"),
        ("okr:alignment", "Objectives on each tab"),
        ("okr:indicator_list", "KPIs by health"),
        ("okr:cycle_list", "Sets and objectives of each"),
        ("okr:cycle_detail", "What each pursues"),
        *((f"okr:{kind}_okrs", "Objectives and key results") for kind in ("unit", "node", "person")),
    )
    resources = ("purposes", "statements", "stakeholders", "plans", "drivers", "objectives", "objective-links")
    measures = ("supporters", "key-results", "readings", "phased-targets", "contributions", "cycles", "okr-sets")
    more = ("indicators", "delegates", "contributing-units", "check-in-rhythms", "comments")
    unexplained(COUNTED, *records_of(*resources, *measures, *more))
