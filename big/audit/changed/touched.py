"""Which records were written between two moments, from the versions that the database kept."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS, connections

from big.history import moment
from big.history.moment import ALIAS

# A version that ended is followed by another, unless its record was removed.
_TOUCHED = """
select {column} from history.{table} where _from > %(since)s and _from <= %(until)s{one}
union select {column} from history.{table} where _last and _to > %(since)s and _to <= %(until)s{one}
"""


def touched(
    tables: Iterable[Mapping[str, str]], since: dt.datetime, until: dt.datetime, key: int | None = None
) -> list[set[int]]:
    """For each entry of `tables` (columns by table) the keys that rows written after `since`, by `until`, hold.

    With `key` only that one is asked about, and found by its index instead of by reading all versions.
    One query for each table. A link that moved from one record to another counts for both.
    """
    known: dict[tuple[str, str], set[int]] = {}
    with connections[ALIAS if moment.current() else DEFAULT_DB_ALIAS].cursor() as cursor:
        quote = cursor.db.ops.quote_name
        found = []
        for entry in tables:
            keys: set[int] = set()
            for table, column in entry.items():
                if (table, column) not in known:
                    one = "" if key is None else f" and {quote(column)} = %(key)s"
                    sql = _TOUCHED.format(table=quote(table), column=quote(column), one=one)
                    cursor.execute(sql, {"since": since, "until": until, "key": key})
                    known[table, column] = {key for (key,) in cursor.fetchall() if key is not None}
                keys |= known[table, column]
            found.append(keys)
    return found
