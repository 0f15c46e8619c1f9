"""People, units, nodes, settings and the own account in a real browser, with script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def save(page: Page) -> None:
    """Press the one primary button of the form."""
    page.locator("form.form .btn-primary").last.click()


@BOTH
def test_a_person_joins_gets_a_role_and_leaves(site: Site, script: bool) -> None:
    page = site.page("clara", java_script_enabled=script)
    name = "Orla Venning" if script else "Piet Halvorsen"
    page.goto("/organisation/people/")
    page.get_by_role("link", name="Add person").click()
    page.locator("input[name=name]").fill(name)
    save(page)
    expect(page.locator("h1")).to_contain_text(name)
    page.get_by_role("link", name="Give a role").first.click()
    page.locator("select[name=role]").select_option(label="Assurer")
    save(page)
    expect(page.locator("[data-errors]")).to_contain_text("Choose a node or a unit, one of the two.")
    page.locator("select[name=node]").select_option(label="Main Board")
    save(page)
    expect(page.locator("main")).to_contain_text("Assurer")
    page.get_by_role("link", name="Record leaving").click()
    save(page)
    page.goto("/organisation/people/?tab=left")
    expect(page.locator("main")).to_contain_text(name)


@BOTH
def test_a_lifecycle_gains_a_state_and_loses_it(site: Site, script: bool) -> None:
    page = site.page("clara", java_script_enabled=script)
    page.goto("/portfolio/types/")
    page.get_by_role("link", name="Project", exact=True).click()
    page.get_by_role("link", name="Add state").click()
    page.locator("input[name=label]").fill("On probation")
    save(page)
    expect(page.locator("main")).to_contain_text("On probation")
    page.get_by_role("link", name="Remove On probation").click()
    save(page)
    expect(page.get_by_role("table")).not_to_contain_text("On probation")


@BOTH
def test_a_token_is_made_shown_once_and_revoked(site: Site, script: bool) -> None:
    page = site.page("nadia", java_script_enabled=script)
    page.goto("/accounts/profile/")
    page.get_by_label("What will use it").fill("Ledger, nightly")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("main")).to_contain_text("Ledger, nightly")
    page.goto("/accounts/profile/")
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.locator(".message")).to_contain_text("no API tokens are in force")


def test_the_keyboard_reaches_search_and_a_code_opens_its_record(site: Site) -> None:
    page = site.page("leonie")
    page.goto("/okr/")
    page.keyboard.press("Control+k")
    box = page.locator("input[type=search], input[name=q]").first
    expect(box).to_be_focused()
    page.keyboard.type("service")
    expect(page.locator("#found")).to_contain_text("Grow service revenue")
    box.fill("so4")
    page.keyboard.press("Enter")
    page.wait_for_url("**/okr/objectives/so4/")


def test_search_on_a_phone_keeps_names_whole(site: Site) -> None:
    page = site.page("leonie", width=390)
    page.goto("/search/?q=service")
    widths = page.locator(".found .rowlink").evaluate_all("links => links.map(link => link.parentElement.clientWidth)")
    assert widths
    assert min(widths) > 150
