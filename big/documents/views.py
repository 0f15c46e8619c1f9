"""A document's page, and its files, which a browser may save but never show or run."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from big.documents.models import Document, DocumentVersion
from big.documents.selectors import message_of
from big.documents.sending import sent
from big.http import AuthedRequest, render_page
from big.registry import pages


@login_required
@require_safe
def document_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """What the document is, its versions with their checksums, and the records it belongs to."""
    found = Document.objects.visible_to(request.user).select_related("created_by", "owner", "node", "unit")
    document = get_object_or_404(found, pk=pk)
    versions = list(document.versions.for_rows())
    context = {
        "document": document,
        "versions": versions,
        "message": message_of(versions),
        "panels": pages.panels_for("documents.document", document, request.user),
    }
    return render_page(request, "documents/document_detail.html", context)


@login_required
@require_safe
def version_download(request: AuthedRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """One version's file, as an attachment."""
    version = get_object_or_404(DocumentVersion.objects.visible_to(request.user), document=pk, number=number)
    return sent(version)
