"""The initial migration's part on memberships, reach, delegated authority and the organisation itself."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import big.clock
import big.organisation.models

OPERATIONS = [
    migrations.CreateModel(
        name="Membership",
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
            ("ends_on", models.DateField(blank=True, null=True)),
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
                "node",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="memberships",
                    to="organisation.node",
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="memberships",
                    to="organisation.person",
                ),
            ),
            (
                "role",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="organisation.role"
                ),
            ),
            (
                "unit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="memberships",
                    to="organisation.unit",
                ),
            ),
        ],
        options={
            "ordering": ["person", "role"],
        },
    ),
    migrations.CreateModel(
        name="UnitReach",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("depth", models.PositiveSmallIntegerField()),
            (
                "above",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="reach_down", to="organisation.unit"
                ),
            ),
            (
                "below",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="reach_up", to="organisation.unit"
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="DelegatedAuthority",
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
                "matter",
                models.CharField(
                    choices=[
                        ("spend", "Spend"),
                        ("change", "Change"),
                        ("risk", "Risk"),
                        ("resource", "Resource"),
                        ("contract", "Contract"),
                    ],
                    max_length=10,
                ),
            ),
            ("limit", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
            ("currency", models.CharField(default="GBP", max_length=3)),
            ("tolerance", models.CharField(blank=True, max_length=200)),
            ("starts_on", models.DateField()),
            ("ends_on", models.DateField(blank=True, null=True)),
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
                "node",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="authorities", to="organisation.node"
                ),
            ),
        ],
        options={
            "ordering": ["node", "matter", "-starts_on"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("limit__isnull", False), models.Q(("tolerance", ""), _negated=True), _connector="OR"
                    ),
                    name="authority_says_how_much",
                    violation_error_message="Enter a limit, or a tolerance in words.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="NodeReach",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("depth", models.PositiveSmallIntegerField()),
            (
                "above",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="reach_down", to="organisation.node"
                ),
            ),
            (
                "below",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="reach_up", to="organisation.node"
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("above", "below"), name="node_reach_once")],
        },
    ),
    migrations.CreateModel(
        name="Organisation",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("name", models.CharField(max_length=200)),
            ("acronym", models.CharField(blank=True, max_length=40)),
            ("identifier", models.CharField(blank=True, max_length=200)),
            ("description", models.TextField(blank=True)),
            ("currency", models.CharField(default="GBP", max_length=3)),
            (
                "zone",
                models.CharField(
                    default="Europe/London",
                    max_length=60,
                    validators=[big.organisation.models.check_zone],
                    verbose_name="time zone",
                ),
            ),
            (
                "financial_year_starts",
                models.PositiveSmallIntegerField(
                    default=4,
                    help_text="Month in which the year opens.",
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(12),
                    ],
                ),
            ),
            (
                "stale_after_days",
                models.PositiveSmallIntegerField(
                    default=30, help_text="A status or reading older than this shows as not reported."
                ),
            ),
            ("red_below", models.PositiveSmallIntegerField(default=60, help_text="Percent of expected progress.")),
            ("green_from", models.PositiveSmallIntegerField(default=90, help_text="Percent of expected progress.")),
            (
                "terms",
                models.JSONField(blank=True, default=dict, help_text="The organisation's own words for the product's."),
            ),
            (
                "pinned_today",
                models.DateField(
                    blank=True,
                    help_text="Read every page as of this date; the demo organisation sets it.",
                    null=True,
                ),
            ),
            ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
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
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("red_below__lt", models.F("green_from"))),
                    name="organisation_bands_in_order",
                    violation_error_message="The red band must end below where green begins.",
                ),
                models.CheckConstraint(condition=models.Q(("singleton", True)), name="organisation_is_one"),
            ],
        },
    ),
    migrations.AddConstraint(
        model_name="unit",
        constraint=models.UniqueConstraint(
            django.db.models.functions.text.Lower("name"),
            models.F("parent"),
            name="unit_name_unique_in_parent",
            nulls_distinct=False,
            violation_error_message="There is already a unit of that name here.",
        ),
    ),
    migrations.AddConstraint(
        model_name="person",
        constraint=models.UniqueConstraint(
            django.db.models.functions.text.Lower("email"),
            condition=models.Q(("email", ""), _negated=True),
            name="person_email_unique",
            violation_error_message="There is already a person with this address.",
        ),
    ),
    migrations.AddConstraint(
        model_name="membership",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("node__isnull", False), ("unit__isnull", True)),
                models.Q(("node__isnull", True), ("unit__isnull", False)),
                _connector="OR",
            ),
            name="membership_of_one_place",
            violation_error_message="Choose a node or a unit, not both.",
        ),
    ),
    migrations.AddConstraint(
        model_name="membership",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("ends_on__isnull", True),
                ("starts_on__isnull", True),
                ("ends_on__gte", models.F("starts_on")),
                _connector="OR",
            ),
            name="membership_dates_in_order",
            violation_error_message="The membership cannot end before it starts.",
        ),
    ),
    migrations.AddConstraint(
        model_name="membership",
        constraint=models.UniqueConstraint(
            condition=models.Q(("ends_on__isnull", True)),
            fields=("person", "role", "node", "unit"),
            name="membership_open_once",
            nulls_distinct=False,
            violation_error_message="This person holds that role here already.",
        ),
    ),
    migrations.AddConstraint(
        model_name="unitreach",
        constraint=models.UniqueConstraint(fields=("above", "below"), name="unit_reach_once"),
    ),
]
