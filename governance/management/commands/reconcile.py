"""`manage.py reconcile`: every total that a screen, a pack or the API shows, against a query of its own."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management import CommandError

from big import clock
from big.accounts.models import User
from big.core import words
from big.core.commands import RecordsCommand
from big.errors import RuleError
from big.history.asking import settled_moment
from big.history.moment import as_of
from big.reconcile.given import told_of
from big.reconcile.sweep import Outcome, sweep, told
from big.reconcile.viewer import Told, Viewer
from governance.reconcile.people import usual_people


class Command(RecordsCommand):
    """Compares every figure for the people and moments asked for; exit status 1 where any two differ."""

    help = "Compute every total that is shown a second time, by SQL of its own, and list where the two differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose eyes, which moments, and how much of what has a page for each record."""
        parser.add_argument(
            "--user", action="append", default=[], metavar="EMAIL",
            help="as whom (default: an administrator, and the person with the fewest rights); may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--as-of", action="append", default=[], metavar="MOMENT",
            help="also at this past moment: a date, or a date and time; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--pages", type=int, default=0, metavar="N",
            help="open N pages of each kind of record, spread over all (default: every page)",
        )  # fmt: skip
        parser.add_argument(
            "--screen", action="append", default=[], metavar="NAME",
            help="only this screen, such as governance:home or api:works (default: all); may be repeated",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, then tell."""
        clock.forget()
        people = [_account(email) for email in options["user"]] or usual_people()
        if not people:
            raise CommandError("There is nobody to look with. Name an account with --user.")
        moments = [None, *options["as_of"]]
        found = [_swept(user, said, options) for user in people for said in moments]
        counts = (
            words.counted(sum(each.values for each in found), "figure"),
            words.counted(len(frozenset().union(*(each.screens for each in found))), "screen"),
            words.counted(len(people), "person", "people"),
            words.counted(len(moments), "moment"),
        )
        differences = [difference for each in found for difference in each.differences]
        if differences:
            self.stdout.write("\n".join(told(differences)))
            many = words.counted(len(differences), "figure does", "figures do")
            raise CommandError(f"{many} not reconcile, of {counts[0]} on {counts[1]} for {counts[2]} at {counts[3]}.")
        self.stdout.write(f"{counts[0]} on {counts[1]} reconcile for {counts[2]} at {counts[3]}.")


def _account(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email, is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no account for {email}.") from error


def _swept(user: User, said: str | None, options: dict[str, Any]) -> Outcome:
    """One person at one moment; the rights are those of the present, read before the past is."""
    rights: Told = told_of(user)
    try:
        moment = as_of(settled_moment(said)) if said else nullcontext()
    except RuleError as error:
        raise CommandError(" ".join(error.messages)) from error
    with moment:
        viewer = Viewer(user, clock.today(), rights, pages=options["pages"])
        return sweep(viewer, lambda figure: not options["screen"] or figure.screen in options["screen"])
