"""What a key result comes to by its due date: the arithmetic by hand, when nothing is foretold, and where it shows."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from big import clock
from okr.selectors.course import Course
from okr.selectors.forecast import Forecast, forecast_of, pace_of, said_of
from tests.factories.okr import make_key_result, make_reading
from tests.factories.organisation import member

DAY = dt.date(2026, 1, 1)
TODAY = DAY + dt.timedelta(40)


def days(*values: tuple[int, int]) -> list[tuple[dt.date, Decimal]]:
    return [(DAY + dt.timedelta(day), Decimal(value)) for day, value in values]


def course(**fields: Any) -> Course:
    given: dict[str, Any] = {"baseline": Decimal(0), "target": Decimal(100), "rises": True, "starts_on": DAY}
    return Course(**given | {"due_on": DAY + dt.timedelta(100)} | fields)


def foretold(readings: list[tuple[dt.date, Decimal]], state: str = "tracking", **fields: Any) -> Any:
    return forecast_of(course(**fields), state, readings, TODAY, 30)


def test_the_pace_is_the_median_of_all_changes() -> None:
    assert pace_of(days((0, 0), (10, 10), (20, 20))) == 1
    # Pairs: 1, 1, (60-0)/30 = 2, 1, (60-10)/20 = 2.5, (60-20)/10 = 4; in the middle of six lie 1 and 2.
    assert pace_of(days((0, 0), (10, 10), (20, 20), (30, 60))) == Decimal("1.5")


def test_one_odd_reading_does_not_bend_it() -> None:
    usual = days(*((each, each) for each in range(0, 40, 5)))
    assert pace_of(usual) == 1
    assert pace_of([*usual[:4], (usual[4][0], Decimal(90)), *usual[5:]]) == 1


@pytest.mark.parametrize("few", [days((0, 0), (30, 30)), days((0, 0), (5, 5), (13, 13)), days((0, 0), (0, 1), (30, 2))])
def test_a_pace_takes_three_readings_over_two_weeks(few: list[tuple[dt.date, Decimal]]) -> None:
    assert pace_of(few) is None
    assert foretold(few) == (None, "No forecast yet: a pace takes three readings over two weeks.")


def test_only_the_last_twelve_count() -> None:
    long_ago = days(*((each, each * 10) for each in range(10)))
    lately = days(*((20 + each, 90 + each) for each in range(0, 24, 2)))
    assert pace_of([*long_ago, *lately]) == 1


def test_it_goes_on_from_the_latest_reading() -> None:
    forecast, _ = foretold(days((0, 0), (10, 4), (20, 8), (40, 16)))
    assert forecast == Forecast(
        value=Decimal(40), on=DAY + dt.timedelta(100), pace=Decimal("0.4"), needed=Decimal("1.4"), reaches=False,
        readings=4, since=DAY,
    )  # fmt: skip
    said = said_of(forecast, "%", 0)
    assert said == "At this pace it comes to 40% by 11 Apr 2026. The target takes +9.8 a week, and the pace is +2.8."


def test_what_falls_is_foretold_alike() -> None:
    forecast, _ = foretold(days((0, 50), (20, 40), (40, 30)), baseline=Decimal(50), target=Decimal(10), rises=False)
    assert (forecast.value, forecast.reaches) == (Decimal(0), True)
    assert said_of(forecast, "days", 0) == "At this pace it comes to 0 days by 11 Apr 2026, which reaches the target."


def test_a_band_is_kept_or_left() -> None:
    fields: dict[str, Any] = {"baseline": Decimal(9), "target": Decimal(2), "upper": Decimal(5)}
    kept, _ = foretold(days((0, 3), (20, 3), (40, 3)), **fields)
    assert (kept.needed, kept.reaches) == (None, True)
    assert said_of(kept, "", 0).endswith("within the band.")
    left, _ = foretold(days((0, 3), (20, 4), (40, 5)), **fields)
    assert said_of(left, "", 0) == "At this pace it comes to 8 by 11 Apr 2026, outside the band."


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"waits": True, "target": Decimal(1)}, "tracking"),
        ({"due_on": TODAY}, "tracking"),
        ({"target": Decimal(10)}, "tracking"),
        ({"target": None}, "tracking"),
        ({}, "met"),
        ({}, "draft"),
    ],
    ids=["yes or no", "due", "reached", "no target", "closed", "draft"],
)
def test_nothing_is_foretold_of_what_is_over_or_has_no_way(fields: dict[str, Any], state: str) -> None:
    assert foretold(days((0, 0), (20, 8), (40, 16)), state, **fields) == (None, "")


def test_silence_is_not_carried_on() -> None:
    forecast, why = forecast_of(course(), "tracking", days((0, 0), (20, 8), (40, 16)), TODAY + dt.timedelta(31), 30)
    assert (forecast, why) == (None, "No forecast: the last reading is too old to go on from.")


def test_what_comes_later_is_not_known_yet() -> None:
    known = days((0, 0), (20, 8), (40, 16))
    assert foretold([*known, (TODAY + dt.timedelta(1), Decimal(99))]) == foretold(known)


@pytest.mark.django_db
def test_it_shows_in_the_chart_and_says_how_it_comes_about(client: Client) -> None:
    today = clock.today()
    each = make_key_result(code="KR1", starts_on=today - dt.timedelta(40), due_on=today + dt.timedelta(60))
    for day, value in ((40, 0), (30, 4), (20, 8), (0, 16)):
        make_reading(each, value, today - dt.timedelta(day))
    client.force_login(member(["strategy.view"]))
    page = client.get(each.get_absolute_url()).content.decode()
    assert "At this pace it comes to 40% by" in page
    assert ", forecast</t" in page, "and the table under the drawing has it, too"
    how = client.get("/figure/key-result/?key_result=kr1").content.decode()
    for said in (
        "Forecast for",
        "40%",
        "Pace that the target takes",
        "Median of the changes between any two of the last 4",
    ):
        assert said in how
