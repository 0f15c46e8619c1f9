"""Users and API tokens."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("is_service", models.BooleanField(default=False)),
                (
                    "is_administrator",
                    models.BooleanField(
                        default=False, help_text="Runs the installation: may do everything that is not confidential."
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("auto", "As the device"), ("light", "Light"), ("dark", "Dark")],
                        default="auto",
                        max_length=5,
                    ),
                ),
                (
                    "has_shortcuts",
                    models.BooleanField(default=True, help_text="Single-key shortcuts; WCAG 2.1.4 asks for a switch."),
                ),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_unique",
                        violation_error_message="There is already an account for this address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_administrator", True), ("is_service", True), _negated=True),
                        name="user_service_is_no_administrator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="What uses it, so that it can be told apart and revoked.", max_length=100
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("hint", models.CharField(editable=False, max_length=8)),
                ("created_at", models.DateTimeField()),
                ("last_used_on", models.DateField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
    ]
