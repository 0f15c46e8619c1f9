"""Keeps history in step with the tables: `sync` compares by the number of a column, so that a rename is one."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from big.history import sql
from big.history.tables import is_read_as_past, keeps_history

_COLUMNS = """
select attnum, attname, format_type(atttypid, atttypmod) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""
_KEY = """
select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
where indrelid = %s::regclass and indisprimary and indnatts = 1
"""
_INDEXES = """
select array_agg(attname order by place) from pg_index i
join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam,
unnest(i.indkey::int2[]) with ordinality as k(number, place) join pg_attribute a on a.attnum = k.number
where i.indrelid = %s::regclass and a.attrelid = i.indrelid and am.amname = 'btree'
  and not i.indisprimary and i.indpred is null and i.indexprs is null
group by i.indexrelid
"""


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
        cursor.execute("select to_regclass(name) is not null, name from unnest(%s) as name", [tables()])
        present = [name for is_there, name in cursor.fetchall() if is_there]
    for table in present:
        sync(connection, table)


def sync(connection: BaseDatabaseWrapper, table: str, *, defaults: Mapping[str, Any] | None = None) -> None:
    """Bring the history of `table` in step with it; harmless where it is.

    A new column holds its default in old versions (`defaults`, by column), a removed one is kept under another name.
    """
    with connection.cursor() as cursor:
        _Sync(cursor, table).run(defaults or {})


