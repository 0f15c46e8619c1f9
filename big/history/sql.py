"""The SQL that history is made of: what is installed once, and what is generated for each table."""

BASE = """
create schema if not exists history;
create schema if not exists past;
create schema if not exists known;

create table if not exists history.columns (
    tab text not null, attnum int not null, col text not null, since timestamptz not null default clock_timestamp(),
    primary key (tab, attnum)
);
create table if not exists history.began (
    tab text primary key, at timestamptz not null default clock_timestamp()
);
-- Whether a column may be empty, and the identity of the table whose columns are numbered so: a restored copy of it
-- has the same columns under other numbers.
alter table history.columns add column if not exists required boolean not null default false;
alter table history.began add column if not exists relid oid not null default 0;
create table if not exists history.loading (
    xid xid8 primary key, opened_at timestamptz not null default clock_timestamp()
);

-- The state of a table as a name for it: a token for each connection that wrote, new with its every transaction. No
-- writer waits for another, and a reader sees exactly the tokens of the transactions whose rows it sees.
create table if not exists history.turns (
    tab text not null, pid int not null, xid xid8 not null, token uuid not null, primary key (tab, pid)
);

create or replace function history.turn() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    insert into history.turns as held (tab, pid, xid, token)
    values (tg_table_name, pg_backend_pid(), pg_current_xact_id(), gen_random_uuid())
    on conflict (tab, pid) do update set xid = excluded.xid, token = excluded.token where held.xid <> excluded.xid;
    return null;
end $$;

-- The tokens of connections that are gone become one, and a new one: no earlier state comes back by leaving some out.
create or replace function history.fold_turns() returns void language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
    with gone as (
        delete from history.turns where pid <> 0 and pid not in (select pid from pg_stat_activity where pid is not null)
        returning tab
    )
    insert into history.turns as held (tab, pid, xid, token)
    select tab, 0, pg_current_xact_id(), gen_random_uuid() from (select distinct tab from gone) as each
    on conflict (tab, pid) do update set xid = excluded.xid, token = excluded.token;
$$;

create or replace function history.is_loading() returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (select from history.loading where xid = pg_current_xact_id_if_assigned())
$$;

-- Everybody can see who holds this lock and since when, whatever their role: the instant is its key, in microseconds.
-- It is taken before the stamp, and it goes when the transaction does.
create or replace function history.begin_writing(instant timestamptz) returns void language sql volatile
set search_path = pg_catalog, pg_temp as $$
    select pg_advisory_xact_lock_shared((1307::bigint << 52) | (extract(epoch from instant) * 1000000)::bigint)
$$;

-- One stamp for each transaction, taken at its first governed write. A stamp that was set by hand counts only while
-- an empty organisation is being loaded; anybody else's must lie within their own transaction.
create or replace function history.stamp() returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    said text := current_setting('big.stamp', true);
    stamp timestamptz;
begin
    if said <> '' then
        stamp := said::timestamptz;
        if stamp between transaction_timestamp() and clock_timestamp() or history.is_loading() then
            return stamp;
        end if;
        raise exception 'A change is recorded at the moment it is made; only a loader may name another.'
            using errcode = 'insufficient_privilege';
    end if;
    perform history.begin_writing(clock_timestamp());
    return set_config('big.stamp', clock_timestamp()::text, true)::timestamptz;
end $$;

-- Let this transaction tell of the past: only while nobody has named the organisation yet. What stands already, the
-- reference data that migrations bring, then was always there.
create or replace function history.open_loading() returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    tab text;
begin
    if exists (select from history.organisation_organisation) then
        raise exception 'History may be told only into an empty organisation.' using errcode = 'insufficient_privilege';
    end if;
    perform history.begin_writing('epoch');
    insert into history.loading (xid) values (pg_current_xact_id()) on conflict do nothing;
    update history.columns set since = '1900-01-01 00:00+00';
    update history.began set at = '1900-01-01 00:00+00';
    for tab in select b.tab from history.began b loop
        execute format('update history.%I set _from = %L where _to = %L', tab, '1900-01-01 00:00+00', 'infinity');
    end loop;
end $$;

create or replace function history.close_loading() returns void language sql security definer
set search_path = pg_catalog, pg_temp as $$
    delete from history.loading where xid = pg_current_xact_id_if_assigned();
    select set_config('big.stamp', '', true);
$$;

-- What is written from here on was written at this moment, says the loader; moments come in ascending order.
create or replace function history.tell(moment timestamptz) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if not history.is_loading() then
        raise exception 'Only a loader may say when something was written.' using errcode = 'insufficient_privilege';
    end if;
    if coalesce(nullif(current_setting('big.stamp', true), '')::timestamptz > moment, false) then
        raise exception 'History is told in the order of time: % comes after %.', moment, current_setting('big.stamp');
    end if;
    perform set_config('big.stamp', moment::text, true);
end $$;

-- Everything before this instant is settled: no transaction that is still writing can stamp behind it. One's own is
-- left out: whoever asks reads. A writer that is not seen yet takes its stamp later than this statement began.
create or replace function history.horizon() returns timestamptz language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
    select least(
        statement_timestamp(),
        min('epoch'::timestamptz + (key & ((1::bigint << 52) - 1)) * interval '1 microsecond')
    )
    from pg_locks, lateral (select classid::bigint << 32 | objid::bigint) as k(key)
    where locktype = 'advisory' and objsubid = 1 and key >> 52 = 1307 and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
$$;

create or replace function history.refuse_truncate() returns trigger language plpgsql as $$
begin
    raise exception 'Rows of % are removed one by one, so that history keeps them.', tg_table_name
        using errcode = 'restrict_violation';
end $$;
"""

