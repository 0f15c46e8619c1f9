"""Shifts the canonical calendar of the demo organisation, so that every figure reads the same on any day."""

import datetime as dt
import re
from dataclasses import dataclass

from big.periods import add_months

CANONICAL = dt.date(2026, 11, 15)
FIRST_MONTH = 4
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WRITTEN = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})\b(?: (\d{{4}}))?")


def middle_of_quarter(day: dt.date) -> dt.date:
    """The 15th of the middle month of the calendar quarter that contains `day`."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 2, 15)


def last_middle_of_quarter(day: dt.date) -> dt.date:
    """The latest such day that is not after `day`: what is told as past must have passed."""
    middle = middle_of_quarter(day)
    return middle if middle <= day else middle_of_quarter(middle - dt.timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moves canonical dates so that the canonical today falls on `today`."""

    today: dt.date

    @property
    def months(self) -> int:
        """Whole months between the canonical month and that of today."""
        return (self.today.year - CANONICAL.year) * 12 + self.today.month - CANONICAL.month

    @property
    def first_month(self) -> int:
        """The month in which the organisation's year opens, so that today stays in its third quarter."""
        return (FIRST_MONTH - 1 + self.months) % 12 + 1

    def month(self, iso: str) -> dt.date:
        """The first day of the month that stands for the month of `iso`; money hangs on whole months."""
        return add_months(dt.date.fromisoformat(iso).replace(day=1), self.months)

    def day(self, iso: str, *, keeps_month_end: bool = True) -> dt.date:
        """The date that stands for `iso`.

        What lies in the past or present stays there, and what lies ahead stays ahead, whatever the length of the
        months and the day of today. Ends of months stay ends of months, since years and quarters end on them; days
        that must keep their order and distance to other days, such as those of milestones, do not.
        """
        canonical = dt.date.fromisoformat(iso)
        moved = add_months(canonical, self.months)
        is_end = add_months(canonical.replace(day=1), 1) - dt.timedelta(days=1) == canonical
        if is_end and keeps_month_end:
            return add_months(moved.replace(day=1), 1) - dt.timedelta(days=1)
        moved += dt.timedelta(days=self.today.day - CANONICAL.day)
        if canonical <= CANONICAL:
            return min(moved, self.today)
        return max(moved, self.today + dt.timedelta(days=1))

    def words(self, text: str, near: str = "2026-11-15") -> str:
        """`text` with the months it names moved along; a date without a year is the one nearest to `near`."""
        if not self.months and self.today.day == CANONICAL.day:
            return text
        centre = dt.date.fromisoformat(near)

        def moved(found: re.Match[str]) -> str:
            number, name, year = found.groups()
            month = MONTHS.index(name) + 1
            if year:
                whole = int(year)
            else:
                whole = min(
                    (centre.year - 1, centre.year, centre.year + 1),
                    key=lambda each: abs((dt.date(each, month, 15) - centre).days),
                )
            if number:
                day = self.day(dt.date(whole, month, int(number)).isoformat())
                return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")
            first = self.month(dt.date(whole, month, 1).isoformat())
            return MONTHS[first.month - 1] + (f" {first.year}" if year else "")

        return _WRITTEN.sub(moved, text)
