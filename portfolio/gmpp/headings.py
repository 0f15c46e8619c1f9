"""What a heading means: one field under the many names that the years since 2013 gave it.

The wording changes every year while the meaning does not, so a heading is read by its words: first what it comments
on, then identity, ratings, dates and money. A heading that means nothing here is reported as not read.
"""

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum


class Field(StrEnum):
    """What one column (or one row, where the table lies on its side) tells of a project."""

    ID = "GMPP id"
    NAME = "project name"
    DEPARTMENT = "department"
    YEAR = "year"
    DESCRIPTION = "description"
    RATING = "delivery confidence rating"
    SPONSOR_RATING = "senior responsible owner's rating"
    RATING_COMMENT = "commentary on the rating"
    START = "start date"
    END = "end date"
    SCHEDULE_COMMENT = "narrative on schedule"
    BUDGET = "baseline of the year"
    FORECAST = "forecast of the year"
    VARIANCE_COMMENT = "narrative on the year's variance"
    COST = "whole-life cost"
    COST_COMMENT = "narrative on whole-life cost"
    # Known, and named among what was not read, with the reason in `NOT_KEPT`.
    VARIANCE = "variance of the year"
    CATEGORY = "annual report category"
    BENEFITS = "benefits"
    BENEFITS_COMMENT = "narrative on benefits"
    OWNER = "senior responsible owner's name"
    OTHER_FORECAST = "forecast dates and whole-life forecasts"
    EVALUATION = "evaluation plan"


NOT_KEPT: dict[Field, str] = {
    Field.VARIANCE: "it follows from budget and forecast",
    Field.CATEGORY: "work has no report category",
    Field.BENEFITS: "work has no benefits yet",
    Field.BENEFITS_COMMENT: "work has no benefits yet",
    Field.OWNER: "people are entered by hand, so that nobody gets a record unasked",
    Field.OTHER_FORECAST: "the approved baseline is what a snapshot keeps",
    Field.EVALUATION: "work has no evaluation plan",
}
LONGEST_HEADING = 140

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")
_COMMENT = {"narrative", "narratives", "commentary", "comment", "comments"}
_IDENTITY = (
    (re.compile(r"(gmpp|project|programme|major projects?) (id|identifier|number|reference)( numbers?)?"), Field.ID),
    (re.compile(r"(gmpp |project )?(ids?|id numbers?|reference)"), Field.ID),
    (re.compile(r"((gmpp )?(project|programme|project programme)( name| title)?|name)"), Field.NAME),
    (re.compile(r"((lead|owning|sponsoring|responsible) )?(department|dept)( name)?"), Field.DEPARTMENT),
    (re.compile(r"((annual )?report(ing)? |publication )?year"), Field.YEAR),
    (re.compile(r"((annual )?report |project )?category"), Field.CATEGORY),
    (re.compile(r"(sro|senior responsible owner)( name)?"), Field.OWNER),
)


def words_of(heading: str) -> list[str]:
    """The words of a heading without what stands in brackets, which explains and changes from year to year."""
    text, shorter = heading, _IN_BRACKETS.sub(" ", heading)
    while shorter != text:
        text, shorter = shorter, _IN_BRACKETS.sub(" ", shorter)
    return _WORD.findall(unicodedata.normalize("NFKC", text.replace("_", " ")).casefold())


def meaning(heading: str) -> Field | None:
    """The field that `heading` names, or None for a footnote, a working note or something new."""
    listed = words_of(heading)
    text = " ".join(listed)
    if not listed or len(text) > LONGEST_HEADING:
        return None
    for pattern, field in _IDENTITY:
        if pattern.fullmatch(text):
            return field
    words = set(listed)
    if words & _COMMENT or {"actions", "rating"} <= words:
        return _comment(words)
    return _rating(words) or _text_or_date(words) or _money(words)


def millions(heading: str) -> Decimal:
    """How many pounds one stands for in a column of money: a million, unless the heading says otherwise."""
    text = heading.casefold()
    if re.search(r"billion|£ ?bn", text):
        return Decimal(1_000_000_000)
    if re.search(r"thousand|£ ?k\b|£ ?000", text):
        return Decimal(1_000)
    return Decimal(1_000_000)


def financial_years(heading: str) -> list[int]:
    """The years in which the financial years that `heading` names end: "2016/17" gives 2017."""
    found = []
    for first, second in re.findall(r"\b(20\d\d) ?[/-] ?(20\d\d|\d\d)\b", heading):
        if int(second) % 100 == (int(first) + 1) % 100:
            found.append(int(first) + 1)
    return found


def _comment(words: set[str]) -> Field | None:
    if words & {"benefit", "benefits"}:
        return Field.BENEFITS_COMMENT
    if {"whole", "life"} <= words or "wlc" in words:
        return Field.COST_COMMENT
    if "schedule" in words:
        return Field.SCHEDULE_COMMENT
    if "variance" in words:
        return Field.VARIANCE_COMMENT
    if words & {"rating", "rag", "dca", "confidence"}:
        return Field.RATING_COMMENT
    return Field.COST_COMMENT if words & {"cost", "costs", "budget"} else None


def _rating(words: set[str]) -> Field | None:
    if not ({"delivery", "confidence"} <= words or words & {"rag", "rating", "dca"}):
        return None
    return Field.SPONSOR_RATING if "sro" in words or {"senior", "owner"} <= words else Field.RATING


def _text_or_date(words: set[str]) -> Field | None:
    if words & {"description", "aims"}:
        return Field.DESCRIPTION
    if "evaluation" in words:
        return Field.EVALUATION
    if "date" in words and words & {"start", "end"}:
        if "forecast" in words:
            return Field.OTHER_FORECAST
        return Field.START if "start" in words else Field.END
    return None


def _money(words: set[str]) -> Field | None:
    if words & {"benefit", "benefits"}:
        return Field.BENEFITS
    if "variance" in words:
        return Field.VARIANCE
    if {"whole", "life"} <= words or "wlc" in words:
        return Field.OTHER_FORECAST if "forecast" in words else Field.COST
    if "forecast" in words:
        return Field.FORECAST
    return Field.BUDGET if words & {"baseline", "budget"} else None
