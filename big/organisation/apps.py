"""Django's handle on the organisation app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units, people, nodes, memberships and scope."""

    name = "big.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the rest of the product asks of this app."""
        from big.organisation import wiring

        wiring.connect()
