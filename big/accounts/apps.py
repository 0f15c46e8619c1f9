"""Django's handle on the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, sessions and tokens."""

    name = "big.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.accounts import wiring

        wiring.connect()
