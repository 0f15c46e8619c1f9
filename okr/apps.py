"""Django's handle on the app."""

from django.apps import AppConfig


class OkrConfig(AppConfig):
    """Strategy and the links from objectives down to work."""

    name = "okr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app adds to the pages and services of others."""
        from okr import wiring
        from okr.provenance import wiring as provenance

        wiring.connect()
        provenance.connect()
