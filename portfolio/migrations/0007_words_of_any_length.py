"""Room for what imported files say in words: why an amount is missing, and names as other systems give them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0006_saved_view")]

    operations = [
        migrations.AlterField(
            model_name="moneyline",
            name="note",
            field=models.TextField(blank=True, help_text="Why an amount is missing or estimated."),
        ),
        migrations.AlterField(
            model_name="workreference",
            name="value",
            field=models.CharField(help_text="An id, or a name with its department.", max_length=500),
        ),
    ]
