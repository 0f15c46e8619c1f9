"""The versions of one record, as the database kept them: what each held, from when until when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, router

from big.history import moment
from big.history.tables import keeps_history

_VERSIONS = """
select _from, nullif(_to, 'infinity'), _act, _rec, {columns}, count(*) over (order by _from) from history.{table}
where {key} = %s and _from <= %s order by _from desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Version:
    """One version: `values` by the name of the field's attribute; `until` is None while it stands.

    `act` is the moment of the transaction that made it, which is that of its audit events; `recorded_at` is the real
    time of writing, which differs where a loader told of the past.
    """

    number: int
    since: dt.datetime
    until: dt.datetime | None
    act: dt.datetime
    recorded_at: dt.datetime
    values: dict[str, Any]


def versions_of(record: models.Model, *, most: int = 50) -> list[Version]:
    """The newest versions of `record`, newest first; while the past is read, those up to its moment; one query."""
    meta = record._meta
    if not keeps_history(meta.db_table):
        return []
    connection = connections[router.db_for_read(type(record)) or DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    fields = list(meta.concrete_fields)
    query = _VERSIONS.format(
        columns=", ".join(quote(str(field.column)) for field in fields),
        table=quote(meta.db_table),
        key=quote(str(meta.pk.column)),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [record.pk, moment.current() or dt.datetime.max.replace(tzinfo=dt.UTC), most])
        rows = cursor.fetchall()
    return [_version(row, fields, connection) for row in rows]


def _version(row: tuple[Any, ...], fields: list[Any], connection: Any) -> Version:
    since, until, act, recorded_at, *values, number = row
    held = {}
    for field, value in zip(fields, values, strict=True):
        plain = value
        for convert in (*connection.ops.get_db_converters(field.get_col("")), *field.get_db_converters(connection)):
            plain = convert(plain, None, connection)
        held[field.attname] = plain
    return Version(number, since, until, act, recorded_at, held)
