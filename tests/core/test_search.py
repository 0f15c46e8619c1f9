"""Search finds nothing that its reader may not see: not by name, not by code, not in a count, not by a jump."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.registry import searching
from okr.models.drivers import Driver
from tests.factories.okr import make_driver, make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_unit, make_user, member
from tests.factories.portfolio import TODAY, make_work

pytestmark = pytest.mark.django_db
URL = "/search/"


def hidden() -> list[str]:
    """Confidential records of every kind that can be; the codes that they would be found by."""
    make_work("Project Zephyr", code="K-905", is_confidential=True, customer="Zephyr Water")
    aim = make_objective("Zephyr aim", code="SO905", is_confidential=True)
    make_reading(make_key_result(aim, "Zephyr share", code="KR905"), 5, TODAY, note="Zephyr")
    make_driver("Zephyr driver", code="D905", kind=Driver.Kind.THREAT, is_confidential=True)
    return ["K-905", "SO905", "KR905", "D905"]


def codes_found(client: Client, typed: str) -> set[str]:
    response: Any = client.get(URL, {"q": typed, "stay": "1"})
    assert response.status_code == 200
    return {found.hit.code for group in response.context["groups"] for found in group.found}


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "uncleared": member(all_rights()),
        "elsewhere": member(all_rights(confidential=True), unit=make_unit("Elsewhere")),
        "stranger": make_user(),
    }


@pytest.mark.parametrize("reader", ["uncleared", "elsewhere", "stranger"])
def test_a_hidden_record_is_not_found_by_name_or_code(client: Client, people: dict[str, User], reader: str) -> None:
    codes = hidden()
    client.force_login(people[reader])
    for typed in ("Zephyr", "zephyr share", "905", *codes, *(code.lower() for code in codes)):
        seen = codes_found(client, typed)
        # Confidential strategy shows to somebody cleared for a unit only where it stands in that unit.
        assert not seen & set(codes), (typed, seen)


@pytest.mark.parametrize("reader", ["uncleared", "elsewhere", "stranger"])
def test_a_hidden_code_jumps_nowhere_and_reads_like_no_code_at_all(
    client: Client, people: dict[str, User], reader: str
) -> None:
    codes = hidden()
    client.force_login(people[reader])
    for code in codes:
        answer: Any = client.get(URL, {"q": code})
        nothing: Any = client.get(URL, {"q": "Q-404"})
        assert answer.status_code == nothing.status_code == 200
        assert answer.context["message"].replace(code, "Q-404") == nothing.context["message"]


def test_hidden_records_neither_count_nor_take_the_places_of_open_ones(client: Client, people: dict[str, User]) -> None:
    for number in range(15):
        make_work(f"Zephyr secret {number}", is_confidential=True)
    for number in range(3):
        make_work(f"Zephyr open {number}", code=f"Z-{number}")
    client.force_login(people["uncleared"])
    answer: Any = client.get(URL, {"q": "Zephyr"})
    assert codes_found(client, "Zephyr") == {"Z-0", "Z-1", "Z-2"}
    assert answer.context["message"] == "3 records for “Zephyr”."


def test_the_cleared_find_all_of_it(client: Client) -> None:
    codes = hidden()
    client.force_login(member(all_rights(confidential=True)))
    assert codes_found(client, "Zephyr") == set(codes)
    for code in codes:
        assert client.get(URL, {"q": code}).status_code == 302


def test_every_provider_starts_at_what_one_may_see() -> None:
    """Nobody without a membership gets anything from any provider, whatever they type."""
    hidden()
    make_work("Open works")
    make_objective("Open aim")
    stranger = make_user()
    assert searching.providers()
    for provider in searching.providers():
        for typed in ("Open", "Zephyr", "905", "a", "%", "_"):
            assert provider.find(stranger, typed, 50) == [], provider.key


def test_results_cost_the_same_however_many_there_are(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        make_work(f"Meter {number}")
        make_objective(f"Meter aim {number}")
    client.force_login(member(all_rights()))
    with django_assert_max_num_queries(24):
        client.get(reverse("core:search"), {"q": "Meter"})
