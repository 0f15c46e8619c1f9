"""Import runs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=40)),
                (
                    "options",
                    models.JSONField(default=dict, help_text="What the person chose, such as the snapshot's date."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Checked, not applied"),
                            ("refused", "Refused"),
                            ("applied", "Applied"),
                            ("discarded", "Discarded"),
                        ],
                        default="checked",
                        max_length=10,
                    ),
                ),
                (
                    "plan",
                    models.JSONField(
                        default=dict, help_text="Counts per model, rows with their reasons, what was not read."
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        blank=True,
                        help_text="Of the plan; the plan is made anew on applying and must be the same.",
                        max_length=64,
                    ),
                ),
                ("requested_at", models.DateTimeField(default=big.clock.now)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_runs",
                        to="documents.documentversion",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
    ]
