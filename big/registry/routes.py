"""The addresses of the API: each app gives its viewsets, and `big.api_urls` puts them under /api/v1/."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Route:
    """A resource: `prefix` is its address below /api/v1/ and the name of its routes."""

    prefix: str
    viewset: type[Any]


_routes: dict[str, Route] = {}


def register(prefix: str, viewset: type[Any]) -> None:
    """Answer for `prefix`, such as "units", with a viewset of `big.api.viewsets`; ValueError if it is taken."""
    if prefix in _routes:
        raise ValueError(f"API resource {prefix} is registered twice")
    _routes[prefix] = Route(prefix, viewset)


def known() -> list[Route]:
    """Every resource, by address."""
    return [_routes[prefix] for prefix in sorted(_routes)]
