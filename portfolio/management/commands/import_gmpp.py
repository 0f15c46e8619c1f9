"""`manage.py import_gmpp FILE`: one year of the UK Government's major projects, by the service of the wizard."""

import argparse
from collections.abc import Mapping
from typing import Any

from big.imports.commands import ImportCommand
from portfolio.gmpp.stored import FORMAT


class Command(ImportCommand):
    """Imports one file of major projects data."""

    help = "Import one year of UK Government major projects (GMPP) from CSV, as a dated snapshot of every project."
    format_key = FORMAT

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What every import has, and the reporting date."""
        super().add_arguments(parser)
        parser.add_argument(
            "--as-of", default="", metavar="DATE", help="The date that the file reports, if not its own."
        )

    def format_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The reporting date, where one was given."""
        return {"as_of": options["as_of"]}
