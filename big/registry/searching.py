"""Who answers a search: each app gives the records of its own that match, as one user may see them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

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
    """A group of results; `find(user, words, limit)` costs one query and starts at `visible_to`.

    Its records are those of `model`, "app.model", where a field that chooses one of them suggests what `find` finds.
    """

    key: str
    title: str
    icon: str
    find: Callable[[User, str, int], list[Hit]]
    order: int = 50
    model: str = ""


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Let `provider` answer searches."""
    if provider.key in _providers:
        raise ValueError(f"search provider {provider.key} is registered twice")
    _providers[provider.key] = provider


def providers() -> list[Provider]:
    """Every provider, in the order in which groups are shown."""
    return sorted(_providers.values(), key=lambda provider: (provider.order, provider.key))


def provider(key: str) -> Provider | None:
    """The provider of that key."""
    return _providers.get(key)


def provider_of(model: type[models.Model]) -> Provider | None:
    """The provider that finds records of this model."""
    return next((each for each in _providers.values() if each.model == model._meta.label_lower), None)
