"""The stages of OKRs, scores when their cycle closes, what continues what, and why a reading came late."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds them; OKRs that are there are drafts that nobody has approved yet, and nothing has a score."""

    dependencies = [
        ("okr", "0009_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="keyresult",
            name="closing_note",
            field=models.TextField(blank=True, help_text="What was learned."),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="okr.keyresult",
            ),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="score",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="0 to 1, given when the cycle closes.",
                max_digits=3,
                null=True,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
            ),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="suggested_score",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                editable=False,
                help_text="What was suggested then.",
                max_digits=3,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="okrset",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="okrset",
            name="approved_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="okrset",
            name="gate_override",
            field=models.TextField(blank=True, help_text="Why it was approved although something is to be mended."),
        ),
        migrations.AddField(
            model_name="okrset",
            name="stage",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("aligning", "Aligning"),
                    ("review", "In review"),
                    ("approved", "Approved"),
                ],
                default="draft",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="late_reason",
            field=models.TextField(blank=True, help_text="Why it was taken after its cycle had closed."),
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="closing_note",
            field=models.TextField(blank=True, help_text="What was learned."),
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="okr.strategicobjective",
            ),
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="score",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="0 to 1, given when the cycle closes.",
                max_digits=3,
                null=True,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
            ),
        ),
        migrations.AddField(
            model_name="strategicobjective",
            name="suggested_score",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                editable=False,
                help_text="What was suggested then.",
                max_digits=3,
                null=True,
            ),
        ),
    ]
