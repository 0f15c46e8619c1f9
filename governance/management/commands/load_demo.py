"""`manage.py load_demo`: the demo organisation, in an empty database."""

import datetime as dt
from typing import Any

from django.core.management import CommandError, CommandParser

from big.core.commands import RecordsCommand
from big.errors import RuleError
from governance.demo import people
from governance.demo.loading import load, sign_ins


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Command(RecordsCommand):
    """Load Meridian Controls, a fictional organisation with a year of history, and print who can sign in."""

    help = "Load the demo organisation into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=_date, help="the date it is read on (default: the last middle of a quarter)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load(options["today"])
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error
        rows = sign_ins()
        width = max(len(address) for address, _, _ in rows)
        self.stdout.write(f"Sign in with the password {people.PASSWORD} as")
        for address, _, sees in rows:
            self.stdout.write(f"  {address:<{width}}  {sees}")
