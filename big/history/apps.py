"""Django's handle on row history."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    """Row history and reading as of a past moment."""

    name = "big.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every migration end with history in step with the tables."""
        from big.history.schema import sync_all

        post_migrate.connect(sync_all, sender=self, dispatch_uid="history")
