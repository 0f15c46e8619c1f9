"""The check-in in a row of a list and on a page of its own: one form, two ways of sending it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from okr.models.key_results import KeyResult, Reading
from tests.factories.okr import make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def key_result() -> KeyResult:
    make_organisation(pinned_today=dt.date(2026, 5, 2))
    found = make_key_result(make_objective(), "Service revenue", unit="£m", baseline=Decimal(18), target=Decimal(26))
    make_reading(found, "21.4", dt.date(2026, 5, 1))
    return found


@pytest.fixture
def client(key_result: KeyResult) -> Client:
    client = Client()
    client.force_login(member(all_rights()))
    return client


def address(key_result: KeyResult) -> str:
    return f"/okr/key-results/{key_result.code.lower()}/check-in/"


def test_on_its_own_page_the_form_is_sent_plainly(client: Client, key_result: KeyResult) -> None:
    page = client.get(address(key_result)).content.decode()
    form = page.split('class="ckin"')[1].split("</form>")[0]
    # htmx would look for the row of a list, which is not on this page, and send nothing at all.
    assert f"#kr-{key_result.pk}" not in form
    assert "hx-disabled-elt" not in form
    assert "Last £21.4m" in form
    assert "Target £26m" in form


def test_in_a_row_the_form_replaces_that_row(client: Client, key_result: KeyResult) -> None:
    form = client.get(address(key_result), headers=HTMX).content.decode()
    assert f'hx-target="#kr-{key_result.pk}"' in form
    assert 'hx-disinherit="hx-disabled-elt"' in form


def test_a_saved_row_takes_the_keyboard_and_tells_the_page(client: Client, key_result: KeyResult) -> None:
    entries = {"value": "22", "read_on": "2026-05-02", "version": key_result.version}
    answer = client.post(address(key_result), entries, headers=HTMX)
    assert answer.headers["HX-Trigger-After-Swap"] == "key-result-read"
    assert f'id="kr-{key_result.pk}"' in answer.content.decode()
    assert "autofocus" in answer.content.decode()
    assert Reading.objects.filter(key_result=key_result).count() == 2
    page = client.get(key_result.objective.get_absolute_url()).content.decode()
    assert 'hx-trigger="key-result-read from:body"' in page
    assert 'id="finding"' in page


def test_cancel_gives_the_row_back(client: Client, key_result: KeyResult) -> None:
    row = client.get(f"{address(key_result)}?cancel=1", headers=HTMX).content.decode()
    assert row.strip().startswith(f'<div class="kr" id="kr-{key_result.pk}"')
    assert "autofocus" in row


def test_a_check_in_on_a_changed_target_is_not_saved(client: Client, key_result: KeyResult) -> None:
    KeyResult.objects.filter(pk=key_result.pk).update(version=key_result.version + 1)
    entries = {"value": "22", "read_on": "2026-05-02", "version": key_result.version}
    for headers in (HTMX, {}):
        answer = client.post(address(key_result), entries, headers=headers)
        assert answer.status_code == 409
        assert "Somebody changed this key result" in answer.content.decode()
    assert Reading.objects.filter(key_result=key_result).count() == 1


def test_the_page_says_what_is_expected_as_finely_as_it_is_measured(client: Client, key_result: KeyResult) -> None:
    page = client.get(key_result.get_absolute_url()).content.decode()
    said = page[page.index("<dt>Expected today</dt>") : page.index("<dt>Latest</dt>")]
    digits = said.split("£")[1].split("m")[0]
    assert len(digits) <= 4, said
    assert "£21.4m" in page
    assert "The target is £26m" in page


def test_confidence_is_a_row_of_numbers(client: Client, key_result: KeyResult) -> None:
    page = client.get(f"/okr/objectives/{key_result.objective.code.lower()}/confidence/").content.decode()
    assert 'class="scale"' in page
    assert "No chance" in page


def test_a_choice_among_nothing_says_so(client: Client) -> None:
    page = client.get("/strategy/purposes/new/").content.decode()
    assert "There are none to choose from yet." in page
