"""Readings that programs push: by a token of one key result, which writes there and opens nothing else."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError
from big.organisation.models import Membership
from okr.models.cycles import Cycle
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.models.push_tokens import PushToken
from okr.services import push_tokens as services
from okr.services.feeds import feed_key_result
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set
from tests.factories.organisation import all_rights, make_unit, member

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/pushed-readings/"


@pytest.fixture
def user() -> User:
    return member(all_rights())


@pytest.fixture
def key_result() -> KeyResult:
    return make_key_result(code="KR7")


def made(key_result: KeyResult, user: User, name: str = "Order system") -> tuple[PushToken, APIClient]:
    token, secret = services.make_push_token(key_result.pk, actor=user, name=name)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return token, client


def test_a_program_pushes_a_reading_and_its_token_stands_beside_it(
    key_result: KeyResult, user: User, client: Client
) -> None:
    token, program = made(key_result, user)
    yesterday = clock.today() - dt.timedelta(days=1)
    said = {"key_result": "kr7", "value": "12.5", "on": yesterday.isoformat(), "confidence": 7, "note": "Nightly"}
    answer = program.post(ADDRESS, said)
    assert answer.status_code == 201, answer.content
    reading = Reading.objects.get()
    told = answer.json()
    assert told.pop("recorded_at")
    assert told == {
        "id": reading.pk,
        "key_result": "KR7",
        "value": "12.5000",
        "on": yesterday.isoformat(),
        "confidence": 7,
        "note": "Nightly",
    }
    assert (reading.read_on, reading.read_by, reading.push_token) == (yesterday, user, token)
    event = AuditEvent.objects.get(code="okr.reading.pushed")
    assert (event.actor, event.after["token"]) == (user, str(token))
    client.force_login(user)
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "Order system" in page
    assert "by the token" in page
    own = client.get(reverse("okr:reading_detail", args=[reading.pk])).content.decode()
    assert "by the token “Order system” of a program" in own
    assert client.get(f"/api/v1/readings/{reading.pk}/").json()["token_name"] == "Order system"


def test_a_token_writes_readings_of_its_own_key_result_only(key_result: KeyResult, user: User) -> None:
    _, program = made(key_result, user)
    answers = [
        program.post(ADDRESS, {"key_result": code, "value": "1"}) for code in (make_key_result().code, "NO-SUCH")
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "not_of_token")] * 2
    assert answers[0].content == answers[1].content, "nobody learns which key results there are"
    assert not Reading.objects.exists()


def test_a_token_reads_nothing_and_opens_nothing_else(key_result: KeyResult, user: User) -> None:
    _, program = made(key_result, user)
    assert program.get(ADDRESS).status_code == 405
    assert program.post(ADDRESS + "?as_of=2020-01-01", {}).status_code in {400, 409}
    for address in ("key-results/", f"key-results/{key_result.pk}/", "readings/", "", "schema/"):
        assert program.get(f"/api/v1/{address}").status_code == 401
    assert program.post("/api/v1/readings/", {"key_result": key_result.pk, "value": "1"}).status_code == 401


def test_only_the_hash_is_kept_and_the_secret_is_shown_once(key_result: KeyResult, user: User, client: Client) -> None:
    client.force_login(user)
    address = reverse("okr:push_token_create", args=["kr7"])
    answer = client.post(address, {"name": "Order system"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    token = PushToken.objects.get()
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert token.digest == PushToken.digest_of(secret)
    later = client.get(key_result.get_absolute_url()).content.decode() + client.get(address).content.decode()
    assert secret not in later
    assert token.hint in later
    told = str(list(AuditEvent.objects.values_list("after", flat=True)))
    assert (secret in told, token.name in told) == (False, True)


def test_a_revoked_token_ends_with_the_next_request(key_result: KeyResult, user: User, client: Client) -> None:
    token, program = made(key_result, user)
    client.force_login(member(all_rights()))
    answer = client.post(reverse("okr:push_token_revoke", args=[token.pk]))
    assert answer.headers["Location"].endswith("#tokens")
    refused = program.post(ADDRESS, {"key_result": "KR7", "value": "1"})
    assert (refused.status_code, refused.json()["code"]) == (401, "token_refused")
    section = client.get(key_result.get_absolute_url()).content.decode().split('id="tokens"')[1].split("</section>")[0]
    assert "Order system" not in section
    assert AuditEvent.objects.filter(code="okr.push_token.revoked").count() == 1


def test_a_token_has_the_rights_that_whoever_made_it_has_now(key_result: KeyResult, user: User) -> None:
    _, program = made(key_result, user)
    Membership.objects.all().delete()
    assert program.post(ADDRESS, {"key_result": "KR7", "value": "1"}).status_code in {403, 404}
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert program.post(ADDRESS, {"key_result": "KR7", "value": "1"}).status_code == 401
    assert not Reading.objects.exists()


def test_nobody_makes_a_token_who_may_not_check_in(key_result: KeyResult) -> None:
    with pytest.raises(PermissionDenied):
        services.make_push_token(key_result.pk, actor=member(["strategy.view"]), name="Mine")


def test_who_takes_the_readings_makes_and_sees_tokens_and_others_do_not(key_result: KeyResult, client: Client) -> None:
    reader = member(["strategy.view"])
    KeyResult.objects.filter(pk=key_result.pk).update(check_in_owner=reader.person)
    made(key_result, reader)
    client.force_login(reader)
    assert b"Order system" in client.get(key_result.get_absolute_url()).content
    client.force_login(member(["strategy.view"]))
    assert b'id="tokens"' not in client.get(key_result.get_absolute_url()).content


def test_there_are_so_many_tokens_and_no_more(key_result: KeyResult, user: User) -> None:
    for number in range(services.MOST_TOKENS):
        made(key_result, user, str(number))
    with pytest.raises(RuleError) as refused:
        made(key_result, user)
    assert refused.value.code == "too_many_tokens"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "value"),
        ({"value": "much"}, "value"),
        ({"value": "1", "on": "soon"}, "on"),
        ({"value": "1", "confidence": 11}, "confidence"),
        ({"value": "1", "mark": "G"}, "mark"),
        ({"value": "1", "key_result": ""}, "key_result"),
    ],
)
def test_what_is_malformed_is_named(key_result: KeyResult, user: User, said: dict[str, Any], field: str) -> None:
    _, program = made(key_result, user)
    answer = program.post(ADDRESS, {"key_result": "KR7", **said})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_what_the_service_refuses_is_refused_with_its_words(user: User) -> None:
    cycle = make_cycle()
    late = make_key_result(make_objective(okr_set=make_okr_set(cycle, unit=make_unit())))
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)
    fed, draft, future = make_key_result(), make_key_result(state="draft"), make_key_result()
    source = make_key_result(fed.objective)
    feed_key_result(fed.pk, actor=user, version=0, kind=Feed.Kind.KEY_RESULTS, combine="sum", parts=[(source, None)])
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    found = {}
    for name, key_result, more in (
        ("late", late, {}),
        ("fed", fed, {}),
        ("draft", draft, {}),
        ("future", future, {"on": tomorrow}),
    ):
        _, program = made(key_result, user)
        answer = program.post(ADDRESS, {"key_result": key_result.code, "value": "1", **more})
        told = answer.json()
        found[name] = (answer.status_code, told["code"], list(told["fields"]))
    assert found == {
        "late": (422, "late", ["late_reason"]),
        "fed": (422, "fed", ["value"]),
        "draft": (422, "state", []),
        "future": (422, "future", ["on"]),
    }
    _, program = made(late, user)
    said = {"key_result": late.code, "value": "1", "late_reason": "The supplier was late."}
    assert program.post(ADDRESS, said).status_code == 201


def test_a_key_makes_a_push_happen_once(key_result: KeyResult, user: User) -> None:
    _, program = made(key_result, user)
    _, other = made(key_result, user)
    said, headers = {"key_result": "KR7", "value": "1"}, {"Idempotency-Key": "night-1"}
    first, again = (program.post(ADDRESS, said, headers=headers) for _ in range(2))
    assert (first.status_code, again.content, again.headers["Idempotent-Replay"]) == (201, first.content, "true")
    assert other.post(ADDRESS, said, headers=headers).json()["id"] != first.json()["id"], "each token has its own keys"
    assert Reading.objects.count() == 2


def test_each_token_may_push_so_often_and_no_more(key_result: KeyResult, user: User, settings: Any) -> None:
    cache.clear()
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"push": "2/min"}}
    _, program = made(key_result, user)
    _, other = made(key_result, user)
    answers = [program.post(ADDRESS, {"key_result": "KR7", "value": "1"}) for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 201, 429]
    assert answers[-1].headers["Retry-After"]
    assert other.post(ADDRESS, {"key_result": "KR7", "value": "1"}).status_code == 201


def test_the_day_of_the_last_use_is_told(key_result: KeyResult, user: User) -> None:
    token, program = made(key_result, user)
    assert token.last_used_on is None
    program.post(ADDRESS, {"key_result": "KR7", "value": "1"})
    token.refresh_from_db()
    assert token.last_used_on == clock.real_now().date()


def test_the_schema_says_what_may_be_pushed(user: User, key_result: KeyResult) -> None:
    client = APIClient()
    client.force_login(user)
    schema = client.get("/api/v1/schema/").json()
    told = schema["paths"][ADDRESS]["post"]
    assert told["security"] == [{"push_token": []}]
    body = schema["components"]["schemas"][told["requestBody"]["content"]["application/json"]["schema"]["$ref"][21:]]
    assert set(body["required"]) == {"key_result", "value"}
    assert {"on", "confidence", "note"} <= body["properties"].keys()
    assert list(schema["paths"][ADDRESS]) == ["post"]


def test_the_page_costs_the_same_with_many_tokens(
    key_result: KeyResult, user: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(user)
    made(key_result, user)
    client.get(key_result.get_absolute_url())
    with django_assert_max_num_queries(200) as few:
        client.get(key_result.get_absolute_url())
    for _ in range(8):
        made(key_result, member(all_rights()))
    with django_assert_max_num_queries(len(few)):
        client.get(key_result.get_absolute_url())
