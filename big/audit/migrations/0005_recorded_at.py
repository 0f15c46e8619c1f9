"""Let the database say when an event was recorded: at the moment of the versions that the same transaction made."""

from django.db import migrations, models

import big.history.stamp


class Migration(migrations.Migration):
    dependencies = [("history", "0001_base"), ("audit", "0004_sealing")]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="at",
            field=models.DateTimeField(
                db_default=big.history.stamp.Stamp(),
                db_index=True,
                help_text="The moment of the versions that the same transaction made.",
            ),
        ),
    ]
