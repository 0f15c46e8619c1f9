"""Messages and the mails that carry them, what people wish about them, who stands in for whom, links, kept mail."""

import datetime as dt
import uuid
from typing import Final, Self, TypeVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from big import clock
from big.accounts.models import User
from big.notify import kinds
from big.notify.channels import Channel
from big.notify.hours import DIGEST_HOUR, QUIET_FROM, QUIET_UNTIL, Hours
from big.organisation.models import Person, check_zone
from big.organisation.selectors.current import organisation

MOST_ATTEMPTS: Final = 12
"""With the pauses between them a mail server may be away for most of a day."""
LEASE: Final = dt.timedelta(minutes=3)
"""Longer than the time limit of the task, so that a mail is taken from nobody who still works on it."""


M = TypeVar("M", bound=models.Model)


class MailQuerySet(models.QuerySet["Mail"]):
    """The words for asking about mails."""

    def due(self, moment: dt.datetime) -> Self:
        """To be handed over now: waiting, or left behind by a worker that died."""
        free = Q(state=Mail.State.WAITING, due_at__lte=moment) | Q(state=Mail.State.SENDING, leased_until__lt=moment)
        return self.filter(free, attempts__lt=MOST_ATTEMPTS)

    def spent(self, moment: dt.datetime) -> Self:
        """Left behind by a worker that died at the last attempt."""
        return self.filter(state=Mail.State.SENDING, leased_until__lt=moment, attempts__gte=MOST_ATTEMPTS)


class Mail(models.Model):
    """One e-mail with one message, or with all of a day's digest; the row of the claim, the lease and the attempts."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    key = models.CharField(max_length=100, unique=True, help_text="One mail a message; one digest a person and day.")
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_digest = models.BooleanField(default=False)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Makes its Message-ID, at every attempt.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True, help_text="When the last attempt began, written before it.")
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="notify_mail_state_due")]

    def __str__(self) -> str:
        return self.key


class LinkTokenQuerySet(models.QuerySet["LinkToken"]):
    """The words for asking about links."""

    def open(self) -> Self:
        """Neither used nor replaced; it may have expired."""
        return self.filter(used_at=None, cancelled_at=None)

    def in_force(self, moment: dt.datetime) -> Self:
        """Those that still open something: not used, replaced or expired, of somebody who is still here."""
        account = Q(person__user=None) | Q(person__user__is_active=True)
        return self.open().filter(account, expires_at__gt=moment, person__is_active=True)


class LinkToken(models.Model):
    """A link to one record for one person and purpose, for one use; only the SHA-256 of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=43, help_text="With the key of the installation it makes the secret.")
    purpose = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=100)
    about_id = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = LinkTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "person", "about_kind", "about_id"],
                condition=Q(used_at=None, cancelled_at=None),
                name="notify_link_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.about_kind} {self.about_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    """The words for asking about messages."""

    def visible_to(self, user: User) -> Self:
        """One's own, and to administrators all: that they were sent, not what they say."""
        if not user.is_active:
            return self.none()
        return self if user.is_administrator else self.filter(recipient__user=user.pk)

    def due(self, moment: dt.datetime) -> Self:
        """Not yet in a mail, and no longer to be held back."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.HELD], due_at__lte=moment)


class Message(models.Model):
    """Something that a person is to be told: written in the transaction of what it tells of, sent by a worker."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        HELD = "held", "Held for quiet hours"
        GATHERED = "gathered", "In a mail on its way"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Not sent"

    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Whom it is meant for.")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    context = models.JSONField(default=dict, help_text="What the mail says: text, lines, path.")
    about_kind = models.CharField(max_length=100, blank=True)
    about_id = models.BigIntegerField(null=True)
    link = models.ForeignKey(LinkToken, null=True, on_delete=models.PROTECT, related_name="+")
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before this moment.")
    mail = models.ForeignKey(Mail, null=True, on_delete=models.PROTECT, related_name="messages")
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it failed or was not sent.")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="notify_message_state_due"),
            models.Index(fields=["recipient", "-id"], name="notify_message_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_label(self) -> str:
        """What its kind is called."""
        return kinds.label_of(self.kind)

    @property
    def is_for_a_delegate(self) -> bool:
        """Whether it went to somebody who stands in for the person it is meant for."""
        return self.mail is not None and self.mail.recipient_id != self.recipient_id


class MessagePart(models.Model):
    """One of several records that a message tells of: each is told only to whoever may see it when it is sent.

    What it says is in `context`: "group" (under which heading it stands), "title", "lines", "path" and "act".
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="parts")
    about_kind = models.CharField(max_length=100)
    about_id = models.BigIntegerField()
    context = models.JSONField(default=dict)
    link = models.ForeignKey(LinkToken, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"


class OwnQuerySet(models.QuerySet[M]):
    """The words for asking about what is a person's own."""

    def visible_to(self, user: User) -> Self:
        """One's own and nobody else's."""
        return self.filter(person__user=user.pk) if user.is_active else self.none()


class Preference(models.Model):
    """How one kind of message reaches one person, where they chose otherwise than its default."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel)

    objects = OwnQuerySet["Preference"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notify_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_channel_display()}"


class Wish(models.Model):
    """When a person wants to be left alone and when the digest may come; without a row, what holds for everybody."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL, help_text="The same as the beginning: no quiet hours.")
    zone = models.CharField(max_length=60, blank=True, validators=[check_zone], help_text="Empty: the organisation's.")
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR, validators=[MaxValueValidator(23)])

    objects = OwnQuerySet["Wish"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="notify_wish_digest_hour", condition=Q(digest_hour__lte=23))]

    def __str__(self) -> str:
        return f"Quiet from {self.quiet_from:%H:%M} to {self.quiet_until:%H:%M}"

    @property
    def hours(self) -> Hours:
        """The same as one can reckon with it."""
        return Hours(ZoneInfo(self.zone or organisation().zone), self.quiet_from, self.quiet_until, self.digest_hour)


class AbsenceQuerySet(OwnQuerySet["Absence"]):
    """The words for asking about absences."""

    def on(self, day: dt.date) -> Self:
        """Those that contain `day`."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """When a person is away, and who gets their messages meanwhile."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    delegate = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="notify_absence_in_order",
                condition=Q(starts_on__lte=F("ends_on")),
                violation_error_message="The last day must not be before the first.",
            ),
            models.CheckConstraint(
                name="notify_absence_delegate_is_another",
                condition=Q(delegate=None) | ~Q(delegate=F("person")),
                violation_error_message="Choose somebody else to stand in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class CapturedMail(models.Model):
    """A mail that was kept here because no mail server is set; one row for each Message-ID, however often it came."""

    message_id = models.CharField(max_length=255, unique=True)
    subject = models.CharField(max_length=300)
    sender = models.CharField(max_length=300)
    recipients = models.JSONField(default=list)
    kept_at = models.DateTimeField(default=clock.real_now)
    text = models.TextField()
    html = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
