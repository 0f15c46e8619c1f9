"""Deliveries are sent: claimed, posted, marked; docs/webhooks.md says what happens on a death.

The claim commits before the post and the mark is one more transaction; in between there is none, so nothing waits for
a receiver. Whoever dies after the post and before the mark makes a second one, with the same id.
"""

import datetime as dt
import json
import time
import uuid
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.notify.services import queue
from big.organisation.models import Person
from big.records import revise
from big.registry import subjects
from big.webhooks import codes, wire
from big.webhooks.models import LEASE, MOST_ATTEMPTS, Delivery, Webhook
from big.webhooks.secrets import SecretGoneError, signature

HIDDEN: Final = "Its owner may not see the record it tells of."
KEY_GONE: Final = "The key of the installation was replaced. Give the webhook a new secret."
DIED: Final = "The worker died each time it tried to send this. Tell whoever runs the installation."
RETIRED: Final = "The webhook was retired."
ANSWERED: Final = "The receiver answered {status}."
GONE: Final = 410
PAUSE_AFTER: Final = dt.timedelta(days=3)
PAUSE_FAILURES: Final = 10
KEPT_FOR: Final = dt.timedelta(days=30)
SERVICE: Final = "webhooks"
_PAUSE: Final = dt.timedelta(minutes=1)
_LONGEST: Final = dt.timedelta(hours=12)
_SENT, _WAITING = Delivery.State.SENT, Delivery.State.WAITING


def deliver_due(*, seconds: float = 45.0) -> int:
    """Send every delivery that is due, for some seconds at most; returns how many arrived."""
    for spent in Delivery.objects.spent(clock.real_now()):
        _settle(spent, Delivery.State.FAILED, DIED)
    until, sent = time.monotonic() + seconds, 0
    while time.monotonic() < until and (delivery := _claim()) is not None:
        sent += _send(delivery)
    return sent


def clear_settled() -> int:
    """Remove what was settled a month ago; returns how many there were."""
    count, _ = Delivery.objects.over(clock.real_now() - KEPT_FOR).delete()
    return count


def _claim() -> Delivery | None:
    """Take the delivery that waits longest for this run, and write that down; None if none is due."""
    moment = clock.real_now()
    with transaction.atomic():
        due = Delivery.objects.due(moment).in_turn().select_related("webhook__owner")
        delivery = due.select_for_update(of=("self",), skip_locked=True).first()
        if delivery is None:
            return None
        delivery.state, delivery.claim = Delivery.State.SENDING, uuid.uuid4()
        delivery.leased_until, delivery.attempts = moment + LEASE, delivery.attempts + 1
        delivery.save(update_fields=["state", "claim", "leased_until", "attempts"])
    return delivery


def _send(delivery: Delivery) -> int:
    if not _is_seen(delivery):
        return _settle(delivery, Delivery.State.DROPPED, HIDDEN)
    body = written(delivery)
    try:
        signed = signature(delivery.webhook, body, clock.real_now())
        answer = wire.post(delivery.webhook.address, body, _headers(delivery, signed))
    except SecretGoneError:
        return _settle(delivery, Delivery.State.FAILED, KEY_GONE)
    except (wire.UnreachableError, wire.RefusedAddressError) as error:
        return _later(delivery, str(error), status=None)
    if 200 <= answer.status < 300:
        return _arrived(delivery, answer.status)
    return _later(delivery, ANSWERED.format(status=answer.status), status=answer.status)


def _is_seen(delivery: Delivery) -> bool:
    """Whether the owner may see, now, what it tells of."""
    owner = delivery.webhook.owner
    if not delivery.about_kind:
        return owner.is_active
    return owner.is_active and subjects.get(delivery.about_kind).visible(owner).filter(pk=delivery.about_id).exists()


