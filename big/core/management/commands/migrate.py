"""`migrate`, run as the role that owns the tables."""

from typing import Any

from django.core.management.commands import migrate

from big.core.roles import as_owner


class Command(migrate.Command):
    """Django's own command; afterwards the application's role may use what was made."""

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
