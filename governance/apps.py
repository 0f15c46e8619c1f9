"""Django's handle on the app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """What happens at a governance node."""

    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app adds to the pages and services of others."""
        from governance import wiring
        from governance.provenance import wiring as provenance

        wiring.connect()
        provenance.connect()
