"""Packs keep the anchor of the audit log at their issue; those issued before have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_packs_at_a_moment")]

    operations = [
        migrations.AddField(
            "pack",
            "anchor",
            models.JSONField(
                blank=True,
                help_text="How long the chain of the audit log was at issue, and the hash of its last link.",
                null=True,
            ),
        ),
    ]
