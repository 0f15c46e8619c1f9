"""Messages, the mails that carry them, wishes about them, links, and mail that was kept."""

import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock
import big.organisation.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0002_reference"),
    ]

    operations = [
        migrations.CreateModel(
            name="CapturedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("subject", models.CharField(max_length=300)),
                ("sender", models.CharField(max_length=300)),
                ("recipients", models.JSONField(default=list)),
                ("kept_at", models.DateTimeField(default=big.clock.real_now)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "nonce",
                    models.CharField(help_text="With the key of the installation it makes the secret.", max_length=43),
                ),
                ("purpose", models.CharField(max_length=60)),
                ("about_kind", models.CharField(max_length=100)),
                ("about_id", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="One mail a message; one digest a person and day.", max_length=100, unique=True
                    ),
                ),
                ("is_digest", models.BooleanField(default=False)),
                (
                    "reference",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="Makes its Message-ID, at every attempt.", unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "handed_at",
                    models.DateTimeField(help_text="When the last attempt began, written before it.", null=True),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.person"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("context", models.JSONField(default=dict, help_text="What the mail says: text, lines, path.")),
                ("about_kind", models.CharField(blank=True, max_length=100)),
                ("about_id", models.BigIntegerField(null=True)),
                ("dedupe_key", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("held", "Held for quiet hours"),
                            ("gathered", "In a mail on its way"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("cancelled", "Not sent"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="Not before this moment.")),
                ("sent_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, help_text="Why it failed or was not sent.", max_length=300)),
                (
                    "link",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notify.linktoken"
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="notify.mail",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        help_text="Whom it is meant for.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                (
                    "channel",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the daily digest"), ("off", "Not at all")],
                        max_length=8,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.person"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quiet_from", models.TimeField(default=datetime.time(19, 0))),
                (
                    "quiet_until",
                    models.TimeField(
                        default=datetime.time(7, 0), help_text="The same as the beginning: no quiet hours."
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the organisation's.",
                        max_length=60,
                        validators=[big.organisation.models.check_zone],
                    ),
                ),
                (
                    "digest_hour",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MaxValueValidator(23)]
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.person"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="The last day.")),
                (
                    "delegate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.person"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                        name="notify_absence_in_order",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delegate", None),
                            models.Q(("delegate", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="notify_absence_delegate_is_another",
                        violation_error_message="Choose somebody else to stand in.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="linktoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None), ("used_at", None)),
                fields=("purpose", "person", "about_kind", "about_id"),
                name="notify_link_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["state", "due_at"], name="notify_mail_state_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "due_at"], name="notify_message_state_due"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["recipient", "-id"], name="notify_message_recipient"),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(fields=("person", "kind"), name="notify_preference_once"),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest_hour__lte", 23)), name="notify_wish_digest_hour"
            ),
        ),
    ]
