"""The application's database role reads and writes rows, and can do nothing to the tables themselves."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from big.core.roles import as_owner, grant_rows
from big.servers.postgres import APPLICATION
from tests.factories.organisation import make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application() -> "Iterator[psycopg2.extensions.cursor]":
    """A cursor of the application's role on the test database."""
    grant_rows(APPLICATION, "")
    mine = connection.settings_dict
    assert urlsplit(os.environ["DATABASE_URL"]).username == mine["USER"] != APPLICATION
    other = psycopg2.connect(host=mine["HOST"], port=mine["PORT"], user=APPLICATION, dbname=mine["NAME"])
    other.autocommit = True
    with other.cursor() as cursor:
        yield cursor
    other.close()


def test_rows_can_be_written(application: "psycopg2.extensions.cursor") -> None:
    application.execute("INSERT INTO django_content_type (app_label, model) VALUES ('x', 'y') RETURNING id")
    application.execute("DELETE FROM django_content_type WHERE app_label = 'x'")
    assert application.rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE audit_auditevent",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "ALTER TABLE audit_auditevent ADD COLUMN extra int",
        "DROP TABLE audit_auditevent",
        "CREATE TABLE mine (id int)",
        "SET ROLE big_owner",
        "SET session_replication_role = replica",
    ],
)
def test_tables_are_out_of_reach(application: "psycopg2.extensions.cursor", statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        application.execute(statement)


AUDIT = {
    "audit_auditevent": "why",
    "audit_auditsubject": "record_id",
    "audit_auditseal": "hash",
    "audit_unsealed": "since",
}
FIVE_WAYS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "ALTER TABLE {table} ADD COLUMN extra int",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
]


def test_what_was_recorded_is_out_of_reach(application: "psycopg2.extensions.cursor") -> None:
    for table, column in AUDIT.items():
        for way in FIVE_WAYS:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                application.execute(way.format(table=table, column=column))


def test_sealing_is_the_owners(application: "psycopg2.extensions.cursor") -> None:
    for statement in (
        "INSERT INTO audit_auditseal VALUES (1, '', '', now(), 1)",
        "INSERT INTO audit_unsealed VALUES (1, now())",
        "CREATE OR REPLACE FUNCTION audit_seal(most integer) RETURNS integer LANGUAGE sql AS 'select 0'",
        "ALTER FUNCTION audit_seal(integer) SECURITY INVOKER",
        "DROP TRIGGER audit_waits_for_seal ON audit_auditevent",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            application.execute(statement)


def test_the_application_records_and_has_it_sealed(application: "psycopg2.extensions.cursor") -> None:
    actor, unit = make_user(), make_unit()
    application.execute(
        'INSERT INTO audit_auditevent (code, actor_id, at, why, label, before, after, "group")'
        " VALUES ('x', %s, now(), '', 'x', '{}', '{}', gen_random_uuid()) RETURNING id",
        [actor.pk],
    )
    event = application.fetchone()[0]
    application.execute(
        "INSERT INTO audit_auditsubject (event_id, kind, record_id, position) VALUES (%s, 'organisation.unit', %s, 0)",
        [event, unit.pk],
    )
    # A table of one's own does not come before the real one.
    application.execute("CREATE TEMPORARY TABLE audit_unsealed (event_id bigint, since timestamptz)")
    application.execute("SELECT audit_seal(10)")
    assert application.fetchone()[0] == 1
    application.execute("SELECT event_id FROM audit_auditseal")
    assert application.fetchall() == [(event,)]


def test_the_owner_makes_the_role_and_hands_the_connection_back(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = dict(connection.settings_dict)
    monkeypatch.setattr(settings, "DATABASE_OWNER", owner, raising=False)
    monkeypatch.setitem(connection.settings_dict, "USER", APPLICATION)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (owner["USER"],)
    assert connection.settings_dict["USER"] == APPLICATION
    connection.close()
