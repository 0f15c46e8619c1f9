"""What was not recorded at a moment, told to readers and programs."""

import pytest
from django.db import connection
from django.test import Client

from big.history.moment import as_of
from big.history.recorded import not_recorded
from portfolio.models.work import WORK_VIEW
from tests.factories.organisation import make_organisation, member
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db
MOMENT = at("2026-01-15T00:00")


def begin(said: str, *later: tuple[str, str]) -> None:
    """Let history have begun at a moment, some columns (or whole tables) in March 2026."""
    with connection.cursor() as cursor:
        cursor.execute("update history.began set at = %s", [at(said)])
        cursor.execute("update history.columns set since = %s", [at(said)])
        for table, column in later:
            of = "columns set since" if column else "began set at"
            cursor.execute(
                f"update history.{of} = %s where tab = %s" + (" and col = %s" if column else ""),
                [at("2026-03-01T00:00"), table, *([column] if column else [])],
            )


def test_nothing_is_said_where_everything_was_recorded() -> None:
    begin("2025-01-01T00:00")
    assert not not_recorded(MOMENT)
    begin("2025-01-01T00:00", ("portfolio_work", "name"))
    assert not not_recorded(at("2026-03-01T00:00")), "recorded from this very moment on"


def test_a_column_that_came_later_is_named_as_readers_know_it() -> None:
    begin("2025-01-01T00:00", ("portfolio_work", "name"), ("portfolio_work", "unit_id"), ("portfolio_work", "id"))
    found = not_recorded(MOMENT)
    assert found.sentence == "Not recorded then: Work: name and unit."
    assert found.header == "portfolio.work.name, portfolio.work.unit"
    with as_of(MOMENT):
        assert not_recorded(MOMENT) == found


def test_a_kind_of_record_that_came_later_is_named_alone() -> None:
    begin("2025-01-01T00:00", ("portfolio_milestone", ""), ("okr_driver_purposes", ""))
    found = not_recorded(MOMENT)
    assert found.header == "okr.driver.purposes, portfolio.milestone"
    assert found.sentence == "Not recorded then: Driver: purposes; Milestones."


def test_only_a_few_are_named() -> None:
    with connection.cursor() as cursor:
        begin("2025-01-01T00:00")
        cursor.execute("update history.columns set since = %s where tab like 'portfolio%%'", [at("2026-03-01T00:00")])
    found = not_recorded(MOMENT)
    assert "more kinds of record." in found.sentence
    assert len(found.sentence) < 400
    assert len(found.header) > len(found.sentence)


def test_before_history_began_nothing_was_recorded() -> None:
    begin("2026-02-01T00:00")
    found = not_recorded(MOMENT)
    assert found.sentence.startswith("Nothing was recorded then: history begins on 1 Feb 2026")
    assert found.header == "*"


def test_pages_and_answers_of_the_past_say_so(client: Client) -> None:
    travel("2026-01-01T09:00")
    make_organisation()
    client.force_login(member([WORK_VIEW]))
    begin("2025-01-01T00:00", ("portfolio_work", "name"))
    page = client.get("/portfolio/?as_of=2026-01-15")
    assert "Not recorded then: Work: name." in page.content.decode()
    answer = client.get("/api/v1/works/?as_of=2026-01-15")
    assert answer.headers["Not-Recorded-Then"] == "portfolio.work.name"
    assert "Not-Recorded-Then" not in client.get("/api/v1/works/").headers
    assert "Not recorded then" not in client.get("/portfolio/?as_of=2026-03-15").content.decode()
