"""Django's handle on the app."""

from django.apps import AppConfig


class RaidConfig(AppConfig):
    """The corporate RAID register."""

    name = "raid"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app adds to the pages and services of others."""
        from raid import wiring

        wiring.connect()
