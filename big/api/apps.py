"""Django's handle on the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The core of the API, and the answers that it keeps for programs that ask twice."""

    name = "big.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
