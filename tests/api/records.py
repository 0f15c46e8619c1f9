"""One more row of any resource, by its address: what the tests over all of the API build their state with.

An app adds its own in `tests/api/records_<app>.py`: `MAKERS = {"works": make_work, ...}`, functions that make one row
each time they are called and return it.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import tests.api
from big.api.viewsets import RecordViewSet
from big.registry import routes

Maker = Callable[[], Any]


def _found() -> dict[str, Maker]:
    makers: dict[str, Maker] = {}
    for module in pkgutil.iter_modules(tests.api.__path__):
        if module.name.startswith("records_"):
            makers.update(import_module(f"tests.api.{module.name}").MAKERS)
    return makers


MAKERS: Final[dict[str, Maker]] = _found()


def prefixes() -> list[str]:
    """Every resource of the API that holds records; disconnects and line of sight are read from them."""
    return [route.prefix for route in routes.known() if issubclass(route.viewset, RecordViewSet)]


def make(prefix: str, count: int = 1) -> list[Any]:
    """So many more rows of a resource; KeyError where nobody says how one is made."""
    return [MAKERS[prefix]() for _ in range(count)]


def make_all() -> dict[str, int]:
    """A row of each resource: its key by address."""
    return {prefix: make(prefix)[0].pk for prefix in prefixes() if prefix in MAKERS}
