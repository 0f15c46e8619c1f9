"""Django's handle on webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The outbox through which programs elsewhere are told what happens."""

    name = "big.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.webhooks import wiring

        wiring.connect()
