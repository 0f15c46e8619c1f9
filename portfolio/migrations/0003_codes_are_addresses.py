"""Let codes be addresses: only characters that an address holds, and unique in whatever case they are typed."""

import django.core.validators
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_people_as_capacity")]

    operations = [
        migrations.AlterField(
            model_name="work",
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
            model_name="work",
            constraint=models.UniqueConstraint(
                Upper("code"),
                name="work_code_unique_in_any_case",
                violation_error_message="Another piece of work has this code.",
            ),
        ),
    ]
