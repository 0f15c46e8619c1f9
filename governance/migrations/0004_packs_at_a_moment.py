"""Packs keep the moment they were read at, and the hash of what they say; those of before never recorded it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_drafts_at_no_node")]

    operations = [
        migrations.AddField(
            "pack",
            "as_of",
            models.DateTimeField(
                blank=True,
                help_text="It shows what was recorded by this moment; null where that was not recorded.",
                null=True,
            ),
        ),
        migrations.AddField(
            "pack",
            "as_of_asked",
            models.DateTimeField(
                blank=True, help_text="The past moment that was asked for; null for a pack of the present.", null=True
            ),
        ),
        migrations.AddField(
            "pack",
            "content_sha256",
            models.CharField(
                blank=True,
                db_default="",
                help_text="Of the snapshot as canonical JSON, taken when the pack was issued.",
                max_length=64,
            ),
        ),
    ]
