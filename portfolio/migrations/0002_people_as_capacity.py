"""People as capacity: skills, what is available and what work asks for."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("organisation", "0001_initial"),
        ("portfolio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120, unique=True)),
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
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "fte",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, validators=[django.core.validators.MinValueValidator(0)]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("negotiated", "Negotiated"),
                            ("committed", "Committed"),
                            ("declined", "Declined"),
                            ("released", "Released"),
                        ],
                        default="requested",
                        max_length=10,
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
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demands", to="portfolio.work"
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demands", to="portfolio.skill"
                    ),
                ),
            ],
            options={
                "ordering": ["work", "skill", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("work", "skill", "starts_on", "ends_on"),
                        name="demand_once_a_period",
                        violation_error_message="This work asks for the skill in that period already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="demand_period_in_order",
                        violation_error_message="The period ends before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Capacity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "fte",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, validators=[django.core.validators.MinValueValidator(0)]
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
                        related_name="capacities",
                        to="organisation.unit",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capacities", to="portfolio.skill"
                    ),
                ),
            ],
            options={
                "ordering": ["skill", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("skill", "unit", "starts_on", "ends_on"),
                        name="capacity_once_a_period",
                        nulls_distinct=False,
                        violation_error_message="There is already a figure for this skill and period.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="capacity_period_in_order",
                        violation_error_message="The period ends before it starts.",
                    ),
                ],
            },
        ),
    ]
