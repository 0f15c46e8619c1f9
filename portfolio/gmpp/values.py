"""What a cell says: a date, an amount of money or a rating, or in words why there is none. Words are never lost."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Generic, Literal, TypeVar

from portfolio.models.status import Rating

DateRole = Literal["start", "end"]
T = TypeVar("T")
PENNY = Decimal("0.01")
# The register holds amounts below ten thousand billion.
LARGEST = Decimal(10) ** 16

_MONTHS = (
    {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}Z?")
# Three figures for the month occur: 1/012/2014.
_ODD_MONTH = re.compile(r"\d{1,2}[-/. ]\d{3}[-/. ].*")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,3}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_IN_WORDS = re.compile(r"(?:\w+day,? )?(\d{1,2})(?:st|nd|rd|th)?[- ](?:of )?([a-z]+)\.?[-, ]+(\d{4}|\d{2})")
_MONTH_ONLY = re.compile(r"([a-z]+)\.?[-, ]+(\d{4})")
_AMOUNT = re.compile(
    r"(?P<minus>-)?(?:[â\ufffd]?£|gbp|\ufffd)?(?P<minus2>-)?(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>million|mn|m|billion|bn|b|thousand|k)?"
)
_UNITS = {
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "k": 10**3,
    "thousand": 10**3,
}
_WITHHELD = re.compile(
    r"\bexempt|\bexemption|\bwithheld\b|\bsensitiv|\bredacted\b|\bconfidential\b|freedom of information|\bfoi", re.I
)
_RATINGS = {
    "red": Rating.RED,
    "r": Rating.RED,
    "amber/red": Rating.AMBER_RED,
    "a/r": Rating.AMBER_RED,
    "amber": Rating.AMBER,
    "a": Rating.AMBER,
    "amber/green": Rating.AMBER_GREEN,
    "a/g": Rating.AMBER_GREEN,
    "green": Rating.GREEN,
    "g": Rating.GREEN,
    "reset": Rating.RESET,
}
# Words in place of a figure that say enough; anything else is pointed out, as it may be a slip of the pen.
_KNOWN_WORDS = re.compile(
    r"exempt|#n/?a|\bn/?a\b|\btb[acd]\b|not (?:yet )?(?:provided|applicable|available|reported|known)|reset|planning|"
    r"not (?:yet )?in a position|no (?:end|start) date|no dca|did not provide|withheld|^-+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value read from a cell, the words that stood there where no value did, and how a slip of the pen wrote it."""

    value: T | None
    words: str = ""
    slip: str = ""

    @property
    def is_odd(self) -> bool:
        """Whether the words are none of those known to stand for a value that is withheld or unknown."""
        return bool(self.words) and not _KNOWN_WORDS.search(self.words)


def read_date(text: str, *, role: DateRole, reported_in: int) -> Read[dt.date]:
    """The date in `text`: day first, ISO, or with the month in words; a month alone is its first or last day.

    Two figures of a year are read by what the date is, because starts reach back and ends reach far ahead: a start
    lies in the 80 years before or the 19 after the year of the report, an end in the 20 before or the 79 after it.
    So in 2018 a start in 87 is 1987 and an end in 50 is 2050.
    """
    lowered = " ".join(text.split()).casefold()
    if not lowered:
        return Read(None)
    value = _numeric_date(lowered, role, reported_in) or _date_in_words(lowered, role, reported_in)
    if value is None:
        return Read(None, text)
    return Read(value, slip=text.strip() if _ODD_MONTH.fullmatch(lowered) else "")


def read_amount(text: str, *, unit: Decimal) -> Read[Decimal]:
    """The amount in `text` in pounds, to the penny; `unit` is what one stands for unless the cell says m, bn or k."""
    squeezed = re.sub(r"\s+", "", text).casefold()
    if not squeezed:
        return Read(None)
    in_brackets = re.fullmatch(r"\((.+)\)", squeezed)
    match = _AMOUNT.fullmatch(in_brackets[1] if in_brackets else squeezed)
    if not match:
        return Read(None, text)
    amount = Decimal(match["figures"].replace(",", "")) * (Decimal(_UNITS[match["unit"]]) if match["unit"] else unit)
    if amount >= LARGEST:
        return Read(None, text)
    if match["minus"] or match["minus2"] or in_brackets:
        amount = -amount
    return Read(amount.quantize(PENNY, rounding=ROUND_HALF_EVEN))


def read_rating(text: str) -> Read[Rating]:
    """The rating in `text`, and the words of the cell where it is no colour; None for an empty cell.

    Exempt and sensitive is withheld; "Reset" is reset; "No DCA", too early, not provided is not rated.
    """
    plain = re.sub(r"\s*[/\\-]\s*", "/", " ".join(text.split()).casefold()).rstrip(".")
    if not plain:
        return Read(None)
    found = _RATINGS.get(plain) or _RATINGS.get(plain.replace(" ", "/"))
    if found == Rating.RESET:
        return Read(found, text)
    if found:
        return Read(found)
    return Read(Rating.WITHHELD if _WITHHELD.search(text) else Rating.NONE, text)


def _full_year(figures: str, role: DateRole, reported_in: int) -> int:
    if len(figures) == 4:
        return int(figures)
    earliest = reported_in - (80 if role == "start" else 20)
    return earliest + (int(figures) - earliest) % 100


def _numeric_date(text: str, role: DateRole, reported_in: int) -> dt.date | None:
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        return _day(_full_year(match[3], role, reported_in), int(match[2]), int(match[1]))
    return None


def _date_in_words(text: str, role: DateRole, reported_in: int) -> dt.date | None:
    if (match := _IN_WORDS.fullmatch(text)) and (month := _MONTHS.get(match[2])):
        return _day(_full_year(match[3], role, reported_in), month, int(match[1]))
    if (match := _MONTH_ONLY.fullmatch(text)) and (month := _MONTHS.get(match[1])):
        year = int(match[2])
        last = calendar.monthrange(year, month)[1] if 1 <= year <= 9999 else 1
        return _day(year, month, 1 if role == "start" else last)
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None for one that does not exist or lies outside any programme's life."""
    if not 1900 <= year <= 2200:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
