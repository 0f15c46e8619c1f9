"""axe over every screen, at three widths, light and dark; and what else a look in the browser would show at once."""

from typing import Any, Literal

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Page

from big import env
from tests.journeys.axe import load_axe, violations
from tests.journeys.screens import NO_SCREEN, SCREENS, Screen
from tests.journeys.site import Site

WIDTHS = (1440, 1024, 390)
Scheme = Literal["light", "dark"]
EVERYTHING: list[tuple[Scheme, int, str]] = [(scheme, width, "all") for scheme in ("light", "dark") for width in WIDTHS]
# What every run of the suite looks at: each screen once with every rule, and once more as its turn has it. Colours are
# tokens, which change with the scheme and not with the width; a page that is too wide is found at every width.
# BIG_AXE_ALL=1 looks at everything, which takes four times as long.
FIRST: tuple[Scheme, int, str] = ("light", 1440, "all")
TURNS: list[tuple[Scheme, int, str]] = [("light", 390, "all"), ("dark", 1440, "contrast"), ("light", 390, "layout")]
_POST = """([path, fields]) => {
  const token = document.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? '';
  const form = document.createElement('form');
  form.method = 'post'; form.action = path;
  for (const [name, value] of Object.entries({...fields, csrfmiddlewaretoken: token})) {
    const input = document.createElement('input');
    input.type = 'hidden'; input.name = name; input.value = value; form.append(input);
  }
  document.body.append(form); HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.fixture(scope="module")
def pages(started: Site) -> Any:
    """One page for each person, used again and again: signing in and starting afresh would cost most of the time."""
    made: dict[str | None, Page] = {}

    def page_of(who: str | None) -> Page:
        if who not in made:
            made[who] = started.page(who, bypass_csp=True, color_scheme="light")
        return made[who]

    yield page_of
    started.close_pages()


@pytest.mark.parametrize(("turn", "screen"), list(enumerate(SCREENS)), ids=lambda each: getattr(each, "name", ""))
def test_screen(started: Site, pages: Any, turn: int, screen: Screen) -> None:
    page: Page = pages(screen.who)
    said: list[str] = []
    console = lambda message: said.append(message.text) if message.type == "error" else None  # noqa: E731
    broken = lambda error: said.append(str(error))  # noqa: E731
    page.on("console", console)
    page.on("pageerror", broken)
    try:
        status = _open(page, screen, screen.address(started.keys))
        assert status == screen.status
        found = _look(page, EVERYTHING if env.flag("BIG_AXE_ALL", default=False) else [FIRST, TURNS[turn % 3]])
    finally:
        page.remove_listener("console", console)
        page.remove_listener("pageerror", broken)
    assert found == []
    # The browser itself writes a line for every answer of 400 and above.
    assert [text for text in said if screen.status < 400 or f"status of {screen.status}" not in text] == []


def _open(page: Page, screen: Screen, path: str) -> int:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    if screen.post is None:
        answer = page.goto(path)
    else:
        page.goto(path)
        with page.expect_navigation() as sent:
            page.evaluate(_POST, [path, dict(screen.post)])
        answer = sent.value
    assert answer is not None
    if screen.drawn:
        page.locator(screen.drawn).first.wait_for()
    return answer.status


def _look(page: Page, looks: list[tuple[Scheme, int, str]]) -> list[Any]:
    """What is wrong with the page as it stands, looked at so; and whether it is too wide at any width."""
    found: list[Any] = []
    load_axe(page)
    # Colours fade in; axe must not measure them half way.
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'),"
        "{textContent: '*, ::before, ::after {transition: none !important}'}))"
    )
    for scheme, width, look in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [(scheme, width, *each) for each in violations(page, look)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((width, "the page scrolls sideways"))
    return found


def test_table_is_complete(started: Site) -> None:
    """Every named address is a screen of the table, or is said to be none."""
    looked_at = {resolve(screen.address(started.keys).partition("?")[0]).view_name for screen in _existing()}
    named = {name for name in _names(get_resolver()) if not name.startswith("api:") and name not in _API}
    assert named - looked_at - NO_SCREEN.keys() == set()
    assert NO_SCREEN.keys() - named == set()
    assert NO_SCREEN.keys() & looked_at == set()


_API = {"healthz", "readyz"}


def _existing() -> list[Screen]:
    return [screen for screen in SCREENS if not screen.path.startswith("/nothing/")]


def _names(resolver: Any, space: str = "") -> list[str]:
    found: list[str] = []
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            found += _names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            found.append(f"{space}{pattern.name}")
    return found
