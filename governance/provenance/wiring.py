"""Registers how the figures of this app come about, and says of which no page tells."""

from big.provenance.wiring import COUNTED, records_of
from big.registry.provenance import register, unexplained
from governance.provenance import disconnects, home, sentences, sight, unlinked

_SCORES = ("Marks of objectives and work", "Scorecard", "Work", "Units", "Capacity of the next quarter", "Findings")
_PACK = ("Sentences of its pages", "Money", "Money by objective and stream", "Money by month", "Checks hold", *_SCORES)


def connect() -> None:
    """Register them; called once, when Django is ready."""
    for each in (
        *(home.ON_COURSE, home.GREEN, home.CHECK_INS, home.LINKED, home.SENTENCE, disconnects.DISCONNECTS),
        *(unlinked.UNLINKED, sight.MONEY, sight.DRIVER, sight.SENTENCE, sentences.MONEY, sentences.GAPS),
    ):
        register(each)
    unexplained(
        "a count of the records that the drawing itself shows; what they miss is counted by the checks",
        ("governance:sight", "Columns and what they miss"),
        ("governance:sight", "Columns of each stream"),
        ("governance:sight", "Underneath each focus"),
        ("api:line-of-sight", "Records and steps"),
    )
    unexplained(
        "its own page in the pack says how it is computed, as its preparer may hand it to others",
        *(("governance:pack_detail", name) for name in _PACK),
    )
    unexplained("a count of the packs that the page lists", ("governance:pack_list", "Packs"))
    unexplained(COUNTED, *records_of("packs"))
