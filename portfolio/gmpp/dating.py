"""The date that a file reports, which is not the year of its publication, found in the file itself.

Until the report of 2020 the data is that of 30 September, since 2021 that of 31 March; the year a report is known by
is that in which the financial year ends. So "2014" is 30 September 2013 and "2021" is 31 March 2021.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from big.errors import RefusedFileError
from big.periods import financial_year
from portfolio.gmpp.headings import Field, financial_years
from portfolio.gmpp.layout import Table

LAST_SEPTEMBER = 2020
FIRST_REPORT = 2013
_MONEY = (Field.BUDGET, Field.FORECAST, Field.COST)
_TEXTS = (Field.RATING_COMMENT, Field.SCHEDULE_COMMENT, Field.COST_COMMENT)
_QUARTER = re.compile(
    r"\b(?:20)?(\d\d) ?/? ?(?:20)?(\d\d) ?-? ?Q([1-4])\b|\bQ([1-4]) ?-? ?(?:20)?(\d\d) ?/? ?(?:20)?(\d\d)\b"
)
_AS_AT = re.compile(r"\bas (?:at|of) (30|31)(?:th|st)? (September|March) (20\d\d)\b", re.IGNORECASE)
# A phrase counts where a fifth of the projects use it: single narratives speak of other years too.
_SHARE = 5


@dataclass(frozen=True, slots=True)
class Dated:
    """The date that a file reports, and in words what says so."""

    day: dt.date
    by: str


def reporting_date(year: int) -> dt.date:
    """The date that the report known by `year` gives: 30 September before 2021, 31 March from then on."""
    return dt.date(year - 1, 9, 30) if year <= LAST_SEPTEMBER else dt.date(year, 3, 31)


def date_of(table: Table, *, given: dt.date | None, filename: str = "") -> Dated:
    """The date of `table`: the one given, or what its year column, its headings or its narratives say.

    The file's name is asked last. Raises RefusedFileError where several years stand in one file, or nothing says
    which year it is.
    """
    found = _by_year_column(table) or _by_headings(table) or _by_narratives(table) or _by_narrative_headings(table)
    if given:
        differs = found and found.day != given
        return Dated(
            given,
            f"the date that was given (by {found.by} it would be {found.day:%-d %B %Y})"
            if differs and found
            else "the date that was given",
        )
    found = found or _by_name(filename)
    if not found:
        raise RefusedFileError(
            "Nothing in the file says which date it reports: it has no year column, and no heading names a financial "
            "year. Give the reporting date.",
            code="no_date",
        )
    return found


def _by_year_column(table: Table) -> Dated | None:
    texts = Counter(text for record in table.records if (text := record.cells.get(Field.YEAR, "")))
    years = {year for text in texts if (year := _year(text))}
    if len(years) > 1:
        listed = ", ".join(map(str, sorted(years)))
        raise RefusedFileError(
            f"The file holds the projects of several years ({listed}). Import each year from a file of its own.",
            code="several_years",
        )
    return Dated(reporting_date(years.pop()), "the column of the year") if years else None


def _year(text: str) -> int | None:
    if named := financial_years(text):
        return named[0]
    match = re.fullmatch(r"(20\d\d)(?:\.0+)?", text)
    return int(match[1]) if match and int(match[1]) >= FIRST_REPORT else None


def _by_headings(table: Table) -> Dated | None:
    """The financial year in the headings of money; one that only names the prices of a year says nothing."""
    texts = [heading.text for heading in table.headings if heading.field in _MONEY]
    return _named_in([text for text in texts if "price" not in text.casefold()], "the headings")


def _by_narrative_headings(table: Table) -> Dated | None:
    """Asked late: some files kept the narrative's heading of the year before."""
    texts = [heading.text for heading in table.headings if heading.field == Field.VARIANCE_COMMENT]
    return _named_in(texts, "the heading of the variance")


def _named_in(texts: Iterable[str], by: str) -> Dated | None:
    years = [year for text in texts for year in financial_years(text) if year >= FIRST_REPORT]
    return Dated(reporting_date(max(years)), f"{by} ({max(years) - 1}/{max(years) % 100:02d})") if years else None


def _by_narratives(table: Table) -> Dated | None:
    """The latest quarter or day that many narratives name: "at 23/24-Q4", "as at 30 September 2013"."""
    tally: Counter[dt.date] = Counter()
    for record in table.records:
        tally.update(_days_in(" ".join(record.cells.get(field, "") for field in _TEXTS)))
    enough = max(1, len(table.records) // _SHARE)
    days = [day for day, count in tally.items() if count >= enough]
    return Dated(max(days), "the narratives") if days else None


def _days_in(text: str) -> set[dt.date]:
    days = set()
    for groups in _QUARTER.findall(text):
        first, second, quarter = (groups[0], groups[1], groups[2]) if groups[2] else (groups[4], groups[5], groups[3])
        if int(second) == (int(first) + 1) % 100 and quarter in "24":
            days.add(_end_of_quarter(2000 + int(second), quarter))
    for _day, month, year in _AS_AT.findall(text):
        days.add(dt.date(int(year), 9, 30) if month.casefold() == "september" else dt.date(int(year), 3, 31))
    return {day for day in days if day == reporting_date(_known_as(day))}


def _end_of_quarter(ends_in: int, quarter: str) -> dt.date:
    return dt.date(ends_in - 1, 9, 30) if quarter == "2" else dt.date(ends_in, 3, 31)


def _known_as(day: dt.date) -> int:
    return financial_year(day, 4).ends_on.year


def _by_name(filename: str) -> Dated | None:
    years: Sequence[str] = re.findall(r"(?<!\d)(20\d\d)(?!\d)", filename)
    known = [int(year) for year in years if int(year) >= FIRST_REPORT]
    return Dated(reporting_date(known[-1]), "the file's name only") if known else None
