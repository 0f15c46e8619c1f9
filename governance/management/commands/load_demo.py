"""`manage.py load_demo`: the demo organisation, or one of any size, in an empty database."""

import datetime as dt
from typing import Any

from django.core.management import CommandError, CommandParser

from big.core.commands import RecordsCommand
from big.errors import RuleError
from governance.demo import people
from governance.demo.loading import load, sign_ins
from governance.demo.scale import loading as scale
from governance.demo.scale.tiers import TIERS


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Command(RecordsCommand):
    """Load Meridian Controls, a fictional organisation with a year of history, and print who can sign in.

    With --scale, a made-up organisation of that size instead of it: what the product is measured with (docs/bench.md).
    """

    help = "Load the demo organisation into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today", type=_date, help="the date it is read on (default: the last middle of a quarter)"
        )
        parser.add_argument("--scale", choices=list(TIERS), help="load an organisation of this size instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = self._load_scale(options) if options["scale"] else self._load_meridian(options)
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error
        width = max(len(address) for address, _ in rows)
        self.stdout.write(f"Sign in with the password {people.PASSWORD} as")
        for address, sees in rows:
            self.stdout.write(f"  {address:<{width}}  {sees}")

    def _load_meridian(self, options: dict[str, Any]) -> list[tuple[str, str]]:
        load(options["today"])
        return [(address, sees) for address, _, sees in sign_ins()]

    def _load_scale(self, options: dict[str, Any]) -> list[tuple[str, str]]:
        scale.load_scale(options["scale"], options["today"], tell=self.stderr.write)
        return scale.sign_ins()
