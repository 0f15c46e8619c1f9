"""Check-ins with an Idempotency-Key: however often a program asks, one reading is written and one answer is given."""

import threading
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from big import clock
from big.accounts.models import User
from big.api.models import KEPT_FOR, KeptAnswer
from big.api.tasks import clear_kept_answers
from big.audit.models import AuditEvent
from okr.models.key_results import KeyResult, Reading
from tests.api.asking import etag, program
from tests.factories.okr import make_key_result, make_reading
from tests.factories.organisation import all_rights, member
from tests.factories.portfolio import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> APIClient:
    return program(member(all_rights()))


@pytest.fixture
def key_result() -> KeyResult:
    return make_key_result()


def check_in(api: APIClient, key_result: KeyResult, value: str, key: str = "one", **said: Any) -> Any:
    """A check-in with a key."""
    body = {"key_result": key_result.pk, "value": value, **said}
    return api.post("/api/v1/readings/", body, headers={"Idempotency-Key": key})


def test_who_repeats_a_check_in_gets_the_first_answer_and_writes_nothing(api: APIClient, key_result: KeyResult) -> None:
    first = check_in(api, key_result, "44", note="Über £5m")
    told = AuditEvent.objects.count()
    again = check_in(api, key_result, "44", note="Über £5m")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (first.headers.get("Idempotent-Replay"), again.headers["Idempotent-Replay"]) == (None, "true")
    assert (Reading.objects.count(), AuditEvent.objects.count()) == (1, told)


def test_the_order_of_the_fields_makes_no_other_request(api: APIClient, key_result: KeyResult) -> None:
    check_in(api, key_result, "44")
    body = f'{{ "value": "44", "key_result": {key_result.pk} }}'
    again = api.post("/api/v1/readings/", body, content_type="application/json", headers={"Idempotency-Key": "one"})
    assert again.headers["Idempotent-Replay"] == "true"
    assert Reading.objects.count() == 1


def test_a_key_with_another_body_is_refused(api: APIClient, key_result: KeyResult) -> None:
    check_in(api, key_result, "44")
    other = check_in(api, key_result, "45")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert "choose a new key" in other.json()["detail"]
    assert [str(each.value) for each in Reading.objects.all()] == ["44.0000"]


def test_keys_are_apart_by_key_and_by_account(api: APIClient, key_result: KeyResult) -> None:
    answers = [
        check_in(api, key_result, "44"),
        check_in(api, key_result, "44", key="two"),
        check_in(program(member(all_rights())), key_result, "44"),
        api.post("/api/v1/readings/", {"key_result": key_result.pk, "value": "44"}),
    ]
    assert [each.status_code for each in answers] == [201] * 4
    assert Reading.objects.count() == 4


def test_a_refusal_by_a_rule_is_the_answer_until_the_key_ends(api: APIClient, key_result: KeyResult) -> None:
    tomorrow = "2999-01-01"
    first, again = (check_in(api, key_result, "44", read_on=tomorrow) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (422, 422, first.json())
    assert again.headers["Idempotent-Replay"] == "true"


def test_what_began_nothing_leaves_the_key_free(api: APIClient, key_result: KeyResult) -> None:
    assert check_in(api, key_result, "much").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert check_in(api, key_result, "44").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "naïve"])
def test_a_key_is_up_to_200_plain_characters(api: APIClient, key_result: KeyResult, key: str) -> None:
    answer = check_in(api, key_result, "44", key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key")
    assert check_in(api, key_result, "44", key="x" * 200).status_code == 201


def test_saying_that_nothing_changed_takes_a_key_too(api: APIClient, key_result: KeyResult) -> None:
    make_reading(key_result, 20, TODAY)
    address = f"/api/v1/key-results/{key_result.pk}/"
    headers = {"Idempotency-Key": "one", "If-Match": etag(api, address)}
    first, again = (api.post(f"{address}attest/", {}, headers=headers) for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert Reading.objects.filter(is_attested=True).count() == 1


def test_a_key_ends_after_a_day_and_the_sweep_removes_it(api: APIClient, key_result: KeyResult) -> None:
    check_in(api, key_result, "44")
    check_in(api, key_result, "44", key="young")
    KeptAnswer.objects.filter(key="one").update(made_at=clock.real_now() - KEPT_FOR)
    assert check_in(api, key_result, "45").status_code == 201, "the key is free though nobody has swept"
    KeptAnswer.objects.filter(key="one").update(made_at=clock.real_now() - KEPT_FOR)
    clear_kept_answers()
    assert [each.key for each in KeptAnswer.objects.all()] == ["young"]


def test_the_schema_says_who_takes_a_key(api: APIClient) -> None:
    schema = api.get("/api/v1/schema/").json()
    taking = {
        path
        for path, methods in schema["paths"].items()
        for each in methods.values()
        if any(said["name"] == "Idempotency-Key" for said in each.get("parameters", []))
    }
    assert taking == {"/api/v1/readings/", "/api/v1/key-results/{id}/attest/", "/api/v1/pushed-readings/"}
    told = schema["paths"]["/api/v1/readings/"]["post"]["responses"]["201"]["headers"]
    assert {"ETag", "Idempotent-Replay"} <= told.keys()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_exactly_one_writes_and_both_get_its_answer(api: APIClient, key_result: KeyResult) -> None:
    barrier, answers = threading.Barrier(4), []

    def send() -> None:
        try:
            barrier.wait(20)
            answers.append(check_in(api, key_result, "44"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.content for each in answers}) == 1
    assert sorted(each.headers.get("Idempotent-Replay", "") for each in answers) == ["", "true", "true", "true"]
    assert Reading.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_first_that_fails_writes_in_its_place(api: APIClient, key_result: KeyResult) -> None:
    """The second request is held up by the first's row, and goes on when the first is rolled back."""
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(check_in(api, key_result, "44"))
        finally:
            connection.close()

    user = User.objects.get(api_tokens__name="a program")
    waiting = threading.Thread(target=send)
    connection.set_autocommit(False)
    try:
        KeptAnswer.objects.create(user=user, key="one", digest="0" * 64, made_at=clock.real_now())
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive(), "it waits"
        connection.rollback()
    finally:
        connection.set_autocommit(True)
    waiting.join(20)
    assert [each.status_code for each in answers] == [201]
