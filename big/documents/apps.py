"""Django's handle on the documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents and their versions."""

    name = "big.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.documents import wiring

        wiring.connect()
