"""`manage.py add_administrator`: the first account, and the link with which its owner sets a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from big.accounts.models import User
from big.accounts.services.passwords import link_for
from big.core.commands import RecordsCommand
from big.organisation.services.administrator import add_administrator


class Command(RecordsCommand):
    """Adds an account that may do everything that is not confidential."""

    help = "Add an administrator and print the link with which they set their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--site", default="http://localhost:8000", help="Where the product is served.")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.service("installation")
        try:
            user = add_administrator(options["email"], actor=actor, name=options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.name} sets a password at {link_for(user, site=options['site'])}")