def drop(connection: BaseDatabaseWrapper, table: str) -> None:
    """Keep the versions of a table that is gone, under a name that no table has."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [f'history."{table}"'])
        if cursor.fetchone()[0] is None:
            return
        for view in ("past", "known"):
            cursor.execute(f'drop view if exists {view}."{table}"')
        cursor.execute("select count(*) from pg_class where relnamespace = 'history'::regnamespace and relkind = 'r'")
        cursor.execute(f'alter table history."{table}" rename to "{_gone(table, cursor.fetchone()[0])}"')
        cursor.execute(f'drop function if exists history."keep_{table}"() cascade')
        cursor.execute("delete from history.columns where tab = %s", [table])
        cursor.execute("delete from history.began where tab = %s", [table])


def rename(connection: BaseDatabaseWrapper, old: str, new: str) -> None:
    """Let history follow a table to its new name."""
    with connection.cursor() as cursor:
        for view in ("past", "known"):
            cursor.execute(f'drop view if exists {view}."{old}"')
        cursor.execute(f'alter table if exists history."{old}" rename to "{new}"')
        cursor.execute("update history.columns set tab = %s where tab = %s", [new, old])
        cursor.execute("update history.began set tab = %s where tab = %s", [new, old])
    sync(connection, new)
    with connection.cursor() as cursor:
        cursor.execute(f'drop function if exists history."keep_{old}"() cascade')


def _gone(name: str, number: int | str) -> str:
    return f"_gone{number}_{name}"[:60]


class _Sync:
    """One table on its way into step."""

    def __init__(self, cursor: Any, table: str) -> None:
        self.cursor = cursor
        self.table = table
        self.public, self.history = f'public."{table}"', f'history."{table}"'

    def run(self, defaults: Mapping[str, Any]) -> None:
        self._base()
        columns = self._asked(_COLUMNS, self.public)
        key = next((name for (name,) in self._asked(_KEY, self.public)), None)
        if key is None:
            raise LookupError(f"{self.table} keeps history and has no primary key of one column")
        for view in ("past", "known"):
            self.cursor.execute(f'drop view if exists {view}."{self.table}"')
        is_new = self._create()
        added = self._columns(columns)
        if added and not is_new:
            self._fill(added, defaults, key)
        self._functions([name for _, name, _ in columns], key, is_new=is_new)
        self._indexes(key)

    def _asked(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = self.cursor.fetchall()
        return rows

    def _base(self) -> None:
        self.cursor.execute("select to_regproc('history.refuse_truncate') is not null")
        if not self.cursor.fetchone()[0]:
            self.cursor.execute(sql.BASE)

    def _create(self) -> bool:
        self.cursor.execute("select to_regclass(%s) is null", [self.history])
        is_new = bool(self.cursor.fetchone()[0])
        if is_new:
            self.cursor.execute(sql.TABLE.format(history=self.history))
            self.cursor.execute("insert into history.began (tab) values (%s)", [self.table])
        return is_new

    def _columns(self, columns: list[tuple[int, str, str]]) -> list[str]:
        """Rename, retype, put away and add; the names of those added."""
        self.cursor.execute("select attnum, col from history.columns where tab = %s", [self.table])
        held = dict(self.cursor.fetchall())
        self.cursor.execute(_COLUMNS, [self.history])
        types = {name: kind for _, name, kind in self.cursor.fetchall()}
        standing = {number for number, _, _ in columns}
        for number, name in held.items():
            if number not in standing:
                self._rename(name, _gone(name, number))
                self.cursor.execute("delete from history.columns where (tab, attnum) = (%s, %s)", [self.table, number])
        # By way of names that nobody has, since two columns may have changed theirs with each other.
        moved = [(number, held[number], name) for number, name, _ in columns if held.get(number, name) != name]
        for number, old, _ in moved:
            self._rename(old, f"_moving{number}")
        for number, old, name in moved:
            self._rename(f"_moving{number}", name)
            types[name] = types[old]
            self.cursor.execute(
                "update history.columns set col = %s where (tab, attnum) = (%s, %s)", [name, self.table, number]
            )
        added = []
        for number, name, kind in columns:
            if number not in held:
                self.cursor.execute(f'alter table {self.history} add column "{name}" {kind}')
                self.cursor.execute(
                    "insert into history.columns (tab, attnum, col) values (%s, %s, %s)", [self.table, number, name]
                )
                added.append(name)
            elif types[name] != kind:
                self.cursor.execute(f'alter table {self.history} alter "{name}" type {kind} using "{name}"::{kind}')
        return added

    def _rename(self, old: str, new: str) -> None:
        self.cursor.execute(f'alter table {self.history} rename column "{old}" to "{new}"')

    def _fill(self, added: list[str], defaults: Mapping[str, Any], key: str) -> None:
        """Versions that stand take what the rows hold; older ones the default, so that no required field is empty."""
        for name in added:
            if defaults.get(name) is not None:
                self.cursor.execute(f'update {self.history} set "{name}" = %s where not _last', [defaults[name]])  # noqa: S608
        names = ", ".join(f'"{name}" = now."{name}"' for name in added)
        self.cursor.execute(
            f'update {self.history} h set {names} from {self.public} now where now."{key}" = h."{key}" and h._last'  # noqa: S608
        )

    def _functions(self, names: list[str], key: str, *, is_new: bool) -> None:
        words = {
            "name": f'"{self.table}"',
            "public": self.public,
            "history": self.history,
            "function": f'history."keep_{self.table}"()',
            "key": f'"{key}"',
            "columns": ", ".join(f'"{name}"' for name in names),
            "new": ", ".join(f'new."{name}"' for name in names),
            "set": ", ".join(f'"{name}" = new."{name}"' for name in names),
        }
        self.cursor.execute(sql.TRIGGER.format(**words))
        self.cursor.execute(sql.ATTACH.format(**words))
        if is_new:
            self.cursor.execute(sql.FIRST_VERSIONS.format(**words))
        self.cursor.execute(sql.VIEWS.format(**words))
        if not is_read_as_past(self.table):
            self.cursor.execute(f'drop view past."{self.table}"')
            self.cursor.execute(f'drop view known."{self.table}"')

    def _indexes(self, key: str) -> None:
        """The key's own, and every plain index of the table with the period as its last columns."""
        wanted = {
            _index_name(self.table, "last"): f'unique index %s on {self.history} ("{key}") where _last',
            _index_name(self.table, "key"): f'index %s on {self.history} ("{key}", _to, _from)',
            _index_name(self.table, "act"): f"index %s on {self.history} (_act)",
        }
        self.cursor.execute(_INDEXES, [self.public])
        for (names,) in self.cursor.fetchall():
            listed = ", ".join(f'"{name}"' for name in names)
            wanted[_index_name(self.table, listed)] = f"index %s on {self.history} ({listed}, _to, _from)"
        self.cursor.execute(
            "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = %s::regclass",
            [self.history],
        )
        standing = {name for (name,) in self.cursor.fetchall()}
        for name, made in wanted.items():
            if name not in standing:
                self.cursor.execute("create " + made % f'"{name}"')


def _index_name(table: str, columns: str) -> str:
    return f"h_{table[:40]}_{hashlib.sha256(f'{table} {columns}'.encode()).hexdigest()[:12]}"
