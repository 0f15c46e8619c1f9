"""Everything that changes documents, and the one way to read a kept file."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from big.accounts.models import User
from big.audit.record import record, register
from big.documents.models import Document, DocumentVersion
from big.documents.storing import note_written, undone_on_error
from big.errors import RuleError
from big.organisation.models import Unit
from big.organisation.nodes import Node

DOCUMENT_ADDED = register("documents.document.added", "added the document")
VERSION_ADDED = register("documents.version.added", "added version {after[number]}")


def add_document(
    title: str,
    *,
    actor: User,
    kind: Document.Kind,
    filename: str,
    content: bytes,
    content_type: str,
    node: Node | None = None,
    unit: Unit | None = None,
    is_confidential: bool = False,
) -> DocumentVersion:
    """Keep a file as version 1 of a new document, with its checksum."""
    with undone_on_error(), transaction.atomic():
        document = Document(
            title=title[:250], kind=kind, node=node, unit=unit, created_by=actor, is_confidential=is_confidential
        )
        document.full_clean(exclude=["source"])
        document.save(force_insert=True)
        version = store_version(document, actor=actor, filename=filename, content=content, content_type=content_type)
        record(DOCUMENT_ADDED, actor=actor, on=document, after={"file": version.filename, "sha256": version.sha256})
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
    note_written(str(version.file.name))
    version.save(force_insert=True)
    return version


def keep_file(
    title: str, *, actor: User, kind: Document.Kind, filename: str, content: bytes, content_type: str
) -> DocumentVersion:
    """The version that `actor` kept of exactly these bytes under this name before, or a new document."""
    known = DocumentVersion.objects.filter(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        filename=filename[:250],
        document__kind=kind,
        document__created_by=actor,
    )
    return known.order_by("pk").first() or add_document(
        title, actor=actor, kind=kind, filename=filename, content=content, content_type=content_type
    )


def content_of(version: DocumentVersion) -> bytes:
    """The bytes of a version, proved against its checksum; RuleError if the file is gone or was tampered with."""
    try:
        with version.file.open("rb") as source:
            content: bytes = source.read()
    except FileNotFoundError as error:
        raise RuleError("The kept file is missing from the file store.", code="file_missing") from error
    if hashlib.sha256(content).hexdigest() != version.sha256:
        raise RuleError("The kept file no longer matches its checksum, so it is not used.", code="file_changed")
    return content
