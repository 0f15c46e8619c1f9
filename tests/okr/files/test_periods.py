import datetime as dt

import pytest

from okr.files.periods import read_period

Q1 = (dt.date(2025, 1, 1), dt.date(2025, 3, 31), "quarter")
FISCAL_Q1 = (dt.date(2024, 2, 1), dt.date(2024, 4, 30), "quarter")
YEAR = (dt.date(2025, 1, 1), dt.date(2025, 12, 31), "year")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Q1 2025", Q1),
        ("2025 Q1", Q1),
        ("1Q 2025", Q1),
        ("2025-Q1", Q1),
        ("Q1'25", Q1),
        ("1st quarter 2025", Q1),
        ("FY25 Q1", Q1),
        ("Quarter 1 FY25", Q1),
        ("Annual 2025", YEAR),
        ("2025", YEAR),
        ("FY2025", YEAR),
        ("January 2025", (dt.date(2025, 1, 1), dt.date(2025, 1, 31), "month")),
        ("2025-02", (dt.date(2025, 2, 1), dt.date(2025, 2, 28), "month")),
        ("H2 2025", (dt.date(2025, 7, 1), dt.date(2025, 12, 31), "half")),
        ("2019 Q4", (dt.date(2019, 10, 1), dt.date(2019, 12, 31), "quarter")),
        ("2021-Q2", (dt.date(2021, 4, 1), dt.date(2021, 6, 30), "quarter")),
        ("CY19-Q4", (dt.date(2019, 10, 1), dt.date(2019, 12, 31), "quarter")),
        ("2021-02-01 to 2021-04-30", (dt.date(2021, 2, 1), dt.date(2021, 4, 30), "span")),
        ("Calendar Year 2018 Q2 OKRs", (dt.date(2018, 4, 1), dt.date(2018, 6, 30), "quarter")),
        ("Next big thing", (None, None, "")),
        ("Q5 of nothing", (None, None, "")),
    ],
)
def test_a_period_in_many_spellings(written: str, expected: tuple[dt.date | None, dt.date | None, str]) -> None:
    found = read_period(written)
    assert (found.starts_on, found.ends_on, found.kind) == expected
    assert found.written == written


@pytest.mark.parametrize("written", ["FY25 Q1", "FY25-Q1", "Q1 FY25", "Quarter 1 FY25", "FY2025 Q1", "Q1 FY2024/25"])
def test_fiscal_years_are_named_for_the_year_in_which_they_end(written: str) -> None:
    found = read_period(written, first_month=2)
    assert (found.starts_on, found.ends_on, found.kind) == FISCAL_Q1


def test_a_month_of_a_fiscal_year() -> None:
    assert read_period("January FY25", first_month=2).starts_on == dt.date(2025, 1, 1)
    assert read_period("FY21-Q1", first_month=2).starts_on == dt.date(2020, 2, 1)
    assert read_period("Q1 2025", first_month=4).starts_on == dt.date(2025, 1, 1)
