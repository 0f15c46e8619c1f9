"""Puts figures on the API, and says of which figures of the core no page tells how they come about."""

from collections.abc import Iterator
from typing import Final

from big.provenance.api import FigureViewSet
from big.registry import routes
from big.registry.provenance import unexplained

COUNTED: Final = "how many records the resource holds that you may see; each of them is in the list itself"


def connect() -> None:
    """Say it, and answer for figures over the API; called once, when Django is ready."""
    routes.register("figures", FigureViewSet)
    unexplained(
        "a count of the records that stand beside it or one link away",
        ("organisation:person_list", "People on each tab"),
        ("organisation:unit_list", "People of each unit"),
        ("organisation:node_list", "Members of each node"),
        ("organisation:role_list", "Holders of each role"),
        ("organisation:settings", "Nodes of each type"),
    )
    resources = ("units", "people", "nodes", "node-types", "roles", "memberships", "authorities", "organisations")
    unexplained(COUNTED, *records_of(*resources))


def records_of(*resources: str) -> Iterator[tuple[str, str]]:
    """The counts of these resources of the API."""
    return ((f"api:{resource}", "Records") for resource in resources)
