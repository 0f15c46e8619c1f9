"""A real browser for the journeys that no server-side test can show."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def chromium_path() -> str | None:
    """The system's own Chromium; Playwright downloads none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("BIG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once. Where there is none the test is skipped with the reason; in CI it fails."""
    path = chromium_path()
    if path is None:
        reason = "no Chromium on this machine: `apt-get install chromium`, or name one in BIG_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's own event loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # A machine that is shared may stand still for seconds; what never comes fails all the same.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
