"""The audit codes of messages, and the kind of message that this app sends itself."""

from big.audit.record import register
from big.notify import kinds
from big.notify.channels import Channel

PREFERENCES_CHANGED = register("notify.preferences.changed", "chose how messages arrive")
HOURS_CHANGED = register("notify.hours.changed", "changed quiet hours and the hour of the digest")
ABSENCE_RECORDED = register("notify.absence.recorded", "recorded being away {after[days]}")
ABSENCE_REMOVED = register("notify.absence.removed", "is no longer away {before[days]}")
MESSAGE_SENT_AGAIN = register("notify.message.sent_again", "had a message that failed sent again")

TEST = kinds.register(
    "notify.test",
    label="Test messages",
    about="What you send yourself from this page, to see that messages arrive.",
    default=Channel.AT_ONCE,
    may_wait=False,
    may_be_off=False,
    disturbs=True,
)
