"""How features tell of an event: a row for each webhook that wants it, in the transaction of what happened."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from big import clock
from big.registry import subjects
from big.webhooks import events
from big.webhooks.models import Delivery, Webhook

Telling = tuple[models.Model, Mapping[str, Any]]


def publish(event: str, *, about: models.Model, data: Mapping[str, Any]) -> None:
    """Have every webhook that wants `event` told of it: rolled back with the caller, sent once that has committed.

    `data` is JSON and says of the record `about` only what whoever may see the record may know.
    """
    publish_many(event, [(about, data)])


def publish_many(event: str, tellings: Iterable[Telling]) -> None:
    """The same for several records, in two statements whatever their number."""
    events.get(event)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs in the transaction of what it tells of")
    wanting = list(Webhook.objects.wanting(event).order_by("pk"))
    if wanting:
        Delivery.objects.bulk_create(_told(webhook, event, *each) for each in tellings for webhook in wanting)


def _told(webhook: Webhook, event: str, about: models.Model, data: Mapping[str, Any]) -> Delivery:
    moment = clock.real_now()
    return Delivery(
        webhook=webhook,
        event=event,
        about_kind=subjects.get(about._meta.label_lower).kind,
        about_id=about.pk,
        data=dict(data),
        happened_at=moment,
        due_at=moment,
    )
