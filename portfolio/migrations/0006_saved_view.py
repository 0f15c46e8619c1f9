"""Let people name a view of the portfolio list and share it."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("portfolio", "0005_work_types"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "query",
                    models.CharField(blank=True, help_text="What stands after the question mark.", max_length=1000),
                ),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
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
            options={"ordering": ["name", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                django.db.models.functions.text.Lower("name"),
                name="saved_view_name_once_an_owner",
                violation_error_message="You have a view of that name.",
            ),
        ),
    ]
