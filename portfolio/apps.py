"""Django's handle on the app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """All work over the four streams."""

    name = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app adds to the pages and services of others."""
        from portfolio import wiring
        from portfolio.provenance import wiring as provenance

        wiring.connect()
        provenance.connect()
