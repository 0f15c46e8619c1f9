"""Documents and their versions over the API; acts of the product keep them, so that they are read only."""

from typing import Any, Final

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from big.api.filters import ChoiceFilter, CodeFilter, KeyFilter, RecordFilter, WordsFilter, YesNoFilter, updated_since
from big.api.serializers import RecordSerializer
from big.api.viewsets import RecordViewSet
from big.documents.models import Document, DocumentVersion
from big.documents.sending import NAMED_TYPES, OTHER_TYPE, sent
from big.organisation.models import Node, Person, Unit

_FILE: Final = {(200, kind): OpenApiTypes.BINARY for kind in (*sorted(NAMED_TYPES), OTHER_TYPE)}


class AnyType(BaseContentNegotiation):
    """A file is what it is, whatever was asked for; errors are JSON."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """The first: nothing is read."""
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first, for errors."""
        return renderers[0], renderers[0].media_type


class DocumentSerializer(RecordSerializer):
    """Something written that the organisation keeps."""

    class Meta:
        model = Document
        fields = (
            "id",
            "title",
            "kind",
            "node",
            "unit",
            "owner",
            "created_by",
            "is_confidential",
            "version",
            "created_at",
            "updated_at",
        )


class DocumentFilter(RecordFilter):
    """Which documents."""

    q = WordsFilter("title")
    kind = ChoiceFilter(Document.Kind)
    node = KeyFilter(Node)
    unit = KeyFilter(Unit)
    owner = KeyFilter(Person)
    is_confidential = YesNoFilter()
    updated_since = updated_since()


class DocumentViewSet(RecordViewSet):
    """Plans, packs, evidence and imported files."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    newest_first = True


class DocumentVersionSerializer(RecordSerializer):
    """One file, fixed by its SHA-256; the size is in bytes."""

    class Meta:
        model = DocumentVersion
        fields = (
            "id",
            "document",
            "number",
            "filename",
            "content_type",
            "size",
            "sha256",
            "author",
            "note",
            "created_at",
        )


class DocumentVersionFilter(RecordFilter):
    """Which versions."""

    document = KeyFilter(Document)
    sha256 = CodeFilter()


class DocumentVersionViewSet(RecordViewSet):
    """The versions of documents; a version never changes."""

    queryset = DocumentVersion.objects.none()
    serializer_class = DocumentVersionSerializer
    filterset_class = DocumentVersionFilter
    newest_first = True
    has_version = False

    @extend_schema(responses=_FILE)
    @action(detail=True, content_negotiation_class=AnyType)
    def download(self, request: Request, pk: int) -> FileResponse:
        """The file itself."""
        return sent(self.get_object())
