"""What this app registers with the rest of the product."""

from big.audit.api import EventViewSet
from big.audit.changed.api import ChangesViewSet
from big.audit.models import AuditEvent
from big.organisation.scope import ACTIVITY_VIEW
from big.registry import census, navigation, routes
from big.registry.navigation import Entry


def connect() -> None:
    """Register it; called once, when Django is ready."""
    navigation.register(
        Entry(
            group="Settings",
            label="Activity",
            icon="activity",
            url_name="audit:activity",
            right=ACTIVITY_VIEW,
            order=10,
        )
    )
    routes.register("events", EventViewSet)
    routes.register("changes", ChangesViewSet)
    census.register("audit", _count)


def _count() -> dict[str, int]:
    return {"events": AuditEvent.objects.count()}
