"""Seal in the database: a trigger puts each new event into the queue, and a function takes from it and seals.

Both run with the rights of the owner of the tables, so that the application's own role need neither write a seal nor
take an event out of the queue, and cannot (big/core/roles.py). What a seal is made of is said in big/audit/chain.py.

The queue's trigger makes no writer wait for another: each adds rows of its own. Of the sealers one works at a time, by
an advisory lock that nobody else takes; another goes away empty-handed. The lock lasts until its holder has committed,
and every statement of the function takes a new snapshot, so that the next sealer sees the chain as it was left.

The function looks up each event of its batch by subqueries for one row, which PostgreSQL never turns into joins. Left
to its statistics, which know nothing of a queue that is empty one moment and long the next, it joined, and now and
then read the whole log for a handful of events.
"""

from django.db import migrations

_WAIT = """
create function audit_wait_for_seal() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into audit_unsealed (event_id, since) select id, clock_timestamp() from fresh;
    return null;
end
$$;
create trigger audit_waits_for_seal after insert on audit_auditevent
referencing new table as fresh for each statement execute function audit_wait_for_seal();
alter table audit_auditevent enable always trigger audit_waits_for_seal;
insert into audit_unsealed (event_id, since) select id, now() from audit_auditevent
"""
_WAIT_NO_MORE = """
drop trigger audit_waits_for_seal on audit_auditevent;
drop function audit_wait_for_seal()
"""
_GUARD = """
create trigger audit_only_grows before update or delete or truncate on audit_auditseal
for each statement execute function audit_refuse_change();
alter table audit_auditseal enable always trigger audit_only_grows
"""
_SEAL = """
create function audit_seal(most integer) returns integer language plpgsql
security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $$
declare
    moment constant timestamptz := clock_timestamp();
    place bigint;
    link bytea;
    told record;
    places bigint[] := '{}';
    events bigint[] := '{}';
    befores bytea[] := '{}';
    links bytea[] := '{}';
begin
    if not pg_try_advisory_xact_lock(hashtext('audit_seal')) then
        return 0;
    end if;
    select position, hash into place, link from audit_auditseal order by position desc limit 1;
    place := coalesce(place, 0);
    link := coalesce(link, decode(repeat('00', 32), 'hex'));
    for told in
        with taken as (
            delete from audit_unsealed where event_id in (
                select event_id from audit_unsealed
                where (select id from audit_auditevent where id = event_id) is not null
                order by event_id limit most
            ) returning event_id
        )
        select event_id, (
            select concat_ws(chr(10), id, actor_id, at, coalesce(effective_on::text, ''), "group", before, after,
                octet_length(code), code, octet_length(label), label, octet_length(why), why,
                (
                    select string_agg(
                        concat_ws(' ', named.id, named.position, named.record_id, octet_length(kind), kind), chr(10)
                        order by named.id
                    ) from audit_auditsubject named where named.event_id = event.id
                ))
            from audit_auditevent event where id = taken.event_id
        ) as content
        from taken order by event_id
    loop
        place := place + 1;
        befores := befores || link;
        link := sha256(convert_to(concat_ws(chr(10), place, encode(link, 'hex'), moment, told.content), 'UTF8'));
        places := places || place;
        events := events || told.event_id;
        links := links || link;
    end loop;
    insert into audit_auditseal (position, event_id, previous, hash, sealed_at)
    select made.place, made.event, made.before, made.link, moment
    from unnest(places, events, befores, links) as made (place, event, before, link);
    return cardinality(places);
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals")]

    operations = [
        migrations.RunSQL(_GUARD, "drop trigger audit_only_grows on audit_auditseal"),
        migrations.RunSQL(_SEAL, "drop function audit_seal(integer)"),
        migrations.RunSQL(_WAIT, _WAIT_NO_MORE),
    ]
