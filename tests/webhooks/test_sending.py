"""Deliveries to a real receiver: signed, named, tried again, given up in the end, and never more than is seen."""

import datetime as dt
import json
from typing import Any

import pytest

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.notify.models import Message
from big.webhooks import sending, services, wire
from big.webhooks.models import LEASE, MOST_ATTEMPTS, Delivery, Webhook
from big.webhooks.sending import clear_settled, deliver_due
from okr.models.objectives import StrategicObjective
from tests.factories.okr import make_key_result
from tests.factories.organisation import all_rights, make_person, member
from tests.webhooks.making import administrator, happened, make_webhook
from tests.webhooks.receiver import Receiver, is_signed, receiver

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db
_S = Delivery.State


def later(minutes: float) -> None:
    """Let so many minutes pass, for what waits."""
    past = dt.timedelta(minutes=minutes)
    for each in Delivery.objects.filter(state=_S.WAITING):
        Delivery.objects.filter(pk=each.pk).update(due_at=each.due_at - past)
    for hook in Webhook.objects.all():
        times = {name: value - past for name in ("quiet_until", "failing_since") if (value := getattr(hook, name))}
        Webhook.objects.filter(pk=hook.pk).update(**times) if times else None


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_delivery_arrives_signed_and_named(receiver: Receiver, settings: Any) -> None:
    _, secret = make_webhook(receiver.address)
    key_result = make_key_result()
    (made,) = happened(key_result, value="42", note="Über £5m")
    assert deliver_due() == 1
    ((headers, body),) = receiver.requests
    assert is_signed(headers, body, secret)
    assert not is_signed(headers, body + b" ", secret)
    assert (headers["Sightline-Event"], headers["Sightline-Delivery"]) == ("okr.reading_recorded", str(made.reference))
    told = json.loads(body)
    assert told["data"] == {"value": "42", "note": "Über £5m"}
    assert told["record"]["kind"] == "okr.keyresult"
    assert told["record"]["url"].startswith(settings.SITE)
    assert (only().state, only().status, only().attempts) == (_S.SENT, 200, 1)
    assert deliver_due() == 0


