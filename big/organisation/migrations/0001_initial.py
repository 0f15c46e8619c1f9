"""The organisation: people, units, nodes, roles and who holds what where."""

from django.conf import settings
from django.db import migrations

from big.organisation.migrations.initial import scope, structure


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("imports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [*structure.OPERATIONS, *scope.OPERATIONS]
