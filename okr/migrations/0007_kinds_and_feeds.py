"""Key results within a band, as yes or no and as milestones, and what may feed one instead of a person."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    """Adds them; what was measured before still rises or falls to its target, read by people."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0006_check_ins"),
        ("portfolio", "0008_find_by_part_of_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="keyresult",
            name="upper",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="The upper edge of a band; its target is the lower one.",
                max_digits=20,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="is_fed",
            field=models.BooleanField(
                default=False, help_text="Taken from what feeds the key result, not by a person."
            ),
        ),
        migrations.AlterField(
            model_name="keyresult",
            name="direction",
            field=models.CharField(
                choices=[
                    ("increase", "Increase to the target"),
                    ("decrease", "Decrease to the target"),
                    ("band", "Keep within a band"),
                    ("yes_no", "Yes or no"),
                    ("milestone", "Milestone reached"),
                ],
                default="increase",
                max_length=9,
            ),
        ),
        migrations.CreateModel(
            name="Feed",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("milestone", "A milestone"),
                            ("money", "A money figure"),
                            ("key_results", "Other key results"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "amount",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("budget", "Budget"),
                            ("actual", "Actual"),
                            ("forecast", "Forecast"),
                            ("released", "Released"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "direction",
                    models.CharField(choices=[("cost", "Cost"), ("income", "Income")], default="cost", max_length=6),
                ),
                (
                    "span",
                    models.CharField(
                        choices=[("life", "Its whole life"), ("year", "The financial year of the due date")],
                        default="life",
                        max_length=4,
                    ),
                ),
                (
                    "combine",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("average", "Their average"),
                            ("sum", "Their sum"),
                            ("weighted", "Their weighted average"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "key_result",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feed", to="okr.keyresult"
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="portfolio.milestone",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="portfolio.work",
                    ),
                ),
            ],
            options={
                "ordering": ["key_result"],
            },
        ),
        migrations.CreateModel(
            name="FeedPart",
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
                    "weight",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="okr.feed"),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feeds_into", to="okr.keyresult"
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
                "ordering": ["feed", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "milestone"), ("milestone__isnull", False), ("work__isnull", True)),
                    models.Q(
                        ("kind", "money"),
                        ("milestone__isnull", True),
                        ("work__isnull", False),
                        models.Q(("amount", ""), _negated=True),
                    ),
                    models.Q(
                        ("kind", "key_results"),
                        ("milestone__isnull", True),
                        ("work__isnull", True),
                        models.Q(("combine", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="feed_names_its_source",
                violation_error_message="Name what feeds the key result.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedpart",
            constraint=models.UniqueConstraint(
                fields=("feed", "key_result"),
                name="feed_part_once",
                violation_error_message="This key result is chosen twice.",
            ),
        ),
    ]
