"""Let codes be addresses: only characters that an address holds, and unique in whatever case they are typed."""

import django.core.validators
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("okr", "0001_initial"),
        ("organisation", "0002_reference"),
    ]

    operations = [
        migrations.AlterField(
            model_name="driver",
            name="code",
            field=models.CharField(
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Za-z0-9][A-Za-z0-9._-]*$",
                        "Use letters, digits, hyphens, dots and underscores; the code is an address.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="keyresult",
            name="code",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="purpose",
            name="code",
            field=models.CharField(
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Za-z0-9][A-Za-z0-9._-]*$",
                        "Use letters, digits, hyphens, dots and underscores; the code is an address.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="strategicobjective",
            name="code",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="driver",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="driver_code_unique_in_any_case",
                violation_error_message="Another driver has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="key_result_code_unique_in_any_case",
                violation_error_message="Another key result has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="purpose_code_unique_in_any_case",
                violation_error_message="Another purpose has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategicobjective",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="objective_code_unique_in_any_case",
                violation_error_message="Another objective has this code.",
            ),
        ),
    ]
