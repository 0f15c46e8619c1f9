"""Strategy: purposes, drivers, strategic objectives, key results, and the links down to work."""

from django.conf import settings
from django.db import migrations

from okr.migrations.initial import objectives, strategy, support


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("imports", "0001_initial"),
        ("organisation", "0001_initial"),
        ("portfolio", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [*strategy.OPERATIONS, *objectives.OPERATIONS, *support.OPERATIONS]
