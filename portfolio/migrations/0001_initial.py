"""Work, its status reports, milestones and money."""

from django.db import migrations

from portfolio.migrations.initial import reporting, work


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("imports", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [*work.OPERATIONS, *reporting.OPERATIONS]
