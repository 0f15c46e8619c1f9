"""The initial migration's part on strategic objectives, their links and the work that contributes."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock

OPERATIONS = [
    migrations.CreateModel(
        name="StrategicObjective",
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
            ("title", models.CharField(max_length=300)),
            ("statement", models.TextField(blank=True)),
            (
                "kind",
                models.CharField(
                    choices=[("objective", "Objective"), ("target", "Target"), ("challenge", "Challenge")],
                    default="objective",
                    max_length=10,
                ),
            ),
            (
                "perspective",
                models.CharField(
                    blank=True,
                    choices=[
                        ("financial", "Financial"),
                        ("customer", "Customer"),
                        ("process", "Process"),
                        ("learning", "Learning and growth"),
                    ],
                    max_length=10,
                ),
            ),
            ("is_mission_critical", models.BooleanField(default=False)),
            (
                "confidence",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="0 to 10, by the accountable person.",
                    null=True,
                    validators=[django.core.validators.MaxValueValidator(10)],
                ),
            ),
            (
                "certainty",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Percent, of mission-critical objectives.",
                    null=True,
                    validators=[django.core.validators.MaxValueValidator(100)],
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("proposed", "Proposed"),
                        ("agreed", "Agreed"),
                        ("delegated", "Delegated"),
                        ("accepted", "Accepted"),
                        ("contested", "Contested"),
                        ("in_delivery", "In delivery"),
                        ("achieved", "Achieved"),
                        ("not_achieved", "Not achieved"),
                        ("withdrawn", "Withdrawn"),
                        ("superseded", "Superseded"),
                    ],
                    default="proposed",
                    max_length=12,
                ),
            ),
            ("starts_on", models.DateField(blank=True, null=True)),
            ("due_on", models.DateField(blank=True, null=True)),
            ("position", models.PositiveIntegerField(default=0, help_text="Order among its siblings.")),
            ("other_information", models.TextField(blank=True)),
            (
                "identifier",
                models.CharField(blank=True, help_text="As another system or a plan file names it.", max_length=200),
            ),
            (
                "exchange",
                models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
            ),
            ("is_confidential", models.BooleanField(default=False)),
            (
                "accountable",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objectives",
                    to="organisation.person",
                ),
            ),
            ("drivers", models.ManyToManyField(blank=True, related_name="objectives", to="okr.driver")),
            (
                "node",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objectives",
                    to="organisation.node",
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="children",
                    to="okr.strategicobjective",
                ),
            ),
            (
                "plan",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objectives",
                    to="okr.plan",
                ),
            ),
            (
                "purpose",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="objectives",
                    to="okr.purpose",
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
            "ordering": ["position", "code", "pk"],
        },
    ),
    migrations.CreateModel(
        name="ObjectiveStakeholder",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("position", models.PositiveSmallIntegerField(default=0)),
            ("roles", models.JSONField(default=list, help_text="Per role: name, description, role types.")),
            (
                "stakeholder",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="stakeholdings", to="okr.stakeholder"
                ),
            ),
            (
                "objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="stakeholdings",
                    to="okr.strategicobjective",
                ),
            ),
        ],
        options={
            "ordering": ["objective", "position", "pk"],
        },
    ),
    migrations.CreateModel(
        name="ObjectiveLink",
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
                        ("causes", "Helps to achieve"),
                        ("conflicts", "Conflicts with"),
                        ("depends", "Depends on"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "strength",
                models.PositiveSmallIntegerField(
                    default=1, help_text="1 to 3.", validators=[django.core.validators.MaxValueValidator(3)]
                ),
            ),
            ("note", models.CharField(blank=True, max_length=300)),
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
                "from_objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="links_out",
                    to="okr.strategicobjective",
                ),
            ),
            (
                "to_objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="links_in",
                    to="okr.strategicobjective",
                ),
            ),
        ],
        options={
            "ordering": ["from_objective", "kind", "to_objective"],
        },
    ),
    migrations.AddField(
        model_name="keyresult",
        name="objective",
        field=models.ForeignKey(
            on_delete=django.db.models.deletion.PROTECT, related_name="key_results", to="okr.strategicobjective"
        ),
    ),
    migrations.CreateModel(
        name="Contribution",
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
                    decimal_places=2,
                    help_text="Percent of the work; all of one work sum to at most 100.",
                    max_digits=5,
                    validators=[
                        django.core.validators.MinValueValidator(Decimal("0")),
                        django.core.validators.MaxValueValidator(Decimal("100")),
                    ],
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("claimed", "Claimed"),
                        ("agreed", "Agreed"),
                        ("challenged", "Challenged"),
                        ("withdrawn", "Withdrawn"),
                    ],
                    default="claimed",
                    max_length=10,
                ),
            ),
            ("evidence", models.TextField(blank=True, help_text="Why the work serves the objective.")),
            ("answer", models.TextField(blank=True, help_text="Why it was challenged.")),
            (
                "answered_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "claimed_by",
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
            (
                "work",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="contributions", to="portfolio.work"
                ),
            ),
            ("key_results", models.ManyToManyField(blank=True, related_name="contributions", to="okr.keyresult")),
            (
                "objective",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="contributions",
                    to="okr.strategicobjective",
                ),
            ),
        ],
        options={
            "ordering": ["work", "-weight", "pk"],
        },
    ),
]
