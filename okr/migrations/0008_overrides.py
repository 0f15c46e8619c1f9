"""What people say in place of what is computed."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    """Adds the table; nothing is overridden yet."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0007_kinds_and_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Override",
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
                    "mark",
                    models.CharField(blank=True, choices=[("R", "Red"), ("A", "Amber"), ("G", "Green")], max_length=1),
                ),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Of the way.",
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "is_lasting",
                    models.BooleanField(
                        default=False, help_text="Holds until it is taken back, not until the next reading."
                    ),
                ),
                ("why", models.TextField()),
                ("set_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="okr.keyresult",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="okr.strategicobjective",
                    ),
                ),
                (
                    "set_by",
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
            ],
            options={
                "ordering": ["-set_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key_result__isnull", False), ("objective__isnull", True)),
                            models.Q(("key_result__isnull", True), ("objective__isnull", False)),
                            _connector="OR",
                        ),
                        name="override_of_one_record",
                        violation_error_message="Choose a key result or an objective.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mark", ""), _negated=True), ("percent__isnull", False), _connector="OR"
                        ),
                        name="override_says_something",
                        violation_error_message="Give a status, a percentage, or both.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("key_result", "objective"),
                        name="override_once",
                        nulls_distinct=False,
                        violation_error_message="It is overridden already.",
                    ),
                ],
            },
        ),
    ]
