"""The product as `make demo` runs it: database, broker, web server and worker of its own, on a free port."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers.processes import ROOT, clean_environment
from tests.servers.test_demo import free_port, read_until

PASSWORD = "meridian-demo"  # of every person in the demo organisation
EMAILS = {
    "leonie": "leonie.bakshi@meridian.example",
    "tomas": "tomas.verhoeven@meridian.example",
    "ingrid": "ingrid.kjellfors@meridian.example",
    "giulia": "giulia.montefosco@meridian.example",
    "nadia": "nadia.abernathy-cole@meridian.example",
    "clara": "clara.aspinall@meridian.example",
    "fatou": "fatou.carrick@meridian.example",
}


class Site:
    """A running site: its address, the keys of some of its records, and browsers signed in to it."""

    def __init__(self, url: str, keys: dict[str, Any], browser: Browser) -> None:
        self.url = url
        self.keys = keys
        self._browser = browser
        self._signed_in: dict[str, Any] = {}
        self._open: list[BrowserContext] = []

    def page(self, who: str | None, *, width: int = 1440, **options: Any) -> Page:
        """An empty page of a browser in which `who` is signed in; nobody is, where `who` is None."""
        if who is not None:
            options["storage_state"] = self._storage(who)
        context = self._browser.new_context(base_url=self.url, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(60_000)
        self._open.append(context)
        return context.new_page()

    def close_pages(self) -> None:
        """Close what `page` has opened."""
        while self._open:
            self._open.pop().close()

    def _storage(self, who: str) -> Any:
        if who not in self._signed_in:
            context = self._browser.new_context(base_url=self.url)
            page = context.new_page()
            sign_in(page, who)
            self._signed_in[who] = context.storage_state()
            context.close()
        return self._signed_in[who]


def sign_in(page: Page, who: str) -> None:
    """Sign in as a person of the demo organisation does."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(EMAILS[who])
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


@contextmanager
def running(folder: Path, browser: Browser) -> Iterator[Site]:
    """The demo on `folder`, from its first start to a stop that is awaited."""
    port, environment = free_port(), clean_environment(folder)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--parent", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    try:
        read_until(process, "Ctrl-C stops everything")
        said = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", "from tests.journeys.furnish import main; main()"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=400,
        )
        assert said.returncode == 0, said.stderr
        yield Site(f"http://127.0.0.1:{port}", json.loads(said.stdout.splitlines()[-1]), browser)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=120)
        finally:
            process.kill()
