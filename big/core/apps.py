"""The core app's registration with Django."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Loads the Celery application, so that a task sent by name from any process finds the broker."""

    name = "big.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        import_module("big.celery")
        import_module("big.core.lookups")
