"""The events of strategy that webhooks may tell programs elsewhere of."""

from typing import Final

from big.webhooks import events

READING_RECORDED: Final = events.register(
    "okr.reading_recorded",
    label="A reading is recorded",
    about="a key result was read, by a person, a program or what feeds it, or a reading was corrected.",
)
KEY_RESULT_CHANGED: Final = events.register(
    "okr.key_result_changed",
    label="A key result changes",
    about="its target, dates, owner or words were changed, or it moved to another state.",
)
OBJECTIVE_MOVED: Final = events.register(
    "okr.objective_moved",
    label="An objective moves",
    about="it was agreed, is in delivery, was achieved or withdrawn, or moved otherwise.",
)
CYCLE_CLOSED: Final = events.register(
    "okr.cycle_closed", label="A cycle closes", about="its OKRs take no more readings without a reason."
)
