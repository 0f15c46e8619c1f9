"""Financial years, quarters and months of the organisation, as pairs of dates with a name."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Final

# The months by number and name, as forms offer them.
MONTHS: Final = [(number, calendar.month_name[number]) for number in range(1, 13)]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `starts_on` to `ends_on`, both included, with the name that pages show."""

    starts_on: dt.date
    ends_on: dt.date
    name: str = ""

    def __contains__(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days + 1


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def financial_year(day: dt.date, first_month: int) -> Period:
    """The financial year that contains `day`: named 2026/27, or 2026 where it opens in January."""
    start = dt.date(day.year if day.month >= first_month else day.year - 1, first_month, 1)
    end = add_months(start, 12) - dt.timedelta(days=1)
    name = str(start.year) if first_month == 1 else f"{start.year}/{end.year % 100:02d}"
    return Period(start, end, name)


def quarter(day: dt.date, first_month: int) -> Period:
    """The quarter of the financial year that contains `day`, named "Quarter 3, 2026/27"."""
    year = financial_year(day, first_month)
    number = ((day.year - year.starts_on.year) * 12 + day.month - year.starts_on.month) // 3
    start = add_months(year.starts_on, number * 3)
    return Period(start, add_months(start, 3) - dt.timedelta(days=1), f"Quarter {number + 1}, {year.name}")


def month(day: dt.date) -> Period:
    """The calendar month that contains `day`."""
    start = day.replace(day=1)
    return Period(start, add_months(start, 1) - dt.timedelta(days=1), start.strftime("%B %Y"))


def months_of(period: Period) -> list[Period]:
    """The calendar months that `period` touches, in order."""
    found, day = [], period.starts_on.replace(day=1)
    while day <= period.ends_on:
        found.append(month(day))
        day = add_months(day, 1)
    return found
