"""One running site for all journeys, which therefore run in one test process, one after another."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Site, running
from tests.servers.processes import is_gone, until

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all journeys as slow; that they stay in one process is settled in tests/scheduling.py."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def started(chromium: Browser) -> Iterator[Site]:
    """The product with the demo organisation, on a folder of its own; leaves no process behind."""
    folder = Path(tempfile.mkdtemp(prefix="big-journeys-"))
    try:
        with running(folder, chromium) as site:
            yield site
        assert until(lambda: is_gone(folder)), "a process was left behind"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site(started: Site) -> Iterator[Site]:
    """The running site; the pages that a test opens are closed after it."""
    yield started
    started.close_pages()
