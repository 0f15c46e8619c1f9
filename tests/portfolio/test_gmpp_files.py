"""The published files, read: every figure that the data's own facts give, computed there by other readers."""

import datetime as dt
from collections import Counter
from dataclasses import astuple, dataclass, field
from decimal import Decimal

import pytest

from portfolio.gmpp import decoding, grids
from portfolio.gmpp.reading import read
from portfolio.gmpp.snapshot import Snapshot
from portfolio.gmpp.spelling import tally
from tests.factories.gmpp import OFFICIAL, YEARS, real_file


@dataclass(frozen=True)
class Facts:
    """What is known of one file."""

    reports_on: dt.date
    projects: int
    departments: int
    ratings: dict[str, int]
    costs: int
    sum_of_costs: str
    largest: tuple[str, str]
    starts: tuple[str, str]
    ends: tuple[str, str]
    dated: tuple[int, int]
    exempt: int
    encoding: str
    layout: str
    delimiter: str = ","
    line_breaks: int = 0
    longest: int = 0
    sponsor: dict[str, int] = field(default_factory=dict)


PER_ROW, PER_COLUMN = "project per row", "project per column"
FACTS = {
    2014: Facts(
        dt.date(2013, 9, 30), 199, 22,
        # The facts count the 36 that are written "Amber/Red"; one "Amber/ Red" is read as a 37th, see AS_WRITTEN.
        {"R": 4, "AR": 37, "A": 63, "AG": 54, "G": 17, "none": 8, "reset": 1, "withheld": 15},
        183, "398606.60", ("Renewable Heat Incentive", "48261.80"),
        ("1987-11-06", "2013-09-03"), ("2011-10-18", "2050-03-31"), (198, 191), 24,
        "cp1252", PER_COLUMN, line_breaks=230, longest=10_017,
    ),
    2015: Facts(
        dt.date(2014, 9, 30), 188, 22, {"R": 8, "AR": 40, "A": 64, "AG": 44, "G": 28, "withheld": 4},
        174, "488920.51", ("Electricity Market Reform Programme", "47513.95"),
        ("1987-11-06", "2014-07-07"), ("2012-07-31", "2050-03-31"), (187, 180), 12,
        "cp1252", PER_COLUMN, line_breaks=305, longest=4801,
    ),
    2017: Facts(
        dt.date(2016, 9, 30), 143, 17, {"R": 4, "AR": 34, "A": 71, "AG": 23, "G": 5, "reset": 1, "withheld": 5},
        134, "455460.98", ("High Speed Rail Programme (HS2)", "55700.00"),
        # One start more than the facts count: 1/012/2014 is 1 December 2014.
        ("1997-03-17", "2016-09-01"), ("2013-04-30", "2075-12-31"), (141, 140), 12,
        "cp1252", PER_COLUMN, line_breaks=170, longest=3033,
    ),
    2018: Facts(
        dt.date(2017, 9, 30), 133, 16, {"R": 8, "AR": 38, "A": 59, "AG": 22, "G": 2, "withheld": 4},
        119, "422739.43", ("High Speed Rail Programme (HS2)", "55700.00"),
        ("1997-03-17", "2016-09-30"), ("2015-08-31", "2043-07-01"), (131, 128), 17,
        "cp1252", PER_ROW, line_breaks=150, longest=4041,
    ),
    2020: Facts(
        dt.date(2019, 9, 30), 125, 18, {"R": 11, "AR": 32, "A": 59, "AG": 18, "G": 3, "withheld": 2},
        113, "447920.35", ("High Speed Rail Programme (HS2)", "55700.00"),
        ("1998-03-01", "2019-05-01"), ("2015-12-01", "2050-12-31"), (122, 120), 17,
        "latin-1", PER_ROW, line_breaks=399, longest=3582,
    ),
    2021: Facts(
        dt.date(2021, 3, 31), 184, 19, {"R": 7, "AR": 44, "A": 84, "AG": 29, "G": 12, "withheld": 6, "none": 2},
        164, "541951.37", ("HS2 Phase1", "40295.00"),
        ("1997-03-17", "2021-04-30"), ("2018-05-30", "2070-12-31"), (181, 178), 24,
        "cp1252", PER_ROW, ";", line_breaks=213, longest=1702,
    ),
    2022: Facts(
        dt.date(2022, 3, 31), 235, 18, {"R": 27, "A": 170, "G": 24, "withheld": 11, "none": 3},
        191, "494181.00", ("HS2 Phase 1", "40295.00"),
        ("1997-03-17", "2022-01-21"), ("2020-03-31", "2070-12-31"), (224, 218), 41,
        "cp1252", PER_ROW, ";", line_breaks=348, longest=4041,
        sponsor={"R": 3, "A": 52, "G": 13, "withheld": 11, "none": 3},
    ),
    OFFICIAL: Facts(
        dt.date(2024, 3, 31), 19, 1, {"R": 1, "A": 13, "G": 4, "withheld": 1},
        12, "67446.00", ("Northern Powerhouse Rail (NPR)", "30600.00"),
        ("2009-01-14", "2022-01-21"), ("2024-12-31", "2045-12-29"), (18, 15), 5,
        "utf-8", PER_ROW, line_breaks=66, longest=1253, sponsor={"A": 5, "G": 4, "withheld": 1},
    ),
}  # fmt: skip


