"""Who gets in by what: tokens from their making to their end, sessions with CSRF, and what stays hidden from whom."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from big import clock
from big.accounts.models import ApiToken
from big.accounts.services.tokens import make_token, revoke_token
from big.audit.models import AuditEvent
from big.organisation.models import Person
from big.organisation.services.accounts import close_account
from tests.api.asking import etag, keys, program
from tests.api.records_big import make_document, make_run, make_version
from tests.factories.organisation import all_rights, make_person, make_unit, make_user, member, person_of

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units/"


def bearing(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_a_token_lives_until_it_is_revoked() -> None:
    user = member([])
    token, secret = make_token(actor=user, name="ledger")
    api = bearing(secret)
    assert api.get(UNITS).status_code == 200
    assert bearing(secret[:-1]).get(UNITS).json()["code"] == "token_refused"
    assert bearing("").get(UNITS).status_code == 401
    assert APIClient(headers={"Authorization": f"Token {secret}"}).get(UNITS).status_code == 401
    revoke_token(token.pk, actor=user)
    refused = api.get(UNITS)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_refused")
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_token_dies_with_the_account() -> None:
    manager, user = member(all_rights()), member([])
    api = program(user)
    assert api.get(UNITS).status_code == 200
    close_account(person_of(user).pk, actor=manager)
    assert api.get(UNITS).status_code == 401


def test_a_bad_token_is_not_saved_by_a_session() -> None:
    client = APIClient()
    client.force_login(member([]))
    assert client.get(UNITS).status_code == 200
    assert client.get(UNITS, headers={"Authorization": "Bearer sl_wrong"}).status_code == 401


def test_use_is_noted_once_a_day() -> None:
    token, secret = make_token(actor=member([]), name="ledger")
    api = bearing(secret)
    api.get(UNITS)
    assert ApiToken.objects.get(pk=token.pk).last_used_on == clock.now().date()
    with CaptureQueriesContext(connection) as told:
        api.get(UNITS)
    assert not [query for query in told.captured_queries if "UPDATE" in query["sql"]]
    ApiToken.objects.filter(pk=token.pk).update(last_used_on=clock.now().date() - dt.timedelta(days=1))
    api.get(UNITS)
    assert ApiToken.objects.get(pk=token.pk).last_used_on == clock.now().date()


def test_one_sees_and_ends_ones_own_tokens_only() -> None:
    mine, theirs = member([]), member([])
    token, secret = make_token(actor=mine, name="mine")
    other, _ = make_token(actor=theirs, name="theirs")
    api = bearing(secret)
    listed = api.get("/api/v1/tokens/")
    assert keys(listed) == {token.pk}
    assert secret not in listed.content.decode()
    assert ApiToken.digest_of(secret) not in listed.content.decode()
    assert api.delete(f"/api/v1/tokens/{other.pk}/").status_code == 404
    assert api.post("/api/v1/tokens/", {"name": "more"}).status_code == 405
    assert api.delete(f"/api/v1/tokens/{token.pk}/").status_code == 204
    assert api.get(UNITS).status_code == 401


def test_a_session_writes_with_the_csrf_token_only() -> None:
    user = member(all_rights())
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)
    refused = client.post(UNITS, {"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    client.get("/api/")
    token = client.cookies["csrftoken"].value
    assert client.post(UNITS, {"name": "Mine"}, headers={"X-CSRFToken": token}).status_code == 201
    # A program has no cookies, so nobody can make it write by way of a browser.
    program_client = APIClient(enforce_csrf_checks=True)
    program_client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(actor=user, name='x')[1]}")
    assert program_client.post(UNITS, {"name": "Also mine"}).status_code == 201


def test_what_is_hidden_is_in_no_list_key_or_filter() -> None:
    unit = make_unit()
    open_one, hidden = make_document(unit=unit), make_document(unit=unit, is_confidential=True, title="Marker")
    shown, kept = make_version(open_one), make_version(hidden)
    reader = program(member(["document.view"]))
    assert keys(reader.get("/api/v1/documents/")) == {open_one.pk}
    assert keys(reader.get("/api/v1/documents/?q=marker")) == set()
    assert keys(reader.get("/api/v1/document-versions/")) == {shown.pk}
    # By a hidden key and by one that does not exist the answer is the same, in lists and in writes.
    for key in (hidden.pk, 10_000_000):
        assert keys(reader.get(f"/api/v1/document-versions/?document={key}")) == set()
        assert reader.get(f"/api/v1/documents/{key}/").json()["code"] == "not_found"
    assert reader.get(f"/api/v1/document-versions/{kept.pk}/download/").status_code == 404
    cleared = program(member(all_rights(confidential=True)))
    assert {open_one.pk, hidden.pk} <= keys(cleared.get("/api/v1/documents/"))


def test_keys_of_hidden_records_are_null() -> None:
    run = make_run()
    unit = make_unit(source=run, source_ref="row 7")
    assert program(member([])).get(f"{UNITS}{unit.pk}/").json()["source"] is None
    assert program(run.requested_by).get(f"{UNITS}{unit.pk}/").status_code == 403
    cleared = program(member(all_rights(confidential=True)))
    assert cleared.get(f"{UNITS}{unit.pk}/").json()["source"] == run.pk
    listed = cleared.get(f"{UNITS}?code={unit.code}").json()["results"]
    assert [row["source"] for row in listed] == [run.pk]


def test_payroll_numbers_are_for_those_who_manage() -> None:
    unit, elsewhere = make_unit(), make_unit()
    person = make_person("Ada Bell", unit=unit, payroll_number="PAY-77")
    address = f"/api/v1/people/{person.pk}/"
    local, other = member(all_rights(), unit=unit), member(all_rights(), unit=elsewhere)
    assert program(local).get(address).json()["payroll_number"] == "PAY-77"
    for user in (member([]), other):
        api = program(user)
        assert api.get(address).json()["payroll_number"] is None
        assert "PAY-77" not in api.get("/api/v1/people/").content.decode()
    api = program(local)
    changed = api.patch(address, {"payroll_number": "PAY-78"}, headers={"If-Match": etag(api, address)})
    assert changed.json()["payroll_number"] == "PAY-78"
    assert not AuditEvent.objects.filter(after__payroll_number="PAY-78").exists()
    assert AuditEvent.objects.filter(code="organisation.person.changed").count() == 1


def test_who_may_do_nothing_changes_nothing_whatever_they_send() -> None:
    """Every field of the model, by its own name, by somebody without rights: refused, and the row is as it was."""
    person = make_person(unit=make_unit())
    api = program(member([]))
    address = f"/api/v1/people/{person.pk}/"
    before = Person.objects.filter(pk=person.pk).values().get()
    names = [field.name for field in Person._meta.fields]
    for name in names:
        for body in ({name: 1}, {name: "x"}, {name: None}, {name: True}):
            answer = api.patch(address, body, headers={"If-Match": etag(api, address)})
            assert answer.status_code in {400, 403}, (name, body, answer.content)
    assert Person.objects.filter(pk=person.pk).values().get() == before


def test_who_may_change_a_record_changes_its_listed_fields_only() -> None:
    """Fields outside the list are refused by name, for the manager of everything too."""
    person = make_person(unit=make_unit())
    api = program(member(all_rights()))
    address = f"/api/v1/people/{person.pk}/"
    listed = {"name", "email", "job_title", "unit", "line_manager", "payroll_number", "code"}
    hidden: dict[str, Any] = {
        "id": 1,
        "version": 9,
        "user": make_user().pk,
        "is_active": False,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
        "source": 1,
        "source_ref": "x",
    }
    assert {field.name for field in Person._meta.fields} == listed | hidden.keys()
    answer = api.patch(address, hidden, headers={"If-Match": etag(api, address)})
    assert answer.status_code == 400
    assert answer.json()["fields"].keys() == hidden.keys()


def test_events_of_one_record_show_to_whoever_sees_it() -> None:
    manager = program(member(all_rights()))
    made = manager.post(UNITS, {"name": "Told of", "why": "A new team"}).json()
    reader = program(member([]))
    assert reader.get("/api/v1/events/").status_code == 403
    assert reader.get("/api/v1/events/?subject=organisation.unit").status_code == 403
    told = reader.get(f"/api/v1/events/?subject=organisation.unit:{made['id']}").json()["results"]
    assert [(each["code"], each["why"]) for each in told] == [("organisation.unit.created", "A new team")]
    assert reader.get("/api/v1/events/?subject=organisation.unit:x").status_code == 400


def test_the_schema_is_whole_and_for_those_who_belong(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert APIClient().get("/api/v1/schema/").status_code == 401
    assert program(make_user()).get("/api/v1/schema/").status_code == 403
    told = program(member([])).get("/api/v1/schema/")
    assert told.json()["info"]["title"] == "Sightline API"


def test_the_pages_about_the_api() -> None:
    client = APIClient()
    assert client.get("/api/").status_code == 302
    assert client.get("/api/v1/docs/").status_code == 302
    client.force_login(make_user())
    assert client.get("/api/").status_code == 403
    client.force_login(member([]))
    page = client.get("/api/").content.decode()
    assert "curl" in page
    assert "No token of yours is in force yet." in page
    docs = client.get("/api/v1/docs/")
    assert "unsafe" not in docs.headers["Content-Security-Policy"]
    assert "swagger-ui-bundle.js" in docs.content.decode()
