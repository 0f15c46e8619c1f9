"""What this app registers with the rest of the product."""

from django.urls import reverse

from big.registry import navigation, subjects
from big.registry.figures import without_totals
from big.webhooks import codes
from big.webhooks.models import Webhook
from big.webhooks.policies import can_see_webhooks

__all__ = ["codes", "connect"]


def connect() -> None:
    """Register it; called once, when Django is ready."""
    subjects.register(
        Webhook,
        noun="webhook",
        icon="link",
        visible=Webhook.objects.visible_to,
        address=lambda key: reverse("webhooks:webhook_detail", args=[key]),
    )
    navigation.register(
        navigation.Entry("Settings", "Webhooks", "link", "webhooks:webhook_list", order=55, shown_to=can_see_webhooks)
    )
    without_totals(
        "what programs elsewhere are told, and whether it arrived; its counts are of the rows beside them",
        *("webhooks:webhook_list", "webhooks:webhook_detail"),
    )
