"""What a pack asks of the database: the reading of its pages serves the explanations too, for any number of records."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.packs.content import Content
from governance.packs.snapshot import snapshot_of
from portfolio.selectors.frame import frame
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
    assert few[1] <= 25
    more_work(6)
    assert queries() == few
