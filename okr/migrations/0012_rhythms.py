"""When people are asked to check in, by the organisation, its units and nodes; which moments were served; by mail."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock
import big.organisation.models


class Migration(migrations.Migration):
    """Adds the tables, empty: nobody is asked until somebody sets a rhythm. What was read so far came by no link."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0011_indicators"),
        ("organisation", "0002_reference"),
    ]

    operations = [
        migrations.AddField(
            "reading",
            "is_by_link",
            models.BooleanField(
                default=False, help_text="It came by a link in a mail, from somebody who did not sign in."
            ),
        ),
        migrations.CreateModel(
            name="CheckInRhythm",
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
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Every week"),
                            ("fortnight", "Every two weeks"),
                            ("month", "Every month"),
                            ("never", "Never"),
                        ],
                        default="week",
                        max_length=9,
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(6)]
                    ),
                ),
                (
                    "month_day",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=9, validators=[django.core.validators.MaxValueValidator(23)]
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
                ("starts_on", models.DateField(help_text="The first day on which it may ask.")),
                (
                    "applies_from",
                    models.DateTimeField(
                        default=big.clock.real_now,
                        editable=False,
                        help_text="What it would have asked before it was set is not asked.",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.node",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit__isnull", True), ("node__isnull", True), _connector="OR"),
                        name="check_in_rhythm_of_one_place",
                        violation_error_message="Choose a unit or a node, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hour__lte", 23), ("month_day__gte", 1), ("month_day__lte", 31), ("weekday__lte", 6)
                        ),
                        name="check_in_rhythm_in_range",
                        violation_error_message=(
                            "Choose a day of the week, a day of the month and an hour that there are."
                        ),
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "node"),
                        name="check_in_rhythm_once",
                        nulls_distinct=False,
                        violation_error_message="It has a rhythm of its own already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "rhythm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="okr.checkinrhythm"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("rhythm", "moment"), name="reminder_round_once")],
            },
        ),
    ]
