"""What a person does with work and packs, in a browser that runs no script: every link and form works by itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site, sign_in


@pytest.fixture
def leonie(site: Site) -> Page:
    """The PMO director's browser, without JavaScript."""
    return site.page("leonie", java_script_enabled=False)


def press(page: Page, name: str) -> None:
    """Press the page's own button of this name."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()


def test_sign_in_is_refused_then_taken(site: Site) -> None:
    page = site.page(None, java_script_enabled=False)
    page.goto("/portfolio/")
    assert "/accounts/login/" in page.url
    page.locator("input[name=login]").fill("fatou.carrick@meridian.example")
    page.locator("input[name=password]").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("fatou.carrick@meridian.example")
    sign_in(page, "fatou")
    expect(page.locator("h1")).to_be_visible()
    page.goto("/accounts/logout/")
    press(page, "Sign out")
    page.goto("/portfolio/")
    assert "/accounts/login/" in page.url


def test_each_figure_of_home_leads_to_its_rows(leonie: Page) -> None:
    leonie.goto("/")
    figures = leonie.locator(".strip a")
    addresses = [figures.nth(place).get_attribute("href") or "" for place in range(figures.count())]
    assert len(addresses) >= 4
    for address in addresses:
        answer = leonie.goto(address)
        # A figure may lead to a place of Home itself; for that the browser loads nothing.
        assert answer is None or answer.status == 200, address
        expect(leonie.locator("main .dis-r, main table, main ul").first).to_be_visible()


def test_line_of_sight_takes_a_focus_and_lets_it_go(leonie: Page) -> None:
    leonie.goto("/sight/")
    # Not in the opening sentence, whose link explains it.
    leonie.locator(".sight a", has_text="Cut emissions").first.click()
    assert "focus=" in leonie.url
    leonie.get_by_role("link", name="Clear focus").click()
    assert "focus=" not in leonie.url
    leonie.get_by_role("link", name=re.compile("gaps only", re.I)).first.click()
    assert "gaps=1" in leonie.url
    expect(leonie.locator(".node.gap").first).to_be_visible()


def test_portfolio_is_filtered_sorted_grouped_and_kept_as_a_view(leonie: Page) -> None:
    leonie.goto("/portfolio/")
    rows = leonie.locator("table.pf tbody tr:not(.grp)")
    everything = rows.count()
    leonie.get_by_role("searchbox", name="Find work").fill("cell")
    leonie.get_by_role("searchbox", name="Find work").press("Enter")
    assert "q=cell" in leonie.url
    assert 0 < rows.count() < everything
    leonie.locator("table.pf thead a").first.click()
    assert "sort=" in leonie.url
    assert "q=cell" in leonie.url
    leonie.locator("details.menu", has_text="By stream").locator("summary").click()
    leonie.get_by_role("link", name="Unit", exact=True).click()
    assert "group=unit" in leonie.url
    leonie.locator("#tools details.menu", has_text="Views").locator("summary").click()
    leonie.get_by_role("link", name="Save this view").click()
    press(leonie, "Save view")
    expect(leonie.locator("[data-errors]")).to_be_visible()
    leonie.get_by_label("Name").fill("Cells by unit")
    press(leonie, "Save view")
    assert "q=cell" in leonie.url
    assert "group=unit" in leonie.url
    leonie.goto("/portfolio/views/")
    expect(leonie.get_by_role("link", name="Cells by unit", exact=True)).to_be_visible()


def test_work_is_added_after_a_first_refusal(leonie: Page) -> None:
    leonie.goto("/portfolio/new/")
    leonie.get_by_label("Description").fill("Sensors that say when they tire.")
    press(leonie, "Add work")
    expect(leonie.locator("[data-errors]")).to_contain_text("Name")
    expect(leonie.get_by_label("Description")).to_have_value("Sensors that say when they tire.")
    leonie.get_by_label("Name", exact=True).fill("Tired sensors")
    press(leonie, "Add work")
    expect(leonie.locator("[data-errors]")).to_contain_text("Choose a unit or a node in which you may edit work.")
    leonie.get_by_label("Node").select_option(label="Portfolio Progress Group")
    press(leonie, "Add work")
    expect(leonie.locator("h1")).to_contain_text("Tired sensors")


def test_a_late_edit_shows_both_values_and_keeps_what_was_typed(site: Site, leonie: Page) -> None:
    other = site.page("clara", java_script_enabled=False)
    for page in (leonie, other):
        page.goto("/portfolio/work/c-104/edit/")
    other.get_by_label("Customer").fill("Harrow Foods")
    press(other, "Save work")
    leonie.get_by_label("Description").fill("Mine, typed meanwhile.")
    with leonie.expect_response(lambda answer: answer.request.method == "POST") as sent:
        press(leonie, "Save work")
    assert sent.value.status == 409
    expect(leonie.get_by_label("Description")).to_have_value("Mine, typed meanwhile.")
    expect(leonie.get_by_role("alert").first).to_contain_text("Harrow Foods")
    press(leonie, "Save work")
    assert leonie.url.endswith("/portfolio/work/c-104/")


def test_status_is_reported_after_a_first_refusal(leonie: Page) -> None:
    leonie.goto("/portfolio/work/c-105/report/")
    leonie.locator("input[name=rating][value=R]").check()
    leonie.locator("textarea[name=narrative]").fill("")
    press(leonie, "Submit report")
    expect(leonie.locator("[data-errors]")).to_be_visible()
    leonie.locator("textarea[name=narrative]").fill("The supplier has stopped deliveries.")
    leonie.locator("input[name=why]").fill("Said again after the supplier's letter.")
    press(leonie, "Submit report")
    expect(leonie.get_by_role("main")).to_contain_text("The supplier has stopped deliveries.")


def test_a_milestone_and_money_are_added(leonie: Page) -> None:
    leonie.goto("/portfolio/work/c-106/milestones/new/")
    leonie.get_by_label("Milestone", exact=True).fill("Acceptance signed")
    leonie.get_by_label("Planned for").fill("2031-03-04")
    press(leonie, "Add milestone")
    expect(leonie.get_by_role("main")).to_contain_text("Acceptance signed")
    leonie.goto("/portfolio/work/c-106/money/edit/")
    budget = leonie.locator("table.grid-form tbody tr").last.locator("input").first
    budget.fill("much")
    press(leonie, "Save money")
    expect(leonie.locator("[data-errors]")).to_be_visible()
    expect(leonie.locator("table.grid-form tbody tr").last.locator("input").first).to_have_value("much")
    leonie.locator("table.grid-form tbody tr").last.locator("input").first.fill("1.25m")
    press(leonie, "Save money")
    assert leonie.url.split("?")[0].endswith("/portfolio/work/c-106/money/")


def test_many_pieces_of_work_change_owner_at_once(leonie: Page) -> None:
    leonie.goto("/portfolio/?tab=customer")
    leonie.locator("#tools details.menu", has_text="Export").locator("summary").click()
    leonie.get_by_role("link", name="Change owner, unit or node of many").click()
    leonie.locator("main input[type=checkbox]").first.check()
    leonie.get_by_label("Owner").select_option(index=2)
    leonie.get_by_role("main").locator("button.btn-primary").click()
    expect(leonie.locator("h1")).to_be_visible()


def test_a_pack_is_built_read_issued_and_then_stays(leonie: Page) -> None:
    leonie.goto("/packs/")
    leonie.get_by_role("main").get_by_role("button", name=re.compile("Build")).first.click()
    assert "/jobs/" in leonie.url
    # Without script the page has itself read again, until it leads to the finished pack.
    leonie.wait_for_url("**/packs/*-main-board*/", timeout=180_000)
    expect(leonie.locator(".sheet").first).to_be_visible()
    with leonie.expect_download() as file:
        leonie.get_by_role("link", name="PDF").first.click()
    assert file.value.path().read_bytes().startswith(b"%PDF-1.7")
    leonie.get_by_role("link", name=re.compile("Issue")).first.click()
    press(leonie, "Issue pack")
    expect(leonie.get_by_role("main")).to_contain_text(re.compile("issued", re.I))
    expect(leonie.get_by_role("link", name=re.compile("^Issue"))).to_have_count(0)


def test_search_finds_across_records(leonie: Page) -> None:
    leonie.goto("/")
    leonie.get_by_role("link", name="Jump to").click()
    box = leonie.get_by_role("main").locator("input[name=q]")
    box.fill("emissions")
    box.press("Enter")
    assert "/search/?q=emissions" in leonie.url
    leonie.get_by_role("main").get_by_role("link", name="Cut emissions").first.click()
    assert "/okr/objectives/so4/" in leonie.url
    leonie.goto("/search/?q=c-103")
    assert leonie.url.endswith("/portfolio/work/c-103/"), "a code leads straight to its record"
