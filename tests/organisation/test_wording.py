"""Sentences of the people, roles and settings pages where there is little or nothing to say."""

import pytest
from django.test import Client

from big.organisation.models import Membership
from big.registry import terms
from tests.factories.organisation import all_rights, make_person, make_user, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone() -> Client:
    """An installation with its administrator and nobody else."""
    client = Client()
    user = make_user("Administrator", is_administrator=True)
    make_person(name="Administrator", user=user)
    Membership.objects.all().delete()
    client.force_login(user)
    return client


def message(client: Client, path: str) -> str:
    return client.get(path).content.decode().split('class="message">')[1].split("<")[0]


def test_the_first_person_reads_true_sentences(alone: Client) -> None:
    assert message(alone, "/organisation/people/") == "The one person here holds no role yet."
    assert message(alone, "/organisation/roles/") == "Nobody holds a role yet; administrators manage the organisation."


def test_choices_say_what_an_empty_one_means(alone: Client) -> None:
    page = alone.get("/organisation/units/create/").content.decode()
    assert "---------" not in page
    assert "Nothing: it stands at the top" in page
    assert "Choose one" in alone.get("/organisation/nodes/create/").content.decode()


def test_settings_hold_the_words_of_every_app_and_offer_those_that_may_be_replaced() -> None:
    client = Client()
    client.force_login(member(all_rights()))
    page = client.get("/organisation/settings/").content.decode()
    for word in ("strategic objective", "key result", "driver", "status report", "whole-life cost"):
        assert word in page, word
    form = client.get("/organisation/settings/words/").content.decode()
    assert 'name="unit_one"' in form
    assert 'name="key_result_one"' not in form
    assert {term.key for term in terms.known()} < {term.key for term in terms.glossary()}
