"""Cycles, the OKR sets held in them, and the right to write them, which unit leads and accountable people get."""

from typing import Any

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import big.clock

# Who reported key results of their unit before writes its OKRs now, as far as they lead it or answer for it.
_ROLES = ("unit-lead", "accountable", "pmo-director", "chair")


def grant(apps: Any, schema_editor: Any) -> None:
    """Add the right to the roles that came with the product; what the organisation made of its own stays as it is."""
    for role in apps.get_model("organisation", "Role").objects.filter(key__in=_ROLES):
        if "okr.edit" not in role.rights:
            role.rights = sorted([*role.rights, "okr.edit"])
            role.save(update_fields=["rights"])


class Migration(migrations.Migration):
    """Adds the tables, and what an objective says of its set."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0004_weights"),
        ("organisation", "0002_reference"),
    ]

    operations = [
        migrations.AddField(
            model_name="strategicobjective",
            name="ambition",
            field=models.CharField(
                blank=True,
                choices=[("committed", "Committed"), ("aspirational", "Aspirational")],
                help_text="Committed: to be reached whole. Aspirational: 0.7 of it is good.",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Cycle",
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
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[("annual", "Annual"), ("quarterly", "Quarterly"), ("custom", "Custom")],
                        default="custom",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                        ],
                        default="planned",
                        max_length=8,
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
                "ordering": ["-starts_on", "ends_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="OkrSet",
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
                    "cycle",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sets", to="okr.cycle"),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="okr_sets",
                        to="organisation.node",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="okr_sets",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="okr_sets",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["cycle", "pk"],
            },
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="okr_set",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose OKRs it belongs to, and in which cycle; none for a strategic objective of the organisation.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objectives",
                to="okr.okrset",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="cycle_code_unique_in_any_case",
                violation_error_message="Another cycle has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="cycle_ends_after_it_starts",
                violation_error_message="A cycle ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="okrset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("node__isnull", True), ("person__isnull", True), ("unit__isnull", False)),
                    models.Q(("node__isnull", False), ("person__isnull", True), ("unit__isnull", True)),
                    models.Q(("node__isnull", True), ("person__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="okr_set_of_one_place",
                violation_error_message="Choose a unit, a node or a person, one of the three.",
            ),
        ),
        migrations.AddConstraint(
            model_name="okrset",
            constraint=models.UniqueConstraint(
                fields=("cycle", "unit", "node", "person"),
                name="okr_set_once",
                nulls_distinct=False,
                violation_error_message="It has OKRs in this cycle already.",
            ),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