def test_what_fails_is_tried_again_with_the_same_words_after_a_pause_that_doubles(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    happened()
    receiver.status = 500
    for minutes in (1, 2, 4):
        assert deliver_due() == 0
        assert deliver_due() == 0, "not before its time"
        left = (only().due_at - clock.real_now()).total_seconds()
        assert minutes * 60 - 30 < left <= minutes * 60
        assert only().last_error == "The receiver answered 500."
        later(minutes)
    receiver.status = 204
    assert deliver_due() == 1
    assert len(set(receiver.ids)) == 1
    assert len({body for _, body in receiver.requests}) == 1
    hook = Webhook.objects.get()
    assert (hook.failures, hook.failing_since, hook.quiet_until) == (0, None, None)


def test_a_receiver_that_is_away_is_asked_once_and_not_for_every_delivery(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    other = make_webhook(receiver.address.replace("/hooks", "/other"))[0]
    for _ in range(5):
        happened()
    Webhook.objects.filter(pk=other.pk).update(address="http://127.0.0.1:9/")
    deliver_due()
    assert len(receiver.requests) == 5, "the other one holds nobody up"
    assert sorted(Delivery.objects.filter(webhook=other).values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


def test_a_delivery_that_is_refused_alone_does_not_hold_up_the_others(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    for _ in range(3):
        happened()
    receiver.status = 400
    deliver_due()
    assert len(receiver.requests) == 3


def test_after_the_last_attempt_it_has_failed_and_an_administrator_sends_it_again(receiver: Receiver) -> None:
    webhook, _ = make_webhook(receiver.address)
    (made,) = happened()
    receiver.status = 400
    Delivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    deliver_due()
    assert only().state == _S.FAILED
    receiver.status = 200
    services.send_again(made.pk, actor=webhook.owner)
    assert deliver_due() == 1
    assert receiver.ids == [str(made.reference)] * 2
    assert AuditEvent.objects.filter(code="webhooks.delivery.sent_again").count() == 1


def test_one_that_fails_for_days_is_paused_and_its_owner_told(receiver: Receiver) -> None:
    owner = administrator()
    person = make_person("Olga Owner", user=owner)
    webhook, _ = make_webhook(receiver.address, owner)
    receiver.status = 503
    happened()
    for _ in range(sending.PAUSE_FAILURES - 1):
        deliver_due()
        later(24 * 60)
    assert Webhook.objects.get().state == Webhook.State.ACTIVE
    deliver_due()
    webhook.refresh_from_db()
    assert webhook.state == Webhook.State.PAUSED
    assert "503" in webhook.reason
    message = Message.objects.get(recipient=person)
    assert (message.kind, webhook.name in message.subject) == ("webhooks.paused", True)
    assert AuditEvent.objects.get(code="webhooks.webhook.paused").actor.is_service
    asked = len(receiver.requests)
    later(24 * 60)
    deliver_due()
    assert len(receiver.requests) == asked, "it sends nothing any more"
    assert happened() == [], "nor is anything kept for it"
    receiver.status = 200
    services.resume_webhook(webhook.pk, actor=owner)
    assert deliver_due() == 1, "what waited arrives"


def test_many_failures_within_an_hour_pause_nothing(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    receiver.status = 400
    for _ in range(sending.PAUSE_FAILURES + 5):
        happened()
    deliver_due()
    hook = Webhook.objects.get()
    assert (hook.state, hook.failures) == (Webhook.State.ACTIVE, sending.PAUSE_FAILURES + 5)


def test_a_receiver_that_says_it_is_gone_is_paused_at_once(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    happened()
    receiver.status = 410
    deliver_due()
    assert Webhook.objects.get().state == Webhook.State.PAUSED


def test_what_its_owner_may_not_see_when_it_is_sent_is_not_sent(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    open_one, hidden = make_key_result(), make_key_result()
    happened(open_one, value="1")
    happened(hidden, value="2")
    # It was open to the owner when it happened.
    StrategicObjective.objects.filter(pk=hidden.objective_id).update(is_confidential=True)
    assert deliver_due() == 1
    assert [json.loads(body)["record"]["id"] for _, body in receiver.requests] == [open_one.pk]
    dropped = Delivery.objects.get(about_id=hidden.pk)
    assert (dropped.state, dropped.last_error) == (_S.DROPPED, sending.HIDDEN)


def test_an_owner_who_has_left_sends_nothing(receiver: Receiver) -> None:
    webhook, _ = make_webhook(receiver.address)
    happened()
    services.send_test(webhook.pk, actor=webhook.owner)
    User.objects.filter(pk=webhook.owner_id).update(is_active=False)
    assert deliver_due() == 0
    assert receiver.requests == []


def test_an_owner_who_lost_sight_of_strategy_sends_nothing_of_it(receiver: Receiver) -> None:
    webhook, _ = make_webhook(receiver.address)
    happened()
    User.objects.filter(pk=webhook.owner_id).update(is_administrator=False)
    assert deliver_due() == 0
    assert only().state == _S.DROPPED


def test_with_a_new_secret_both_sign_for_a_day_and_then_the_new_one_alone(receiver: Receiver) -> None:
    webhook, old = make_webhook(receiver.address)
    _, new = services.rotate_secret(webhook.pk, actor=webhook.owner)
    happened()
    deliver_due()
    headers, body = receiver.requests[-1]
    assert is_signed(headers, body, old)
    assert is_signed(headers, body, new)
    Webhook.objects.update(old_until=clock.real_now())
    happened()
    deliver_due()
    headers, body = receiver.requests[-1]
    assert (is_signed(headers, body, old), is_signed(headers, body, new)) == (False, True)


def test_the_key_of_the_installation_may_be_replaced(receiver: Receiver, settings: Any) -> None:
    _, secret = make_webhook(receiver.address)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    happened()
    assert deliver_due() == 1
    assert is_signed(*receiver.requests[0], secret)
    settings.SECRET_KEY_FALLBACKS = []
    (made,) = happened()
    assert deliver_due() == 0
    made.refresh_from_db()
    assert (made.state, made.last_error) == (_S.FAILED, sending.KEY_GONE)


def test_a_private_address_is_refused_when_it_is_sent(receiver: Receiver, settings: Any) -> None:
    make_webhook(receiver.address.replace("http:", "https:"))
    settings.WEBHOOKS_PRIVATE = False
    happened()
    assert deliver_due() == 0
    assert receiver.requests == []
    assert "private network" in only().last_error


def test_a_lease_that_ran_out_frees_the_delivery_and_one_that_runs_does_not(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    happened()
    held = {"state": _S.SENDING, "attempts": 1, "leased_until": clock.real_now() + LEASE}
    Delivery.objects.update(**held)
    assert deliver_due() == 0
    Delivery.objects.update(leased_until=clock.real_now())
    assert deliver_due() == 1
    Delivery.objects.update(**{**held, "attempts": MOST_ATTEMPTS, "leased_until": clock.real_now()})
    deliver_due()
    assert (only().state, only().last_error) == (_S.FAILED, sending.DIED)


def test_what_was_retired_sends_nothing(receiver: Receiver) -> None:
    webhook, _ = make_webhook(receiver.address)
    happened()
    services.retire_webhook(webhook.pk, actor=webhook.owner)
    assert deliver_due() == 0
    assert (only().state, happened()) == (_S.DROPPED, [])


def test_what_fails_while_the_webhook_is_retired_is_closed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook, _ = make_webhook(receiver.address)
    happened()
    post = wire.post

    def retire_meanwhile(*told: Any) -> Any:
        services.retire_webhook(webhook.pk, actor=webhook.owner)
        return post(*told)

    monkeypatch.setattr(wire, "post", retire_meanwhile)
    receiver.status = 500
    deliver_due()
    assert (only().state, only().last_error) == (_S.DROPPED, sending.RETIRED)


def test_what_was_settled_a_month_ago_is_removed(receiver: Receiver) -> None:
    make_webhook(receiver.address)
    happened()
    happened()
    deliver_due(seconds=5)
    old = Delivery.objects.earliest("pk")
    Delivery.objects.filter(pk=old.pk).update(settled_at=clock.real_now() - sending.KEPT_FOR - dt.timedelta(1))
    assert clear_settled() == 1
    assert old.pk != only().pk


def test_who_is_no_administrator_sees_no_webhook() -> None:
    make_webhook()
    assert Webhook.objects.visible_to(administrator()).count() == 1
    assert not Webhook.objects.visible_to(member(all_rights(confidential=True))).exists()