TABLE = """
create table {history} (
    _from timestamptz not null, _to timestamptz not null, _act timestamptz not null,
    _rec timestamptz not null default clock_timestamp(), _last boolean not null
)
"""

VIEWS = """
create view past.{name} as select {columns} from {history}
 where _from <= (select current_setting('big.as_of')::timestamptz)
   and _to > (select current_setting('big.as_of')::timestamptz);
create view known.{name} as select {columns} from {history} where _last
"""

# One function for each table: its columns are written out, which is several times faster than one for all tables.
TRIGGER = """
create or replace function {function} returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $body$
declare
    stamp timestamptz;
    began timestamptz;
begin
    if tg_op = 'UPDATE' and new is not distinct from old then
        return null;
    end if;
    stamp := history.stamp();
    if tg_op = 'INSERT' then
        -- A key that is used again begins a new life, after the one before.
        update {history} set _last = false where {key} = new.{key} and _last returning _to into began;
        insert into {history} (_from, _to, _act, _last, {columns})
        values (greatest(stamp, began), 'infinity', stamp, true, {new});
        return null;
    end if;
    if tg_op = 'DELETE' then
        -- Born or changed in this very transaction: that version never was.
        delete from {history} where {key} = old.{key} and _to = 'infinity' and _from = stamp;
        if found then
            update {history} set _last = true where {key} = old.{key} and _to = (
                select max(_to) from {history} where {key} = old.{key});
            return null;
        end if;
    end if;
    -- Another transaction may have stamped later and committed earlier: then this one counts from just after it.
    update {history} set _to = greatest(stamp, _from + interval '1 microsecond'),
        _last = (tg_op = 'DELETE' or new.{key} <> old.{key})
     where {key} = old.{key} and _to = 'infinity' and _from <> stamp returning _to into began;
    if began > stamp and history.is_loading() then
        raise exception 'History is told in the order of time: % has a later version.', tg_table_name;
    end if;
    if tg_op = 'DELETE' then
        return null;
    end if;
    if began is null then
        -- One version for each transaction, however often it changes the row.
        update {history} set {set} where {key} = old.{key} and _to = 'infinity' and _from = stamp;
        if found then
            return null;
        end if;
        began := stamp;
    end if;
    insert into {history} (_from, _to, _act, _last, {columns}) values (began, 'infinity', stamp, true, {new});
    return null;
end $body$
"""

ATTACH = """
create or replace trigger keep_history after insert or update or delete on {public}
for each row execute function {function};
create or replace trigger keep_history_whole before truncate on {public}
for each statement execute function history.refuse_truncate();
create or replace trigger keep_turn after insert or update or delete or truncate on {public}
for each statement execute function history.turn();
alter table {public} enable always trigger keep_history, enable always trigger keep_history_whole,
    enable always trigger keep_turn
"""

FIRST_VERSIONS = """
insert into {history} (_from, _to, _act, _last, {columns})
select history.stamp(), 'infinity', history.stamp(), true, {columns} from {public}
"""
