"""Telling tests at what moment things are written: a test is one transaction, which has one stamp unless it is told."""

import datetime as dt
from typing import Any

from django.db import connection, models


def at(text: str) -> dt.datetime:
    """An aware moment, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def travel(text: str) -> dt.datetime:
    """Write from here on as at this moment; the first call comes before the organisation, as with the demo loader."""
    moment = at(text)
    with connection.cursor() as cursor:
        cursor.execute("select history.is_loading() or exists (select from history.organisation_organisation)")
        if not cursor.fetchone()[0]:
            cursor.execute("select history.open_loading()")
        cursor.execute("select history.tell(%s)", [moment])
    return moment


def versions(record: models.Model) -> list[dict[str, Any]]:
    """Every version of one record, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from history.{record._meta.db_table} where id = %s order by _from", [record.pk])  # noqa: S608
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def unlike(table: str) -> list[Any]:
    """Rows in which the live table and the versions valid now differ, in either direction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(format('%%I', attname), ', ' order by attnum) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            [f'public."{table}"'],
        )
        columns = cursor.fetchone()[0]
        now = f"select {columns} from history.\"{table}\" where _to = 'infinity'"  # noqa: S608
        live = f'select {columns} from public."{table}"'  # noqa: S608
        cursor.execute(f"({now} except all {live}) union all ({live} except all {now}) limit 5")
        rows: list[Any] = cursor.fetchall()
        return rows
