"""What single cells and headings mean, over every style that the years use."""

import datetime as dt
from decimal import Decimal

import pytest

from portfolio.gmpp.departments import are_kin, department_key, preferred, unit_code
from portfolio.gmpp.headings import Field, financial_years, meaning, millions
from portfolio.gmpp.values import read_amount, read_date, read_rating
from portfolio.models.status import Rating

MILLION = Decimal(10**6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/05/2010", dt.date(2010, 5, 31)),
        ("1/012/2014", dt.date(2014, 12, 1)),
        ("30.06.08", dt.date(2008, 6, 30)),
        ("20.05.2020", dt.date(2020, 5, 20)),
        ("01-11-18", dt.date(2018, 11, 1)),
        ("2014-07-08", dt.date(2014, 7, 8)),
        ("2014-07-08 00:00:00", dt.date(2014, 7, 8)),
        ("01/03/2019 00:00", dt.date(2019, 3, 1)),
        ("1 March 2019", dt.date(2019, 3, 1)),
        ("1st March, 2019", dt.date(2019, 3, 1)),
        ("Friday 1 March 2019", dt.date(2019, 3, 1)),
        ("01-Mar-19", dt.date(2019, 3, 1)),
        ("1-Sept-2019", dt.date(2019, 9, 1)),
        ("March 2019", dt.date(2019, 3, 1)),
        ("  06.11.87 ", dt.date(1987, 11, 6)),
        ("17.03.97", dt.date(1997, 3, 17)),
    ],
)
def test_starts(text: str, day: dt.date) -> None:
    assert read_date(text, role="start", reported_in=2018).value == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.40", dt.date(2040, 12, 31)),
        ("01.07.43", dt.date(2043, 7, 1)),
        ("31.12.50", dt.date(2050, 12, 31)),
        ("31.03.97", dt.date(2097, 3, 31)),
        ("30.06.99", dt.date(1999, 6, 30)),
        ("31/12/2075", dt.date(2075, 12, 31)),
        ("February 2020", dt.date(2020, 2, 29)),
    ],
)
def test_ends(text: str, day: dt.date) -> None:
    assert read_date(text, role="end", reported_in=2018).value == day


@pytest.mark.parametrize(
    "text",
    [
        "#N/A",
        "TBD",
        "Reset",
        "No end date",
        "31/02/2020",
        "03/25/2019",
        "12.12.1066",
        "1.1.3000",
        "soon",
        "99",
        "1/2/3/4",
    ],
)
def test_what_is_no_date_stays_in_words(text: str) -> None:
    read = read_date(text, role="end", reported_in=2018)
    assert (read.value, read.words) == (None, text)


def test_an_empty_cell_has_no_words() -> None:
    assert read_date("  ", role="start", reported_in=2018) == read_date("", role="start", reported_in=2018)
    assert not read_date("", role="start", reported_in=2018).words


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£26.19m", "26190000.00"),
        ("£2,013.02", "2013020000.00"),
        ("1,234.5", "1234500000.00"),
        ("450.37", "450370000.00"),
        ("£278", "278000000.00"),
        ("0", "0.00"),
        ("£0.00", "0.00"),
        ("-£1.20", "-1200000.00"),
        ("£-1.20", "-1200000.00"),
        ("(1.2)", "-1200000.00"),
        (" £ 12.50 ", "12500000.00"),
        ("£1.5bn", "1500000000.00"),
        ("£750k", "750000.00"),
        ("12 million", "12000000.00"),
        ("0.123456789", "123456.79"),
        (".5", "500000.00"),
        ("GBP 3", "3000000.00"),
    ],
)
def test_amounts(text: str, pounds: str) -> None:
    assert read_amount(text, unit=MILLION).value == Decimal(pounds)


@pytest.mark.parametrize(
    "text",
    ["07. Sep", "12,50", "1.2.3", "£", "TBC", "Exempt under Section 43", "9" * 40, "1e9", "nan", "Infinity", "=1+1"],
)
def test_what_is_no_amount_stays_in_words(text: str) -> None:
    read = read_amount(text, unit=MILLION)
    assert (read.value, read.words) == (None, text)


