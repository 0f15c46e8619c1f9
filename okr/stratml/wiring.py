"""What StratML registers with the rest of the product."""

from django.urls import reverse

from big.imports import formats
from big.registry import subjects
from okr.models.purposes import Plan
from okr.stratml.importing import FORMAT


def connect() -> None:
    """Register the format, and plans as subjects of the history; called by the app's own wiring."""
    formats.register(FORMAT)
    subjects.register(
        Plan,
        noun="plan",
        icon="document",
        visible=Plan.objects.visible_to,
        address=lambda key: reverse("okr:strategy"),
    )
