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


def test_the_owner_makes_the_role_and_hands_the_connection_back(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = dict(connection.settings_dict)
    monkeypatch.setattr(settings, "DATABASE_OWNER", owner, raising=False)
    monkeypatch.setitem(connection.settings_dict, "USER", APPLICATION)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (owner["USER"],)
    assert connection.settings_dict["USER"] == APPLICATION
    connection.close()
