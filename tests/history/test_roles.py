"""What the application's database role may do with history: read all of it, and write none but by its triggers."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from big.core.roles import grant_rows
from big.history.horizon import horizon
from big.servers.postgres import APPLICATION
from tests.factories.organisation import make_organisation, make_unit
from tests.history.moments import versions

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = [
    "insert into {table} ({column}) values (null)",
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table}",
    "alter table {table} add column mine int",
]


def _connected() -> "psycopg2.extensions.connection":
    mine = connection.settings_dict
    assert urlsplit(os.environ["DATABASE_URL"]).username == mine["USER"] != APPLICATION
    return psycopg2.connect(host=mine["HOST"], port=mine["PORT"], user=APPLICATION, dbname=mine["NAME"])


@pytest.fixture
def application() -> "Iterator[psycopg2.extensions.cursor]":
    """A cursor of the application's role on the test database, where one unit stands in an organisation."""
    grant_rows(APPLICATION, "")
    make_organisation()
    make_unit("Sales")
    other = _connected()
    with other.cursor() as cursor:
        yield cursor
    other.close()


def refused(cursor: "psycopg2.extensions.cursor", statement: str) -> str:
    """The sentence that the database refuses a statement with; "" where it does not."""
    cursor.execute("savepoint before")
    try:
        cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege as error:
        return str(error)
    finally:
        cursor.execute("rollback to before")
    return ""


def test_history_is_read_and_not_written(application: "psycopg2.extensions.cursor") -> None:
    for statement in (
        "select count(*) from history.organisation_unit",
        "select count(*) from known.organisation_unit",
        "select set_config('big.as_of', '2026-01-01', true); select count(*) from past.organisation_unit",
        "select count(*) from history.columns",
    ):
        assert refused(application, statement) == ""
    columns = {"history.columns": "col", "history.began": "tab", "history.loading": "xid"}
    for table in ("history.organisation_unit", "past.organisation_unit", "known.organisation_unit", *columns):
        for way in WRITES if table.startswith("history") else WRITES[:3]:
            statement = way.format(table=table, column=columns.get(table, "name"))
            assert refused(application, statement), statement


def test_what_keeps_history_is_out_of_reach(application: "psycopg2.extensions.cursor") -> None:
    for statement in (
        "create function history.mine() returns int language sql as 'select 1'",
        "create function past.mine() returns int language sql as 'select 1'",
        "create table known.mine (id int)",
        "create or replace function history.stamp() returns timestamptz language sql as 'select now()'",
        "alter function history.keep_organisation_unit() security invoker",
        "drop function history.keep_organisation_unit() cascade",
        "alter table organisation_unit disable trigger keep_history",
        "alter table organisation_unit disable trigger all",
        "drop trigger keep_history on organisation_unit",
        "truncate organisation_unit cascade",
        "create or replace view past.organisation_unit as select * from organisation_unit",
        "drop schema history cascade",
        "set session_replication_role = replica",
    ):
        assert refused(application, statement), statement


def test_no_stamp_is_forged(application: "psycopg2.extensions.cursor") -> None:
    change = "update organisation_unit set name = 'Trade'"
    for said in ("2020-01-01", "2999-01-01", "infinity", "-infinity"):
        forged = refused(application, f"select set_config('big.stamp', '{said}', true); {change}")
        assert "only a loader may name another" in forged
    assert "empty organisation" in refused(application, "select history.open_loading()")
    assert "Only a loader" in refused(application, "select history.tell('2020-01-01')")
    opening = "insert into history.loading (xid) values (pg_current_xact_id())"
    assert refused(application, opening)


def test_tables_of_ones_own_do_not_come_before_the_real_ones(application: "psycopg2.extensions.cursor") -> None:
    application.execute(
        "create temporary table loading (xid xid8); create temporary table organisation_organisation ()"
    )
    application.execute("insert into loading select pg_current_xact_id(); set search_path = pg_temp, public, history")
    application.execute("select history.is_loading()")
    assert application.fetchone() == (False,)
    assert "empty organisation" in refused(application, "select history.open_loading()")


def test_what_the_application_writes_is_kept(application: "psycopg2.extensions.cursor") -> None:
    unit = make_unit("Purchasing")
    application.execute("select history.stamp()")
    (stamp,) = application.fetchone()
    application.execute("update organisation_unit set name = 'Trade' where id = %s", [unit.pk])
    application.connection.commit()
    first, second = versions(unit)
    assert (first["name"], second["name"]) == ("Purchasing", "Trade")
    assert first["_to"] == second["_from"] == stamp


def test_each_role_sees_the_writers_of_the_other(application: "psycopg2.extensions.cursor") -> None:
    application.execute("select clock_timestamp()")
    (before,) = application.fetchone()
    application.connection.commit()
    application.execute("update organisation_unit set name = 'Trade'")
    application.execute("select history.stamp()")
    (stamp,) = application.fetchone()
    assert before < horizon() <= stamp, "the owner sees the application write"
    third = _connected()
    with third.cursor() as cursor:
        cursor.execute("select history.horizon()")
        assert before < cursor.fetchone()[0] <= stamp, "and so does another of the application's"
    third.close()
    application.connection.rollback()
    assert horizon() > stamp


def test_views_made_by_a_later_migration_can_be_read_at_once(application: "psycopg2.extensions.cursor") -> None:
    with connection.cursor() as cursor:
        cursor.execute("create view past.made_later as select 1 as one")
    try:
        assert refused(application, "select * from past.made_later") == ""
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop view past.made_later")
