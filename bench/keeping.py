"""Sets the versions of rows aside while a write is measured, to tell what they cost; a bench's database only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import sql

_KEPT = """
select relname from pg_class join pg_trigger on tgrelid = pg_class.oid
where relnamespace = 'public'::regnamespace and tgname = 'keep_history' order by relname
"""


@contextmanager
def row_history(how: str) -> Iterator[None]:
    """With "aside" no row keeps its versions for the block, with "kept" all do, and with "" nothing is touched.

    Both change the tables' triggers, so that the servers look at the tables anew for either.
    """
    if not how:
        yield
        return
    _set_triggers("disable" if how == "aside" else "enable always")
    try:
        yield
    finally:
        if how == "aside":
            _set_triggers("enable always")


def _set_triggers(action: str) -> None:
    connection = psycopg2.connect(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(_KEPT)
            for (table,) in cursor.fetchall():
                change = sql.SQL("alter table public.{} " + action + " trigger keep_history")
                cursor.execute(change.format(sql.Identifier(table)))
    finally:
        connection.close()
