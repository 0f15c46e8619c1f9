"""`manage.py export_stratml`: a plan, or the strategy that belongs to none, as a StratML file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from big.accounts.models import User
from big.core.commands import ReadingCommand
from okr.models.purposes import Plan
from okr.stratml.exporting import export_plan


class Command(ReadingCommand):
    """Exports a plan as StratML, as a named service that sees everything, or as one person sees it."""

    help = "Export a plan as a StratML file; without --plan the only plan, or the strategy that belongs to none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan, where to, as whom, and as of when."""
        super().add_arguments(parser)
        parser.add_argument("--plan", type=int, help="The number of the plan.")
        parser.add_argument("--out", type=Path, required=True, help="The file to write.")
        parser.add_argument("--as", dest="as_email", default="", metavar="EMAIL", help="Export as this person sees it.")

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Find who reads in the present, where a service account may still have to be made."""
        return super().handle(*args, user=_user(options["as_email"]), **options)

    def read(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        user = options["user"]
        plan = _plan(options["plan"])
        export = export_plan(plan, user=user)
        try:
            options["out"].write_bytes(export.content)
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{plan or 'The strategy without a plan'}: {len(export.content)} bytes.")


def _user(email: str) -> User:
    if not email:
        return User.objects.service("exporter")
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account for {email}.")
    return found


def _plan(number: int | None) -> Plan | None:
    if number is not None:
        found = Plan.objects.filter(pk=number).first()
        if found is None:
            raise CommandError(f"There is no plan {number}.")
        return found
    plans = list(Plan.objects.order_by("pk")[:20])
    if len(plans) > 1:
        named = ", ".join(f"{each.pk} ({each.name})" for each in plans)
        raise CommandError(f"There are several plans; choose one with --plan: {named}.")
    return plans[0] if plans else None
