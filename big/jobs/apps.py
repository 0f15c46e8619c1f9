"""Django's handle on the jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs with visible progress."""

    name = "big.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.jobs import wiring

        wiring.connect()
