"""Messages that tell of several records: each part names one, and is told only to whoever may see it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the table; what was sent before told of one record each and has no parts."""

    dependencies = [("notify", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MessagePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about_kind", models.CharField(max_length=100)),
                ("about_id", models.BigIntegerField()),
                ("context", models.JSONField(default=dict)),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notify.linktoken",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="notify.message"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
