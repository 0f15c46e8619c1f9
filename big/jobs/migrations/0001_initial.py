"""Long work as rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="Names the handler in big.jobs.handlers.", max_length=60)),
                ("subject_id", models.BigIntegerField(help_text="Key of the record that the handler works on.")),
                ("title", models.CharField(max_length=250)),
                ("requested_at", models.DateTimeField(default=big.clock.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("steps", models.JSONField(default=list, help_text="The steps in words, in order.")),
                ("step", models.PositiveSmallIntegerField(default=0, help_text="How many of the steps are finished.")),
                ("detail", models.CharField(blank=True, help_text="What the present step is doing.", max_length=250)),
                ("problem", models.TextField(blank=True, help_text="Why it failed, and what to do.")),
                ("claim", models.UUIDField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["state", "leased_until"], name="job_state_lease")],
            },
        ),
    ]
