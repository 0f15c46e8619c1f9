"""The portfolio list as a reader meets it: the whole page, its pieces for htmx, every state of its address."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big import clock
from big.accounts.models import User
from portfolio.models.work import Work
from tests.factories.organisation import make_organisation, make_person, make_unit, member
from tests.factories.portfolio import TODAY, make_milestone, make_money, make_report, make_work

pytestmark = pytest.mark.django_db
LIST = "/portfolio/"


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    make_organisation(pinned_today=TODAY)
    yield
    clock.forget()


@pytest.fixture
def reader(client: Client) -> User:
    user = member(["work.view"])
    client.force_login(user)
    return user


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def names(answer: object) -> list[str]:
    return [row.work.name for row in answer.context["page"].rows]  # type: ignore[attr-defined]


def test_an_empty_portfolio_says_so(client: Client, reader: User) -> None:
    page = client.get(LIST)
    assert page.context["message"] == "The portfolio is empty."
    assert b"There is no work that you may see" in page.content


def test_one_overspend_makes_the_sentence(client: Client, reader: User) -> None:
    billing, rest = make_work("Billing"), make_work("Meters")
    for work in (billing, rest):
        make_report(work, "G")
    make_money(billing, 19_800_000, 24_000_000)
    make_money(rest, 28_500_000, 28_600_000)
    said = client.get(LIST).context["message"]
    assert said == "Billing is the whole overspend: without it we would finish £100k over."


def test_the_footer_is_the_sum_of_the_rows_that_the_filter_leaves(client: Client, reader: User) -> None:
    make_money(make_work(stream="change"), 100, 110)
    make_money(make_work(stream="change"), 200, 230)
    make_money(make_work(stream="bau"), 400, 400)
    for query in ("", "?tab=change", "?tab=bau", "?q=nothing-like-it"):
        page = client.get(LIST + query)
        shown = [row.money.cost.forecast for row in page.context["page"].rows]
        assert sum(shown) == (page.context["money"].cost.forecast or 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=bill", ["Billing"]),
        ("?mark=R", ["Billing"]),
        ("?mark=N", ["Garden"]),
        ("?state=closed", ["Cellar"]),
        ("?state=live", ["Billing", "Garden", "Meters"]),
        ("?must=yes", ["Meters"]),
        ("?tab=bau", ["Garden"]),
        ("?tab=attention", ["Billing", "Garden"]),
        ("?type=project&mark=G", ["Cellar", "Meters"]),
        ("?tab=nonsense&sort=nonsense&group=nonsense&unit=x&page=-3&year=99999", None),
        ("?q=%00&state=%00&type=%00", None),
    ],
)
def test_filters(client: Client, reader: User, query: str, found: list[str] | None) -> None:
    make_report(make_work("Billing"), "R")
    make_report(make_work("Meters", is_must_do=True, obligation="Act"), "G")
    make_report(make_work("Cellar", state="closed"), "G")
    make_work("Garden", stream="bau")
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    assert sorted(names(answer)) == (found if found is not None else ["Billing", "Cellar", "Garden", "Meters"])


def test_a_unit_includes_those_below_it(client: Client, reader: User) -> None:
    top = make_unit("Operations")
    below = make_unit("Plant", parent=top)
    make_work("In plant", unit=below)
    make_work("In sales", unit=make_unit("Sales"))
    assert names(client.get(f"{LIST}?unit={top.pk}")) == ["In plant"]


def test_sorts_keep_groups_together_and_unknown_values_last(client: Client, reader: User) -> None:
    make_money(make_work("Small"), 10, 10)
    make_money(make_work("Large"), 900, 900)
    make_work("Unknown")
    assert names(client.get(f"{LIST}?sort=-forecast")) == ["Large", "Small", "Unknown"]
    assert names(client.get(f"{LIST}?sort=forecast")) == ["Small", "Large", "Unknown"]


def test_by_owner_the_unowned_stand_last_under_their_own_head(client: Client, reader: User) -> None:
    make_work("Free")
    make_work("Held", owner=make_person("Amara Okonjo"))
    page = client.get(f"{LIST}?group=owner")
    assert [group.label for group in page.context["page"].groups] == ["Amara Okonjo", "No owner"]


def test_pages_follow_each_other_without_gap_or_repeat(client: Client, reader: User) -> None:
    for number in range(53):
        make_work(f"Work {number:02}", stream="change" if number % 2 else "bau")
    first, second = client.get(LIST), client.get(f"{LIST}?page=2")
    assert len(names(first)) == 50
    assert len(set(names(first)) | set(names(second))) == 53
    assert b"Show 3 more" in first.content
    assert second.context["page"].groups[0].continues
    assert names(client.get(f"{LIST}?page=99")) == names(second)


def test_htmx_gets_the_board_the_next_rows_or_an_empty_panel(client: Client, reader: User) -> None:
    make_work("Billing")
    whole = client.get(LIST)
    assert b"<html" in whole.content
    assert "HX-Request" in whole["Vary"]
    board = client.get(f"{LIST}?q=bill&unit=", headers=htmx("board"))
    assert board.content.strip().startswith(b'<div id="board">')
    assert board["HX-Push-Url"] == "/portfolio/?q=bill"
    rows = client.get(LIST, headers=htmx("rows"))
    assert b"<html" not in rows.content
    assert b'id="more"' in rows.content
    assert client.get(LIST, headers=htmx("panel")).content.strip() == b'<div id="panel" hidden></div>'
    restored = client.get(LIST, headers={**htmx("board"), "HX-History-Restore-Request": "true"})
    assert b"<html" in restored.content


def test_the_page_needs_no_script(client: Client, reader: User) -> None:
    make_work("Billing")
    text = client.get(LIST).content.decode()
    assert text.count("hx-get=") > 10
    assert 'href="#"' not in text
    assert " style=" not in text
    assert "<script>" not in text


def test_names_of_any_length_and_letters_are_shown_whole_and_escaped(client: Client, reader: User) -> None:
    make_work("x" * 300)
    make_work('<b onclick="x">Åse & Søn</b>')
    text = client.get(LIST).content.decode()
    assert "x" * 300 in text
    assert "&lt;b onclick=&quot;x&quot;&gt;Åse &amp; Søn&lt;/b&gt;" in text


def test_twenty_rows_cost_as_many_queries_as_two(client: Client, reader: User) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            work = make_work(unit=make_unit(), owner=make_person(user=None), stream="change" if number % 2 else "bau")
            make_report(work, "A", confidence=5)
            make_report(work, "R", on=TODAY - dt.timedelta(days=31))
            make_money(work, 10, 12)
            make_milestone(work)

    client.get(LIST)
    grow(2)
    few = {query: queries_of(lambda query=query: client.get(LIST + query)) for query in _GROWTH}  # type: ignore[misc]
    grow(18)
    many = {query: queries_of(lambda query=query: client.get(LIST + query)) for query in _GROWTH}  # type: ignore[misc]
    assert many == few


_GROWTH = ("", "?group=owner&sort=-variance", "?group=unit&sort=mark&layout=table", "?tab=attention&layout=roadmap")


def test_csv_holds_every_row_and_no_formula(client: Client, reader: User) -> None:
    for number in range(55):
        make_work(f"Work {number}")
    dangerous = make_work('=HYPERLINK("http://example.org")')
    make_money(dangerous, 100, 90)
    content = b"".join(client.get("/portfolio/export.csv"))
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines) == 56
    row = next(line for line in lines if "HYPERLINK" in line["Name"])
    assert row["Name"].startswith("'=")
    assert (row["Budget"], row["Against budget"]) == ("100.00", "-10.00")


def test_xlsx_holds_the_filtered_rows_as_numbers(client: Client, reader: User) -> None:
    make_money(make_work("Kept"), 100, 90)
    make_work("Left out", stream="bau")
    answer = client.get("/portfolio/export.xlsx?tab=change")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["Kept"]
    assert rows[1][rows[0].index("Budget")] == 100


def test_a_shared_view_leads_everybody_to_their_own_answer(client: Client, reader: User) -> None:
    client.post(reverse("portfolio:view_save") + "?mark=R", {"name": "Red", "query": "mark=R", "is_shared": "on"})
    other = member(["work.view"], unit=make_unit())
    client.force_login(other)
    answer = client.get("/portfolio/views/", follow=True)
    assert b"Red" in answer.content
    opened = client.get(answer.context["rows"][0]["view"].get_absolute_url())
    assert opened["Location"].startswith("/portfolio/?mark=R&saved=")
    assert Work.objects.count() == 0
