"""Begins each test as a request begins: with a clock that nobody has read yet, and an empty cache."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from big import clock


@pytest.fixture(autouse=True)
def fresh_clock() -> Iterator[None]:
    """What one test read, the next must not find."""
    clock.forget()
    cache.clear()
    yield
    clock.forget()
