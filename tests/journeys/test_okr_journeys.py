"""Strategy in a real browser: the check-in inside its row, with the keyboard, and the same without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site

SO1 = "/okr/objectives/so1/"


def main_button(page: Page, name: str) -> None:
    """Press the page's own button of this name."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def open_check_in(page: Page) -> None:
    """Open the check-in of the objective's first key result in its row."""
    page.goto(SO1)
    page.locator(".kr .act a.btn").first.click()
    expect(page.locator(".ckin input[name=value]")).to_be_focused()


def test_a_check_in_previews_refuses_and_saves_in_its_row(site: Site) -> None:
    page = site.page("leonie")
    troubles: list[str] = []
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    open_check_in(page)
    page.keyboard.type("22.4")
    expect(page.locator(".preview")).to_contain_text("55% of the way")
    page.locator(".ckin input[name=value]").fill("many")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ckin")).to_contain_text("Enter a number.")
    expect(page.locator(".ckin input[name=value]")).to_be_focused()
    page.locator(".ckin input[name=value]").fill("25.9")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text(re.compile("Annual service revenue (is now|stays) green."))
    expect(page.locator(".ckin")).to_have_count(0)
    expect(page.locator(".kr .act a.btn").first).to_be_focused()
    # What the page says of the objective follows from the reading.
    expect(page.locator("#finding")).to_contain_text("Both key results are on course.")
    assert [each for each in troubles if "422" not in each] == []


def test_cancel_and_a_changed_target_lose_nothing(site: Site) -> None:
    page = site.page("leonie")
    open_check_in(page)
    page.locator(".ckin").get_by_role("link", name="Cancel").click()
    expect(page.locator(".ckin")).to_have_count(0)
    expect(page.locator(".kr .act a.btn").first).to_be_focused()
    open_check_in(page)
    other = page.context.new_page()
    other.goto("/okr/key-results/kr1-1/edit/")
    other.locator("textarea[name=description]").fill("As the ledger counts it")
    main_button(other, "Save key result")
    page.locator(".ckin input[name=value]").fill("25")
    main_button(page, "Save check-in")
    expect(page.locator(".ckin .notice")).to_contain_text("Somebody changed this key result")
    expect(page.locator(".ckin input[name=value]")).to_have_value("25")
    main_button(page, "Save check-in")
    expect(page.locator(".ckin")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_check_in_on_its_own_page_is_saved(site: Site, script: bool) -> None:
    page = site.page("leonie", java_script_enabled=script)
    page.goto("/okr/key-results/kr2-1/check-in/")
    page.locator("input[name=value]").fill("50")
    page.locator("textarea[name=note]").fill("Counted by hand")
    main_button(page, "Save check-in")
    page.wait_for_url("**/okr/key-results/kr2-1/")
    expect(page.locator("#readings tbody tr").first).to_contain_text("Counted by hand")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_link_is_claimed_challenged_and_withdrawn(site: Site, script: bool) -> None:
    page = site.page("leonie", java_script_enabled=script)
    page.goto("/okr/objectives/so4/link-work/")
    choice = page.locator("select[name=work] option", has_text="S-201")
    page.locator("select[name=work]").select_option(choice.get_attribute("value"))
    page.locator("input[name=weight]").fill("5")
    main_button(page, "Claim link")
    expect(page.locator("main")).to_contain_text("S-201")
    page.goto("/okr/objectives/so4/")
    row = page.locator("tr", has_text="S-201")
    row.get_by_role("link", name="Claimed").click()
    page.get_by_role("link", name="Challenge").click()
    page.locator("[name=why]").fill("It saves no energy")
    page.locator("form.form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("It saves no energy")
    page.get_by_role("link", name="Withdraw").click()
    page.locator("form.form .btn-primary, form .btn-primary").last.click()
    page.goto("/okr/objectives/so4/")
    expect(page.locator("tr", has_text="S-201")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_unanswered_driver_gets_its_objective(site: Site, script: bool) -> None:
    page = site.page("leonie", java_script_enabled=script)
    page.goto("/strategy/")
    expect(page.locator(".message")).to_contain_text(re.compile("answered"))
    page.goto("/strategy/drivers/new/")
    page.locator("input[name=title]").fill(f"Cheap sensors arrive{' at once' if script else ''}")
    page.locator("input[name=kind][value=opportunity]").check()
    page.locator("form.form .btn-primary").click()
    expect(page.locator(".message")).to_contain_text("Nothing answers this opportunity.")
    page.get_by_role("link", name="Answer it with an objective").first.click()
    page.locator("input[name=title]").fill("Sell sensors by the thousand")
    page.locator("form.form .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("Sell sensors by the thousand")
    expect(page.locator("main")).to_contain_text("No key result measures this objective")
