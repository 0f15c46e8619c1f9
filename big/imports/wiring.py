"""What this app registers with the rest of the product."""

from typing import Any

from django.urls import reverse

from big.accounts.models import User
from big.documents.models import Document
from big.imports import applying
from big.imports.api import ImportViewSet
from big.imports.models import IMPORT_RUN, ImportRun
from big.jobs import handlers
from big.registry import census, navigation, pages, routes, subjects


def connect() -> None:
    """Register subject, job, navigation, census and the panel of a kept file; called once, when Django is ready."""
    subjects.register(
        ImportRun,
        noun="import",
        icon="import",
        visible=ImportRun.objects.visible_to,
        address=lambda key: reverse("imports:run_detail", args=[key]),
    )
    handlers.register(applying.HANDLER)
    routes.register("imports", ImportViewSet)
    navigation.register(
        navigation.Entry("Settings", "Imports", "import", "imports:run_list", right=IMPORT_RUN, order=30)
    )
    census.register("imports", _count)
    pages.add_panel(
        "documents.document",
        pages.Panel("imports", "Imports of this file", "imports/_document_panel.html", _runs_of, order=20),
    )


def _count() -> dict[str, Any]:
    return {
        "runs": ImportRun.objects.count(),
        "applied": ImportRun.objects.filter(state=ImportRun.State.APPLIED).count(),
    }


def _runs_of(document: Document, user: User) -> dict[str, Any] | None:
    runs = list(ImportRun.objects.visible_to(user).filter(file__document=document).for_rows()[:20])
    return {"runs": runs} if runs else None
