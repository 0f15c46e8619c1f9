"""The initial migration's part on status reports, money, milestones and the rules between records."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock

OPERATIONS = [
    migrations.CreateModel(
        name="StatusReport",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("report_on", models.DateField(help_text="The date that it reports.")),
            (
                "rating",
                models.CharField(
                    choices=[
                        ("R", "Red"),
                        ("AR", "Amber/Red"),
                        ("A", "Amber"),
                        ("AG", "Amber/Green"),
                        ("G", "Green"),
                        ("reset", "Reset"),
                        ("withheld", "Withheld"),
                        ("none", "Not rated"),
                    ],
                    default="none",
                    max_length=8,
                ),
            ),
            (
                "rating_reason",
                models.TextField(blank=True, help_text="Why it is withheld or reset, or what the rating rests on."),
            ),
            (
                "sponsor_rating",
                models.CharField(
                    blank=True,
                    choices=[
                        ("R", "Red"),
                        ("AR", "Amber/Red"),
                        ("A", "Amber"),
                        ("AG", "Amber/Green"),
                        ("G", "Green"),
                        ("reset", "Reset"),
                        ("withheld", "Withheld"),
                        ("none", "Not rated"),
                    ],
                    help_text="The senior responsible owner's own rating, where given.",
                    max_length=8,
                ),
            ),
            (
                "is_five_point",
                models.BooleanField(default=False, help_text="Whether the scale has Amber/Red and Amber/Green."),
            ),
            (
                "time_mark",
                models.CharField(blank=True, choices=[("R", "Red"), ("A", "Amber"), ("G", "Green")], max_length=1),
            ),
            (
                "cost_mark",
                models.CharField(blank=True, choices=[("R", "Red"), ("A", "Amber"), ("G", "Green")], max_length=1),
            ),
            (
                "benefit_mark",
                models.CharField(blank=True, choices=[("R", "Red"), ("A", "Amber"), ("G", "Green")], max_length=1),
            ),
            (
                "confidence",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Delivery confidence, 0 to 10.",
                    null=True,
                    validators=[django.core.validators.MaxValueValidator(10)],
                ),
            ),
            ("narrative", models.TextField(blank=True)),
            ("schedule_narrative", models.TextField(blank=True)),
            ("budget_narrative", models.TextField(blank=True)),
            ("starts_on", models.DateField(blank=True, help_text="Start as reported then.", null=True)),
            ("ends_on", models.DateField(blank=True, help_text="End as reported then.", null=True)),
            ("dates_note", models.TextField(blank=True, help_text="What stood where a date is missing.")),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            (
                "reported_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="status_reports",
                    to="organisation.person",
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
                    on_delete=django.db.models.deletion.PROTECT, related_name="status_reports", to="portfolio.work"
                ),
            ),
        ],
        options={
            "ordering": ["work", "-report_on", "-pk"],
            "get_latest_by": "report_on",
            "indexes": [models.Index(fields=["work", "-report_on"], name="status_work_date")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("rating", "withheld"), _negated=True),
                        models.Q(("rating_reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="status_withheld_has_reason",
                    violation_error_message="Say why the rating is withheld.",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("submitted_at__isnull", True)),
                    fields=("work", "report_on"),
                    name="status_one_draft_a_date",
                    violation_error_message="There is already a draft report for that date.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MoneyLine",
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
                "direction",
                models.CharField(choices=[("cost", "Cost"), ("income", "Income")], default="cost", max_length=6),
            ),
            (
                "nature",
                models.CharField(
                    choices=[("revenue", "Revenue"), ("capital", "Capital")], default="revenue", max_length=7
                ),
            ),
            ("currency", models.CharField(default="GBP", max_length=3)),
            ("budget", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
            ("actual", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
            (
                "forecast",
                models.DecimalField(
                    blank=True,
                    decimal_places=2,
                    help_text="Of the whole period, actuals included.",
                    max_digits=18,
                    null=True,
                ),
            ),
            (
                "released",
                models.DecimalField(
                    blank=True,
                    decimal_places=2,
                    help_text="Funds released for the period.",
                    max_digits=18,
                    null=True,
                ),
            ),
            (
                "note",
                models.CharField(blank=True, help_text="Why an amount is missing or estimated.", max_length=300),
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
                    on_delete=django.db.models.deletion.PROTECT, related_name="money", to="portfolio.work"
                ),
            ),
        ],
        options={
            "ordering": ["work", "starts_on", "direction", "nature"],
            "indexes": [models.Index(fields=["work", "starts_on", "ends_on"], name="money_work_period")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("work", "starts_on", "ends_on", "direction", "nature", "currency"),
                    name="money_line_once_a_period",
                    violation_error_message="There is already a line for this period and kind.",
                ),
                models.CheckConstraint(
                    condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                    name="money_line_period_in_order",
                    violation_error_message="The period ends before it starts.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Milestone",
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
                        ("delivery", "Delivery"),
                        ("gate", "Decision or gate"),
                        ("benefit", "Benefit"),
                        ("dependency", "Dependency"),
                        ("external", "External"),
                        ("billing", "Billing"),
                    ],
                    default="delivery",
                    max_length=10,
                ),
            ),
            ("baseline_on", models.DateField(blank=True, null=True)),
            ("forecast_on", models.DateField(blank=True, null=True)),
            ("actual_on", models.DateField(blank=True, null=True)),
            ("slip_reason", models.CharField(blank=True, max_length=300)),
            ("is_cancelled", models.BooleanField(default=False)),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="milestones",
                    to="organisation.person",
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
                    on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="portfolio.work"
                ),
            ),
        ],
        options={
            "ordering": ["work", "baseline_on", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("baseline_on__isnull", False),
                        ("forecast_on__isnull", False),
                        ("actual_on__isnull", False),
                        _connector="OR",
                    ),
                    name="milestone_has_a_date",
                    violation_error_message="Enter a baseline date or a forecast date.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="WorkReference",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("scheme", models.CharField(help_text='Whose name it is, such as "gmpp".', max_length=40)),
            ("value", models.CharField(max_length=200)),
            (
                "work",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="references", to="portfolio.work"
                ),
            ),
        ],
        options={
            "ordering": ["scheme", "value"],
            "constraints": [models.UniqueConstraint(fields=("scheme", "value"), name="work_reference_once")],
        },
    ),
    migrations.AddIndex(
        model_name="work",
        index=models.Index(fields=["stream", "code"], name="work_stream_code"),
    ),
    migrations.AddConstraint(
        model_name="work",
        constraint=models.CheckConstraint(
            condition=models.Q(("is_must_do", False), models.Q(("obligation", ""), _negated=True), _connector="OR"),
            name="work_must_do_names_obligation",
            violation_error_message="Name the obligation that makes this a must-do.",
        ),
    ),
    migrations.AddConstraint(
        model_name="work",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("starts_on__isnull", True),
                ("ends_on__isnull", True),
                ("ends_on__gte", models.F("starts_on")),
                _connector="OR",
            ),
            name="work_ends_after_start",
            violation_error_message="The baseline end is before the start.",
        ),
    ),
    migrations.AddConstraint(
        model_name="work",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
            ),
            name="work_not_its_own_parent",
            violation_error_message="Work cannot stand under itself.",
        ),
    ),
    migrations.AddConstraint(
        model_name="lifecyclestate",
        constraint=models.UniqueConstraint(fields=("work_type", "key"), name="lifecycle_state_key_once"),
    ),
    migrations.AddConstraint(
        model_name="lifecyclestate",
        constraint=models.UniqueConstraint(
            condition=models.Q(("is_initial", True)), fields=("work_type",), name="lifecycle_one_initial_state"
        ),
    ),
]
