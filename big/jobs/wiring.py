"""What this app registers with the rest of the product."""

from big.jobs.api import JobViewSet
from big.registry import routes


def connect() -> None:
    """Register it; called once, when Django is ready."""
    routes.register("jobs", JobViewSet)
