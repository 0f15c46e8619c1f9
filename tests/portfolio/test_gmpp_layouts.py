"""Files of every layout, made up here: whatever the order, delimiter, encoding and line ends, the same is read."""

import csv
import datetime as dt
import io
import random
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from big.errors import RefusedFileError
from portfolio.gmpp.decoding import MAX_BYTES
from portfolio.gmpp.reading import read
from portfolio.gmpp.snapshot import ProjectSnapshot
from portfolio.models.status import Rating
from tests.factories.gmpp import LONG, SHORT, file_of, grid, project, turned, written

PROJECTS = [project("A400M", id="MOD_0001_1112-Q1"), project("Astute Boats 1-7", cost="Exempt under Section 26")]


def only(content: bytes, **options: Any) -> ProjectSnapshot:
    """The one project of a file, wherever it stands."""
    (row,) = read(content, options).rows
    return replace(row, place="")


def refusal(content: bytes, **options: Any) -> str:
    """The sentence that refuses a file."""
    with pytest.raises(RefusedFileError) as refused:
        read(content, options)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("is_turned", [False, True])
def test_any_dialect_reads_alike(delimiter: str, encoding: str, ends: str, is_turned: bool) -> None:
    comment = "First, this;\tthen|that.\n\n“Quoted” – and £5m"
    rows = grid([project("One", comment=comment), project("Two"), project("Three", cost="£2.50")], LONG)
    content = written(turned(rows) if is_turned else rows, delimiter=delimiter, encoding=encoding, ends=ends)
    snapshot = read(content, {})
    assert [row.name for row in snapshot.rows] == ["One", "Two", "Three"]
    assert snapshot.rows[0].narrative == comment.replace("\t", " ")
    assert [row.cost for row in snapshot.rows] == [Decimal("1200250000"), Decimal("1200250000"), Decimal("2500000")]
    assert snapshot.layout == ("project per column" if is_turned else "project per row")
    assert snapshot.reports_on == dt.date(2018, 9, 30)


def test_a_bare_carriage_return_in_a_cell_is_a_line_break_even_without_quotes() -> None:
    content = (
        b"year,project_name,department,colour_rating,rating_comment,start_date\r\n2018,A,MOD,Red,one\rtwo,01.01.18\r\n"
    )
    assert only(content).narrative == "one\ntwo"


def test_bytes_outside_windows_1252_are_kept_and_quotes_stay_quotes() -> None:
    content = file_of([project("Caf\u00e9", comment="It\u2019s X on course")]).decode().encode("cp1252")
    row = only(content.replace(b"X", b"\x9d"))
    assert (row.name, row.narrative) == ("Caf\u00e9", "It\u2019s on course")


def test_excel_marks_and_invisible_characters_go() -> None:
    assert only(file_of([project("A\u00a0B\u200b", comment="one_x000D_\ntwo\ufeff")])).name == "A B"
    assert only(file_of([project("A", comment="one_x000D_\ntwo")])).narrative == "one\n\ntwo"


def test_titles_above_empty_columns_before_and_footnotes_below() -> None:
    rows = grid(PROJECTS, LONG)
    width = len(rows[0])
    framed = [
        ["", "Government major projects, September 2018", *[""] * (width - 1)],
        [""] * (width + 1),
        *(["", *row] for row in rows),
        [""] * (width + 1),
        ["", "Whole-life costs are at outturn prices, and so are the annual budgets.", *[""] * (width - 1)],
    ]
    for layout in (framed, turned(framed)):
        snapshot = read(written(layout), {})
        assert [row.name for row in snapshot.rows] == ["A400M", "Astute Boats 1-7"]
        assert any("outturn prices" in line for line in snapshot.not_read)


def test_columns_in_any_order() -> None:
    expected = only(file_of([PROJECTS[0]]))
    for seed in range(5):
        columns = turned(grid([PROJECTS[0]], SHORT, year="2018"))
        random.Random(seed).shuffle(columns)  # noqa: S311 - the order of columns is no secret
        assert only(written(turned(columns))) == expected


def test_spreadsheets_leave_out_empty_cells_at_the_end_of_a_row() -> None:
    rows = grid([project("A", cost_comment=""), project("B")], year="2018")
    rows[1] = rows[1][:-1]
    assert [row.cost_narrative for row in read(written(rows), {}).rows] == ["", "As approved."]


