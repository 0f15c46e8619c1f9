"""Writes the name of a table with its schema where a query must read the present, although the past is read."""

import re
from contextvars import ContextVar
from typing import Any

from django.db.backends.postgresql import compiler as postgresql

from big.history import moment
from big.history.tables import ONLY_WHILE_IT_STANDS, is_read_as_past

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]

SQLInsertCompiler = postgresql.SQLInsertCompiler
SQLDeleteCompiler = postgresql.SQLDeleteCompiler
SQLUpdateCompiler = postgresql.SQLUpdateCompiler
SQLAggregateCompiler = postgresql.SQLAggregateCompiler

_schema: ContextVar[str] = ContextVar("big_schema", default="")
_FROM = re.compile(r'^((?:[A-Z ]+ JOIN )?)"(\w+)"')


class SQLCompiler(postgresql.SQLCompiler):
    """Django's, which honours what `big.history.rows` asked of a queryset, in its subqueries too."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """The SQL; unchanged in the present."""
        schema = self._chosen() if moment.current() is not None else ""
        if not schema:
            return super().as_sql(*args, **kwargs)
        # The innermost wish counts: what gives rights is read as it is now, inside whatever is judged.
        token = _schema.set(schema)
        try:
            return super().as_sql(*args, **kwargs)
        finally:
            _schema.reset(token)

    def _chosen(self) -> str:
        """What was asked for; what is never read as past, such as a membership, is joined as it is now."""
        asked: str = getattr(self.query, "reads_schema", "")
        if asked or self.query.model is None:
            return asked
        return "" if is_read_as_past(self.query.model._meta.db_table) else "public"

    def get_from_clause(self) -> Any:
        """Tables with their schema where one is asked for; columns go on naming them by their alias."""
        clauses, params = super().get_from_clause()
        if schema := _schema.get():
            clauses = [_FROM.sub(lambda found: _placed(found, schema), str(clause)) for clause in clauses]
        return clauses, params


def _placed(found: re.Match[str], schema: str) -> str:
    join, table = found.groups()
    if not is_read_as_past(table):
        return found.group()
    return f'{join}"{"public" if table in ONLY_WHILE_IT_STANDS else schema}"."{table}"'
