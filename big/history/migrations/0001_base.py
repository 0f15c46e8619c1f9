"""The schemas and functions that history is made of; the tables' own histories come with their tables."""

from typing import Any

from django.db import migrations

from big.history import sql


def install(apps: Any, schema_editor: Any) -> None:
    """Only grows and replaces, so that it may run again: big.history.schema does after each migrate."""
    schema_editor.execute(sql.BASE, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
