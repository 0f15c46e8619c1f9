"""Every address of the API of `big` by everybody who may ask: written by hand, complete by test."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from rest_framework.test import APIClient

from big.api_urls import router
from tests.api.asking import program
from tests.api.records_big import MAKERS
from tests.api.world import ASKERS, ApiWorld, make_api_world

pytestmark = pytest.mark.django_db

# By address: the statuses for nobody, stranger, member, viewer, local, elsewhere, manager, cleared.
ALL = "401 403 200 200 200 200 200 200"
MANAGERS = "401 403 404 404 200 200 200 200"
IN_PLACE = "401 403 404 200 200 404 404 200"
CLEARED = "401 403 404 404 404 404 404 200"
OWNER = "401 403 404 404 404 404 404 404"
HERE = "401 403 403 403 200 403 200 200"
ADDED_HERE = "401 403 403 403 201 403 201 201"
ADDED_OWN = "401 403 201 201 201 201 201 201"
WHOLE = "401 403 403 403 403 403 200 200"
ADDED_WHOLE = "401 403 403 403 403 403 201 201"
LISTS = dict.fromkeys(MAKERS, ALL) | {"events": "401 403 403 200 200 200 200 200"}
GET = {
    "absences/{absence}/": OWNER,
    "accounts/{account}/": MANAGERS,
    "authorities/{authority}/": ALL,
    "document-versions/{version}/": IN_PLACE,
    "document-versions/{version}/download/": IN_PLACE,
    "document-versions/{secret_version}/": CLEARED,
    "document-versions/{secret_version}/download/": CLEARED,
    "documents/{document}/": IN_PLACE,
    "documents/{secret}/": CLEARED,
    "events/{event}/": ALL,
    "events/{secret_event}/": CLEARED,
    "imports/{run}/": CLEARED,
    "jobs/{job}/": OWNER,
    "memberships/{membership}/": ALL,
    "message-preferences/{preference}/": OWNER,
    "messages/{message}/": OWNER,
    "node-types/{node_type}/": ALL,
    "nodes/{node}/": ALL,
    "organisations/{organisation}/": ALL,
    "people/{person}/": ALL,
    "quiet-hours/{wish}/": OWNER,
    "roles/{role}/": ALL,
    "tokens/{token}/": OWNER,
    "units/{unit}/": ALL,
}
# Words in braces stand for keys, in addresses and bodies alike.
WRITES: dict[tuple[str, str], tuple[dict[str, Any], str]] = {
    ("POST", "absences/"): ({"starts_on": "2030-01-01", "ends_on": "2030-01-02"}, ADDED_OWN),
    ("DELETE", "absences/{absence}/"): ({}, OWNER),
    ("POST", "authorities/"): (
        {"node": "{node}", "matter": "risk", "limit": "5", "starts_on": "2026-01-01"},
        ADDED_HERE,
    ),
    ("POST", "authorities/{authority}/revoke/"): ({}, HERE),
    ("POST", "imports/"): ({"format": "stratml", "file": b"<no"}, "401 403 403 403 201 201 403 201"),
    ("POST", "imports/{run}/apply/"): ({}, "401 403 404 404 404 404 404 422"),
    ("POST", "imports/{run}/discard/"): ({}, CLEARED),
    ("POST", "jobs/{job}/retry/"): ({}, OWNER),
    ("POST", "memberships/"): ({"person": "{loner}", "role": "{role}", "node": "{node}"}, ADDED_HERE),
    ("POST", "memberships/{membership}/end/"): ({}, HERE),
    ("POST", "message-preferences/"): ({"kind": "notify.test", "channel": "at_once"}, ADDED_OWN),
    ("POST", "node-types/"): ({"key": "k", "label": "K", "plural": "Ks", "position": 1}, ADDED_WHOLE),
    ("PATCH", "node-types/{node_type}/"): ({"label": "K"}, WHOLE),
    ("POST", "nodes/"): ({"name": "N", "node_type": "{node_type}", "parent": "{node}"}, ADDED_HERE),
    ("PATCH", "nodes/{node}/"): ({"cadence": "monthly"}, HERE),
    ("POST", "nodes/{node}/move/"): ({"parent": None}, WHOLE),
    ("POST", "nodes/{node}/state/"): ({"state": "suspended"}, HERE),
    ("PATCH", "organisations/{organisation}/"): ({"acronym": "NEW"}, WHOLE),
    ("POST", "organisations/{organisation}/terms/"): ({"words": {"unit": {"one": "team", "many": "teams"}}}, WHOLE),
    ("POST", "people/"): ({"name": "P", "unit": "{unit}"}, ADDED_HERE),
    ("PATCH", "people/{person}/"): ({"job_title": "Lead"}, HERE),
    ("POST", "people/{person}/leave/"): ({}, WHOLE),
    ("POST", "people/{loner}/leave/"): ({}, HERE),
    ("POST", "people/{loner}/return/"): ({}, HERE),
    ("POST", "people/{loner}/give-account/"): ({"email": "tom@example.org"}, WHOLE),
    ("POST", "people/{person}/send-link/"): ({}, WHOLE),
    ("POST", "people/{person}/close-account/"): ({}, WHOLE),
    ("POST", "people/{person}/reopen-account/"): ({}, WHOLE),
    ("POST", "quiet-hours/"): ({"quiet_from": "20:00", "quiet_until": "06:00", "digest_hour": 6}, ADDED_OWN),
    ("POST", "roles/"): ({"label": "R", "rights": ["work.view"]}, ADDED_WHOLE),
    ("PATCH", "roles/{role}/"): ({"position": 7}, WHOLE),
    ("DELETE", "tokens/{token}/"): ({}, OWNER),
    ("POST", "units/"): ({"name": "Below", "parent": "{unit}"}, ADDED_HERE),
    ("PATCH", "units/{unit}/"): ({"cost_account": "4711"}, HERE),
    ("POST", "units/{unit}/move/"): ({"parent": "{other_unit}"}, WHOLE),
    # People work there, so that nobody can close it; who may not is told so first.
    ("POST", "units/{unit}/close/"): ({}, "401 403 403 403 422 403 422 422"),
    ("POST", "units/{unit}/reopen/"): ({}, HERE),
}  # fmt: skip


@pytest.fixture
def world() -> ApiWorld:
    return make_api_world()


def filled(value: Any, keys: dict[str, int]) -> Any:
    """A body with keys in place of the words in braces."""
    if isinstance(value, dict):
        return {name: filled(each, keys) for name, each in value.items()}
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        return keys[value[1:-1]]
    return SimpleUploadedFile("plan.xml", value) if isinstance(value, bytes) else value


def askers(world: ApiWorld) -> list[APIClient]:
    """Everybody's client, in the order of the tables."""
    return [program(user) if (user := world.users[name]) else APIClient() for name in ASKERS]


