"""What stands before every page: probes, headers, and ids by which a request is followed through the logs."""

import gzip
import json
import logging

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from big.core.health import HealthMiddleware
from big.logs import JsonFormatter, RequestIdFilter, RequestIdMiddleware
from big.security import SecurityHeadersMiddleware
from tests.factories.organisation import all_rights, make_unit, member


def test_a_probe_needs_no_host_no_session_and_no_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/healthz", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_asks_both_servers(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "redis": True})


@pytest.mark.django_db
def test_ready_names_the_one_that_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("down")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": False, "redis": True})


def test_a_probe_takes_no_posts(rf: RequestFactory) -> None:
    passed_on = HealthMiddleware(lambda _: HttpResponse(status=404))
    assert passed_on(rf.post("/healthz")).status_code == 404
    assert passed_on(rf.head("/healthz")).status_code == 200


def test_every_answer_says_what_a_page_may_load(rf: RequestFactory) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.csp_nonce)  # type: ignore[attr-defined]
        return HttpResponse()

    answers = [SecurityHeadersMiddleware(view)(rf.get("/")) for _ in range(2)]
    policy = answers[0]["Content-Security-Policy"]
    assert f"'nonce-{seen[0]}'" in policy
    assert seen[0] != seen[1]
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert "camera=()" in answers[0]["Permissions-Policy"]


def test_a_view_may_set_a_narrower_policy(rf: RequestFactory) -> None:
    narrow = {"Content-Security-Policy": "default-src 'none'"}
    answer = SecurityHeadersMiddleware(lambda _: HttpResponse(headers=narrow))(rf.get("/"))
    assert answer["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("sent", "kept"), [("abc-12345678", True), ("short", False), ("x" * 65, False), ("a\nb", False)]
)
def test_only_a_sound_request_id_is_taken_over(rf: RequestFactory, sent: str, kept: bool) -> None:
    record = logging.makeLogRecord({"msg": "hello %s", "args": ("you",), "levelname": "INFO", "name": "big"})
    lines: list[dict[str, str]] = []

    def view(_: HttpRequest) -> HttpResponse:
        RequestIdFilter().filter(record)
        lines.append(json.loads(JsonFormatter().format(record)))
        return HttpResponse()

    answer = RequestIdMiddleware(view)(rf.get("/", headers={"X-Request-ID": sent}))
    assert (answer["X-Request-ID"] == sent) is kept
    assert lines[0]["request_id"] == answer["X-Request-ID"]
    assert lines[0]["message"] == "hello you"


def test_a_log_line_carries_its_error() -> None:
    try:
        raise ValueError("odd")
    except ValueError as error:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, error.__traceback__)})
    RequestIdFilter().filter(record)
    line = json.loads(JsonFormatter().format(record))
    assert line["request_id"] == "-"
    assert line["error"].endswith("ValueError: odd")


@pytest.mark.django_db
def test_pages_are_sent_compressed_and_answers_of_the_api_as_they_are(client: Client) -> None:
    client.force_login(member(all_rights()))
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(page.content)
    assert "Accept-Encoding" in page.headers["Vary"]
    assert "Content-Encoding" not in client.get("/").headers
    unit = client.get(f"/api/v1/units/{make_unit().pk}/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in unit.headers
    assert not unit.headers["ETag"].startswith("W/")
