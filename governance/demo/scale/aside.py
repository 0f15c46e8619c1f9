"""Sets the indexes and keys of the largest tables aside while they are filled.

They come back in the same transaction from the database's own words for them, so whoever looks finds them all, and
the database checks every row anew. Triggers stay where they are: what a trigger writes or refuses, it does here too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

# Unique and foreign keys as constraints, and the indexes that belong to no constraint; the primary key stays.
_CONSTRAINTS = """select conname, pg_get_constraintdef(oid) from pg_constraint
    where conrelid = %s::regclass and contype in ('u', 'f') order by contype desc, conname"""
_INDEXES = """select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
    where indrelid = %s::regclass and not indisprimary
    and not exists (select from pg_constraint where conindid = indexrelid) order by 1"""


@contextmanager
def set_aside(*kinds: type[models.Model]) -> Iterator[None]:
    """Run the block with no index and no key on these tables but the primary; the connection's role must own them."""
    tables = [kind._meta.db_table for kind in kinds]
    with connection.cursor() as cursor:
        back = [line for table in tables for line in _take_away(cursor, table)]
    yield
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '512MB'")
        for line in back:
            cursor.execute(line)


def _take_away(cursor: "connection.cursor", table: str) -> list[str]:  # type: ignore[name-defined]
    cursor.execute(_CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [table])
    indexes = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'alter table {table} drop constraint "{name}"')
    for name, _ in indexes:
        cursor.execute(f"drop index {name}")
    made_again = [f'alter table {table} add constraint "{name}" {words}' for name, words in constraints]
    return [*(words for _, words in indexes), *made_again]
