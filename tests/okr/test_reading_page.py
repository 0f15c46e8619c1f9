"""A reading that was recorded wrongly: put right on a form, with what it said before kept and shown."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from big.accounts.models import User
from okr.models.key_results import Reading
from okr.selectors.reading_page import corrections_of
from okr.services.readings import correct_reading
from tests.factories.okr import START, make_key_result, make_reading
from tests.factories.organisation import all_rights, member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user() -> User:
    return member(all_rights(), name="Sian")


def correct(reading: Reading, user: User, value: int, why: str) -> None:
    reading.refresh_from_db()
    given: dict[str, Any] = {"read_on": START, "confidence": 5, "version": reading.version}
    correct_reading(reading.pk, actor=user, value=Decimal(value), why=why, **given)


def test_it_shows_its_own_corrections_old_and_new_by_whom_and_why(client: Client, user: User) -> None:
    key_result = make_key_result()
    reading, other = (make_reading(key_result, 40, START, confidence=5) for _ in range(2))
    correct(reading, user, 41, "A digit too low")
    correct(other, user, 99, "Of the other one")
    correct(reading, user, 42, "Counted again")
    assert [(row.why, row.who) for row in corrections_of(reading, user)] == [
        ("Counted again", "Sian"),
        ("A digit too low", "Sian"),
    ]
    client.force_login(member(["strategy.view"]))
    page = client.get(reverse("okr:reading_detail", args=[reading.pk])).content.decode()
    for shown in ("<del>41</del>", "<ins>42</ins>", "<del>40</del>", "A digit too low", "Sian"):
        assert shown in page
    assert "Of the other one" not in page
    assert reverse("okr:reading_correct", args=[reading.pk]) not in page
    assert client.get(key_result.get_absolute_url()).content.decode().count("corrected</span>") == 2


def test_the_form_keeps_what_was_typed_where_somebody_was_faster(client: Client, user: User) -> None:
    reading = make_reading(make_key_result(), 40, START)
    client.force_login(user)
    address = reverse("okr:reading_correct", args=[reading.pk])
    given = {"value": "44", "read_on": "2026-04-02", "confidence": "6", "note": "Typed with care", "why": "Misread"}
    correct(reading, member(all_rights()), 43, "First")
    answer = client.post(address, {**given, "version": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    for shown in ("Typed with care", "Misread", "43", "44"):
        assert shown in page
    reading.refresh_from_db()
    assert client.post(address, {**given, "version": str(reading.version)}).status_code == 302
    assert client.post(address, {**given, "version": "9", "why": ""}).status_code == 422


def test_the_page_costs_the_same_for_two_corrections_and_for_twelve(client: Client, user: User) -> None:
    reading = make_reading(make_key_result(), 40, START)
    client.force_login(user)
    counts = []
    for many in (1, 2, 10):
        for number in range(many):
            correct(reading, user, 100 * many + number, "Again")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("okr:reading_detail", args=[reading.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[2]
