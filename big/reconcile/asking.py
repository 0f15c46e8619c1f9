"""The one place where the independent queries meet the database.

Table names carry no schema: whoever reads the past lets the same SQL find the tables as they were.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connections, router

from big.organisation.models import Organisation

Rows = list[tuple[Any, ...]]


def rows(sql: str, given: Mapping[str, Any]) -> Rows:
    """What the database answers, from where the product reads its records now."""
    with connections[router.db_for_read(Organisation)].cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
