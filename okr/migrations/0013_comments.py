"""What people say about objectives and key results."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    """Adds the table, empty."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("imports", "0001_initial"),
        ("okr", "0012_rhythms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                (
                    "text",
                    models.TextField(blank=True, help_text='With "@" and a name or an address somebody is told of it.'),
                ),
                ("is_withdrawn", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="okr.keyresult",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="okr.strategicobjective",
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
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key_result__isnull", True), ("objective__isnull", False)),
                            models.Q(("key_result__isnull", False), ("objective__isnull", True)),
                            _connector="OR",
                        ),
                        name="comment_on_one_record",
                        violation_error_message="Comment on an objective or on a key result, one of the two.",
                    )
                ],
            },
        ),
    ]
