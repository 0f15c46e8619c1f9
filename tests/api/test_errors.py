"""Every error of the API has one shape, and none of them tells more than it should."""

import json
from typing import Any

import psycopg2
import pytest
from django.db import OperationalError
from django.test import Client
from rest_framework.test import APIClient

from big.organisation.models import Organisation, Unit
from tests.api.asking import etag, program
from tests.factories.organisation import all_rights, make_person, make_unit, make_user, member

pytestmark = pytest.mark.django_db


def shaped(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of an error, after its shape and status were looked at."""
    body: dict[str, Any] = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (status, code), body
    assert body.keys() == {"code", "detail", "fields"}
    assert body["detail"]
    assert all(isinstance(said, list) for said in body["fields"].values())
    assert answer.headers["Content-Type"] == "application/json"
    return body


@pytest.fixture
def api() -> APIClient:
    return program(member(all_rights()))


def test_400_names_every_field(api: APIClient) -> None:
    body = shaped(api.post("/api/v1/units/", {"name": "", "parent": 0}), 400, "invalid")
    assert body["fields"].keys() == {"name", "parent"}


def test_400_names_nested_fields_by_path(api: APIClient) -> None:
    organisation = Organisation.objects.create(name="Testbed")
    address = f"/api/v1/organisations/{organisation.pk}/"
    answer = api.post(f"{address}terms/", {"words": {"unit": {"one": ""}}}, headers={"If-Match": etag(api, address)})
    assert shaped(answer, 400, "invalid")["fields"].keys() == {"words.unit.one", "words.unit.many"}


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"name": "\\u0000"}', b'{"name": "\\ud800"}', b"NaN", b'{"name": 1e999}', b"[" * 100_000]
)
def test_400_for_a_body_that_is_no_json_or_cannot_be_stored(api: APIClient, body: Any) -> None:
    shaped(api.generic("POST", "/api/v1/units/", body, content_type="application/json"), 400, "parse_error")


def test_a_backslash_before_u0000_is_text_like_any_other(api: APIClient) -> None:
    answer = api.post("/api/v1/units/", {"name": "\\u0000"})
    assert (answer.status_code, answer.json()["name"]) == (201, "\\u0000")


def test_401_and_403() -> None:
    shaped(APIClient().get("/api/v1/units/"), 401, "not_authenticated")
    shaped(program(make_user()).get("/api/v1/units/"), 403, "permission_denied")
    shaped(program(member([])).post("/api/v1/units/", {"name": "Mine"}), 403, "permission_denied")


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
@pytest.mark.parametrize("address", ["nothing/", "units/x/", "units/-1/", "units", "units/1/nothing/", "../v2/"])
def test_404_is_json_below_the_api_and_a_page_elsewhere(api: APIClient, method: str, address: str) -> None:
    shaped(getattr(api, method)(f"/api/v1/{address}"), 404, "not_found")
    assert api.get("/nothing/").headers["Content-Type"].startswith("text/html")


def test_405_406_413_415(api: APIClient, settings: Any) -> None:
    shaped(api.put("/api/v1/units/", {}), 405, "method_not_allowed")
    shaped(api.options("/api/v1/units/"), 405, "method_not_allowed")
    shaped(api.get("/api/v1/units/", headers={"Accept": "text/html"}), 406, "not_acceptable")
    form = api.post("/api/v1/units/", "name=x", content_type="application/x-www-form-urlencoded")
    shaped(form, 415, "unsupported_media_type")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    shaped(api.post("/api/v1/units/", {"name": "x" * 200}), 413, "too_large")


def test_422_is_a_rule_with_its_code(api: APIClient) -> None:
    unit = make_unit()
    make_person(unit=unit)
    address = f"/api/v1/units/{unit.pk}/"
    refused = api.post(f"{address}close/", {}, headers={"If-Match": etag(api, address)})
    assert "Move" in shaped(refused, 422, "unit_has_people")["detail"]
    taken = api.post("/api/v1/units/", {"name": "Another", "code": unit.code})
    assert shaped(taken, 422, "code_taken")["fields"].keys() == {"code"}
    # A constraint of the database is a rule too, by its own sentence.
    twice = api.post("/api/v1/units/", {"name": unit.name, "parent": unit.parent_id})
    body = shaped(twice, 422, twice.json()["code"])
    assert "There is already a unit of that name here." in body["detail"]


def test_428_then_412_then_saved(api: APIClient) -> None:
    unit = make_unit(name="Before")
    address = f"/api/v1/units/{unit.pk}/"
    read = etag(api, address)
    shaped(api.patch(address, {"name": "Mine"}), 428, "version_required")
    shaped(api.patch(address, {"name": "Mine"}, headers={"If-Match": "3"}), 400, "if_match")
    assert api.patch(address, {"name": "Theirs"}, headers={"If-Match": read}).status_code == 200
    shaped(api.patch(address, {"name": "Mine"}, headers={"If-Match": read}), 412, "stale")
    unit.refresh_from_db()
    assert unit.name == "Theirs"


def test_no_update_is_lost_in_many_pairs(api: APIClient) -> None:
    """Of two who read the same version one saves and the other is told; every time."""
    unit = make_unit()
    address = f"/api/v1/units/{unit.pk}/"
    told = []
    for turn in range(20):
        read = {"If-Match": etag(api, address)}
        first = api.patch(address, {"cost_account": f"first {turn}"}, headers=read)
        second = api.patch(address, {"cost_account": f"second {turn}"}, headers=read)
        told.append((first.status_code, second.status_code))
        assert Unit.objects.get(pk=unit.pk).cost_account == f"first {turn}"
    assert told == [(200, 412)] * 20


def test_a_kind_of_node_is_guarded_by_its_words(api: APIClient) -> None:
    made = api.post("/api/v1/node-types/", {"key": "k", "label": "K", "plural": "Ks", "position": 1})
    address = f"/api/v1/node-types/{made.json()['id']}/"
    read = {"If-Match": made.headers["ETag"]}
    assert api.patch(address, {"label": "L"}, headers=read).status_code == 200
    shaped(api.patch(address, {"plural": "Ms"}, headers=read), 412, "stale")
    assert (api.get(address).json()["label"], api.get(address).json()["plural"]) == ("L", "Ks")


def test_429_says_for_how_long(api: APIClient, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"account": "2/min"}}
    other = program(member([]))
    assert [api.get("/api/v1/units/").status_code for _ in range(3)] == [200, 200, 429]
    refused = api.get("/api/v1/units/")
    shaped(refused, 429, "throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert other.get("/api/v1/units/").status_code == 200


@pytest.mark.parametrize(
    ("error", "status", "code"), [(RuntimeError("secret of the house"), 500, "error"), (OSError("disk"), 500, "error")]
)
def test_500_tells_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str) -> None:
    user = member(all_rights())

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr("big.organisation.api.units.UnitViewSet.rows", broken)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    answer = client.get("/api/v1/units/")
    assert "secret" not in str(shaped(answer, status, code))


def test_503_while_the_database_is_away(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError from psycopg2.OperationalError("no server")

    monkeypatch.setattr("big.organisation.api.units.UnitViewSet.rows", away)
    answer = api.get("/api/v1/units/")
    shaped(answer, 503, "away")
    assert answer.headers["Retry-After"] == "10"
