"""When a rhythm asks: weeks, every other week, months with fewer days, and clocks that are put back and forth."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from okr.selectors.moments import Timing


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def timing(every: str = "week", **fields: Any) -> Timing:
    values: dict[str, Any] = {"weekday": 0, "month_day": 1, "hour": 9, "zone": ZoneInfo("Europe/London")}
    values |= {"starts_on": dt.date(2026, 1, 1), "applies_from": at("2026-01-01 00:00")}
    return Timing(every=every, **values | fields)


@pytest.mark.parametrize(
    ("every", "fields", "now", "last", "following"),
    [
        ("week", {}, "2026-11-25 12:00", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("week", {}, "2026-11-23 08:59", "2026-11-16 09:00", "2026-11-23 09:00"),
        ("week", {}, "2026-11-23 09:00", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("week", {}, "2026-07-01 12:00", "2026-06-29 08:00", "2026-07-06 08:00"),
        ("week", {"weekday": 4}, "2026-11-25 12:00", "2026-11-20 09:00", "2026-11-27 09:00"),
        # The first Monday from 1 January on is the fifth: every other one is counted from it.
        ("fortnight", {}, "2026-01-13 12:00", "2026-01-05 09:00", "2026-01-19 09:00"),
        ("fortnight", {"starts_on": dt.date(2026, 1, 12)}, "2026-01-13 12:00", "2026-01-12 09:00", "2026-01-26 09:00"),
        ("month", {"month_day": 31}, "2026-03-05 12:00", "2026-02-28 09:00", "2026-03-31 08:00"),
        ("month", {"month_day": 31}, "2026-03-31 09:00", "2026-03-31 08:00", "2026-04-30 08:00"),
        ("month", {"month_day": 15}, "2026-12-20 12:00", "2026-12-15 09:00", "2027-01-15 09:00"),
        # On another clock it is Monday already, or not yet.
        ("week", {"zone": ZoneInfo("Asia/Tokyo")}, "2026-11-23 01:00", "2026-11-23 00:00", "2026-11-30 00:00"),
        ("week", {"zone": ZoneInfo("America/New_York")}, "2026-11-23 13:59", "2026-11-16 14:00", "2026-11-23 14:00"),
        # The clocks go forward on Sunday 29 March at one: that hour is not there, and comes an hour later.
        ("week", {"weekday": 6, "hour": 1}, "2026-03-29 12:00", "2026-03-29 01:00", "2026-04-05 00:00"),
        # They go back on Sunday 25 October: of the hour that comes twice it is the first.
        ("week", {"weekday": 6, "hour": 1}, "2026-10-25 12:00", "2026-10-25 00:00", "2026-11-01 01:00"),
    ],
)
def test_the_last_and_the_next(every: str, fields: dict[str, Any], now: str, last: str, following: str) -> None:
    found = timing(every, **fields)
    assert found.last(at(now)) == at(last)
    assert found.next(at(now)) == at(following)


def test_nothing_is_asked_before_it_was_set_or_begins() -> None:
    late = timing(applies_from=at("2026-11-23 09:01"))
    assert late.last(at("2026-11-25 12:00")) is None
    assert late.next(at("2026-11-23 09:00")) == at("2026-11-30 09:00")
    later = timing(starts_on=dt.date(2027, 6, 1))
    assert later.last(at("2026-11-25 12:00")) is None
    assert later.next(at("2026-11-25 12:00")) == at("2027-06-07 08:00")
    never = timing("never")
    assert (never.last(at("2026-11-25 12:00")), never.next(at("2026-11-25 12:00"))) == (None, None)


@pytest.mark.parametrize("every", ["week", "fortnight", "month"])
@pytest.mark.parametrize("day", [1, 15, 29, 31])
def test_each_moment_follows_the_one_before_over_years(every: str, day: int) -> None:
    found = timing(every, month_day=day, weekday=day % 7)
    moment = found.next(at("2026-01-01 00:00"))
    for _ in range(120):
        assert moment is not None
        following = found.next(moment)
        assert following is not None
        assert found.last(moment) == moment
        assert found.last(following - dt.timedelta(seconds=1)) == moment
        assert found.day_before(following) == found.date_of(moment)
        assert found.day_after(moment) == found.date_of(following)
        moment = following
