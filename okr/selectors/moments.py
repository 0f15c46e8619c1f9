"""The moments of a rhythm, by the clock on the wall of its zone, whatever summer time does to it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Self
from zoneinfo import ZoneInfo

from big.periods import add_months
from okr.models.rhythms import CheckInRhythm

_WEEKS: Final = {CheckInRhythm.Every.WEEK.value: 7, CheckInRhythm.Every.FORTNIGHT.value: 14}


@dataclass(frozen=True, slots=True)
class Timing:
    """When a rhythm asks, as one can reckon with it; moments are aware and in UTC."""

    every: str
    weekday: int
    month_day: int
    hour: int
    zone: ZoneInfo
    starts_on: dt.date
    applies_from: dt.datetime

    @classmethod
    def of(cls, rhythm: CheckInRhythm) -> Self:
        """That of a rhythm."""
        return cls(
            rhythm.every,
            rhythm.weekday,
            rhythm.month_day,
            rhythm.hour,
            rhythm.clock_zone,
            rhythm.starts_on,
            rhythm.applies_from,
        )

    @property
    def is_silent(self) -> bool:
        """Whether it never asks."""
        return self.every == CheckInRhythm.Every.NEVER

    def last(self, moment: dt.datetime) -> dt.datetime | None:
        """The last moment up to and with this one; None where there was none since the rhythm holds."""
        if self.is_silent:
            return None
        day = self._day_up_to(self.date_of(moment))
        found = self._at(day)
        if found > moment:
            found = self._at(self._step(day, -1))
        return found if self._holds_at(found) else None

    def next(self, moment: dt.datetime) -> dt.datetime | None:
        """The first moment after this one; None for a rhythm that never asks."""
        if self.is_silent:
            return None
        day = self._day_up_to(max(self.date_of(moment), self.starts_on))
        while (found := self._at(day)) <= moment or not self._holds_at(found):
            day = self._step(day, 1)
        return found

    def day_before(self, moment: dt.datetime) -> dt.date:
        """The day of the moment before this one, whether it held then or not."""
        return self._step(self.date_of(moment), -1)

    def day_after(self, moment: dt.datetime) -> dt.date:
        """The day of the moment after this one."""
        return self._step(self.date_of(moment), 1)

    def date_of(self, moment: dt.datetime) -> dt.date:
        """The day that the rhythm's own clock shows."""
        return moment.astimezone(self.zone).date()

    def _holds_at(self, found: dt.datetime) -> bool:
        return found >= self.applies_from and self.date_of(found) >= self.starts_on

    def _at(self, day: dt.date) -> dt.datetime:
        """The hour of that day; one that summer time leaves out is later, of one that comes twice it is the first."""
        return dt.datetime.combine(day, dt.time(self.hour), self.zone).astimezone(dt.UTC)

    def _day_up_to(self, day: dt.date) -> dt.date:
        """The last day of the rhythm up to and with `day`."""
        if self.every in _WEEKS:
            first = self.starts_on + dt.timedelta(days=(self.weekday - self.starts_on.weekday()) % 7)
            return day - dt.timedelta(days=(day - first).days % _WEEKS[self.every])
        found = self._in_month(day)
        return found if found <= day else self._step(found, -1)

    def _step(self, day: dt.date, steps: int) -> dt.date:
        if self.every in _WEEKS:
            return day + dt.timedelta(days=steps * _WEEKS[self.every])
        return self._in_month(add_months(day.replace(day=1), steps))

    def _in_month(self, day: dt.date) -> dt.date:
        # From the first one cannot step over a short month; its last day stands for one that it does not have.
        first = day.replace(day=1)
        return min(first + dt.timedelta(days=self.month_day - 1), add_months(first, 1) - dt.timedelta(days=1))
