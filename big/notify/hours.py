"""Quiet hours and the hour of the digest, by the clock on the person's wall, whatever summer time does to it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

QUIET_FROM: Final = dt.time(19)
QUIET_UNTIL: Final = dt.time(7)
DIGEST_HOUR: Final = 7
"""What holds for whoever wished nothing else, in the organisation's time zone."""
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person is left alone and when the digest may come; quiet from and until the same hour is never quiet."""

    zone: ZoneInfo
    quiet_from: dt.time = QUIET_FROM
    quiet_until: dt.time = QUIET_UNTIL
    digest_hour: int = DIGEST_HOUR

    def are_quiet(self, moment: dt.datetime) -> bool:
        """Whether the person is left alone at this moment."""
        time = moment.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until

    def heard_from(self, moment: dt.datetime) -> dt.datetime:
        """This moment, or the end of the quiet hours that it falls into; in UTC."""
        if not self.are_quiet(moment):
            return moment.astimezone(dt.UTC)
        day = moment.astimezone(self.zone).date()
        ends = (self._at(each, self.quiet_until, fold) for each in (day, day + _DAY) for fold in (0, 1))
        return next(end for end in sorted(ends) if end > moment)

    def last_digest(self, moment: dt.datetime) -> tuple[dt.date, dt.datetime]:
        """The day and the moment of the last digest that was to come until `moment`."""
        day = moment.astimezone(self.zone).date()
        if (comes := self._digest_of(day)) <= moment:
            return day, comes
        return day - _DAY, self._digest_of(day - _DAY)

    def _digest_of(self, day: dt.date) -> dt.datetime:
        return self._at(day, dt.time(self.digest_hour))

    def _at(self, day: dt.date, time: dt.time, fold: int = 0) -> dt.datetime:
        """That time of that day; one that summer time leaves out is later, of one that comes twice it is `fold`."""
        return dt.datetime.combine(day, time.replace(fold=fold), self.zone).astimezone(dt.UTC)