def test_two_columns_of_one_name_are_the_authority_and_the_sponsor() -> None:
    rows = [
        ["year", "project_name", "department", "colour_rating", "colour_rating", "start_date"],
        ["2022", "A", "MOD", "", "Green", ""],
        ["2022", "B", "MOD", "Red", "Amber", ""],
        ["2022", "C", "MOD", "", "", ""],
        ["2022", "D", "MOD", "Exempt under Section 26", "Exempt under Section 26", ""],
    ]
    a, b, c, d = read(written(rows, delimiter=";"), {}).rows
    assert (a.rating, a.sponsor_rating) == (Rating.GREEN, Rating.GREEN)
    assert "senior responsible owner" in a.rating_reason
    assert (b.rating, b.sponsor_rating, b.rating_reason) == (Rating.RED, Rating.AMBER, "")
    assert (c.rating, c.sponsor_rating, c.rating_reason) == (Rating.NONE, None, "The file gives no rating.")
    assert (d.rating, d.rating_reason) == (Rating.WITHHELD, "Exempt under Section 26")


def test_only_a_sponsor_rates_since_2026() -> None:
    rows = grid([{**project("A"), "sponsor": "Amber"}], {**LONG, "rating": "Notes"})
    assert only(written(rows)).rating == Rating.AMBER


def test_words_in_place_of_dates_and_money_say_which() -> None:
    row = only(file_of([project("A", start="TBD", end="Reset", budget="£1", forecast="Exempt under Section 43")]))
    assert row.dates_note == "Start: TBD\nEnd: Reset"
    assert (row.budget, row.forecast, row.money_note) == (Decimal(10**6), None, "Forecast: Exempt under Section 43")
    both = only(file_of([project("A", start="#N/A", end="#N/A")]))
    assert both.dates_note == "#N/A"


def test_a_slip_in_a_cell_is_noted_and_kept() -> None:
    snapshot = read(file_of([project("A", budget="07. Sep")]), {})
    assert snapshot.rows[0].money_note == "Baseline: 07. Sep"
    assert any("07. Sep" in note and "Row 2" in note for note in snapshot.notes)


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_formulas_are_text(formula: str) -> None:
    assert only(file_of([project(formula, comment=formula)])).name == formula


def test_ids_are_read_in_capitals_and_words_are_no_id() -> None:
    assert only(file_of([project("A", id="MoJ_0043_1920-Q2")])).gmpp_id == "MOJ_0043_1920-Q2"
    assert only(file_of([project("A", id="TBC")])).gmpp_id == ""


# When ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "day"),
    [
        ("2013", "2012-09-30"),
        ("2014", "2013-09-30"),
        ("2020", "2019-09-30"),
        ("2021", "2021-03-31"),
        ("2025", "2025-03-31"),
    ],
)
def test_the_year_of_publication_gives_the_date(year: str, day: str) -> None:
    assert read(file_of(PROJECTS, int(year)), {}).reports_on.isoformat() == day


def without_year(**cells: str) -> bytes:
    return written(grid([project("A", **cells)]))


def test_narratives_give_the_date_where_no_heading_does() -> None:
    quarter = "Compared to financial year 22/23-Q4, the rating at 23/24-Q4 remained at Amber."
    assert read(without_year(comment=quarter), {}).reports_on == dt.date(2024, 3, 31)
    assert read(without_year(comment="The rating at Q2 1920 (30th September 2019)"), {}).reports_on == dt.date(
        2019, 9, 30
    )
    assert read(without_year(comment="as at 30 September 2013 was Amber"), {}).reports_on == dt.date(2013, 9, 30)
    assert read(
        without_year(comment="It will end as at 31 March 2019."), {"filename": "uk_2015.csv"}
    ).reports_on == dt.date(2014, 9, 30)


def test_prices_of_a_year_are_not_the_year_of_a_report() -> None:
    headings = {**SHORT, "cost": "Whole Life Cost (£m, Presented in 2024/25 Real Prices)"}
    content = written(grid([project("A", year="2026")], headings))
    assert read(content, {}).reports_on == dt.date(2026, 3, 31)


def test_the_name_of_the_file_is_the_last_hint() -> None:
    snapshot = read(without_year(), {"filename": "gmpp_2021_final.csv"})
    assert (snapshot.reports_on, snapshot.dated_by) == (dt.date(2021, 3, 31), "the file's name only")
    assert read(file_of(PROJECTS, 2018), {"filename": "gmpp_2021.csv"}).year == 2018


def test_a_file_of_no_known_date_asks_for_it() -> None:
    assert "Give the reporting date" in refusal(without_year())
    assert read(without_year(), {"as_of": dt.date(2016, 9, 30)}).reports_on == dt.date(2016, 9, 30)
    assert "year-month-day" in refusal(without_year(), as_of="30/09/2016")


def test_several_years_in_one_file_are_refused() -> None:
    rows = [project("A", year="2018"), project("B", year="2019")]
    assert "several years (2018, 2019)" in refusal(written(grid(rows)))


