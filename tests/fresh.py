"""Begins each test as a request begins: with a clock that nobody has read yet, an empty cache, one connection."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections

from big import clock


@pytest.fixture(scope="session", autouse=True)
def one_connection() -> None:
    """A test is one transaction, which only its own connection sees: the past is read on that one too."""
    connections["past"] = connections["default"]


@pytest.fixture(autouse=True)
def fresh_clock() -> Iterator[None]:
    """What one test read, the next must not find."""
    clock.forget()
    cache.clear()
    # Again, after a test that took a second connection for itself.
    connections["past"] = connections["default"]
    yield
    clock.forget()