def test_a_slip_of_the_pen_is_pointed_out_and_an_exemption_is_not() -> None:
    assert read_amount("07. Sep", unit=MILLION).is_odd
    assert not read_amount("Exempt under Section 43 of the Freedom of Information Act", unit=MILLION).is_odd
    assert not read_amount("Data not provided by department", unit=MILLION).is_odd
    assert not read_amount("12", unit=MILLION).is_odd


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Red", Rating.RED),
        ("Amber/Red", Rating.AMBER_RED),
        ("Amber/red", Rating.AMBER_RED),
        ("Amber/ Red", Rating.AMBER_RED),
        ("Amber-Red", Rating.AMBER_RED),
        ("amber red", Rating.AMBER_RED),
        ("Amber ", Rating.AMBER),
        ("AMBER/GREEN", Rating.AMBER_GREEN),
        ("Green", Rating.GREEN),
    ],
)
def test_colours(text: str, rating: Rating) -> None:
    assert read_rating(text).value == rating
    assert not read_rating(text).words


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Reset", Rating.RESET),
        ("No DCA", Rating.NONE),
        ("Early planning GMPP project", Rating.NONE),
        ("The project is not in a position to provide this information", Rating.NONE),
        ("Exempt under Section 26 of the Freedom of Information Act 2000 (Defence)", Rating.WITHHELD),
        ("Date exempt under section 43", Rating.WITHHELD),
        ("Legal sensitivity around this programme", Rating.WITHHELD),
    ],
)
def test_no_colour_keeps_its_words(text: str, rating: Rating) -> None:
    assert (read_rating(text).value, read_rating(text).words) == (rating, text)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Project name", Field.NAME),
        ("project_name", Field.NAME),
        ("GMPP ID Number", Field.ID),
        ("Major Projects ID", Field.ID),
        ("ID Numbers", Field.ID),
        ("project_number", Field.ID),
        ("Dept", Field.DEPARTMENT),
        ("MPA RAG rating\n(A Delivery Confidence Assessment ... Red – Amber/Red)", Field.RATING),
        ("IPA RAG rating", Field.RATING),
        ("IPA Delivery Confidence Assessment ", Field.RATING),
        ("NISTA Delivery Confidence Assessment", Field.RATING),
        ("SRO Delivery Confidence Assessment", Field.SPONSOR_RATING),
        ("Senior Responsible Owner (SRO) Name", Field.OWNER),
        ("Departmental commentary on actions planned or taken on the MPA RAG rating.", Field.RATING_COMMENT),
        ("Departmental narrative actions on delivery confidence assessment", Field.RATING_COMMENT),
        ("Description / Aims \n(From GMPP data)", Field.DESCRIPTION),
        ("Detailed Description / Aims", Field.DESCRIPTION),
        ("Project - Start Date\n(Latest approved start date)", Field.START),
        ("End Date", Field.END),
        ("Schedule Narrative", Field.SCHEDULE_COMMENT),
        ("2013/2014 Budget (£million)", Field.BUDGET),
        ("2018/19 TOTAL Baseline £m", Field.BUDGET),
        ("Financial Year Baseline (£m) (including Non-Government Costs)", Field.BUDGET),
        ("total_baseline", Field.BUDGET),
        ("forecast_incl_NGC", Field.FORECAST),
        ("2015/16 Forecast (£million)", Field.FORECAST),
        ("2013/2014 Variance %age", Field.VARIANCE),
        ("Variance Budget / Forecast %age", Field.VARIANCE),
        ("Departmental narrative on  budget/forecast variance for 2013/14\n(if more than 5%)", Field.VARIANCE_COMMENT),
        ("In Year Variance Narrative", Field.VARIANCE_COMMENT),
        ("variance_comment", Field.VARIANCE_COMMENT),
        ("Total budgeted whole life costs (£million)\n(including non-government costs)", Field.COST),
        ("Whole Life Cost TOTAL Baseline £m", Field.COST),
        ("TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)", Field.COST),
        ("wlc_baseline_incl_NCG", Field.COST),
        ("Departmental Narrative on Budgeted Whole Life Costs", Field.COST_COMMENT),
        ("budget_comment", Field.COST_COMMENT),
        ("Costs Narrative", Field.COST_COMMENT),
        ("TOTAL Baseline Benefits (£m)", Field.BENEFITS),
        ("Departmental Narrative on Budgeted Benefits", Field.BENEFITS_COMMENT),
        ("Annual Report Category", Field.CATEGORY),
        ("", None),
        ("Cells to be exempted", None),
        ("The IPA Annual Report publishes the whole life cycle costs on projects " + "and so on " * 12, None),
    ],
)
def test_headings(heading: str, field: Field | None) -> None:
    assert meaning(heading) == field


def test_units_and_financial_years_of_headings() -> None:
    assert millions("Whole life cost (£m)") == MILLION
    assert millions("Whole life cost (£bn)") == 1000 * MILLION
    assert millions("Whole life cost (£000)") == 1000
    assert financial_years("2013/2014 Budget") == [2014]
    assert financial_years("2016/17 TOTAL Baseline") == [2017]
    assert financial_years("2016/18 plan") == []


def test_departments_are_one_but_for_case_and_kin_where_government_changed() -> None:
    assert department_key("MoD") == department_key("MOD")
    assert department_key("DoH") != department_key("DHSC")
    assert preferred("MoD", "MOD") == preferred("MOD", "MoD") == "MOD"
    assert are_kin("decc", "beis")
    assert are_kin(department_key("DEFRA & DFT"), "dft")
    assert not are_kin("dwp", "nca")
    assert not are_kin("dfe", "beis")
    assert unit_code("DoH Non Capital") == "DOH-NON-CAPITAL"
    assert unit_code("NS&I") == "NS-I"