def written(delivery: Delivery) -> bytes:
    """The body, the same at every attempt."""
    told = delivery.told
    if told["record"]:
        place = subjects.get(delivery.about_kind).address(delivery.about_id or 0)
        told["record"]["url"] = f"{settings.SITE}{place}"
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _headers(delivery: Delivery, signed: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "Sightline-Webhooks/1",
        "Connection": "close",
        "Sightline-Event": delivery.event,
        "Sightline-Delivery": str(delivery.reference),
        "Sightline-Signature": signed,
    }


def _mine(delivery: Delivery) -> "models.QuerySet[Delivery]":
    return Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=Delivery.State.SENDING)


def _arrived(delivery: Delivery, status: int) -> int:
    """Write down that it arrived, and that the receiver is there, unless another worker has taken it over."""
    with transaction.atomic():
        done = {"state": _SENT, "settled_at": clock.real_now(), "status": status, "last_error": ""}
        if not _mine(delivery).update(**done, claim=None, leased_until=None):
            return 0
        calm = {"failures": 0, "failing_since": None, "quiet_until": None}
        Webhook.objects.filter(pk=delivery.webhook_id).exclude(**calm).update(**calm)
    return 1


def _settle(delivery: Delivery, state: str, reason: str) -> int:
    over = {"state": state, "settled_at": clock.real_now(), "last_error": reason[:300]}
    _mine(delivery).update(**over, claim=None, leased_until=None)
    return 0


def _later(delivery: Delivery, reason: str, *, status: int | None) -> int:
    """Again after a pause that doubles; after the last attempt it has failed. The webhook's run of failures grows."""
    moment = clock.real_now()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update(of=("self",)).select_related("owner").get(pk=delivery.webhook_id)
        if webhook.state == Webhook.State.RETIRED:
            return _settle(delivery, Delivery.State.DROPPED, RETIRED)
        over: dict[str, Any] = {"claim": None, "leased_until": None, "status": status, "last_error": reason[:300]}
        if delivery.attempts >= MOST_ATTEMPTS:
            over |= {"state": Delivery.State.FAILED, "settled_at": moment}
        else:
            over |= {"state": _WAITING, "due_at": moment + _pause(delivery.attempts)}
        if _mine(delivery).update(**over):
            _count_failure(webhook, moment, reason, status)
    return 0


def _pause(attempts: int) -> dt.timedelta:
    return min(_PAUSE * (1 << min(attempts - 1, 20)), _LONGEST)


def _count_failure(webhook: Webhook, moment: dt.datetime, reason: str, status: int | None) -> None:
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or moment
    if status is None or status >= 500 or status == 429:
        # It is away, or has too much to do: the others need not be tried either.
        webhook.quiet_until = moment + _pause(webhook.failures)
    webhook.save(update_fields=["failures", "failing_since", "quiet_until"])
    lasts = webhook.failures >= PAUSE_FAILURES and moment - webhook.failing_since >= PAUSE_AFTER
    if webhook.state == Webhook.State.ACTIVE and (lasts or status == GONE):
        _give_up(webhook, reason)


def _give_up(webhook: Webhook, reason: str) -> None:
    """Pause it, and tell its owner."""
    since = webhook.failing_since or clock.real_now()
    said = f"Nothing arrived since {words.day(since.date())}. {reason}"[:300]
    before, after = revise(webhook, {"state": Webhook.State.PAUSED, "reason": said})
    record(codes.WEBHOOK_PAUSED, actor=User.objects.service(SERVICE), on=webhook, before=before, after=after)
    person = Person.objects.filter(user=webhook.owner_id, is_active=True).first()
    if person is not None:
        queue(
            codes.PAUSED,
            person=person,
            subject=f"The webhook “{webhook.name}” is paused",
            context={
                "text": f"{said} It sends nothing until somebody resumes it.",
                "path": webhook.get_absolute_url(),
                "act": "Look at it",
            },
            dedupe_key=f"{codes.PAUSED}:{webhook.pk}:{webhook.version}",
        )
