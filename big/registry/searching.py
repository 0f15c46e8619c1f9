"""Who answers a search: each app gives the records of its own that match, as one user may see them."""

from collections.abc import Callable
from dataclasses import dataclass

from big.accounts.models import User


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found: code, name, where its page is, and a line that tells it from others of the name."""

    code: str
    name: str
    url: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A group of results; `find(user, words, limit)` costs one query and starts at `visible_to`."""

    key: str
    title: str
    icon: str
    find: Callable[[User, str, int], list[Hit]]
    order: int = 50


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Let `provider` answer searches."""
    if provider.key in _providers:
        raise ValueError(f"search provider {provider.key} is registered twice")
    _providers[provider.key] = provider


def providers() -> list[Provider]:
    """Every provider, in the order in which groups are shown."""
    return sorted(_providers.values(), key=lambda provider: (provider.order, provider.key))
