"""The functions that statements of this folder roll their values with, and how they write rows.

They stand in a schema of their own while the organisation is loaded. A value depends on what it is for and on the
number of its record only, so the same size and day always give the same rows.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, models

from governance.demo.scale.words import WORDS

SCHEMA: Final = "scale"
_FUNCTIONS: Final = (
    # A number from 0 to below 1.
    """create function dice(what text, n bigint) returns float8 immutable language sql as
    $$ select (hashtextextended(what, n) & 9007199254740991)::float8 / 9007199254740992.0 $$""",
    # A number from 1 to `most`; the larger `skew`, the more often a low one.
    """create function one_of(most bigint, what text, n bigint, skew float8 default 1) returns bigint
    immutable language sql as $$ select 1 + floor(power(scale.dice(what, n), skew) * most)::bigint $$""",
    # `total` things shared out over `owners`: many get few and, the larger `skew`, few get many; n counts them all.
    """create function shares(total bigint, owners bigint, what text, skew float8)
    returns table (n bigint, owner bigint, number bigint, held bigint) immutable language sql as $$
        with weighed as (
            select o, power(scale.dice(what, o), skew) + 0.05 as weight from generate_series(1, owners) as o
        ), summed as (
            select o, round(total * sum(weight) over (order by o) / sum(weight) over ())::bigint as upto from weighed
        ), held as (
            select o, coalesce(lag(upto) over (order by o), 0) as before, upto from summed
        )
        select before + k, o, k, upto - before from held, generate_series(1, upto - before) as k
    $$""",
    # The day that lies between two days as far as the dice say.
    """create function day_between(earliest date, latest date, what text, n bigint) returns date
    immutable language sql as $$ select earliest + floor(scale.dice(what, n) * (latest - earliest + 1))::int $$""",
)
_WORD: Final = """create function {name}(n bigint) returns text immutable language sql as
    $$ select (%s)[1 + mod(n, {count})] $$"""


class Rows:
    """Writes the rows of one organisation, and knows the keys of those it has written."""

    def __init__(self, sizes: Mapping[str, int], today: dt.date) -> None:
        """Make the functions; the connection's role must be allowed to make a schema."""
        self.today = today
        self.moment = dt.datetime.combine(today, dt.time(9), tzinfo=dt.UTC)
        self._values: dict[str, Any] = {**sizes, "today": today, "moment": self.moment}
        with connection.cursor() as cursor:
            cursor.execute(f"create schema {SCHEMA}")
            cursor.execute(f"set local search_path to public, {SCHEMA}")
            # Nobody has counted these tables yet, and a loop over two of them that turn out large never ends.
            cursor.execute("set local enable_nestloop to off")
            cursor.execute("set local work_mem to '128MB'")
            for line in _FUNCTIONS:
                cursor.execute(line.replace("create function ", f"create function {SCHEMA}.", 1))
            for name, words in WORDS.items():
                cursor.execute(_WORD.format(name=f"{SCHEMA}.{name}", count=len(words)), [list(words)])

    def close(self) -> None:
        """Take the functions away; the search path falls back when the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute(f"drop schema {SCHEMA} cascade")

    def know(self, name: str, model: type[models.Model]) -> None:
        """Let statements write name_id(n) for the key of the nth record of `model`, made or still to be made."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"create function {SCHEMA}.{name}_id(n bigint) returns bigint immutable language sql"
                f" as $$ select {self._last_key(model)} + n $$"
            )

    def fill(self, model: type[models.Model], source: str, **values: str) -> int:
        """Write a row of `model` for each row of `source`, and return how many.

        `values` says in SQL what fields hold; every other field holds what Django would give it, and the moments of
        a record are the loader's own.
        """
        columns, said, given = [], [], dict(self._values)
        for field in model._meta.concrete_fields:
            value = values.pop(field.name, None)
            if value is None and field.primary_key:
                value = f"{self._last_key(model)} + row_number() over ()"
            columns.append(f'"{field.column}"')
            if value is None:
                given[f"default_{field.name}"] = self._default(field)
                value = f"%(default_{field.name})s"
            said.append(value)
        if values:
            raise LookupError(f"{model._meta.label} has no field {', '.join(values)}")
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into {table} ({', '.join(columns)}) select {', '.join(said)} from {source}",
                given,
            )
            written: int = cursor.rowcount
            if model._meta.pk.column == "id":
                cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}")
        return written

    def run(self, statement: str) -> None:
        """Run a statement that writes no rows of a model."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values)

    def say(self, name: str, value: int) -> None:
        """Let statements write a number by this name."""
        self._values[name] = value

    def value(self, name: str) -> int:
        """The number of that name: a size, or what `say` said."""
        return int(self._values[name])

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            return int(cursor.fetchone()[0])

    def settle(self) -> None:
        """Have the database check now every key that the rows written so far point with."""
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")

    def _last_key(self, model: type[models.Model]) -> int:
        return int(model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0)

    def _default(self, field: "models.Field[Any, Any]") -> Any:
        if isinstance(field, models.DateTimeField) and not field.null:
            return self.moment
        if field.has_default():
            return field.get_db_prep_save(field.get_default(), connection)
        if field.null:
            return None
        if isinstance(field, models.CharField | models.TextField) and field.blank:
            return ""
        raise LookupError(f"say what {field.model._meta.label}.{field.name} holds")