# Hostile files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b"PK\x03\x04" + b"\0" * 100, "workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "control character"),
        (b"project_name,department\n\x00\x01", "line 2"),
        (bytes(range(256)), "control character"),
        (b"\xff\xfea", "UTF-16"),
        (b"a" * (MAX_BYTES + 1), "MB"),
        (b"just words on a line", "cannot be read as a table"),
        (b"a,b,c\n1,2,3\n", "does not look like major projects data"),
        (b"<?xml version='1.0'?><a b='1,2,3'/>", "does not look like"),
        (b"project_name,start_date,end_date,colour_rating\nA,,,Red\n", "department"),
        (b"project_name,department,start_date,end_date\nA,MOD,,\n", "rating"),
        (b"year,project_name,department,colour_rating,start_date\n", "no projects"),
        (b'"' + b"x," * 100_000, "cannot be read as a table"),
        (b"," * 6_000 + b"\n", "columns"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_fifty_megabytes_are_refused_at_once() -> None:
    assert "50 MB" in refusal(file_of(PROJECTS) + b"x" * 50_000_000)


def test_rows_with_more_cells_than_headings_are_refused_by_number() -> None:
    rows = grid(PROJECTS, year="2018")
    rows[2].append("spilt")
    assert "Row 3 has" in refusal(written(rows))


def test_a_row_torn_in_two_is_refused() -> None:
    whole = file_of([project("A", comment="one,two")], ends="\n").decode()
    torn = whole.replace('"one,two"', "one\ntwo")
    assert "breaks off" in refusal(torn.encode())


def test_an_unclosed_quotation_mark_swallows_no_project_unseen() -> None:
    content = file_of([project("A", comment="QUOTE"), project("B"), project("C")]).replace(b"QUOTE", b'"')
    assert "A quotation mark that is not closed" in refusal(content)
    to_the_end = file_of([project("A", cost="1", comment="QUOTE"), project("B", cost="1")]).replace(b"QUOTE", b'"')
    assert "never closed" in refusal(to_the_end)


# Made by chance -----------------------------------------------------------------------------------------------------

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn")), max_size=40
)
_NAME = st.from_regex(r"[A-Z][A-Za-z0-9&(),'/ -]{0,60}[A-Za-z0-9)]", fullmatch=True).map(
    lambda name: " ".join(name.split())
)
_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2016, 12, 31))
_ENDS = st.dates(dt.date(2018, 1, 1), dt.date(2069, 12, 31))
_MONEY = st.decimals(0, 99_999, places=2)
_STYLES = st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d %B %Y", "%d-%b-%y"])
_SIGNS = st.sampled_from(["{:,.2f}", "£{:,.2f}", "£{:,.2f}m", "{:.2f}"])
_RATINGS = st.sampled_from([Rating.RED, Rating.AMBER_RED, Rating.AMBER, Rating.AMBER_GREEN, Rating.GREEN])


@st.composite
def projects(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, Any]]:
    """The cells of a project, and what they mean."""
    style, sign = draw(_STYLES), draw(_SIGNS)
    start, end, cost, budget = draw(_DAYS), draw(_ENDS), draw(_MONEY), draw(_MONEY)
    rating, name, comment = draw(_RATINGS), draw(_NAME), draw(_TEXT)
    cells = project(
        name,
        start=start.strftime(style),
        end=end.strftime(style),
        cost=sign.format(cost),
        budget=sign.format(budget),
        rating=rating.label,
        comment=comment,
    )
    meant = {
        "name": name,
        "starts_on": start,
        "ends_on": end,
        "cost": cost * 10**6,
        "budget": budget * 10**6,
        "rating": rating,
        "narrative": comment,
    }
    return cells, meant


@settings(max_examples=60, deadline=None)
@given(
    made=st.lists(projects(), min_size=1, max_size=6),
    delimiter=st.sampled_from([",", ";", "\t"]),
    ends=st.sampled_from(["\n", "\r\n", "\r\r\n"]),
    is_turned=st.booleans(),
    is_long=st.booleans(),
)
def test_what_is_written_is_read(
    made: list[tuple[dict[str, str], dict[str, Any]]], delimiter: str, ends: str, is_turned: bool, is_long: bool
) -> None:
    rows = grid([cells for cells, _ in made], LONG if is_long else SHORT, **({} if is_long else {"year": "2019"}))
    content = written(turned(rows) if is_turned else rows, delimiter=delimiter, ends=ends)
    found = read(content, {}).rows
    assert [{name: getattr(row, name) for name in made[0][1]} for row in found] == [meant for _, meant in made]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with suppress(RefusedFileError):
        read(content, {})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from([*SHORT.values(), "A", "Red", "", "2018", "\n"]), max_size=8), max_size=8))
def test_no_table_does_more_than_be_refused(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    with suppress(RefusedFileError):
        read(out.getvalue().encode(), {})
