"""What this app registers with the rest of the product."""

from big.notify import codes
from big.notify.api import AbsenceViewSet, MessageViewSet, PreferenceViewSet, WishViewSet
from big.notify.policies import can_see_failures
from big.registry import navigation, routes
from big.registry.navigation import Entry

__all__ = ["codes", "connect"]


def connect() -> None:
    """Register it; called once, when Django is ready."""
    navigation.register(
        Entry("Settings", "Messages", icon="bell", url_name="notify:outbox", order=50, shown_to=can_see_failures)
    )
    routes.register("absences", AbsenceViewSet)
    routes.register("messages", MessageViewSet)
    routes.register("message-preferences", PreferenceViewSet)
    routes.register("quiet-hours", WishViewSet)
