"""The initial migration's part on supporters, readings, statements and the rules between records."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock

OPERATIONS = [
    migrations.CreateModel(
        name="Supporter",
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
                "note",
                models.CharField(blank=True, help_text="What this person does to keep the connection.", max_length=300),
            ),
            ("since", models.DateField()),
            ("ended_on", models.DateField(blank=True, null=True)),
            (
                "node",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="supporters",
                    to="organisation.node",
                ),
            ),
            (
                "objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="supporters",
                    to="okr.strategicobjective",
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="organisation.person"
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
                    related_name="supporters",
                    to="organisation.unit",
                ),
            ),
        ],
        options={
            "ordering": ["objective", "since", "pk"],
        },
    ),
    migrations.CreateModel(
        name="PurposeEdition",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("number", models.PositiveSmallIntegerField()),
            ("statement", models.TextField()),
            ("rationale", models.TextField(blank=True)),
            ("adopted_on", models.DateField()),
            (
                "purpose",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="okr.purpose"
                ),
            ),
        ],
        options={
            "ordering": ["purpose", "-number"],
            "constraints": [models.UniqueConstraint(fields=("purpose", "number"), name="purpose_edition_once")],
        },
    ),
    migrations.CreateModel(
        name="Reading",
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
            ("read_on", models.DateField(blank=True, null=True)),
            (
                "confidence",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[
                        django.core.validators.MinValueValidator(0),
                        django.core.validators.MaxValueValidator(10),
                    ],
                ),
            ),
            ("recorded_at", models.DateTimeField(default=big.clock.now)),
            (
                "key_result",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="okr.keyresult"
                ),
            ),
            (
                "read_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
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
        options={
            "ordering": ["key_result", "-read_on", "-pk"],
            "indexes": [models.Index(fields=["key_result", "-read_on"], name="reading_key_result_date")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("read_on__isnull", False), ("source__isnull", False), _connector="OR"),
                    name="reading_has_a_date_or_a_source",
                    violation_error_message="Enter the date of the reading.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Statement",
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
                    choices=[("vision", "Vision"), ("mission", "Mission"), ("value", "Value")], max_length=8
                ),
            ),
            (
                "name",
                models.CharField(
                    blank=True, help_text="Values have a name; vision and mission may not.", max_length=300
                ),
            ),
            ("text", models.TextField(blank=True)),
            ("identifier", models.CharField(blank=True, max_length=200)),
            (
                "state",
                models.CharField(
                    choices=[("draft", "Draft"), ("adopted", "Adopted"), ("superseded", "Superseded")],
                    default="adopted",
                    max_length=10,
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=0)),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="statements",
                    to="okr.plan",
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
            "ordering": ["kind", "position", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("name", ""), ("text", ""), _negated=True),
                    name="statement_says_something",
                    violation_error_message="Enter a name or a text.",
                )
            ],
        },
    ),
    migrations.AddConstraint(
        model_name="strategicobjective",
        constraint=models.CheckConstraint(
            condition=models.Q(
                ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
            ),
            name="objective_not_its_own_parent",
            violation_error_message="An objective cannot stand under itself.",
        ),
    ),
    migrations.AddConstraint(
        model_name="objectivelink",
        constraint=models.UniqueConstraint(
            fields=("from_objective", "to_objective", "kind"), name="objective_link_once"
        ),
    ),
    migrations.AddConstraint(
        model_name="objectivelink",
        constraint=models.CheckConstraint(
            condition=models.Q(("from_objective", models.F("to_objective")), _negated=True),
            name="objective_link_joins_two",
            violation_error_message="Choose another objective to link to.",
        ),
    ),
    migrations.AddConstraint(
        model_name="contribution",
        constraint=models.UniqueConstraint(
            condition=models.Q(("state", "withdrawn"), _negated=True),
            fields=("work", "objective"),
            name="contribution_once",
            violation_error_message="This work has a link to that objective already.",
        ),
    ),
    migrations.AddConstraint(
        model_name="supporter",
        constraint=models.CheckConstraint(
            condition=models.Q(
                models.Q(("node__isnull", True), ("unit__isnull", False)),
                models.Q(("node__isnull", False), ("unit__isnull", True)),
                _connector="OR",
            ),
            name="supporter_of_one_place",
            violation_error_message="Choose a unit or a node, not both.",
        ),
    ),
    migrations.AddConstraint(
        model_name="supporter",
        constraint=models.UniqueConstraint(
            condition=models.Q(("ended_on__isnull", True)),
            fields=("objective", "person", "unit", "node"),
            name="supporter_once",
            nulls_distinct=False,
            violation_error_message="This person supports the objective here already.",
        ),
    ),
]
