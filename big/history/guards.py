"""What must not happen while the past is read, refused at the connection: the clock of SQL, and the present's rows."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from big.history.tables import is_read_as_past

_TIME = re.compile(
    r"\b(?:now|statement_timestamp|transaction_timestamp|clock_timestamp|timeofday)\s*\(|\bcurrent_(?:date|time)"
    r"|\blocaltime",
    re.IGNORECASE,
)
_NAME = re.compile(r'(?:\bfrom|\bjoin|\binto|\bupdate|,)\s+(?:"?public"?\.)?"?([a-z0-9_]+)"?', re.IGNORECASE)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class PresentReadError(Exception):
    """SQL that would have read or written the present while the past is read."""


def no_present_time(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Refuse SQL that asks the database for the time, which is always the present: `big.clock` knows the moment."""
    if _asks_for_time(str(sql)):
        raise PresentReadError(f"While the past is read, take the time from big.clock: {str(sql)[:200]}")
    return execute(sql, params, many, context)


def no_present_reading(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Refuse SQL on the present's connection that names a governed table: it would show today's rows."""
    if table := _governed_table(str(sql)):
        raise PresentReadError(f"While the past is read, {table} cannot be read as it is now: {str(sql)[:200]}")
    return execute(sql, params, many, context)


@lru_cache(maxsize=2_000)
def _asks_for_time(sql: str) -> bool:
    return bool(_TIME.search(sql))


@lru_cache(maxsize=500)
def _governed_table(sql: str) -> str:
    return next((name for name in _NAME.findall(sql) if is_read_as_past(name.lower())), "")
