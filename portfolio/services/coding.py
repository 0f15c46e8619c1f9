"""Codes for work that comes without one: the next number of its type's prefix."""

from django.db import connection

_LOCK = 70_012
_NEXT = """
    select coalesce(max(substring(code from %(digits)s)::int), 100) + 1
    from portfolio_work where upper(code) ~ %(pattern)s
"""


def next_code(prefix: str) -> str:
    """The next free code such as C-101; held until the transaction ends, so that two never take the same."""
    shown = prefix.upper()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, shown])
        cursor.execute(_NEXT, {"digits": r"\d+$", "pattern": rf"^{shown}-\d{{1,6}}$"})
        return f"{shown}-{cursor.fetchone()[0]}"
