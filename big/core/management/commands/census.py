"""`manage.py census [--as-of MOMENT]`: every governed record counted, and the main sums, as one JSON object."""

import json
from typing import Any

from big.core.commands import ReadingCommand
from big.registry import census


class Command(ReadingCommand):
    """Prints the census that the apps have registered."""

    help = "Print the count of every governed record and the main sums as one JSON object."

    def read(self, *args: Any, **options: Any) -> None:
        """Count, then print."""
        self.stdout.write(json.dumps(census.take(), sort_keys=True))
