"""What a check-in says beside its value: what stands in the way, and that the last value is still true."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the fields; what was read before was measured, and nothing stood in its way that anybody wrote down."""

    dependencies = [("okr", "0005_cycles")]

    operations = [
        migrations.AddField(
            "reading", "blocker", models.TextField(blank=True, help_text="What stands in the way, in words.")
        ),
        migrations.AddField(
            "reading",
            "is_attested",
            models.BooleanField(
                default=False,
                help_text="Said without a new measurement: nothing has changed, the last value is still true.",
            ),
        ),
    ]
