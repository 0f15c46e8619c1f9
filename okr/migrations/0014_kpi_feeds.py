"""A KPI as what feeds a key result."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds it beside milestones, money and other key results."""

    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0013_comments"),
        ("portfolio", "0008_find_by_part_of_name"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="feed",
            name="feed_names_its_source",
        ),
        migrations.AddField(
            model_name="feed",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="feeds",
                to="okr.indicator",
            ),
        ),
        migrations.AlterField(
            model_name="feed",
            name="kind",
            field=models.CharField(
                choices=[
                    ("milestone", "A milestone"),
                    ("money", "A money figure"),
                    ("indicator", "A KPI"),
                    ("key_results", "Other key results"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("indicator__isnull", True),
                        ("kind", "milestone"),
                        ("milestone__isnull", False),
                        ("work__isnull", True),
                    ),
                    models.Q(
                        ("indicator__isnull", True),
                        ("kind", "money"),
                        ("milestone__isnull", True),
                        ("work__isnull", False),
                        models.Q(("amount", ""), _negated=True),
                    ),
                    models.Q(
                        ("indicator__isnull", False),
                        ("kind", "indicator"),
                        ("milestone__isnull", True),
                        ("work__isnull", True),
                    ),
                    models.Q(
                        ("indicator__isnull", True),
                        ("kind", "key_results"),
                        ("milestone__isnull", True),
                        ("work__isnull", True),
                        models.Q(("combine", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="feed_names_its_source",
                violation_error_message="Name what feeds the key result.",
            ),
        ),
    ]
