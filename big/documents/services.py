"""Everything that changes documents."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from big.accounts.models import User
from big.audit.record import record, register
from big.documents.models import Document, DocumentVersion
from big.organisation.nodes import Node

DOCUMENT_ADDED = register("documents.document.added", "added the document")
VERSION_ADDED = register("documents.version.added", "added version {after[number]}")


@transaction.atomic
def add_document(
    title: str,
    *,
    actor: User,
    kind: Document.Kind,
    filename: str,
    content: bytes,
    content_type: str,
    node: Node | None = None,
    is_confidential: bool = False,
) -> DocumentVersion:
    """Keep a file as version 1 of a new document, with its checksum."""
    document = Document(title=title[:250], kind=kind, node=node, created_by=actor, is_confidential=is_confidential)
    document.full_clean(exclude=["source"])
    document.save(force_insert=True)
    version = store_version(document, actor=actor, filename=filename, content=content, content_type=content_type)
    record(DOCUMENT_ADDED, actor=actor, on=document, after={"file": filename, "sha256": version.sha256})
    return version


def store_version(
    document: Document, *, actor: User, filename: str, content: bytes, content_type: str, note: str = ""
) -> DocumentVersion:
    """Write the next version's file and row; the caller's transaction holds the document."""
    last = document.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = DocumentVersion(
        document=document,
        number=last + 1,
        filename=filename[:250],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        author=actor,
        note=note,
    )
    version.file.save("file", ContentFile(content), save=False)
    version.save(force_insert=True)
    return version
