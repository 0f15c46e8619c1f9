"""Keeps history in step with the tables: `sync` compares by the number of a column, so that a rename is one."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from big.history import sql
from big.history.catalogue import function_name, look
from big.history.following import Following, gone_name
from big.history.tables import keeps_history


def tables() -> list[str]:
    """Every table of the product's models that keeps its versions, those of many-to-many fields included."""
    found = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return sorted(table for table in found if keeps_history(table))


def sync_all(**kwargs: Any) -> None:
    """Bring every table's history in step; after each migrate, for what ran as bare SQL."""
    connection = connections[kwargs.get("using", "default")]
    with connection.cursor() as cursor:
        cursor.execute(sql.BASE)
        standing = look(cursor, tables())
        for table, found in standing.items():
            if Following(cursor, found).is_in_step():
                continue
            with transaction.atomic(using=connection.alias):
                # Nobody writes between the look and what follows from it.
                cursor.execute(f'lock table public."{table}" in share row exclusive mode')
                sync(connection, table, defaults=_defaults(connection, table))


def sync(connection: BaseDatabaseWrapper, table: str, *, defaults: Mapping[str, Any] | None = None) -> None:
    """Bring the history of `table` in step with it; harmless where it is.

    A new column holds its default in old versions (`defaults`, by column), a removed one is kept under another name.
    """
    # In one transaction, whatever the migration says: it has one stamp.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _install(cursor)
        found = look(cursor, [table])[table]
        following = Following(cursor, found)
        if not following.is_in_step():
            following.run(defaults or {})


def drop(connection: BaseDatabaseWrapper, table: str) -> None:
    """Keep the versions of a table that is gone, under a name that no table has."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [f'history."{table}"'])
        if cursor.fetchone()[0] is None:
            return
        for view in ("past", "known"):
            cursor.execute(f'drop view if exists {view}."{table}"')
        cursor.execute("select relname from pg_class where relnamespace = 'history'::regnamespace")
        name = gone_name(table, {name for (name,) in cursor.fetchall()})
        cursor.execute(f'alter table history."{table}" rename to "{name}"')
        cursor.execute(f'drop function if exists history."{function_name(table)}"() cascade')
        cursor.execute("delete from history.columns where tab = %s", [table])
        cursor.execute("delete from history.began where tab = %s", [table])


def rename(connection: BaseDatabaseWrapper, old: str, new: str) -> None:
    """Let history follow a table to its new name."""
    with connection.cursor() as cursor:
        _install(cursor)
        for view in ("past", "known"):
            cursor.execute(f'drop view if exists {view}."{old}"')
        cursor.execute(f'alter table if exists history."{old}" rename to "{new}"')
        cursor.execute("update history.columns set tab = %s where tab = %s", [new, old])
        cursor.execute("update history.began set tab = %s where tab = %s", [new, old])
    sync(connection, new)
    with connection.cursor() as cursor:
        cursor.execute(f'drop function if exists history."{function_name(old)}"() cascade')


def _install(cursor: Any) -> None:
    cursor.execute("select to_regproc('history.fold_turns') is not null")
    if not cursor.fetchone()[0]:
        cursor.execute(sql.BASE)


def _defaults(connection: BaseDatabaseWrapper, table: str) -> dict[str, Any]:
    """What the models put into required columns of `table` that nobody fills in."""
    return {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table == table
        for field in model._meta.local_concrete_fields
        if field.column and field.has_default() and not field.null and not field.primary_key
    }
