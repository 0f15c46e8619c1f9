"""Let the database itself refuse to change or remove a status report that was submitted.

A row trigger, because drafts do change: what counts is whether the row was submitted before the statement. ENABLE
ALWAYS, so that a session in replica mode does not get past it.
"""

from django.db import migrations

_FUNCTION = """
create function portfolio_refuse_change_of_submitted() returns trigger language plpgsql as $$
begin
    raise exception 'A submitted status report stays as it is: % is refused. Submit a new one to correct it.', tg_op
        using errcode = 'restrict_violation';
end
$$
"""
_TRIGGER = """
create trigger submitted_reports_stay before update or delete on portfolio_statusreport
for each row when (old.submitted_at is not null) execute function portfolio_refuse_change_of_submitted();
alter table portfolio_statusreport enable always trigger submitted_reports_stay
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0003_codes_are_addresses")]

    operations = [
        migrations.RunSQL(_FUNCTION, "drop function portfolio_refuse_change_of_submitted()"),
        migrations.RunSQL(_TRIGGER, "drop trigger submitted_reports_stay on portfolio_statusreport"),
    ]
