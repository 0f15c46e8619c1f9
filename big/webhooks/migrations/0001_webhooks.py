"""Webhooks, and the outbox of what they are to send."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("imports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(max_length=500)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused"), ("retired", "Retired")],
                        default="active",
                        max_length=7,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why it is paused, where nobody paused it.", max_length=300),
                ),
                (
                    "nonce",
                    models.CharField(help_text="With the key of the installation it makes the secret.", max_length=43),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the secret, to know which key made it.", max_length=64),
                ),
                ("old_nonce", models.CharField(blank=True, max_length=43)),
                ("old_digest", models.CharField(blank=True, max_length=64)),
                (
                    "old_until",
                    models.DateTimeField(blank=True, help_text="Until then the secret before signs, too.", null=True),
                ),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, help_text="Deliveries that failed since one last arrived."),
                ),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "quiet_until",
                    models.DateTimeField(blank=True, help_text="Nothing is tried before, as it was away.", null=True),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Who last said where it sends to: it tells only what they may see.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The import that last wrote this record.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="imports.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.UUIDField(default=uuid.uuid4, help_text="The same at every attempt.", unique=True),
                ),
                ("event", models.CharField(max_length=60)),
                ("about_kind", models.CharField(blank=True, max_length=100)),
                ("about_id", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Delivered"),
                            ("failed", "Failed"),
                            ("dropped", "Not sent"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(help_text="What the receiver answered last.", null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="webhooks.webhook"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="webhook_delivery_due"),
                    models.Index(
                        models.F("webhook"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="webhook_delivery_newest",
                    ),
                ],
            },
        ),
    ]
