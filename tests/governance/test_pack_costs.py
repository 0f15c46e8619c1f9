"""What a pack asks of the database: the reading of its pages serves the explanations too, for any number of records."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.accounts.models import User
from big.records import plain
from governance.integrity import delivery
from governance.models.packs import Pack
from governance.packs.content import Content
from governance.packs.limits import MOST_ROWS, kept
from governance.packs.pages import html_of
from governance.packs.snapshot import snapshot_of
from portfolio.selectors.frame import frame
from tests.factories.okr import make_key_result, make_objective
from tests.factories.organisation import all_rights, member, top_node
from tests.factories.portfolio import make_money, make_report, make_work
from tests.governance.shapes import TODAY, hold

pytestmark = pytest.mark.django_db


def more_work(count: int) -> None:
    """Pieces of red work with money, that serve no objective."""
    for at in range(count):
        work = make_work(f"Bridge {at}")
        make_report(work, "R", on=TODAY)
        make_money(work, 1_000_000, 2_000_000)


def test_explaining_the_figures_costs_little_beside_reading_them() -> None:
    hold()
    actor = member(all_rights())

    def queries() -> tuple[int, int]:
        content = Content(top_node(), actor, frame())
        with CaptureQueriesContext(connection) as read:
            snapshot_of(content)
        again = Content(top_node(), actor, frame())
        again.__dict__["reading"] = content.reading
        with CaptureQueriesContext(connection) as explained:
            assert again.figures == content.figures
        return len(read), len(explained)

    more_work(2)
    queries()  # reads once what the reader may see
    few = queries()
    assert few[1] <= 30
    more_work(6)
    assert queries() == few


def drawn(actor: User) -> tuple[Content, str, int]:
    """A pack that was just read and drawn, its pages as HTML, and how many queries both took."""
    pack = Pack(code="p", node=top_node(), title="Pack", read_on=TODAY, prepared_by=actor)
    content = Content(top_node(), actor, frame(), pack)
    with CaptureQueriesContext(connection) as held:
        snapshot_of(content)
        html = html_of(pack, content)
    return content, html, len(held)


def test_beyond_the_limit_neither_rows_nor_queries_grow_and_totals_are_of_all() -> None:
    hold()
    actor = member(all_rights())

    def more(count: int) -> None:
        more_work(count)
        for _ in range(count):
            make_key_result(make_objective("Be first", node=top_node()))

    more(MOST_ROWS + 1)
    drawn(actor)  # reads once what the reader may see
    _, few, queries = drawn(actor)
    more(20)
    content, many, again = drawn(actor)
    assert again == queries
    assert many.count("<tr") == few.count("<tr")
    shown = snapshot_of(content)
    assert len(shown["scorecard"]) == MOST_ROWS
    assert shown["scorecard_left"] == len(content.reading.objectives) - MOST_ROWS == 22
    assert content.scorecard_left.sentence == "and 22 more, of which 1 green and 21 not reported"
    assert f"{content.scorecard_left.sentence}: see the list at" in text_of(many)
    assert "and 22 more, of which 21 red and 1 green: see the list at" in text_of(many)
    assert f"/portfolio/?tab={content.groups[0].key}" in many
    # What is left out counts all the same: in the totals, in the snapshot and in the checks.
    assert len(shown["works"]) == MOST_ROWS + 22
    assert shown["total"]["forecast"] == plain(sum(row.money.cost.forecast for row in content.every_row if row.money))
    assert all(check["holds"] or check["is_warning"] for check in shown["checks"])
    found = {each["rule"]: each for each in shown["findings"]}[delivery.WORK_UNLINKED.key]
    assert (len(found["rows"]), found["count"]) == (MOST_ROWS, MOST_ROWS + 21)


def test_the_rows_that_need_the_board_come_first() -> None:
    hold()
    for at in range(MOST_ROWS):
        make_report(make_work(f"Fine {at}"), "G", on=TODAY)
    late = make_work("Bridge")
    make_report(late, "R", on=TODAY)
    content = Content(top_node(), member(all_rights()), frame())
    (group,) = content.groups
    shown = kept(group.spoken_of)
    assert len(shown) == MOST_ROWS
    assert shown[0].work == late
    assert kept(group.spoken_of[:MOST_ROWS]) == group.spoken_of[:MOST_ROWS]


def text_of(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
