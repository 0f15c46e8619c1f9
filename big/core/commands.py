"""What every command that reads or writes records begins with: a database that is up to date."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from big.servers.embedded import OWN
from big.servers.folder import Folder, locked


class RecordsCommand(BaseCommand):
    """On the servers of the folder it prepares the database by itself; on anybody else's it says what to type."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command on tables of this version. Raises CommandError where it may not make them."""
        if not _is_prepared():
            if os.environ.get(OWN) != "1":
                raise CommandError("The database is not of this version. Type: manage.py migrate")
            self.stderr.write("Preparing the database ...", style_func=str)
            with locked(Folder.from_environment().path / "migrate.lock", seconds=300):
                call_command("migrate", verbosity=0, interactive=False)
        said: str | None = super().execute(*args, **options)
        return said


def _is_prepared() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
