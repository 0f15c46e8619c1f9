"""`manage.py import_stratml FILE`: a strategic plan from a StratML file."""

import argparse
from collections.abc import Mapping
from typing import Any

from big.imports.commands import ImportCommand
from okr.models.objectives import StrategicObjective
from okr.stratml.importing import KEY


class Command(ImportCommand):
    """Imports a StratML file of part 1, 2 or 3."""

    help = "Import a strategic plan from a StratML file (ISO 17469)."
    format_key = KEY

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What every import takes, and the choices of this one."""
        super().add_arguments(parser)
        parser.add_argument(
            "--objective-state",
            choices=[StrategicObjective.State.AGREED, StrategicObjective.State.PROPOSED],
            default=StrategicObjective.State.AGREED,
            help="The state of new goals and objectives.",
        )
        parser.add_argument(
            "--no-purpose", action="store_true", help="Do not make the mission of a new plan a purpose."
        )

    def format_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The choices, as the form names them."""
        return {
            "objective_state": str(options["objective_state"]),
            "mission_is_purpose": not options["no_purpose"],
        }
