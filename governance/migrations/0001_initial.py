"""Governance packs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0002_initial"),
        ("imports", "0001_initial"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("code", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=250)),
                ("classification", models.CharField(default="Board use", max_length=80)),
                ("read_on", models.DateField(help_text="The date its figures are read on.")),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(choices=[("draft", "Draft"), ("issued", "Issued")], default="draft", max_length=6),
                ),
                ("built_at", models.DateTimeField(blank=True, null=True)),
                ("template_version", models.CharField(blank=True, max_length=40)),
                (
                    "snapshot",
                    models.JSONField(default=dict, help_text="Every figure and sentence of the pack, with its source."),
                ),
                ("html", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, help_text="Of the PDF.", max_length=64)),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="documents.documentversion",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="organisation.node"
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="governance.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("file__isnull", False), ("issued_at__isnull", False), ("sha256__gt", "")),
                            _connector="OR",
                        ),
                        name="pack_issued_is_whole",
                        violation_error_message="Build the pack before it is issued.",
                    )
                ],
            },
        ),
    ]
