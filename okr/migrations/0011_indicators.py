"""KPIs and what they came to: the library of continuing measures beside the key results of cycles."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    """Adds the tables; there was no library before."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0010_life"),
        ("organisation", "0002_reference"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
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
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9._-]*$",
                                "Use letters, digits, hyphens, dots and underscores; the code is an address.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("definition", models.TextField(blank=True)),
                (
                    "measure",
                    models.CharField(blank=True, help_text="Unit of measure, such as days or %.", max_length=100),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("up", "Higher is better"),
                            ("down", "Lower is better"),
                            ("steady", "Near the target is best"),
                        ],
                        max_length=6,
                    ),
                ),
                ("target_text", models.TextField(blank=True, help_text="The target in words.")),
                ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("red_at", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("green_at", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                (
                    "health",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (-1, "Not public"),
                            (0, "Not known"),
                            (1, "Needs help"),
                            (2, "Needs attention"),
                            (3, "Healthy"),
                        ],
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                    ),
                ),
                ("health_reasons", models.TextField(blank=True, help_text="Why it stands so, a line each.")),
                (
                    "is_key",
                    models.BooleanField(
                        default=False, help_text="One of the few that the organisation looks at first."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Live"), ("retired", "Retired")],
                        default="live",
                        max_length=7,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("exchange", models.JSONField(blank=True, default=dict, help_text="What a file says of it besides.")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="organisation.person",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="okr.indicator",
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
                        related_name="indicators",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("note", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "exchange",
                    models.JSONField(
                        blank=True, default=dict, help_text="What a file format carries and no page shows."
                    ),
                ),
                ("read_on", models.DateField()),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measured", to="okr.indicator"
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
                "ordering": ["indicator", "-read_on", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="indicator_code_unique_in_any_case",
                violation_error_message="Another KPI has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="indicator_not_its_own_parent",
                violation_error_message="A KPI cannot stand under itself.",
            ),
        ),
        migrations.AddIndex(
            model_name="indicatorvalue",
            index=models.Index(fields=["indicator", "-read_on"], name="indicator_value_date"),
        ),
    ]
