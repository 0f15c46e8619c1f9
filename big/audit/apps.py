"""Django's handle on the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit events and the Activity page."""

    name = "big.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.audit import wiring

        wiring.connect()
