"""What htmx and our own script add: lists answer in place, records open beside them, the keyboard leads through."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import load_axe, violations
from tests.journeys.site import Site


@pytest.fixture
def leonie(site: Site) -> Iterator[Page]:
    """The PMO director's browser; whatever its console complains about fails the test."""
    page = site.page("leonie")
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    yield page
    assert said == []


def stay(page: Page) -> None:
    """Mark the page, so that a load of a new one can be told from a swap."""
    page.evaluate("window.sameAsBefore = true")


def stayed(page: Page) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(page.evaluate("window.sameAsBefore === true"))


def test_the_portfolio_is_filtered_and_grouped_in_place(leonie: Page) -> None:
    leonie.goto("/portfolio/")
    stay(leonie)
    find = leonie.get_by_role("searchbox", name="Find work")
    find.press_sequentially("cell")
    expect(leonie.locator("table.pf tbody tr:not(.grp)")).to_have_count(1)
    expect(leonie).to_have_url(re.compile(r"q=cell"))
    expect(find).to_be_focused()
    leonie.locator(".tabs a", has_text="Change").click()
    expect(leonie).to_have_url(re.compile(r"tab=change"))
    assert stayed(leonie)
    leonie.go_back()
    expect(leonie).not_to_have_url(re.compile(r"tab=change"))


def test_work_opens_beside_the_list_and_escape_gives_the_focus_back(leonie: Page) -> None:
    leonie.goto("/portfolio/")
    stay(leonie)
    row = leonie.locator("table.pf a.rowlink", has_text="Cell 2 line")
    row.focus()
    leonie.keyboard.press("Enter")
    panel = leonie.locator("#panel")
    expect(panel.locator("#panel-h")).to_have_text("Cell 2 line")
    expect(panel).to_be_focused()
    expect(leonie).to_have_url(re.compile(r"/portfolio/work/c-102/$"))
    leonie.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(leonie.locator("table.pf a.rowlink", has_text="Cell 2 line")).to_be_focused()


def test_the_line_of_sight_takes_its_focus_in_place(leonie: Page) -> None:
    leonie.goto("/sight/")
    stay(leonie)
    # Not in the opening sentence, whose link explains it.
    leonie.locator(".sight a", has_text="Cut emissions").first.click()
    expect(leonie.get_by_role("link", name="Clear focus")).to_be_visible()
    expect(leonie).to_have_url(re.compile(r"focus=SO4"))
    assert stayed(leonie)


def test_a_record_is_suggested_while_one_types(leonie: Page) -> None:
    leonie.goto("/portfolio/work/c-102/move/")
    field = leonie.get_by_label("Stands under")
    field.fill("")
    field.press_sequentially("line")
    suggested = leonie.locator("#id_parent-suggested option")
    expect(suggested).not_to_have_count(0)
    assert all("line" in (each.get_attribute("value") or "").lower() for each in suggested.all())
    load_axe(leonie)
    assert violations(leonie, "all") == []
