"""Two snapshots side by side, as selector and as page, and the history of one piece of work."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolio.models.work import Work
from portfolio.selectors.snapshots import compare_snapshots, cost_history, rating_history, snapshot_days
from tests.factories.gmpp import file_of, import_bytes, project
from tests.factories.organisation import make_unit, make_user, member, top_unit
from tests.factories.portfolio import make_report, make_whole_life, make_work

pytestmark = pytest.mark.django_db
THEN, NOW = dt.date(2021, 3, 31), dt.date(2022, 3, 31)
URL = "/portfolio/compare/"


@pytest.fixture(autouse=True)
def one_whole() -> None:
    """A unit above all others, below which departments come to stand; rights held there reach them all."""
    top_unit()


def two_years(count: int = 1) -> None:
    """Two snapshots with one of each kind, and `count` more that did not change."""
    same = [project(f"Same {n}", id=f"S{n}") for n in range(count)]
    import_bytes(
        file_of(
            [
                project("Changed", id="C1", rating="Amber/Red", cost="£100", end="31/03/2030"),
                project("Withheld", id="W1", rating="Exempt under Section 26", cost="Exempt under Section 43"),
                project("Left", id="L1"),
                *same,
            ],
            2021,
        )
    )
    import_bytes(
        file_of(
            [
                project("Changed", id="C1", rating="Green", cost="£150", end="30/06/2030"),
                project("Withheld", id="W1", rating="Amber", cost="£7"),
                project("New <b>one</b>", id="N1", department="DFT", end="TBD"),
                *same,
            ],
            2022,
        )
    )


def page(user: Any, **query: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(URL, query)
    assert answer.status_code == 200
    return answer.content.decode()


# The selector -------------------------------------------------------------------------------------------------------


def test_every_kind_is_counted() -> None:
    two_years(count=3)
    found = compare_snapshots(member(["work.view"]), THEN, NOW)
    assert (found.matched, found.changed, found.unchanged, found.not_comparable) == (5, 1, 3, 1)
    assert (found.left, found.new, len(found.rows)) == (1, 1, 7)
    assert found.message == "1 of 5 ratings changed."
    assert found.scale_changed
    assert [(move.was, move.now, move.works) for move in found.moves] == [("AR", "G", 1)]
    row = next(row for row in found.rows if row.name == "Changed")
    assert (row.cost_change, row.slip_days) == (Decimal("50000000.00"), 91)
    assert row.was is not None
    assert (row.was.mark, row.was.label) == ("AR", "Amber/Red")


def test_costs_and_ends_are_compared_only_where_both_are_given() -> None:
    two_years()
    rows = {row.name: row for row in compare_snapshots(member(["work.view"]), THEN, NOW).rows}
    assert (rows["Withheld"].cost_change, rows["Left"].cost_change) == (None, None)
    assert rows["New <b>one</b>"].slip_days is None


def test_of_two_reports_of_one_date_the_later_counts() -> None:
    import_bytes(file_of([project("A", id="A1", rating="Red")], 2021))
    import_bytes(file_of([project("A", id="A1", rating="Green")], 2021))
    import_bytes(file_of([project("A", id="A1", rating="Green")], 2022))
    found = compare_snapshots(member(["work.view"]), THEN, NOW)
    assert (found.matched, found.unchanged) == (1, 1)
    assert [day.works for day in snapshot_days(member(["work.view"]))] == [1, 1]


def test_nothing_hidden_is_counted() -> None:
    two_years()
    unit = make_unit("Elsewhere")
    assert not compare_snapshots(member(["work.view"], unit=unit), THEN, NOW).rows
    assert not snapshot_days(member(["work.view"], unit=unit))
    Work.objects.filter(name="Changed").update(is_confidential=True)
    found = compare_snapshots(member(["work.view"]), THEN, NOW)
    assert (found.matched, found.changed) == (2, 0)
    cleared = compare_snapshots(member(["work.view", "confidential.view"]), THEN, NOW)
    assert cleared.changed == 1


def test_narrowing() -> None:
    two_years(count=2)
    found = compare_snapshots(member(["work.view"]), THEN, NOW)
    assert [row.name for row in found.narrowed(kind="left")] == ["Left"]
    assert [row.name for row in found.narrowed(was="AR", now="G")] == ["Changed"]
    assert [row.name for row in found.narrowed(unit="DFT")] == ["New <b>one</b>"]
    assert [row.name for row in found.narrowed(find="same S1")] == ["Same 1"]


def test_messages_of_empty_comparisons() -> None:
    user = member(["work.view"])
    assert compare_snapshots(user, THEN, NOW).message == "No work is in both snapshots."
    for year in (2021, 2022):
        import_bytes(file_of([project("A", id="A1", rating="Exempt")], year))
    assert compare_snapshots(user, THEN, NOW).message == "None of 1 rating can be compared."


def test_histories_of_one_piece_of_work() -> None:
    work = make_work()
    make_report(work, "A", on=THEN)
    make_report(work, "R", on=THEN, sponsor_rating="G")
    make_report(work, "withheld", on=NOW)
    make_report(work, "G", on=dt.date(2023, 3, 31), is_draft=True)
    make_whole_life(work, 100, on=THEN)
    make_whole_life(work, None, on=NOW)
    make_whole_life(work, 130, on=dt.date(2023, 3, 31))
    ratings = rating_history(work)
    assert [(each.on, each.label, each.mark, each.sponsor_label) for each in ratings] == [
        (THEN, "Red", "R", "Green"),
        (NOW, "Withheld", "W", ""),
    ]
    costs = cost_history(work)
    assert [(each.amount, each.change) for each in costs] == [(100, None), (None, None), (130, 30)]
    assert (costs[1].reason, costs[0].source) == ("Commercially sensitive", "")
    import_bytes(file_of([project("A", id="A1")], 2021))
    assert rating_history(Work.objects.get(code="A1"))[0].source == "projects.csv, row 2"


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_says_what_changed() -> None:
    two_years()
    html = page(member(["work.view"]), **{"from": "2021-03-31", "to": "2022-03-31"})
    assert "1 of 3 ratings changed." in html
    assert "3 projects in both: 1 changed, 1 unchanged, 1 not comparable. 1 left, 1 new." in html
    assert "The scale of ratings changed" in html
    assert "+£50.0m from £100.0m" in html
    assert "+13 wk from 31 Mar 2030" in html
    assert "Withheld: Exempt under Section 26" in html
    assert "New &lt;b&gt;one&lt;/b&gt;" in html
    assert reverse("portfolio:work_detail", args=["c1"]) in html


def test_the_two_latest_snapshots_are_the_default_and_the_order_of_dates_is_no_matter() -> None:
    two_years()
    user = member(["work.view"])
    plain = page(user)
    assert "31 Mar 2021" in plain
    assert "1 of 3 ratings changed." in plain
    assert "1 of 3 ratings changed." in page(user, **{"from": "2022-03-31", "to": "2021-03-31"})
    assert "1 of 3 ratings changed." in page(user, **{"from": "nonsense", "to": "2022-13-41", "kind": "x", "was": "?"})


def test_the_page_narrows_and_pages() -> None:
    two_years(count=60)
    user = member(["work.view"])
    left = page(user, kind="left")
    assert ">Left</a>" in left
    assert "Same 1<" not in left
    assert "51 to" in page(user, page="2")
    assert "Nothing matches" in page(user, q="no such work")


def test_the_rows_are_taken_along_as_a_file() -> None:
    two_years()
    client = Client()
    client.force_login(member(["work.view"]))
    address = f"{URL}?kind=left&amp;format=csv"
    assert address in client.get(URL, {"kind": "left"}).content.decode()
    answer = client.get(URL, {"kind": "left", "format": "csv"})
    header, *lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert header[:5] == ["Code", "Name", "Unit", "What became of the rating", "Rating then"]
    assert [(line[1], line[3], line[5]) for line in lines] == [("Left", "Left", "")]
    book = client.get(URL, {"format": "xlsx"})
    assert book.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_htmx_gets_the_board_only() -> None:
    two_years()
    client = Client()
    client.force_login(member(["work.view"]))
    html = client.get(URL, HTTP_HX_REQUEST="true").content.decode()
    assert html.lstrip().startswith('<div id="board">')


def test_one_snapshot_is_not_enough() -> None:
    assert "There are no two snapshots to compare yet." in page(member(["work.view"]))
    import_bytes(file_of([project("A")], 2021))
    assert "There are no two snapshots to compare yet." in page(member(["work.view"]))


def test_who_may_look() -> None:
    two_years()
    assert Client().get(URL).status_code == 302
    for user, status in ((make_user(), 403), (member(["import.run"]), 403), (member(["work.view"]), 200)):
        client = Client()
        client.force_login(user)
        assert client.get(URL).status_code == status
        assert client.post(URL).status_code == 405
    elsewhere = page(member(["work.view"], unit=make_unit("Elsewhere")))
    assert "Changed" not in elsewhere


def test_more_rows_cost_no_more_queries() -> None:
    user = member(["work.view"])

    def queries() -> int:
        client = Client()
        client.force_login(user)
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    two_years(count=2)
    few = queries()
    for year in (2021, 2022):
        import_bytes(file_of([project(f"More {n}", id=f"M{n}") for n in range(20)], year))
    assert queries() == few
