"""Let the database itself refuse to change or remove what was recorded.

Statement triggers, so that an UPDATE or DELETE is refused whatever it would touch, TRUNCATE included; ENABLE ALWAYS,
so that a session in replica mode does not get past them. They hold for the owner of the tables as well, who could
only drop them; the application's own role (big/core/roles.py) cannot do that either.
"""

from django.db import migrations

_TABLES = ("audit_auditevent", "audit_auditsubject")

_FUNCTION = """
create function audit_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log only grows: % on % is refused.', tg_op, tg_table_name using errcode = 'restrict_violation';
end
$$
"""
_TRIGGER = """
create trigger audit_only_grows before update or delete or truncate on {table}
for each statement execute function audit_refuse_change();
alter table {table} enable always trigger audit_only_grows
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(_FUNCTION, "drop function audit_refuse_change()"),
        *(
            migrations.RunSQL(_TRIGGER.format(table=table), f"drop trigger audit_only_grows on {table}")
            for table in _TABLES
        ),
    ]