def versions(reader: APIClient, address: str) -> dict[str, str]:
    """If-Match for an address, as somebody who sees everything reads it."""
    record = "/".join(address.split("/")[:2])
    tag = reader.get(f"/api/v1/{record}/").headers.get("ETag", "") if record.split("/")[1] else ""
    return {"If-Match": tag} if tag else {}


def test_who_may_list(world: ApiWorld) -> None:
    clients = list(askers(world))
    found = {prefix: " ".join(str(each.get(f"/api/v1/{prefix}/").status_code) for each in clients) for prefix in LISTS}
    assert found == LISTS


def test_who_may_read(world: ApiWorld) -> None:
    clients = list(askers(world))
    found = {}
    for address in GET:
        answers = [client.get(f"/api/v1/{address.format(**world.keys)}") for client in clients]
        found[address] = " ".join(str(each.status_code) for each in answers)
        for each in answers:
            if each.streaming:
                assert each.getvalue() == b"kept"
    assert found == GET


def test_who_may_write(world: ApiWorld) -> None:
    clients = list(askers(world))
    found, said = {}, []
    for (method, address), (body, _) in WRITES.items():
        url = address.format(**world.keys)
        headers = versions(clients[-1], url)
        form = "multipart" if any(isinstance(each, bytes) for each in body.values()) else "json"
        answers = []
        for client in clients:
            send = getattr(client, method.lower())
            # What one does is undone before the next asks.
            with transaction.atomic():
                answers.append(send(f"/api/v1/{url}", filled(body, world.keys), format=form, headers=headers))
                transaction.set_rollback(True)
        found[method, address] = " ".join(str(each.status_code) for each in answers)
        said += [(address, each.content) for each in answers if each.status_code in {400, 412, 422, 428}]
    assert found == {key: wanted for key, (_, wanted) in WRITES.items()}, said


def test_every_address_stands_in_the_tables() -> None:
    listed = {("GET", f"{prefix}/") for prefix in LISTS}
    listed |= {("GET", _shape(address)) for address in GET}
    listed |= {(method, _shape(address)) for method, address in WRITES}
    urls: list[Any] = router.urls
    known = {
        (method.upper(), str(url.pattern))
        for url in urls
        if str(url.pattern).split("/")[0] in MAKERS
        for method in url.callback.actions
        if method != "head"
    }
    assert {(method, address.replace("<int:pk>", "#")) for method, address in known} == listed


def _shape(address: str) -> str:
    parts = address.split("/")
    return "/".join("#" if part.startswith("{") else part for part in parts)
