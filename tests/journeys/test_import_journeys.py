"""A plan file from the choice of its kind to what it wrote, and files that are refused, in a real browser."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.furnish import PLAN
from tests.journeys.site import Site

MALFORMED = settings.BASE_DIR.parent / "shared" / "data" / "stratml" / "plans" / "MPPIA_malformed.xml"
BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "boom">]><StrategicPlan><Name>&b;</Name></StrategicPlan>'


def upload(page: Page, path: Path) -> None:
    """Choose the kind of file on the list of imports, and send one."""
    page.goto("/imports/")
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_role("link", name="Strategic plan (StratML)").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_plan_is_checked_applied_and_checked_again(site: Site, tmp_path: Path, script: bool) -> None:
    page = site.page("clara", java_script_enabled=script)
    file = tmp_path / "plan.xml"
    name = "Plan with script" if script else "Plan without script"
    goal = name.replace("Plan", "Goal")
    text = PLAN.replace("Plan of the journeys", name).replace("Fewer trips", goal)
    for identifier in ("g1", "o1"):
        text = text.replace(f">{identifier}<", f">{identifier}-{script}<")
    file.write_text(text)
    upload(page, file)
    expect(page.locator(".message")).to_contain_text("This would create")
    expect(page.locator("main")).to_contain_text("line 11")
    page.locator("#board select[name=model]").select_option("strategic_objectives")
    if not script:
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#board tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Apply the import").click()
    for _ in range(60):
        # Without script the page of the job asks again by itself, every two seconds.
        page.wait_for_timeout(1000)
        if "/imports/" in page.url and "This created" in page.locator(".message").inner_text():
            break
    expect(page.locator(".message")).to_contain_text("This created")
    page.get_by_role("link", name=goal).click()
    expect(page.locator("h1")).to_contain_text(goal)
    upload(page, file)
    expect(page.locator(".message")).to_have_text("Everything in this file is here already.")
    page.get_by_role("button", name="Set it aside").click()
    expect(page.locator(".message")).to_have_text("This import was set aside. Nothing was written.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_files_that_cannot_be_read_are_refused_with_the_reason(site: Site, tmp_path: Path, script: bool) -> None:
    page = site.page("clara", java_script_enabled=script)
    said = {"bomb.xml": (BOMB, "declares a document type or entities"), "page.xml": ("<html/>", "begins with <html>")}
    for name, (content, reason) in said.items():
        file = tmp_path / name
        file.write_text(content)
        upload(page, file)
        expect(page.locator(".message")).to_have_text("This file cannot be read. Nothing was written.")
        expect(page.locator("main .notice")).to_contain_text(reason)
    if not MALFORMED.exists():
        pytest.skip(f"the data folder is not here: {MALFORMED.parent}")
    upload(page, MALFORMED)
    expect(page.locator("main .notice")).to_contain_text("line 22, column 19")
    page.get_by_role("link", name=MALFORMED.name).click()
    expect(page.locator(".message")).to_contain_text("One version, kept on")
