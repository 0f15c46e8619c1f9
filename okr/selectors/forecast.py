"""Where a key result comes to by its due date if it goes on as it went; arithmetic only, no database."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from statistics import median
from typing import Final, NamedTuple

from big.core import words
from okr.models.key_results import KeyResult
from okr.selectors.course import Course

# A pace that two readings give, or a few days, says more of the days than of the work.
FEWEST: Final = 3
SHORTEST_DAYS: Final = 14
# What went on before says less of what goes on now.
MOST: Final = 12
_WEEK: Final = 7
_OPEN: Final = (KeyResult.State.AGREED.value, KeyResult.State.TRACKING.value)


class Forecast(NamedTuple):
    """What is foreseen: the value on the due date, and the pace a day that it follows from.

    `pace` is the median of the changes a day between any two of the readings (the estimator of Theil and Sen, which a
    single odd reading does not bend), carried on from the latest reading. `needed` is the pace from there that reaches
    the target in time; None for a band, where there is none. `reaches` is whether the target is reached, or the band
    kept.
    """

    value: Decimal
    on: dt.date
    pace: Decimal
    needed: Decimal | None
    reaches: bool
    readings: int
    since: dt.date


def pace_of(readings: Iterable[tuple[dt.date, Decimal]]) -> Decimal | None:
    """The change a day over dated values, one a day; None where they are too few or too close together."""
    ordered = sorted(dict(readings).items())[-MOST:]
    if len(ordered) < FEWEST or (ordered[-1][0] - ordered[0][0]).days < SHORTEST_DAYS:
        return None
    changes = [(later - earlier) / (day - before).days for (before, earlier), (day, later) in combinations(ordered, 2)]
    return median(changes)


def forecast_of(
    course: Course, state: str, readings: Iterable[tuple[dt.date, Decimal]], today: dt.date, limit: int
) -> tuple[Forecast | None, str]:
    """The forecast, or why there is none in words; `limit` is the number of days that a reading counts for."""
    known = dict(sorted((each for each in readings if each[0] <= today), key=lambda each: each[0]))
    if course.waits or state not in _OPEN or course.final is None or course.due_on is None or not known:
        return None, ""
    last_day, last = max(known.items())
    left = (course.due_on - last_day).days
    if course.due_on <= today or left <= 0 or (course.upper is None and course.is_reached(last)):
        return None, ""
    if (today - last_day).days > limit:
        return None, "No forecast: the last reading is too old to go on from."
    pace = pace_of(known.items())
    if pace is None:
        return None, "No forecast yet: a pace takes three readings over two weeks."
    value = last + pace * left
    some = sorted(known)[-MOST:]
    needed = None if course.upper is not None else (course.final - last) / left
    return Forecast(value, course.due_on, pace, needed, course.is_reached(value), len(some), some[0]), ""


def said_of(forecast: Forecast, unit: str, places: int) -> str:
    """The forecast as a sentence, with the pace that is needed beside the pace there is."""
    day, value = words.day(forecast.on), words.measured(_round(forecast.value, places), unit)
    said = f"At this pace it comes to {value} by {day}"
    if forecast.needed is None:
        return f"{said}, {'within' if forecast.reaches else 'outside'} the band."
    if forecast.reaches:
        return f"{said}, which reaches the target."
    has = words.signed(_round(forecast.pace * _WEEK, places + 1), places + 1)
    needs = words.signed(_round(forecast.needed * _WEEK, places + 1), places + 1)
    return f"{said}. The target takes {needs} a week, and the pace is {has}."


def rule_of(forecast: Forecast) -> str:
    """Where the pace is from."""
    return (
        f"Median of the changes between any two of the last {words.counted(forecast.readings, 'reading')} "
        f"since {words.day(forecast.since)}, carried on from the latest"
    )


def _round(value: Decimal, places: int) -> Decimal:
    return round(value, places)
