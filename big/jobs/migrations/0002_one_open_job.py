"""At most one unfinished job of a kind for one record, however many ask at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the constraint."""

    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("kind", "subject_id"),
                name="job_open_once",
                violation_error_message="This is being worked on already.",
            ),
        ),
    ]
