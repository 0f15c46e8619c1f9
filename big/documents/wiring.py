"""What this app registers with the rest of the product."""

from typing import Any

from django.db.models import Sum
from django.urls import reverse

from big.accounts.models import User
from big.documents.api import DocumentVersionViewSet, DocumentViewSet
from big.documents.models import Document, DocumentVersion
from big.registry import census, routes, searching, subjects


def connect() -> None:
    """Register audit subject, census part and search; called once, when Django is ready."""
    subjects.register(
        Document,
        noun="document",
        icon="document",
        visible=Document.objects.visible_to,
        address=lambda key: reverse("documents:document_detail", args=[key]),
    )
    census.register("documents", _count)
    searching.register(searching.Provider("documents", "Documents", "document", _find, order=80))
    routes.register("documents", DocumentViewSet)
    routes.register("document-versions", DocumentVersionViewSet)


def _count() -> dict[str, Any]:
    return {
        "documents": Document.objects.count(),
        "versions": DocumentVersion.objects.count(),
        "bytes": DocumentVersion.objects.aggregate(total=Sum("size"))["total"] or 0,
    }


def _find(user: User, words: str, limit: int) -> list[searching.Hit]:
    found = Document.objects.visible_to(user).filter(title__icontains=words).order_by("-pk")[:limit]
    return [
        searching.Hit(
            code=f"DOC-{document.pk}",
            name=document.title,
            url=document.get_absolute_url(),
            line=document.get_kind_display(),
        )
        for document in found
    ]
