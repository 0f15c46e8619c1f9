"""Files of lists hold what the list shows to the same reader, row for row, and nothing hidden."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from tests.factories.okr import make_contribution, make_key_result, make_objective
from tests.factories.organisation import all_rights, make_person, make_unit, member
from tests.factories.portfolio import make_money, make_report, make_work

pytestmark = pytest.mark.django_db
MARK = "Zephyr"


@pytest.fixture
def people() -> dict[str, User]:
    """Open work in one unit, confidential and foreign work beside it, and three readers."""
    unit, third = make_unit("Networks", code="NET"), make_unit("Third")
    owner = make_person("Ada Moss")
    open_aim, hidden_aim = make_objective("Open aim", code="SO1"), make_objective(f"{MARK} aim", is_confidential=True)
    make_key_result(hidden_aim, title=f"{MARK} share")
    for number in range(3):
        work = make_work(f"Meters {number}", code=f"M-{number}", unit=unit, owner=owner)
        make_money(work, 1_000_000, 1_000_000)
        make_report(work, "G")
        make_contribution(work, open_aim, 50)
        make_contribution(work, hidden_aim, 30)
    secret = make_work(f"{MARK} one", unit=unit, owner=owner, is_confidential=True, customer=MARK)
    foreign = make_work(f"{MARK} two", unit=third, owner=owner)
    for work in (secret, foreign):
        make_money(work, 7_654_321, 8_765_432)
        make_report(work, "R", narrative=f"{MARK} is late")
        make_contribution(work, open_aim, 100)
    return {
        "lead": member(all_rights(), unit=unit),
        "elsewhere": member(all_rights(), unit=make_unit("Elsewhere")),
        "cleared": member(all_rights(confidential=True)),
    }


def rows_of(client: Client, url: str) -> list[list[str]]:
    """The rows of a file below its header, as text."""
    response: Any = client.get(url)
    assert response.status_code == 200, url
    content = b"".join(response)
    if "spreadsheet" in response.headers["Content-Type"]:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.values][1:]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]


FILES = [
    *(("portfolio:work_export", [kind], "") for kind in ("csv", "xlsx")),
    *(("portfolio:work_export", [kind], "q=Zephyr") for kind in ("csv", "xlsx")),
    *(("okr:explorer_export", [], f"format={kind}") for kind in ("csv", "xlsx")),
    *(("okr:objective_export", [], f"format={kind}") for kind in ("csv", "xlsx")),
    *(("governance:gap_list", [], f"format={kind}") for kind in ("csv", "xlsx")),
    ("governance:gap_detail", ["work-weights-short"], "format=csv"),
    ("organisation:person_list", [], "format=csv"),
    ("audit:export", [], ""),
]


@pytest.mark.parametrize("reader", ["lead", "elsewhere"])
@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_file_holds_anything_hidden(
    client: Client, people: dict[str, User], reader: str, file: tuple[str, list[str], str]
) -> None:
    name, args, query = file
    client.force_login(people[reader])
    rows = rows_of(client, f"{reverse(name, args=args)}?{query}")
    text = "\n".join("\t".join(row) for row in rows)
    for secret in (MARK, "7654321", "8765432", "7,654,321"):
        assert secret not in text


def test_the_cleared_have_it_in_their_files(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["cleared"])
    for name, args, query in FILES[:5]:
        rows = rows_of(client, f"{reverse(name, args=args)}?{query}")
        assert any(MARK in cell for row in rows for cell in row), name


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_rows_and_the_sums_of_the_page(client: Client, people: dict[str, User], kind: str) -> None:
    client.force_login(people["lead"])
    page: Any = client.get(reverse("portfolio:work_list"))
    rows = rows_of(client, reverse("portfolio:work_export", args=[kind]))
    assert len(rows) == page.context["page"].total == 3
    assert page.context["money"].cost.budget == 3_000_000
