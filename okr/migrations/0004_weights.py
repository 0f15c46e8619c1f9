"""What each child of an objective counts for in its outcome: a fixed share, an equal one, or nothing."""

from decimal import Decimal
from typing import Any

import django.core.validators
from django.db import migrations, models


def _share() -> Any:
    return models.DecimalField(
        blank=True,
        decimal_places=2,
        help_text="Fixed percent of the objective above; those without one share the rest equally.",
        max_digits=5,
        null=True,
        validators=[
            django.core.validators.MinValueValidator(Decimal("0")),
            django.core.validators.MaxValueValidator(Decimal("100")),
        ],
    )


def _contributes() -> Any:
    return models.BooleanField(
        default=True, help_text="Whether its progress counts in the outcome of the objective above."
    )


class Migration(migrations.Migration):
    """Adds the fields; nobody holds a share yet, so that all count alike."""

    dependencies = [("okr", "0003_what_plan_files_carry")]

    operations = [
        migrations.AddField("keyresult", "contributes", _contributes()),
        migrations.AddField("keyresult", "share", _share()),
        migrations.AddField("strategicobjective", "contributes", _contributes()),
        migrations.AddField("strategicobjective", "share", _share()),
    ]
