"""What administrators do with webhooks and what they sent."""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.celery import enqueue
from big.errors import RuleError
from big.policies import require
from big.records import create, require_version, revise
from big.webhooks import codes, events, secrets, wire
from big.webhooks.models import Delivery, Webhook
from big.webhooks.policies import can_manage_webhooks
from big.webhooks.sending import RETIRED

DELIVER_TASK: Final = "big.deliver_webhooks"
MOST_WEBHOOKS: Final = 20
"""Each event writes a row for each that wants it."""
_State = Webhook.State


@transaction.atomic
def create_webhook(*, actor: User, name: str, address: str, events: Sequence[str]) -> tuple[Webhook, str]:
    """Make a webhook that tells what `actor` may see; the secret is in the answer and in no other."""
    require(can_manage_webhooks(actor))
    # The account's row is the lock that keeps the count true among what one administrator does at once.
    User.objects.select_for_update().get(pk=actor.pk)
    if Webhook.objects.in_use().count() >= MOST_WEBHOOKS:
        raise RuleError(f"There are {MOST_WEBHOOKS} webhooks. Retire one first.", code="too_many_webhooks")
    _check(address, events)
    nonce, digest, secret = secrets.new_secret()
    webhook = Webhook(name=name, address=address, events=sorted(set(events)), owner=actor, nonce=nonce, digest=digest)
    create(webhook)
    told = {"name": name, "address": address, "events": webhook.told_when}
    record(codes.WEBHOOK_CREATED, actor=actor, on=webhook, after=told)
    return webhook, secret


@transaction.atomic
def change_webhook(
    webhook_id: int, *, actor: User, changes: Mapping[str, Any], version: int | None, why: str = ""
) -> Webhook:
    """Change name, address or events. Who says where it goes or what it tells is its owner from then on.

    Otherwise one administrator could send to an address of their own what only another may see.
    """
    webhook = _locked(webhook_id, actor, version)
    given = dict(changes)
    if "events" in given:
        given["events"] = sorted(set(given["events"]))
    _check(given.get("address", webhook.address), given.get("events", webhook.events))
    if any(given.get(name, getattr(webhook, name)) != getattr(webhook, name) for name in ("address", "events")):
        given["owner"] = actor
    before, after = revise(webhook, given)
    if after:
        record(codes.WEBHOOK_CHANGED, actor=actor, on=webhook, before=before, after=after, why=why)
    return webhook


@transaction.atomic
def pause_webhook(webhook_id: int, *, actor: User) -> Webhook:
    """Let it send nothing and keep nothing of what happens meanwhile; what waits already stays."""
    webhook = _locked(webhook_id, actor)
    if webhook.state == _State.ACTIVE:
        revise(webhook, {"state": _State.PAUSED})
        record(codes.WEBHOOK_PAUSED, actor=actor, on=webhook)
    return webhook


@transaction.atomic
def resume_webhook(webhook_id: int, *, actor: User) -> Webhook:
    """Let it send again, what waited first; the failures of before count no more."""
    webhook = _locked(webhook_id, actor)
    if webhook.state == _State.PAUSED:
        calm = {"failures": 0, "failing_since": None, "quiet_until": None}
        revise(webhook, {"state": _State.ACTIVE, "reason": "", **calm})
        record(codes.WEBHOOK_RESUMED, actor=actor, on=webhook)
        enqueue(DELIVER_TASK)
    return webhook


@transaction.atomic
def retire_webhook(webhook_id: int, *, actor: User) -> Webhook:
    """End it for good; what waits is not sent, and its history stays."""
    webhook = _locked(webhook_id, actor)
    revise(webhook, {"state": _State.RETIRED, "old_until": None})
    waiting = webhook.deliveries.filter(state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.DROPPED, settled_at=clock.real_now(), last_error=RETIRED)
    record(codes.WEBHOOK_RETIRED, actor=actor, on=webhook)
    return webhook


@transaction.atomic
def rotate_secret(webhook_id: int, *, actor: User) -> tuple[Webhook, str]:
    """Give it a new secret; for a day the one before signs beside it, so that no delivery is lost over the change."""
    webhook = _locked(webhook_id, actor)
    nonce, digest, secret = secrets.new_secret()
    old = {"old_nonce": webhook.nonce, "old_digest": webhook.digest}
    revise(webhook, {**old, "old_until": clock.real_now() + secrets.OLD_LASTS, "nonce": nonce, "digest": digest})
    record(codes.SECRET_ROTATED, actor=actor, on=webhook)
    return webhook, secret


@transaction.atomic
def send_test(webhook_id: int, *, actor: User) -> Delivery:
    """Send a delivery that tells of nothing, to see that it arrives."""
    webhook = _locked(webhook_id, actor)
    if webhook.state != _State.ACTIVE:
        raise RuleError("This webhook is paused. Resume it first.", code="webhook_paused")
    moment = clock.real_now()
    made = Delivery.objects.create(
        webhook=webhook, event=events.PING, data={"sent_by": actor.name}, happened_at=moment, due_at=moment
    )
    Webhook.objects.filter(pk=webhook.pk).update(quiet_until=None)
    enqueue(DELIVER_TASK)
    return made


@transaction.atomic
def send_again(delivery_id: int, *, actor: User) -> Delivery:
    """Try one that is settled once more, with all its attempts and under the name that it had."""
    require(can_manage_webhooks(actor))
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery_id)
    if delivery.webhook.state != _State.ACTIVE:
        raise RuleError("This webhook does not send at present. Resume it first.", code="webhook_paused")
    if delivery.state in (Delivery.State.WAITING, Delivery.State.SENDING):
        raise RuleError("This delivery is on its way already.", code="delivery_waits")
    anew = {"state": Delivery.State.WAITING, "attempts": 0, "due_at": clock.real_now(), "settled_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**anew, last_error="")
    Webhook.objects.filter(pk=delivery.webhook_id).update(quiet_until=None)
    record(codes.DELIVERY_SENT_AGAIN, actor=actor, on=delivery.webhook, after={"event": delivery.event_label})
    enqueue(DELIVER_TASK)
    delivery.refresh_from_db()
    return delivery


def _locked(webhook_id: int, actor: User, version: int | None = None) -> Webhook:
    require(can_manage_webhooks(actor))
    webhook = Webhook.objects.in_use().select_for_update().get(pk=webhook_id)
    require_version(webhook, version)
    return webhook


def _check(address: str, chosen: Sequence[str]) -> None:
    """Refuse what could never be sent; where the name of a host leads is asked each time that something is sent."""
    try:
        host = wire.target_of(address).host
        wire.judge([host] if _is_number(host) else [])
    except wire.RefusedAddressError as error:
        raise RuleError({"address": [RuleError(str(error), code="address")]}) from error
    known = {each.key for each in events.known()}
    if not chosen or not set(chosen) <= known:
        raise RuleError({"events": [RuleError("Choose at least one event among those listed.", code="events")]})


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
