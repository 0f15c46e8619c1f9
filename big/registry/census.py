"""What `manage.py census` counts: each app gives its counts and sums, over all records."""

from collections.abc import Callable
from typing import Any

_parts: dict[str, Callable[[], dict[str, Any]]] = {}


def register(name: str, count: Callable[[], dict[str, Any]]) -> None:
    """Add the part `name`; `count` gives a JSON-ready mapping, money as text with two decimals."""
    if name in _parts:
        raise ValueError(f"census part {name} is registered twice")
    _parts[name] = count


def take() -> dict[str, Any]:
    """Every part, counted now."""
    return {name: count() for name, count in sorted(_parts.items())}
