"""The addresses of the API of governance."""

from big.registry import routes
from governance.api import packs, sight


def connect() -> None:
    """Register them; called once, when Django is ready."""
    routes.register("packs", packs.PackViewSet)
    routes.register("disconnects", sight.DisconnectViewSet)
    routes.register("line-of-sight", sight.SightViewSet)
