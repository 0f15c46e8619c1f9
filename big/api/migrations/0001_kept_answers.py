"""Answers that the API keeps for programs that ask twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "through",
                    models.CharField(
                        blank=True,
                        help_text="The way in, where it has keys of its own; empty for the user's own.",
                        max_length=40,
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the method, the address and the body.", max_length=64),
                ),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                ("etag", models.CharField(blank=True, max_length=20)),
                ("made_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "through", "key"), name="kept_answer_once")],
            },
        ),
    ]
