"""Files of drafts leave their node, where all who read documents would find them, until the pack is issued."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def leave(apps: Any, schema_editor: Any) -> None:
    """Take the node from the documents of drafts."""
    _of_drafts(apps).update(node=None)


def stand(apps: Any, schema_editor: Any) -> None:
    """Give each the node of its pack again."""
    packs = apps.get_model("governance", "Pack").objects.filter(file__document=OuterRef("pk"))
    _of_drafts(apps).update(node=Subquery(packs.values("node")[:1]))


def _of_drafts(apps: Any) -> Any:
    drafts = apps.get_model("governance", "Pack").objects.filter(state="draft", file__isnull=False)
    return apps.get_model("documents", "Document").objects.filter(pk__in=drafts.values("file__document"))


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_issued_packs_stay"), ("documents", "0002_initial")]

    operations = [migrations.RunPython(leave, stand)]
