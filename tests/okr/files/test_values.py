import datetime as dt
from decimal import Decimal

import pytest

from okr.files.values import day_of, moment_of, number_of, people_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", "1234.5"),
        ("12,34,567", "1234567"),
        ("45%", "45"),
        ("14.29 %", "14.29"),
        ("$ 1'000", "1000"),
        ("-3", "-3"),
        ("(250)", "-250"),
        ("1.234,5", "1234.5"),
        ("2,5", "2.5"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("many", None),
        ("1,2,3", None),
        ("1e999999", None),
        ("", None),
        ("NaN", None),
    ],
)
def test_numbers(text: str, expected: str | None) -> None:
    assert number_of(text) == (None if expected is None else Decimal(expected))


def test_days_and_moments() -> None:
    day = dt.date(2025, 2, 1)
    for text in ("2025-02-01", "2/1/2025", "1 Feb 2025", "February 1, 2025", "01.02.2025", "2025-02-01T10:00:00Z"):
        assert day_of(text) == day
    assert day_of("2021-04-31") is None
    assert moment_of("2025-02-01 10:20:30 UTC") == dt.datetime(2025, 2, 1, 10, 20, 30, tzinfo=dt.UTC)
    assert moment_of("2025-02-01T10:20:30.123+02:00") == dt.datetime(2025, 2, 1, 8, 20, 30, tzinfo=dt.UTC)
    assert moment_of("2025-02-01") == dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
    assert moment_of("soon") is None


def test_people() -> None:
    found = people_of("Person One, two@example.org; Person Three <three@example.org>")
    assert [(each.name, each.email) for each in found] == [
        ("Person One", ""),
        ("two@example.org", "two@example.org"),
        ("Person Three", "three@example.org"),
    ]
