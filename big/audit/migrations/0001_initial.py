"""Audit events, and the records that each one names."""

import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=80)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "effective_on",
                    models.DateField(
                        blank=True,
                        help_text="The date the change counts from, where it is not the day it was made.",
                        null=True,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("label", models.CharField(help_text="The record's name when the change was made.", max_length=250)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "group",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="Shared by the events of one act, such as an import."
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="AuditSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("record_id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="0 is the record that changed.")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="audit.auditevent"
                    ),
                ),
            ],
            options={
                "ordering": ["event", "position"],
            },
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=django.contrib.postgres.indexes.GinIndex(fields=["after"], name="audit_after_gin"),
        ),
        migrations.AddIndex(
            model_name="auditsubject",
            index=models.Index(fields=["kind", "record_id", "event"], name="audit_subject_record"),
        ),
        migrations.AddConstraint(
            model_name="auditsubject",
            constraint=models.UniqueConstraint(
                fields=("event", "kind", "record_id"), name="audit_subject_once_per_event"
            ),
        ),
    ]
