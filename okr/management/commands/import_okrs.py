"""`manage.py import_okrs FORMAT FILE...`: objectives, key results, check-ins and KPIs, by the service of the wizard."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from big.core.commands import RecordsCommand
from big.imports.commands import run_command
from okr.files.registry import FORMATS
from okr.importing.options import ASK, CREATE, WHOLE

_LISTS = ("people", "teams", "type_words", "mapping")


class Command(RecordsCommand):
    """Imports one file of OKRs or KPIs, or several as one."""

    help = "Import OKRs or KPIs; with several files, all of them are one import, written whole or not at all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The format, the files, and the answers that the wizard asks for."""
        parser.add_argument(
            "format", choices=list(FORMATS), help="; ".join(f"{k}: {f.label}" for k, f in FORMATS.items())
        )
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="The files to import.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument("--as", dest="as_email", metavar="EMAIL", default="", help="Act as this person.")
        parser.add_argument(
            "--new-teams",
            choices=[ASK, CREATE, WHOLE],
            default=ASK,
            help="Teams that are no unit: ask (and refuse), create units, or whole: put them at the organisation.",
        )
        parser.add_argument("--unit", default="", help="Code or name of the unit of what names no team.")
        parser.add_argument("--first-month", type=int, default=1, metavar="1-12", help="Month that opens fiscal years.")
        for name, what in (
            ("people", "who is meant: name in the file = e-mail, code or name"),
            ("teams", "which unit is meant: team = code or name"),
            ("type-words", "what own words for types mean: word = objective, key result or initiative"),
            ("mapping", "what columns mean: heading = field"),
        ):
            parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"Lines that say {what}.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the files."""
        lists = {name: _text(options[name]) for name in _LISTS if options[name] is not None}
        plain = {name: options[name] for name in ("new_teams", "unit", "first_month")}
        run_command(
            options["format"],
            options["files"],
            {**plain, **lists},
            dry_run=options["dry_run"],
            as_email=options["as_email"],
            out=self.stdout,
        )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as text.") from error
