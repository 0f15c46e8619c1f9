"""Django's handle on the jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs with visible progress."""

    name = "big.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
