"""Links without signing in: once, for some days, for one record and one person; every other answer is the same."""

import datetime as dt
import logging
import re
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from big import clock
from big.logs import SecretFilter
from big.notify import links
from big.notify.models import LinkToken
from big.organisation.models import Person, Unit
from tests.factories.organisation import make_person, make_unit
from tests.notify.making import purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> str:
    def page(request: HttpRequest, link: LinkToken) -> HttpResponse:
        unit = Unit.objects.get(pk=link.about_id)
        if request.method == "POST":
            with transaction.atomic():
                links.redeem(request.path.split("/")[-2], purpose="tests.door", about=unit)
            return HttpResponse("Done")
        return HttpResponse(f"Unit {unit.name} for {link.person}")

    return purpose(monkeypatch, "tests.door", page)


def issue(door: str, person: Person, about: Any, **given: Any) -> LinkToken:
    with transaction.atomic():
        return links.issue(door, person=person, about=about, **given)


def path(link: LinkToken) -> str:
    return f"/notify/link/{links.secret_of(link)}/"


def test_it_opens_its_record_and_works_once(client: Client, door: str) -> None:
    unit = make_unit("North")
    link = issue(door, make_person("Ada"), unit)
    for _ in range(3):
        assert client.get(path(link)).content == b"Unit North for Ada", "a scanner that looks uses nothing up"
    answer = client.post(path(link))
    assert answer.content == b"Done"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(path(link)).status_code == client.get(path(link)).status_code == 410


def test_only_a_hash_of_the_secret_is_kept(door: str) -> None:
    link = issue(door, make_person(), make_unit())
    secret = links.secret_of(link)
    assert len(secret) == 43
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(x)::text from notify_linktoken x")
        assert secret not in cursor.fetchone()[0]
    assert links.address_of(link).endswith(path(link))


def test_every_link_that_opens_nothing_answers_the_same(client: Client, door: str) -> None:
    person, unit = make_person(), make_unit()
    used, expired, left = (issue(door, make_person(), unit) for _ in range(3))
    replaced, latest = issue(door, person, unit), issue(door, person, unit)
    assert client.get(path(latest)).status_code == 200
    client.post(path(used))
    LinkToken.objects.filter(pk=expired.pk).update(expires_at=clock.real_now() - dt.timedelta(seconds=1))
    Person.objects.filter(pk=left.person_id).update(is_active=False)
    tampered = path(latest)[:-2] + ("A/" if path(latest)[-2] != "A" else "B/")
    answers = [
        client.get(each)
        for each in (path(used), path(expired), path(left), path(replaced), tampered, "/notify/link/nothing/")
    ]
    assert {answer.status_code for answer in answers} == {410}
    pages = {re.sub(r'nonce="[^"]+"', "", answer.content.decode()) for answer in answers}
    assert len(pages) == 1
    assert unit.name not in pages.pop()


def test_it_cannot_touch_another_record_or_serve_another_purpose(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unit, other = make_unit(), make_unit()
    secret = links.secret_of(issue(door, make_person(), unit))
    window = purpose(monkeypatch, "tests.window", lambda request, link: HttpResponse("Window"))
    for wrong in ({"purpose": door, "about": other}, {"purpose": window, "about": unit}):
        with pytest.raises(links.LinkGoneError), transaction.atomic():
            links.redeem(secret, **wrong)  # type: ignore[arg-type]
    same_key = Person(pk=unit.pk)
    with pytest.raises(links.LinkGoneError), transaction.atomic():
        links.redeem(secret, purpose=door, about=same_key)
    with transaction.atomic():
        assert links.redeem(secret, purpose=door, about=unit).used_at


def test_what_is_rolled_back_did_not_use_it_up(door: str) -> None:
    unit = make_unit()
    secret = links.secret_of(issue(door, make_person(), unit))
    with transaction.atomic():
        links.redeem(secret, purpose=door, about=unit)
        transaction.set_rollback(True)
    assert links.look(secret).used_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(door: str) -> None:
    unit = make_unit()
    secret = links.secret_of(issue(door, make_person(), unit))
    barrier, won = threading.Barrier(2), []

    def use() -> None:
        try:
            barrier.wait(10)
            with transaction.atomic():
                links.redeem(secret, purpose=door, about=unit)
                won.append(True)
        except links.LinkGoneError:
            won.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(won) == [False, True]


def test_closing_a_record_ends_its_links(door: str) -> None:
    unit = make_unit()
    secret = links.secret_of(issue(door, make_person(), unit))
    assert links.cancel(unit) == 1
    with pytest.raises(links.LinkGoneError):
        links.look(secret)


def test_the_key_of_the_installation_may_be_replaced_while_a_link_waits(door: str, settings: Any) -> None:
    link = issue(door, make_person(), make_unit())
    secret = links.secret_of(link)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert links.secret_of(link) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(links.LinkGoneError):
        links.secret_of(link)
    assert links.look(secret).pk == link.pk, "what was sent works on"


def test_a_form_behind_a_link_is_taken_from_a_browser_that_names_no_origin(door: str) -> None:
    """With no-referrer a browser sends "Origin: null" with its own forms; what lets in is the secret, not a session."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path(issue(door, make_person(), make_unit())), headers={"Origin": "null"})
    assert (answer.status_code, answer.content) == (200, b"Done")


def test_a_secret_stands_in_no_log(door: str, caplog: pytest.LogCaptureFixture) -> None:
    link = issue(door, make_person(), make_unit())
    secret = links.secret_of(link)
    caplog.handler.addFilter(SecretFilter())
    client = Client()
    client.put(path(link))
    client.post(path(link))
    client.get(path(link))
    logging.getLogger("gunicorn.access").warning('"POST /notify/link/%s/ HTTP/1.1" 200', secret)
    assert len(caplog.messages) == 3, "refused twice, and the line of gunicorn"
    assert secret not in caplog.text
    assert "/notify/link/[secret]/" in caplog.text


def test_who_sends_many_links_from_one_place_waits(client: Client, door: str, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"mail_link": "2/m/ip"}
    link = issue(door, make_person(), make_unit())
    assert [client.post("/notify/link/nothing/").status_code for _ in range(2)] == [410, 410]
    refused = client.post(path(link))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert client.get(path(link)).status_code == 200, "looking uses nothing up, and scanners look"
