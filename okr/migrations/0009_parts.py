"""Delegates, contributing units, who takes the readings, and who reviews."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import big.clock


class Migration(migrations.Migration):
    """Adds them; nobody has such a part yet."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0008_overrides"),
        ("organisation", "0002_reference"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="keyresult",
            name="check_in_owner",
            field=models.ForeignKey(
                blank=True,
                help_text="Who takes the readings, where that is not the owner.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="check_ins",
                to="organisation.person",
            ),
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                help_text="Who looks at it before it is approved.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="organisation.person",
            ),
        ),
        migrations.CreateModel(
            name="ContributingUnit",
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
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("request", models.CharField(blank=True, help_text="What the unit is asked for.", max_length=300)),
                (
                    "answer",
                    models.CharField(
                        blank=True, help_text="What the unit takes on, or why it does not.", max_length=300
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True)),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributing_units",
                        to="okr.strategicobjective",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributes_to",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["objective", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("objective", "unit"),
                        name="contributing_unit_once",
                        violation_error_message="This unit is asked already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=big.clock.now, editable=False)),
                ("updated_at", models.DateTimeField(default=big.clock.now, editable=False)),
                (
                    "source_ref",
                    models.CharField(blank=True, editable=False, help_text="Where in that file.", max_length=200),
                ),
                ("note", models.CharField(blank=True, help_text="What for, or until when.", max_length=300)),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegates",
                        to="okr.strategicobjective",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegated", to="organisation.person"
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
                "ordering": ["objective", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("objective", "person"),
                        name="delegate_once",
                        violation_error_message="This person is a delegate already.",
                    )
                ],
            },
        ),
    ]
