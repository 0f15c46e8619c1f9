"""Django's handle on the notify app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox through which every feature sends messages."""

    name = "big.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.notify import wiring

        wiring.connect()
