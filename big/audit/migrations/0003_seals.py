"""The seals upon the events, and the queue of those that wait for one; what is recorded so far waits first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "position",
                    models.BigIntegerField(
                        help_text="1 is the first; there are no holes.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "previous",
                    models.BinaryField(
                        help_text="The hash of the link before; 32 zero bytes for the first.", max_length=32
                    ),
                ),
                ("hash", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seal", to="audit.auditevent"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="audit_seal_counts_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsealedEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="audit.auditevent",
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "audit_unsealed"},
        ),
    ]
