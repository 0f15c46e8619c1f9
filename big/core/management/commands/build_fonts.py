"""Cut the fonts now, so that the first page or pack does not wait for them."""

from typing import Any

from django.core.management.base import BaseCommand

from big.core import fonts


class Command(BaseCommand):
    """Cuts the five faces into VAR/fonts; does nothing when they are there."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Cut, and say where."""
        self.stdout.write(str(fonts.folder()))
