"""Django's handle on the imports app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The import wizard and its formats."""

    name = "big.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.imports import wiring

        wiring.connect()
