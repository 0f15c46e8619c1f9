"""Hands out a kept file, which a browser may save but never show or run."""

from typing import Final

from django.http import FileResponse, Http404

from big.documents.models import DocumentVersion

# Kinds that a browser saves as what they are; anything else is bytes, whatever it was uploaded as.
NAMED_TYPES: Final = {
    "application/pdf",
    "application/xml",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OTHER_TYPE: Final = "application/octet-stream"
NOTHING_RUNS: Final = "default-src 'none'; sandbox"


def sent(version: DocumentVersion) -> FileResponse:
    """The file as an attachment; 404 where the store has lost it."""
    try:
        source = version.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is missing from the file store.") from error
    kind = version.content_type if version.content_type in NAMED_TYPES else OTHER_TYPE
    response = FileResponse(source, as_attachment=True, filename=version.filename, content_type=kind)
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
