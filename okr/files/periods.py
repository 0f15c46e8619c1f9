"""Periods as people write them: "Q1 2025", "FY25 Q1", "1Q 2025", "Annual 2025", "January 2025", and what they mean."""

import datetime as dt
import re
from typing import Final

from big.periods import add_months
from okr.files.shapes import PeriodKind, PeriodRead

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december|sept|" + "|".join(_MONTHS)
)
_DASHES: Final = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'"})
_FISCAL_YEAR: Final = re.compile(r"\b(?:f\.?y\.?|fiscal(?: year)?|financial(?: year)?)[\s'-]*(\d{4}|\d{2})(?!\d)")
_CALENDAR_YEAR: Final = re.compile(r"\b(?:cy|calendar(?: year)?)[\s'-]*(\d{4}|\d{2})(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_TWO_YEARS: Final = re.compile(r"(?<!\d)((?:19|20|21)\d\d)\s*[/-]\s*(\d{4}|\d{2})(?!\d)")
_SHORT_YEAR: Final = re.compile(r"'(\d{2})(?!\d)")
_QUARTER: Final = re.compile(
    r"(?<![a-z0-9])(?:q(?:uarter|tr)?\s*-?\s*([1-4])|([1-4])\s*q|([1-4])(?:st|nd|rd|th) quarter)(?=$|\D)"
)
_HALF: Final = re.compile(r"(?<![a-z0-9])(?:h\s*-?\s*([12])|([12])\s*h|half\s*([12]))(?![a-z0-9])")
_MONTH: Final = re.compile(rf"\b({_MONTH_NAMES})\b")
_ISO_MONTH: Final = re.compile(r"^((?:19|20|21)\d\d)-(0[1-9]|1[0-2])$")
_FROM_TO: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d|(?:{_MONTH_NAMES})\.? \d{{1,2}},? \d{{4}})")


def read_period(written: str, *, first_month: int = 1) -> PeriodRead:
    """What `written` means. Years marked as fiscal open in `first_month` and are named for the year in which they end.

    Quarters of a year without such a mark are those of the calendar, as every exporter seen writes them.
    """
    shown = " ".join(written.split())
    text = shown.casefold().translate(_DASHES).replace("_", " ")
    days = _FROM_TO.findall(text)
    if len(days) >= 2 and (span := _span(days[0], days[1])):
        return PeriodRead(shown, *span, "span")
    if found := _ISO_MONTH.match(text):
        return _period(shown, dt.date(int(found[1]), int(found[2]), 1), 1, "month")
    opening = _year_opens(text, first_month)
    if opening is None:
        return PeriodRead(shown)
    return _part_of_year(shown, text, opening)


def _part_of_year(shown: str, text: str, opening: dt.date) -> PeriodRead:
    if found := _QUARTER.search(text):
        number = int(found[1] or found[2] or found[3])
        return _period(shown, add_months(opening, (number - 1) * 3), 3, "quarter")
    if found := _HALF.search(text):
        number = int(found[1] or found[2] or found[3])
        return _period(shown, add_months(opening, (number - 1) * 6), 6, "half")
    if found := _MONTH.search(text):
        number = _MONTHS.index(found[1][:3]) + 1
        year = opening.year if number >= opening.month else opening.year + 1
        return _period(shown, dt.date(year, number, 1), 1, "month")
    return _period(shown, opening, 12, "year")


def _year_opens(text: str, first_month: int) -> dt.date | None:
    """The first day of the year that is named."""
    if found := _TWO_YEARS.search(text):
        first, second = int(found[1]), _century(found[2])
        if second == first + 1:
            return dt.date(first, first_month, 1)
    if found := _FISCAL_YEAR.search(text):
        year = _century(found[1])
        return dt.date(year if first_month == 1 else year - 1, first_month, 1)
    for pattern in (_CALENDAR_YEAR, _YEAR, _SHORT_YEAR):
        if found := pattern.search(text):
            return dt.date(_century(found[1]), 1, 1)
    return None


def _century(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else 2000 + year


def _period(shown: str, start: dt.date, months: int, kind: PeriodKind) -> PeriodRead:
    return PeriodRead(shown, start, add_months(start, months) - dt.timedelta(days=1), kind)


def _span(first: str, last: str) -> tuple[dt.date, dt.date] | None:
    """Two days as dates, in order; None where one does not exist (a 31st of April)."""
    start, end = _day(first), _day(last)
    return (start, end) if start and end and start <= end else None


def _day(text: str) -> dt.date | None:
    try:
        if text[0].isdigit():
            return dt.date.fromisoformat(text)
        month, day, year = text.replace(",", "").replace(".", "").split()
        return dt.date(int(year), _MONTHS.index(month[:3]) + 1, int(day))
    except ValueError:
        return None
