"""What the database knows of tables and of their histories, read for many tables at once."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Column(NamedTuple):
    """A column of a table as it is now; its number stays when it is renamed."""

    number: int
    name: str
    kind: str
    required: bool
    default: str | None


class Index(NamedTuple):
    """What a btree index serves: its columns in order, and a condition."""

    columns: tuple[str, ...]
    where: str = ""


@dataclass
class Standing:
    """One table and its history, as they stand."""

    table: str
    relid: int = 0
    columns: list[Column] = field(default_factory=list)
    key: str = ""
    indexes: set[Index] = field(default_factory=set)
    is_attached: bool = False
    numbered: int | None = None
    """The identity that the table had when its columns were numbered in `held`; None where it has no history."""
    held: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """The columns that history follows, by number: name, and whether it may not be empty."""
    kept: dict[str, str] = field(default_factory=dict)
    """Every column of the history, with its type."""
    mirrored: dict[str, Index] = field(default_factory=dict)
    """The indexes of the history, by name."""
    made: str = ""
    """The mark of what was generated."""
    views: set[str] = field(default_factory=set)


_TABLES = """
select c.relname, c.oid, array_agg(tgname || ' ' || proname) filter (where tgenabled = 'A')
from pg_class c left join pg_trigger t on t.tgrelid = c.oid left join pg_proc on pg_proc.oid = tgfoid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any(%s) group by c.oid
"""
_COLUMNS = """
select c.relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
       case when attgenerated = '' and pg_get_expr(adbin, adrelid) not like '%%nextval(%%'
            then pg_get_expr(adbin, adrelid) end
from pg_class c join pg_attribute a on a.attrelid = c.oid
left join pg_attrdef d on (adrelid, adnum) = (attrelid, attnum)
where c.relnamespace = %s::regnamespace and c.relkind = 'r' and c.relname = any(%s)
  and attnum > 0 and not attisdropped order by c.relname, attnum
"""
_INDEXES = """
select t.relname, i.relname, x.indisprimary,
       (select array_agg(attname::text order by place) from unnest(x.indkey::int2[]) with ordinality as k(number, place)
        join pg_attribute a on (a.attrelid, a.attnum) = (x.indrelid, k.number)),
       coalesce(pg_get_expr(x.indpred, x.indrelid), '')
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
join pg_am on pg_am.oid = i.relam
where t.relnamespace = %s::regnamespace and t.relname = any(%s) and amname = 'btree' and indexprs is null
"""
_MADE = """
select name, coalesce(obj_description(to_regproc(format('history.%%I', made)), 'pg_proc'), ''),
       array_remove(array[case when to_regclass(format('past.%%I', name)) is not null then 'past' end,
                          case when to_regclass(format('known.%%I', name)) is not null then 'known' end], null)
from unnest(%s, %s) as t(name, made)
"""


def function_name(table: str) -> str:
    """The name of the function that keeps the versions of `table`, within the length that names have."""
    name = f"keep_{table}"
    return name if len(name) <= 63 else f"keep_{hashlib.sha256(table.encode()).hexdigest()[:12]}_{table[:40]}"


def look(cursor: Any, tables: Iterable[str]) -> dict[str, Standing]:
    """How each of `tables` stands, and its history; those that are not there are left out."""
    names = list(tables)
    found: dict[str, Standing] = {}
    for table, relid, triggers in _asked(cursor, _TABLES, names):
        wanted = {
            f"keep_history {function_name(table)}",
            "keep_history_whole refuse_truncate",
            "keep_turn turn",
        }
        found[table] = Standing(table, relid, is_attached=wanted <= set(triggers or ()))
    for table, number, *rest in _asked(cursor, _COLUMNS, "public", names):
        found[table].columns.append(Column(number, *rest))
    for table, _, is_primary, columns, where in _asked(cursor, _INDEXES, "public", names):
        if is_primary:
            found[table].key = columns[0] if len(columns) == 1 else ""
        elif not where:
            found[table].indexes.add(Index(tuple(columns)))
    _look_at_histories(cursor, found)
    return found


def mirrored(cursor: Any, table: str) -> dict[str, Index]:
    """The indexes of one history, by name."""
    return {
        name: Index(tuple(columns), where)
        for _, name, _, columns, where in _asked(cursor, _INDEXES, "history", [table])
    }


def _look_at_histories(cursor: Any, found: dict[str, Standing]) -> None:
    names = list(found)
    for table, _, name, kind, *_ in _asked(cursor, _COLUMNS, "history", names):
        found[table].kept[name] = kind
    for table, name, _, columns, where in _asked(cursor, _INDEXES, "history", names):
        found[table].mirrored[name] = Index(tuple(columns), where)
    for table, relid in _asked(cursor, "select tab, relid from history.began where tab = any(%s)", names):
        found[table].numbered = relid
    held = "select tab, attnum, col, required from history.columns where tab = any(%s) order by attnum"
    for table, number, name, required in _asked(cursor, held, names):
        found[table].held[number] = (name, required)
    for table, made, views in _asked(cursor, _MADE, names, [function_name(name) for name in names]):
        found[table].made, found[table].views = made, set(views)


def _asked(cursor: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
    cursor.execute(query, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
