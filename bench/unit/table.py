"""Makes the unit's database beside the product's, in the same PostgreSQL."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg2

DATABASE: Final = "bench_unit"
ROWS: Final = 100_000
_TABLES: Final = (
    "create table bench_kind (id bigint primary key, name varchar(40) not null)",
    "insert into bench_kind select n, 'Kind number ' || n from generate_series(1, 40) as n",
    """create table bench_thing (id bigint primary key, code varchar(20) not null, name varchar(120) not null,
    state smallint not null, changed_at timestamptz not null, amount numeric(12, 2) not null,
    kind_id bigint not null references bench_kind)""",
    f"""insert into bench_thing select n, 'T-' || n, 'A thing that somebody looks after, number ' || n, mod(n, 4),
    timestamptz '2026-01-01' + mod(n * 7919, {ROWS}) * interval '1 minute', mod(n * 31, 90000) / 7.0, 1 + mod(n, 40)
    from generate_series(1, {ROWS}) as n""",
    "create index bench_thing_state on bench_thing (state, changed_at)",
    "create index bench_thing_kind on bench_thing (kind_id)",
    "grant select on bench_kind, bench_thing to public",
)


def address_of_unit(address: str) -> str:
    """The address of the unit's database on the server of `address`."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{DATABASE}"))


def make_table(owner_address: str) -> None:
    """Make database and tables once."""
    if _run(owner_address, f"select 1 from pg_database where datname = '{DATABASE}'"):
        return
    _run(owner_address, f"create database {DATABASE}")
    for line in (*_TABLES, "vacuum analyze"):
        _run(address_of_unit(owner_address), line)


def _run(address: str, line: str) -> bool:
    """Run one statement; whether it gave a row."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(line)
            return cursor.description is not None and cursor.fetchone() is not None
    finally:
        connection.close()
