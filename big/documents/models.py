"""A document and its versions; a version's file never changes, a correction is the next version."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import EVERYTHING, open_or_cleared_q, person_named_q
from big.records import Record
from big.registry import rights

FOLDER = "documents"
DOCUMENT_VIEW = rights.register("document.view", "See documents and the files that imports kept")


def stored_name(version: "DocumentVersion", filename: str) -> str:
    """Where the file is put: by checksum, so that a name from outside never becomes a path."""
    return f"{FOLDER}/{version.sha256[:2]}/{version.sha256}-{version.document_id}-{version.number}"


class DocumentQuerySet(RowsQuerySet["Document"]):
    """The words for asking about documents."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """Documents of the nodes and units where the user may see them, and the user's own."""
        named = person_named_q(user, "owner") | models.Q(created_by=user.pk)
        return self.filter(open_or_cleared_q(user, DOCUMENT_VIEW, named=named & EVERYTHING))


class Document(Record):
    """Something written that the organisation keeps: a plan, a pack, a policy, an imported file."""

    class Kind(models.TextChoices):
        IMPORTED = "imported", "Imported file"
        PACK = "pack", "Governance pack"
        EVIDENCE = "evidence", "Evidence"
        PLAN = "plan", "Plan"
        OTHER = "other", "Other document"

    title = models.CharField(max_length=250)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    node = models.ForeignKey(
        "organisation.Node", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    unit = models.ForeignKey(
        "organisation.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    owner = models.ForeignKey(
        "organisation.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_confidential = models.BooleanField(default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The document's page."""
        return reverse("documents:document_detail", args=[self.pk])


class DocumentVersionQuerySet(RowsQuerySet["DocumentVersion"]):
    """The words for asking about versions."""

    def visible_to(self, user: User) -> Self:
        """The versions of the documents that `user` may see."""
        return self.filter(document__in=Document.objects.visible_to(user))

    def for_rows(self) -> Self:
        """What a row shows, newest first."""
        return self.select_related("author").order_by("document", "-number")


class DocumentVersion(models.Model):
    """One file, fixed by its SHA-256."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to=stored_name, max_length=300)
    filename = models.CharField(max_length=250, help_text="As the author named it; shown, never used as a path.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once")]

    def __str__(self) -> str:
        return f"{self.filename}, version {self.number}"

    def get_absolute_url(self) -> str:
        """Where the file itself is downloaded."""
        return reverse("documents:version_download", args=[self.document_id, self.number])
