"""The screens of webhooks under Settings, for administrators."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from big.accounts.models import User
from big.webhooks.models import Delivery, Webhook
from okr.events import CYCLE_CLOSED, READING_RECORDED
from tests.factories.organisation import all_rights, member
from tests.webhooks.making import administrator, happened, make_webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return administrator()


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"webhooks:{name}", args=args)


def test_from_adding_one_to_retiring_it(signed_in: Client, user: User) -> None:
    assert b"There is no webhook" in signed_in.get(at("webhook_list")).content
    entered = {"name": "Data warehouse", "address": "https://example.org/hooks", "events": [READING_RECORDED]}
    made = signed_in.post(at("webhook_create"), entered)
    webhook, secret = Webhook.objects.get(), made.context["secret"]
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert secret in made.content.decode()
    page = signed_in.get(webhook.get_absolute_url()).content.decode()
    assert "A reading is recorded" in page
    assert secret not in page
    changed = {**entered, "events": [READING_RECORDED, CYCLE_CLOSED], "version": 0}
    assert signed_in.post(at("webhook_edit", webhook.pk), changed).status_code == 302
    late = signed_in.post(at("webhook_edit", webhook.pk), {**changed, "name": "Late"})
    assert late.status_code == 409
    assert "Late" in late.content.decode()
    for name, state in (("webhook_pause", "paused"), ("webhook_resume", "active")):
        assert signed_in.post(at(name, webhook.pk)).status_code == 302
        webhook.refresh_from_db()
        assert webhook.state == state
    rotated = signed_in.post(at("secret_rotate", webhook.pk))
    assert rotated.context["secret"] != secret
    assert rotated.context["secret"] in rotated.content.decode()
    assert signed_in.post(at("test_send", webhook.pk)).status_code == 302
    assert Delivery.objects.get().event == "webhooks.ping"
    assert b"cannot be taken back" in signed_in.get(at("webhook_retire", webhook.pk)).content
    assert signed_in.post(at("webhook_retire", webhook.pk)).status_code == 302
    assert b"Data warehouse" not in signed_in.get(at("webhook_list")).content.split(b"<main")[1].split(b"toast")[0]
    assert b"retired" in signed_in.get(webhook.get_absolute_url()).content
    assert signed_in.post(at("webhook_resume", webhook.pk)).status_code == 404


def test_what_is_entered_wrongly_stays_and_is_named(signed_in: Client) -> None:
    answer = signed_in.post(at("webhook_create"), {"name": "Mine", "address": "https://127.0.0.1/", "events": []})
    assert answer.status_code == 422
    answer = signed_in.post(
        at("webhook_create"), {"name": "Mine", "address": "https://127.0.0.1/", "events": [CYCLE_CLOSED]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "private network" in page
    assert 'value="https://127.0.0.1/"' in page
    assert not Webhook.objects.exists()


def test_deliveries_stand_with_what_came_back_and_those_that_failed_are_sent_again(
    signed_in: Client, user: User
) -> None:
    webhook, _ = make_webhook(owner=user)
    (made,) = happened(note="Nobody reads this here")
    failed = {"state": Delivery.State.FAILED, "attempts": 16, "last_error": "The receiver answered 500."}
    Delivery.objects.update(**failed)
    page = signed_in.get(webhook.get_absolute_url()).content.decode()
    assert "The receiver answered 500." in page
    assert "Nobody reads this here" not in page
    assert "Send again" in page
    assert signed_in.post(at("delivery_send_again", made.pk)).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.attempts) == (Delivery.State.WAITING, 0)
    again = signed_in.post(at("delivery_send_again", made.pk), follow=True)
    assert b"on its way already" in again.content


def test_the_pages_cost_the_same_however_much_there_is(
    signed_in: Client, user: User, django_assert_max_num_queries: Any
) -> None:
    webhook, _ = make_webhook(owner=user)
    happened()
    for address in (at("webhook_list"), webhook.get_absolute_url()):
        signed_in.get(address)
        with django_assert_max_num_queries(200) as few:
            signed_in.get(address)
        for _ in range(6):
            make_webhook()
            happened()
        with django_assert_max_num_queries(len(few)):
            signed_in.get(address)


def test_nobody_but_administrators_finds_webhooks(client: Client) -> None:
    client.force_login(member(all_rights(confidential=True)))
    assert client.get(at("webhook_list")).status_code == 403
    assert b"/webhooks/" not in client.get("/").content
    client.force_login(administrator())
    assert b"/webhooks/" in client.get("/organisation/settings/").content
