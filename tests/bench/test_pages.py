"""Every line of the table leads somewhere, for both accounts, on the smallest organisation."""

import pytest
from django.test import Client

from bench.aims import Scale
from bench.client import AnswerError, form_in
from bench.pages import PAGES, Page
from bench.records import find_records
from big.accounts.models import User
from governance.demo.scale.organisation import ADMINISTRATOR, RESTRICTED
from tests.governance.test_scale import scale

__all__ = ["scale"]


def test_names_are_used_once_and_comparisons_lead_to_lines() -> None:
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))
    for page in PAGES:
        assert (page.kind.scale is Scale.OTHER) == bool(page.against)
        assert not page.against or page.against in names


@pytest.mark.django_db
def test_every_page_answers_and_every_form_has_its_fields() -> None:
    records = find_records()
    for email in (ADMINISTRATOR, RESTRICTED):
        client = Client()
        client.force_login(User.objects.get(email=email))
        for page in PAGES:
            _check(page, client, records.fill(page.url))


def _check(page: Page, client: Client, path: str) -> None:
    answer = client.get(path, headers=dict(page.headers))
    assert answer.status_code == 200, path
    if page.fields:
        assert form_in(answer.content.decode(), page.fields)
    if answer.streaming:
        assert answer.getvalue()


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = """<form><input name="q"></form><form method="post">
        <input type="hidden" name="version" value="4"><input name="title" value="A &amp; B">
        <input type="checkbox" name="off" value="1"><input type="radio" name="r" value="1">
        <input type="radio" name="r" value="2" checked>
        <select name="s"><option value="x">X</option><option value="y" selected>Y</option></select>
        <select name="first"><option value="p">P</option><option value="q">Q</option></select>
        <textarea name="text">
two
lines</textarea></form>"""
    expected = {"version": "4", "title": "A & B", "r": "2", "s": "y", "first": "p", "text": "two\nlines"}
    assert form_in(page, {"title": ""}) == expected
    with pytest.raises(AnswerError, match="no form"):
        form_in(page, {"nothing": ""})
