"""Django's handle on the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, sessions and tokens."""

    name = "big.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
