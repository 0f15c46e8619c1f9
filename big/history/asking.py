"""Which moment somebody means: a date or an instant as a person, a link or a command writes it."""

import datetime as dt
import re

from big import clock
from big.errors import RuleError
from big.history.horizon import settled

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}(T.{5,32})?\Z")


def moment_of(said: str) -> dt.datetime:
    """The aware moment that `said` names; a date means its end in the organisation's time zone. RuleError."""
    text = said.strip().replace(" ", "+")  # a plus sign in an address arrives as a space
    zone = clock.reading().zone
    try:
        if not _WRITTEN.match(text):
            raise ValueError(text)
        if len(text) == 10:
            return end_of(dt.date.fromisoformat(text))
        moment = dt.datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise RuleError(
            "Write a date such as 2026-09-30, or a moment such as 2026-09-30T17:00.", code="as_of"
        ) from error
    return moment


def end_of(day: dt.date) -> dt.datetime:
    """The last instant of a day in the organisation's time zone; OverflowError past the end of the calendar."""
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, clock.reading().zone)
    return following.astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def ends_its_day(moment: dt.datetime) -> bool:
    """Whether `moment` is the last instant of its day in the organisation's time zone, as a date names it."""
    return moment == end_of(moment.astimezone(clock.reading().zone).date())


def settled_moment(said: str) -> dt.datetime:
    """The moment that `said` names, once nothing can change what it shows. RuleError for one that lies ahead."""
    moment = moment_of(said)
    if moment > clock.real_now():
        raise RuleError(
            "That moment has not passed yet. Choose one that has, or leave it out to read the present.", code="as_of"
        )
    if not settled(moment):
        raise RuleError("Something is being written at this moment. Try again in a minute.", code="as_of")
    return moment
