"""Every page in the past: its links stay there, it offers nothing to change, and it opens to nobody new."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

import pytest
from django.test import Client

from big.history.links import NEVER_PAST
from tests.governance.meridian import PMO, PROJECT_MANAGER, account, meridian
from tests.journeys.screens import SCREENS

pytestmark = pytest.mark.django_db
THEN: Final = "as_of=2026-10-31"
_LINK = re.compile(r'<(?!link\b)([a-z]+)\b[^<>]*?\s(?:href|hx-get)="((?:/(?!/)|\?)[^"]*)"[^<>]*>')
_FORM = re.compile(r"<form\b[^<>]*>(?:(?!</form>).)*", re.DOTALL)
# What may be sent from a page of the past: neither touches a record.
_SENT = ("/accounts/logout/", "/search/theme/", "/packs/check/")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with meridian(django_db_blocker):
        yield


def pages() -> list[str]:
    """Every address of the hand-written table of screens that needs no key of the running site, in the past."""
    present = [each for each in SCREENS if each.post is None and "as_of=" not in each.path]
    found = {each.path for each in present if each.who and "{" not in each.path}
    return sorted(f"{path}{'&' if '?' in path else '?'}{THEN}" for path in found if not path.startswith(NEVER_PAST))


def signed_in(address: str) -> Client:
    client = Client()
    client.force_login(account(address))
    return client


def faults(html: str) -> Iterator[str]:
    """What leads out of the past, or offers to change it."""
    for found in _LINK.finditer(html):
        url = unescape(found.group(2))
        if "as_of=" not in url and "data-present" not in found.group() and not url.startswith(NEVER_PAST):
            yield f"leads to the present: {url}"
    for form in _FORM.findall(html):
        action = re.search(r'action="([^"]*)"', form)
        if 'method="post"' in form and not (action and action.group(1).startswith(_SENT)):
            yield f"offers to change: {form[:90]}"
        if 'method="post"' not in form and 'name="as_of"' not in form:
            yield f"asks in the present: {form[:90]}"
    yield from (f"offers to change: {word}" for word in ("hx-post", "hx-delete", "hx-patch", "hx-put") if word in html)


def test_every_page_stays_in_the_past_and_changes_nothing(demo: None) -> None:
    client, found, read = signed_in(PMO), {}, 0
    for page in pages():
        answer = client.get(page)
        assert answer.status_code < 500, page
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            read += 1
            found[page] = list(faults(answer.content.decode()))
    assert {page: wrong for page, wrong in found.items() if wrong} == {}
    assert read > 50


def test_the_past_opens_nothing_that_the_present_does_not(demo: None) -> None:
    client = signed_in(PROJECT_MANAGER)
    opened = [page for page in pages() if client.get(page).status_code == 200]
    assert [page for page in opened if client.get(page.replace(THEN, "")).status_code != 200] == []
