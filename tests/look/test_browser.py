"""What only a browser shows: the policy, the theme, the keys, the panel's focus, and axe over the whole kit."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories.organisation import make_organisation, member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.look.urls")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., Page]


@pytest.fixture
def opened(live_server: LiveServer, chromium: Browser, settings: Settings) -> Iterator[Open]:
    """A page of the kit or the list, signed in; whatever the console complains about fails the test."""
    templates = copy.deepcopy(configured.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    make_organisation()
    client = Client()
    client.force_login(member(name="Ada Nwosu"))
    cookie = client.cookies[configured.SESSION_COOKIE_NAME].value
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, width: int = 1440, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in complaints if "404" not in text] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_kit_has_no_violation(opened: Open, scheme: str) -> None:
    page = opened("/kit/", color_scheme=scheme, bypass_csp=True)
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(width, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("path", ["/kit/", "/list/?record=1"])
def test_no_page_scrolls_sideways(opened: Open, path: str) -> None:
    page = opened(path)
    for width in (320, 390, 719, 721, 929, 1119, 1121, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_fonts_are_our_own(opened: Open) -> None:
    page = opened("/kit/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replace(/\"/g, ''))"
    )
    assert set(loaded) == {"Geist", "Newsreader"}


def test_theme_changes_at_once_and_stays(opened: Open) -> None:
    page = opened("/kit/", color_scheme="light")
    page.locator(".side [data-theme-form] button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(20, 19, 18)"


def test_theme_changes_without_javascript(opened: Open) -> None:
    page = opened("/kit/", java_script_enabled=False)
    page.locator(".side [data-theme-form] button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/kit/")


def test_record_opens_beside_its_list_and_takes_the_focus(opened: Open) -> None:
    page = opened("/list/")
    page.locator("#one").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Billing platform")
    expect(page.locator("#panel")).to_be_focused()
    assert page.url.endswith("/list/?record=1")


def test_record_opens_without_javascript(opened: Open) -> None:
    page = opened("/list/", java_script_enabled=False)
    page.locator("#one").click()
    expect(page.locator("#panel h2")).to_have_text("Billing platform")


def test_keys_walk_the_rows_and_can_be_switched_off(opened: Open) -> None:
    page = opened("/list/")
    page.keyboard.press("j")
    expect(page.locator("#one")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#two")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#one")).to_be_focused()
    page.evaluate("document.body.setAttribute('data-no-keys', '')")
    page.keyboard.press("j")
    expect(page.locator("#one")).to_be_focused()


def test_jump_key_leads_to_search(opened: Open) -> None:
    page = opened("/list/")
    page.keyboard.press("Control+k")
    page.wait_for_url("**/search/")


def test_a_broken_answer_is_told_and_swaps_nothing(opened: Open) -> None:
    page = opened("/list/")
    page.locator("#gone").click()
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#panel")).to_be_hidden()


def test_phone_menu_opens_without_javascript(opened: Open) -> None:
    page = opened("/list/", 390, java_script_enabled=False)
    expect(page.locator(".side")).to_be_hidden()
    page.locator(".more-menu summary").click()
    expect(page.locator(".sheet-menu")).to_be_visible()
    expect(page.locator(".sheet-menu").get_by_role("button", name="Sign out")).to_be_visible()


def test_a_printed_page_drops_the_shell(opened: Open) -> None:
    page = opened("/kit/", color_scheme="dark")
    page.emulate_media(media="print")
    for part in (".side", ".top", ".btn >> nth=0", ".filters"):
        expect(page.locator(part)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(80, 76, 69)"
