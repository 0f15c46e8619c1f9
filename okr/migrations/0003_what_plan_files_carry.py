"""Keep what plan files carry: places for stakeholders, empty ones too, and the form of statements."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the fields, and lets imported records be empty."""

    dependencies = [("imports", "0001_initial"), ("okr", "0002_codes_are_addresses")]

    operations = [
        migrations.AddField(
            model_name="stakeholder",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stakeholders",
                to="okr.plan",
            ),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, editable=False, help_text="Place in the plan's file."),
        ),
        migrations.AlterField(
            model_name="stakeholder",
            name="name",
            field=models.CharField(
                blank=True, help_text="Empty only where a plan file leaves it empty.", max_length=300
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True) | models.Q(("source__isnull", False)),
                name="stakeholder_is_named_or_imported",
                violation_error_message="Enter the name of the stakeholder.",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="exchange",
            field=models.JSONField(blank=True, default=dict, help_text="What a file format carries and no page shows."),
        ),
        migrations.RemoveConstraint(model_name="statement", name="statement_says_something"),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), ("text", ""), _negated=True) | models.Q(("source__isnull", False)),
                name="statement_says_something",
                violation_error_message="Enter a name or a text.",
            ),
        ),
    ]
