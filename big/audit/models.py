"""Audit events, the records they name and the seals upon them; triggers refuse UPDATE, DELETE and TRUNCATE of all."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from big.accounts.models import User
from big.history import moment
from big.history.stamp import Stamp
from big.registry import subjects


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """The words for asking about events."""

    def visible_to(self, user: User) -> Self:
        """Keep the events of which `user` may see every record named; an event that names none shows to nobody.

        Set-based: one hashed subquery per kind of record, whatever the number of events. An event's subjects are
        asked for by subqueries for one row, which PostgreSQL never turns into joins: guessing that most events name
        something hidden, it sorted all subjects of the log for a page of fifty.
        """
        hidden = Q(pk__in=[])
        known = []
        for kind, visible in subjects.visible_keys(user).items():
            hidden |= Q(kind=kind) & ~Q(record_id__in=visible)
            known.append(kind)
        hidden |= ~Q(kind__in=known)
        of_event = AuditSubject.objects.filter(event=OuterRef("pk")).order_by()
        first, first_hidden = Subquery(of_event.values("pk")[:1]), Subquery(of_event.filter(hidden).values("pk")[:1])
        return self.filter(IsNull(first, False), IsNull(first_hidden, True))

    def known(self) -> Self:
        """While the past is read, the events up to its moment; all of them in the present."""
        now = moment.current()
        return self.filter(at__lte=now) if now else self.all()

    def about(self, record: models.Model) -> Self:
        """The known events that name `record`."""
        kind = record._meta.label_lower
        named = AuditSubject.objects.filter(event=OuterRef("pk"), kind=kind, record_id=record.pk)
        return self.known().filter(Exists(named))

    def for_rows(self) -> Self:
        """What an activity row shows, newest first."""
        return self.select_related("actor").prefetch_related("subjects").order_by("-pk")


class AuditEvent(models.Model):
    """One change, as its author meant it: who, when, why, what it was before and after."""

    code = models.CharField(max_length=80, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(
        db_index=True, db_default=Stamp(), help_text="The moment of the versions that the same transaction made."
    )
    effective_on = models.DateField(
        null=True, blank=True, help_text="The date the change counts from, where it is not the day it was made."
    )
    why = models.TextField(blank=True)
    label = models.CharField(max_length=250, help_text="The record's name when the change was made.")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    group = models.UUIDField(default=uuid.uuid4, help_text="Shared by the events of one act, such as an import.")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            GinIndex(fields=["after"], name="audit_after_gin"),
            # Activity gathers the events of an act, and asks whether a later page showed it already.
            models.Index(fields=["group", "-id"], name="audit_event_group"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.label}"


class AuditSubject(models.Model):
    """A record that an event names; the event is visible to those who may see all of them."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField(default=0, help_text="0 is the record that changed.")

    class Meta:
        ordering = ["event", "position"]
        indexes = [models.Index(fields=["kind", "record_id", "event"], name="audit_subject_record")]
        constraints = [
            models.UniqueConstraint(fields=["event", "kind", "record_id"], name="audit_subject_once_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class AuditSeal(models.Model):
    """A link of the chain over all events; big/audit/chain.py says what its hash is made of."""

    position = models.BigIntegerField(primary_key=True, help_text="1 is the first; there are no holes.")
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    previous = models.BinaryField(max_length=32, help_text="The hash of the link before; 32 zero bytes for the first.")
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.CheckConstraint(name="audit_seal_counts_from_one", condition=Q(position__gte=1))]

    def __str__(self) -> str:
        return f"{self.position}: {bytes(self.hash).hex()[:12]}"


class UnsealedEvent(models.Model):
    """An event that waits for its seal. A trigger on the events writes it, the sealing takes it away.

    So that finding what is to be sealed costs as much as there is of it, and not as much as the log is long: no key or
    time of the events will do for that, as an event may become visible long after later ones were sealed.
    """

    event = models.OneToOneField(
        AuditEvent, primary_key=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    since = models.DateTimeField()

    class Meta:
        db_table = "audit_unsealed"

    def __str__(self) -> str:
        return str(self.event_id)
