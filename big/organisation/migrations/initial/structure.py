"""The initial migration's part on people, units, roles and nodes."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import big.clock
import big.organisation.models

OPERATIONS = [
    migrations.CreateModel(
        name="NodeType",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("key", models.SlugField(max_length=40, unique=True)),
            ("label", models.CharField(max_length=80)),
            ("plural", models.CharField(max_length=80)),
            ("position", models.PositiveSmallIntegerField(default=0)),
        ],
        options={
            "ordering": ["position", "key"],
        },
    ),
    migrations.CreateModel(
        name="Person",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("code", models.CharField(max_length=30, unique=True)),
            ("name", models.CharField(max_length=200)),
            ("email", models.EmailField(blank=True, max_length=254)),
            ("job_title", models.CharField(blank=True, max_length=200)),
            ("payroll_number", models.CharField(blank=True, max_length=40)),
            ("is_active", models.BooleanField(default=True)),
            (
                "line_manager",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reports",
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
                "user",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="person",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "ordering": ["name", "pk"],
        },
    ),
    migrations.CreateModel(
        name="Role",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("key", models.SlugField(max_length=40, unique=True)),
            ("label", models.CharField(max_length=80, unique=True)),
            (
                "rights",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                ),
            ),
            (
                "home",
                models.CharField(
                    choices=[
                        ("pmo", "Disconnects first"),
                        ("executive", "Decisions and the latest pack first"),
                        ("unit", "Own unit's objectives and work first"),
                        ("finance", "Money first"),
                        ("governance", "Nodes, packs and accountability first"),
                    ],
                    default="unit",
                    max_length=12,
                ),
            ),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, help_text="The first of a person's roles decides Home."),
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
            "ordering": ["position", "key"],
        },
    ),
    migrations.CreateModel(
        name="Unit",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("version", models.PositiveIntegerField(default=0, editable=False)),
            ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
            ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
            (
                "source_ref",
                models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
            ),
            ("code", models.CharField(max_length=30, unique=True)),
            ("name", models.CharField(max_length=200)),
            ("cost_account", models.CharField(blank=True, max_length=60)),
            ("is_open", models.BooleanField(default=True)),
            (
                "head",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="heads",
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
                    to="organisation.unit",
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
            "ordering": ["name", "pk"],
        },
    ),
    migrations.AddField(
        model_name="person",
        name="unit",
        field=models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="people",
            to="organisation.unit",
        ),
    ),
    migrations.CreateModel(
        name="Node",
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
            ("name", models.CharField(max_length=200)),
            ("terms_of_reference", models.TextField(blank=True)),
            ("cadence", models.CharField(blank=True, help_text="How often it meets, in words.", max_length=80)),
            ("quorum", models.PositiveSmallIntegerField(blank=True, null=True)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("designed", "Designed"),
                        ("operating", "Operating"),
                        ("suspended", "Suspended"),
                        ("retired", "Retired"),
                    ],
                    default="operating",
                    max_length=10,
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="children",
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
                "node_type",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="nodes", to="organisation.nodetype"
                ),
            ),
            (
                "accountable",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="accountable_nodes",
                    to="organisation.person",
                ),
            ),
            (
                "unit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="nodes",
                    to="organisation.unit",
                ),
            ),
        ],
        options={
            "ordering": ["name", "pk"],
        },
    ),
]
