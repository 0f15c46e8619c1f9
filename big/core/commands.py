"""What every command that reads or writes records begins with: a database that is up to date."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from big.errors import RuleError
from big.history import kept
from big.history.asking import settled_moment
from big.history.moment import as_of
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


class ReadingCommand(RecordsCommand):
    """One that only reads, and so can read the past: `--as-of 2026-09-30`. Subclasses write `read` for `handle`."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment; a subclass adds its own and calls this."""
        parser.add_argument(
            "--as-of", metavar="MOMENT", help="read what was recorded by then: 2026-09-30 (its end) or 2026-09-30T17:00"
        )

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Read now, or as of the moment asked for. Raises CommandError for a moment that is none."""
        said = options.pop("as_of")
        if said is None:
            return self.read(*args, **options)
        try:
            moment = settled_moment(said)
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error
        with as_of(moment), kept.reading():
            return self.read(*args, **options)

    def read(self, *args: Any, **options: Any) -> str | None:
        """What the command does, once the moment is chosen."""
        raise NotImplementedError


def _is_prepared() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
