"""The initial migration's part on work, its types, lifecycles and whole-life costs."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import big.clock

OPERATIONS = [
    migrations.CreateModel(
        name="WorkType",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("key", models.SlugField(max_length=40, unique=True)),
            ("label", models.CharField(max_length=60)),
            ("plural", models.CharField(max_length=60)),
            (
                "code_prefix",
                models.CharField(help_text="New work of the type is coded with it: C gives C-104.", max_length=6),
            ),
            ("position", models.PositiveSmallIntegerField(default=0)),
        ],
        options={
            "ordering": ["position", "key"],
        },
    ),
    migrations.CreateModel(
        name="LifecycleState",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("key", models.SlugField(max_length=40)),
            ("label", models.CharField(max_length=60)),
            ("position", models.PositiveSmallIntegerField(default=0)),
            ("is_initial", models.BooleanField(default=False)),
            (
                "is_live",
                models.BooleanField(
                    default=True, help_text="Work in it is being done: it is asked for status and links."
                ),
            ),
            (
                "followers",
                models.ManyToManyField(blank=True, related_name="preceded_by", to="portfolio.lifecyclestate"),
            ),
            (
                "work_type",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="states", to="portfolio.worktype"
                ),
            ),
        ],
        options={
            "ordering": ["work_type", "position"],
        },
    ),
    migrations.CreateModel(
        name="Work",
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
            ("name", models.CharField(max_length=300)),
            (
                "stream",
                models.CharField(
                    choices=[
                        ("bau", "Business as usual"),
                        ("value", "Value creation"),
                        ("change", "Change"),
                        ("customer", "Customer projects"),
                    ],
                    max_length=10,
                ),
            ),
            ("description", models.TextField(blank=True)),
            ("customer", models.CharField(blank=True, max_length=200)),
            ("contract_code", models.CharField(blank=True, max_length=60)),
            ("starts_on", models.DateField(blank=True, null=True)),
            ("ends_on", models.DateField(blank=True, help_text="Baseline end.", null=True)),
            ("forecast_ends_on", models.DateField(blank=True, null=True)),
            ("is_must_do", models.BooleanField(default=False)),
            (
                "obligation",
                models.CharField(blank=True, help_text="The obligation that makes it a must-do.", max_length=300),
            ),
            ("is_confidential", models.BooleanField(default=False)),
            (
                "node",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="works",
                    to="organisation.node",
                ),
            ),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="owned_works",
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
                    to="portfolio.work",
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
                "sponsor",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="sponsored_works",
                    to="organisation.person",
                ),
            ),
            (
                "state",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="works", to="portfolio.lifecyclestate"
                ),
            ),
            (
                "unit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="works",
                    to="organisation.unit",
                ),
            ),
            (
                "work_type",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="works", to="portfolio.worktype"
                ),
            ),
        ],
        options={
            "ordering": ["code", "pk"],
        },
    ),
    migrations.CreateModel(
        name="WholeLifeCost",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("stated_on", models.DateField()),
            ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
            ("currency", models.CharField(default="GBP", max_length=3)),
            ("withheld_reason", models.TextField(blank=True)),
            ("narrative", models.TextField(blank=True)),
            ("stated_at", models.DateTimeField(default=big.clock.now)),
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
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="whole_life_costs",
                    to="portfolio.work",
                ),
            ),
        ],
        options={
            "ordering": ["work", "-stated_on", "-pk"],
            "constraints": [
                models.UniqueConstraint(fields=("work", "stated_on"), name="whole_life_cost_once_a_date"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("amount__isnull", False), models.Q(("withheld_reason", ""), _negated=True), _connector="OR"
                    ),
                    name="whole_life_cost_or_reason",
                    violation_error_message="Enter an amount, or say why it is withheld.",
                ),
            ],
        },
    ),
]
