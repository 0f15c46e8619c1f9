"""An index on the act that events belong to, by which Activity gathers its rows."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_recorded_at"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["group", "-id"], name="audit_event_group"),
        ),
    ]
