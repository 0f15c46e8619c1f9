"""Webhooks, and the outbox of what they are to send."""

import datetime as dt
import uuid
from typing import Any, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.records import Record
from big.webhooks import events

MOST_ATTEMPTS: Final = 16
"""With the pauses between them a receiver may be away for three days."""
LEASE: Final = dt.timedelta(minutes=3)
"""Longer than the time limit of the task, so that a delivery is taken from nobody who still works on it."""


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """The words for asking about webhooks."""

    def visible_to(self, user: User) -> Self:
        """All, to administrators; they stay in the records after they were retired."""
        return self.all() if user.is_active and user.is_administrator else self.none()

    def in_use(self) -> Self:
        """Those that were not retired."""
        return self.exclude(state=Webhook.State.RETIRED)

    def wanting(self, event: str) -> Self:
        """Those that are to be told of an event."""
        return self.filter(state=Webhook.State.ACTIVE, events__contains=[event])


class Webhook(Record):
    """An address elsewhere that is told of chosen events, in the name of an owner who may see what it tells."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        RETIRED = "retired", "Retired"

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=60))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who last said where it sends to: it tells only what they may see.",
    )
    state = models.CharField(max_length=7, choices=State, default=State.ACTIVE)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is paused, where nobody paused it.")
    nonce = models.CharField(max_length=43, help_text="With the key of the installation it makes the secret.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the secret, to know which key made it.")
    old_nonce = models.CharField(max_length=43, blank=True)
    old_digest = models.CharField(max_length=64, blank=True)
    old_until = models.DateTimeField(null=True, blank=True, help_text="Until then the secret before signs, too.")
    failures = models.PositiveIntegerField(default=0, help_text="Deliveries that failed since one last arrived.")
    failing_since = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(null=True, blank=True, help_text="Nothing is tried before, as it was away.")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("webhooks:webhook_detail", args=[self.pk])

    @property
    def told_when(self) -> str:
        """What it is told of, as people say it: "A cycle closes, or a reading is recorded"."""
        labels = [events.label_of(each) for each in self.events]
        said = [label[:1].lower() + label[1:] for label in labels]
        return words.capital(", or ".join(filter(None, [", ".join(said[:-1]), said[-1]]))) if said else ""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The words for asking about deliveries."""

    def due(self, moment: dt.datetime) -> Self:
        """To be sent now: waiting, or left behind by a worker that died; of webhooks that are active and not away."""
        free = Q(state=Delivery.State.WAITING, due_at__lte=moment)
        free |= Q(state=Delivery.State.SENDING, leased_until__lt=moment)
        heard = Q(webhook__quiet_until__isnull=True) | Q(webhook__quiet_until__lte=moment)
        return self.filter(free, heard, attempts__lt=MOST_ATTEMPTS, webhook__state=Webhook.State.ACTIVE)

    def spent(self, moment: dt.datetime) -> Self:
        """Left behind by a worker that died at the last attempt."""
        return self.filter(state=Delivery.State.SENDING, leased_until__lt=moment, attempts__gte=MOST_ATTEMPTS)

    def over(self, moment: dt.datetime) -> Self:
        """Settled before a moment."""
        return self.filter(~Q(state__in=[Delivery.State.WAITING, Delivery.State.SENDING]), settled_at__lt=moment)

    def in_turn(self) -> Self:
        """The one that waits longest first."""
        return self.order_by("due_at", "pk")


class Delivery(models.Model):
    """One event for one webhook: written in the transaction of what it tells of, sent by a worker."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Delivered"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not sent"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The same at every attempt.")
    event = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=100, blank=True)
    about_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="What the receiver answered last.")
    last_error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="webhook_delivery_due"),
            models.Index(F("webhook"), F("id").desc(), name="webhook_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"

    @property
    def event_label(self) -> str:
        """What happened, as people call it."""
        return events.label_of(self.event)

    @property
    def told(self) -> dict[str, Any]:
        """What the receiver reads, but for the address of the record."""
        return {
            "id": str(self.reference),
            "event": self.event,
            "happened_at": self.happened_at.isoformat(),
            "record": {"kind": self.about_kind, "id": self.about_id} if self.about_kind else None,
            "data": self.data,
        }