@pytest.fixture(params=list(FACTS), ids=str, scope="module")
def case(request: pytest.FixtureRequest) -> tuple[Snapshot, Facts]:
    return read(real_file(request.param), {}), FACTS[request.param]


def test_layout_encoding_and_date(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    assert (snapshot.layout, snapshot.delimiter, snapshot.encoding) == (facts.layout, facts.delimiter, facts.encoding)
    assert snapshot.reports_on == facts.reports_on
    assert snapshot.is_five_point == (facts.reports_on < dt.date(2022, 1, 1))


def test_projects_and_departments(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    assert len(snapshot.rows) == facts.projects
    assert len({row.department for row in snapshot.rows}) == facts.departments
    assert all(row.name for row in snapshot.rows)


def test_ratings(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    assert Counter(row.rating.value for row in snapshot.rows) == facts.ratings
    assert Counter(row.sponsor_rating.value for row in snapshot.rows if row.sponsor_rating) == facts.sponsor
    assert all(row.rating_reason for row in snapshot.rows if row.rating in ("withheld", "reset", "none"))


# Ratings letter by letter, as the facts count them, and how the file's own summary says so.
AS_WRITTEN = {
    2014: "Red 4, Amber/Red 36 (and 1 written “Amber/ Red”), Amber 63, Amber/Green 54, Green 17, reset 1, not rated 8",
    2015: "Red 8, Amber/Red 40, Amber 64, Amber/Green 44, Green 28, withheld 4",
    2017: "Red 4, Amber/Red 34, Amber 71, Amber/Green 23, Green 5, reset 1, withheld 5",
    2018: "Red 8, Amber/Red 37 (and 1 written “Amber/red”), Amber 59, Amber/Green 22, Green 2, withheld 4",
    2020: "Red 11, Amber/Red 32, Amber 59, Amber/Green 18, Green 3, withheld 2",
    2021: "Red 7, Amber/red 44, Amber 84, Amber/Green 29, Green 12, not rated 2, withheld 6",
    2022: "Red 27, Amber 170, Green 24, not rated 3, withheld 11",
}


@pytest.mark.parametrize("year", YEARS)
def test_the_summary_counts_ratings_as_the_facts_do(year: int) -> None:
    facts, said = FACTS[year], tally(read(real_file(year), {}))
    assert f"Ratings: {AS_WRITTEN[year]}" in said
    assert said.startswith(f"It holds {facts.projects} projects of {facts.departments} departments")
    assert f"{facts.costs} figures, £{Decimal(facts.sum_of_costs):,.2f}m" in said


@pytest.mark.parametrize(("year", "cell"), [(2014, "Amber/ Red"), (2018, "Amber/red")])
def test_a_rating_written_otherwise_is_read_kept_and_told(year: int, cell: str) -> None:
    snapshot = read(real_file(year), {})
    (row,) = [row for row in snapshot.rows if row.rating_cell == cell]
    assert (row.rating, row.rating_reason) == ("AR", f"The file writes it “{cell}”.")
    assert any(f"“{cell}” is read as Amber/Red" in note for note in snapshot.notes)


def test_whole_life_costs(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    costs = {row.name: row.cost for row in snapshot.rows if row.cost is not None}
    assert len(costs) == facts.costs
    assert round(sum(costs.values()) / Decimal(10**6), 2) == Decimal(facts.sum_of_costs)
    name, amount = facts.largest
    assert costs[name] == max(costs.values()) == Decimal(amount) * 10**6
    assert all(row.cost_reason for row in snapshot.rows if row.cost is None)


def test_dates(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    starts = sorted(row.starts_on for row in snapshot.rows if row.starts_on)
    ends = sorted(row.ends_on for row in snapshot.rows if row.ends_on)
    assert (len(starts), len(ends)) == facts.dated
    assert (starts[0].isoformat(), starts[-1].isoformat()) == facts.starts
    assert (ends[0].isoformat(), ends[-1].isoformat()) == facts.ends
    without = [row for row in snapshot.rows if row.starts_on is None and row.name != "" and not row.dates_note]
    assert len(without) <= 1  # one cell of 2024 is empty


def test_nothing_exempt_is_lost(case: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = case
    rows = [row for row in snapshot.rows if any("exempt" in str(value).casefold() for value in astuple(row))]
    assert len(rows) == facts.exempt


@pytest.mark.parametrize("name", list(FACTS), ids=str)
def test_the_grid_keeps_every_cell(name: str | int) -> None:
    facts = FACTS[name]
    readings = grids.readings(decoding.decode(real_file(name)).text)
    rows = next(each.rows for each in readings if each.delimiter == facts.delimiter)
    assert max(len(cell) for row in rows for cell in row) == facts.longest
    body = rows[1:] if facts.layout == PER_ROW else [row[1:] for row in rows]
    # A carriage return of its own is a line break inside a cell, and stands as U+2028 until the cell is cleaned.
    assert sum("\n" in cell or "\u2028" in cell for row in body for cell in row) == facts.line_breaks


def test_the_long_narrative_of_2014_is_whole() -> None:
    rows = read(real_file(2014), {}).rows
    texts = [text for row in rows for text in astuple(row) if isinstance(text, str)]
    assert max(map(len, texts)) > 9_500


def test_what_is_not_read_is_said() -> None:
    lines = read(real_file(2017), {}).not_read
    assert any("The IPA Annual Report publishes the whole life cycle costs" in line for line in lines)
    assert any("2016/2017 Variance %age" in line for line in lines)
    assert any("Benefits" in line for line in read(real_file(OFFICIAL), {}).not_read)


def test_department_names_of_2014_are_twenty_but_for_case() -> None:
    rows = read(real_file(2014), {}).rows
    assert len({row.department.casefold() for row in rows}) == 20


def test_ids_of_2021_and_2022_meet_in_159_projects() -> None:
    then, now = ({row.gmpp_id: row for row in read(real_file(year), {}).rows} for year in (2021, 2022))
    same = then.keys() & now.keys()
    assert len(same) == 159
    assert len({row.name for row in then.values()} & {row.name for row in now.values()}) >= 135


def test_odd_date_of_2017_is_read() -> None:
    snapshot = read(real_file(2017), {})
    assert dt.date(2014, 12, 1) in {row.starts_on for row in snapshot.rows}
    assert any("“1/012/2014” is read as 1 December 2014" in note for note in snapshot.notes)


@pytest.mark.parametrize("year", YEARS)
def test_the_given_date_overrides_the_file(year: int) -> None:
    snapshot = read(real_file(year), {"as_of": "2019-05-17"})
    assert snapshot.reports_on == dt.date(2019, 5, 17)
    assert "given" in snapshot.dated_by
