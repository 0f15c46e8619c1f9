"""Let a search for part of a name use an index, however many pieces of work there are.

pg_trgm is a trusted extension since PostgreSQL 13: the owner of the database may create it.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0007_words_of_any_length")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="work",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                ),
                name="work_name_parts",
            ),
        ),
    ]
