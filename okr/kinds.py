"""The messages that this app sends."""

from typing import Final

from big.notify import kinds
from big.notify.channels import Channel

CHECK_INS_DUE: Final = kinds.register(
    "okr.check_ins_due",
    label="Check-ins due",
    about="Your key results that wait for a reading, at the hour that your unit chose.",
    default=Channel.AT_ONCE,
)
MENTIONED: Final = kinds.register(
    "okr.mentioned",
    label="Comments that name you",
    about="Somebody wrote your name with @ on an objective or a key result.",
    default=Channel.AT_ONCE,
)
# The purpose of the links in them; the page behind is registered in okr.wiring.
CHECK_IN: Final = "okr.check_in"
