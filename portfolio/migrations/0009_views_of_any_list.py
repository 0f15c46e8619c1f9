"""Let people name views of any list; those that are there are of the list of work."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("portfolio", "0008_find_by_part_of_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="savedview",
            name="saved_view_name_once_an_owner",
        ),
        migrations.AddField(
            model_name="savedview",
            name="of_list",
            field=models.CharField(default="works", help_text="The list that it is a view of.", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                models.F("of_list"),
                django.db.models.functions.text.Lower("name"),
                name="saved_view_name_once_an_owner",
                violation_error_message="You have a view of that name.",
            ),
        ),
    ]
