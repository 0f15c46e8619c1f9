"""Let the database itself refuse to change or remove an issued pack, or the file that it consists of.

Row triggers, because drafts do change: what counts is the state before the statement. ENABLE ALWAYS, so that a session
in replica mode does not get past them; TRUNCATE is refused outright.
"""

from django.db import migrations

_FUNCTIONS = """
create function governance_refuse_change_of_issued() returns trigger language plpgsql as $$
begin
    raise exception 'An issued pack stays as it is: % is refused. Build the next edition to correct it.', tg_op
        using errcode = 'restrict_violation';
end
$$;
create function governance_refuse_change_of_packed_file() returns trigger language plpgsql as $$
begin
    if exists (select 1 from governance_pack where file_id = old.id and state = 'issued') then
        raise exception 'This file is an issued pack: % is refused. Build the next edition to correct it.', tg_op
            using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$$
"""
_TRIGGERS = """
create trigger issued_packs_stay before update or delete on governance_pack
for each row when (old.state = 'issued') execute function governance_refuse_change_of_issued();
alter table governance_pack enable always trigger issued_packs_stay;
create trigger issued_packs_are_not_truncated before truncate on governance_pack
for each statement execute function governance_refuse_change_of_issued();
alter table governance_pack enable always trigger issued_packs_are_not_truncated;
create trigger packed_files_stay before update or delete on documents_documentversion
for each row execute function governance_refuse_change_of_packed_file();
alter table documents_documentversion enable always trigger packed_files_stay
"""
_WITHOUT = """
drop trigger packed_files_stay on documents_documentversion;
drop trigger issued_packs_are_not_truncated on governance_pack;
drop trigger issued_packs_stay on governance_pack
"""
_FORGOTTEN = """
drop function governance_refuse_change_of_packed_file();
drop function governance_refuse_change_of_issued()
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial"), ("documents", "0001_initial")]

    operations = [migrations.RunSQL(_FUNCTIONS, _FORGOTTEN), migrations.RunSQL(_TRIGGERS, _WITHOUT)]
