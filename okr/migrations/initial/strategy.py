"""The initial migration's part on plans, purposes, drivers, stakeholders and key results."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock

OPERATIONS = [
    migrations.CreateModel(
        name="KeyResult",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("code", models.CharField(max_length=40, unique=True)),
            ("title", models.CharField(max_length=500)),
            ("description", models.TextField(blank=True)),
            (
                "unit",
                models.CharField(blank=True, help_text="Unit of measure, such as days or £m.", max_length=300),
            ),
            ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
            ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
            (
                "direction",
                models.CharField(
                    choices=[("increase", "Increase to the target"), ("decrease", "Decrease to the target")],
                    default="increase",
                    max_length=8,
                ),
            ),
            ("starts_on", models.DateField(blank=True, help_text="When progress begins to count.", null=True)),
            ("due_on", models.DateField(blank=True, null=True)),
            (
                "data_source",
                models.CharField(blank=True, help_text="Where the readings come from.", max_length=300),
            ),
            (
                "cadence_days",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Days after which a reading is stale; the organisation's number if empty.",
                    null=True,
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("agreed", "Agreed"),
                        ("tracking", "Tracking"),
                        ("met", "Met"),
                        ("missed", "Missed"),
                        ("dropped", "Dropped"),
                    ],
                    default="tracking",
                    max_length=8,
                ),
            ),
            ("position", models.PositiveIntegerField(default=0)),
            ("identifier", models.CharField(blank=True, max_length=200)),
            (
                "exchange",
                models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
            ),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="key_results",
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
        ],
        options={
            "ordering": ["objective", "position", "pk"],
        },
    ),
    migrations.CreateModel(
        name="PhasedTarget",
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
                models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
            ),
            ("due_on", models.DateField(blank=True, null=True)),
            (
                "key_result",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="phased_targets", to="okr.keyresult"
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
            "ordering": ["key_result", "position", "due_on", "pk"],
        },
    ),
    migrations.CreateModel(
        name="Plan",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("name", models.CharField(max_length=300)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("Strategic_Plan", "Strategic plan"),
                        ("Performance_Plan", "Performance plan"),
                        ("Performance_Report", "Performance report"),
                    ],
                    default="Strategic_Plan",
                    max_length=20,
                ),
            ),
            ("description", models.TextField(blank=True)),
            ("other_information", models.TextField(blank=True)),
            ("identifier", models.CharField(blank=True, max_length=200)),
            ("starts_on", models.DateField(blank=True, null=True)),
            ("ends_on", models.DateField(blank=True, null=True)),
            ("published_on", models.DateField(blank=True, null=True)),
            ("address", models.CharField(blank=True, help_text="Where it was published.", max_length=500)),
            (
                "exchange",
                models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
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
            "ordering": ["-starts_on", "name"],
        },
    ),
    migrations.CreateModel(
        name="Purpose",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("code", models.CharField(max_length=20, unique=True)),
            ("statement", models.TextField()),
            ("rationale", models.TextField(blank=True)),
            ("sustainability", models.TextField(blank=True, verbose_name="sustainability relevance")),
            ("wellbeing", models.TextField(blank=True, verbose_name="wellbeing relevance")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("adopted", "Adopted"),
                        ("under_review", "Under review"),
                        ("retired", "Retired"),
                    ],
                    default="draft",
                    max_length=12,
                ),
            ),
            (
                "edition",
                models.PositiveSmallIntegerField(
                    default=1, help_text="Grows each time a changed statement is adopted."
                ),
            ),
            ("review_on", models.DateField(blank=True, null=True)),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="purposes",
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
        ],
        options={
            "ordering": ["code"],
        },
    ),
    migrations.CreateModel(
        name="Driver",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("code", models.CharField(max_length=20, unique=True)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("opportunity", "Opportunity"),
                        ("threat", "Threat"),
                        ("imperative", "Imperative"),
                        ("goal", "Goal"),
                    ],
                    max_length=12,
                ),
            ),
            ("title", models.CharField(max_length=250)),
            ("description", models.TextField(blank=True)),
            ("evidence", models.TextField(blank=True, help_text="Where we know it from.")),
            (
                "obligation",
                models.CharField(blank=True, help_text="The law, rule or contract of an imperative.", max_length=300),
            ),
            ("horizon", models.CharField(blank=True, help_text="When it bites, in words.", max_length=80)),
            ("magnitude", models.CharField(blank=True, max_length=80)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("logged", "Logged"),
                        ("assessed", "Assessed"),
                        ("accepted", "Accepted"),
                        ("answered", "Answered"),
                        ("monitored", "Monitored"),
                        ("closed", "Closed"),
                    ],
                    default="logged",
                    max_length=10,
                ),
            ),
            ("reviewed_on", models.DateField(blank=True, null=True)),
            ("is_confidential", models.BooleanField(default=False)),
            (
                "node",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="drivers",
                    to="organisation.node",
                ),
            ),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="drivers",
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
            ("purposes", models.ManyToManyField(blank=True, related_name="drivers", to="okr.purpose")),
        ],
        options={
            "ordering": ["code"],
        },
    ),
    migrations.CreateModel(
        name="Stakeholder",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("name", models.CharField(max_length=300)),
            (
                "kind",
                models.CharField(
                    blank=True,
                    choices=[("Person", "Person"), ("Organization", "Organisation"), ("Generic_Group", "Group")],
                    max_length=20,
                ),
            ),
            ("description", models.TextField(blank=True)),
            ("interest", models.TextField(blank=True)),
            ("expectation", models.TextField(blank=True)),
            (
                "exchange",
                models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
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
            "ordering": ["name", "pk"],
        },
    ),
    migrations.AddField(
        model_name="purpose",
        name="stakeholders",
        field=models.ManyToManyField(blank=True, related_name="purposes", to="okr.stakeholder"),
    ),
]
