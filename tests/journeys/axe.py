"""axe-core in a page of ours, with the rules that we hold ourselves to."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
_RUN = """async (options) => {
  const found = await axe.run(document, {...options, resultTypes: ['violations'], preload: false});
  return found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 160))]);
}"""


def load_axe(page: Page) -> None:
    """Put axe into the page, once per page load."""
    page.evaluate(_SCRIPT)


def violations(page: Page, look: str = "all") -> list[Any]:
    """What axe finds, as rule and elements; the page must have been given axe before.

    `look` is "all" rules, "contrast" alone, or "layout", which is all but contrast: that one rule takes half the time.
    """
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}}
    if look == "contrast":
        options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    elif look == "layout":
        options["rules"] = {"color-contrast": {"enabled": False}}
    found: list[Any] = page.evaluate(_RUN, options)
    return found
