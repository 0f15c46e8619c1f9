"""Documents and their versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock
import big.documents.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("file", models.FileField(max_length=300, upload_to=big.documents.models.stored_name)),
                (
                    "filename",
                    models.CharField(help_text="As the author named it; shown, never used as a path.", max_length=250),
                ),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
                ("sha256", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=250)),
                ("created_at", models.DateTimeField(default=big.clock.now)),
            ],
            options={
                "ordering": ["document", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("title", models.CharField(max_length=250)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("imported", "Imported file"),
                            ("pack", "Governance pack"),
                            ("evidence", "Evidence"),
                            ("plan", "Plan"),
                            ("other", "Other document"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("is_confidential", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
    ]
