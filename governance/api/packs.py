"""Packs over the API: asked for, read, issued, and their file."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.filters import ChoiceFilter, CodeFilter, DayFilter, KeyFilter, RecordFilter, WordsFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, NothingSerializer, RecordSerializer
from big.api.viewsets import RecordViewSet, record_action
from big.documents.api import AnyType
from big.documents.services import content_of
from big.history.asking import settled_moment
from big.jobs.api import JobSerializer
from big.organisation.models import Node
from governance.models.packs import Pack
from governance.services import packs


class CheckSerializer(serializers.Serializer[Any]):
    """One of the checks that a pack must pass before it is issued."""

    text = serializers.CharField(read_only=True)
    holds = serializers.BooleanField(read_only=True)
    is_warning = serializers.BooleanField(read_only=True, help_text="It does not keep the pack from being issued.")


class AnchorSerializer(serializers.Serializer[Any]):
    """How long the hash chain of the audit log was at a moment, and the hash of its last link."""

    at = serializers.DateTimeField(read_only=True)
    count = serializers.IntegerField(read_only=True)
    head = serializers.CharField(read_only=True)


class PackSerializer(RecordSerializer):
    """The material for one sitting of one node; once issued it never changes."""

    prepared_by_name = serializers.CharField(source="prepared_by.name", read_only=True)
    issued_by_name = serializers.CharField(source="issued_by.name", read_only=True, default="")
    anchor = AnchorSerializer(read_only=True, allow_null=True, help_text="Null where it was issued without one.")
    checks = CheckSerializer(many=True, read_only=True, allow_null=True, help_text="Null while it is not built.")

    class Meta:
        model = Pack
        fields = (
            "id",
            "version",
            "code",
            "node",
            "title",
            "classification",
            "read_on",
            "as_of",
            "edition",
            "supersedes",
            "state",
            "prepared_by_name",
            "built_at",
            "template_version",
            "checks",
            "pages",
            "sha256",
            "content_sha256",
            "anchor",
            "issued_at",
            "issued_by_name",
            "created_at",
            "updated_at",
        )


class PackInput(InputSerializer):
    """The node whose pack is asked for, the moment whose records it shows, and the day on which they are read.

    Both are the present if they are not given; `as_of` is a date, which means its end, or a moment.
    """

    node = KeyField(Node)
    read_on = DayField(required=False, allow_null=True)
    as_of = serializers.CharField(required=False, allow_null=True, max_length=40)


class PackRequestSerializer(serializers.Serializer[Any]):
    """The pack that is being built, and the job that tells how far it is."""

    pack = PackSerializer(read_only=True)
    job = JobSerializer(read_only=True)


class PackFilter(RecordFilter):
    """Which packs."""

    q = WordsFilter("title", "code")
    code = CodeFilter()
    node = KeyFilter(Node)
    state = ChoiceFilter(Pack.State)
    read_from = DayFilter(field_name="read_on", lookup_expr="gte")
    read_to = DayFilter(field_name="read_on", lookup_expr="lte")
    updated_since = updated_since()


class PackViewSet(RecordViewSet):
    """Governance packs: those issued to whoever reads packs of the node, drafts to those who build them."""

    queryset = Pack.objects.none()
    serializer_class = PackSerializer
    filterset_class = PackFilter
    create_serializer_class = PackInput
    select = ("prepared_by", "issued_by")
    newest_first = True

    def rows(self) -> "QuerySet[Any]":
        """Packs without their stored pages and figures."""
        shown: QuerySet[Any] = super().rows().annotate(checks=F("snapshot__checks")).defer("snapshot", "html")
        return shown

    @extend_schema(responses={202: PackRequestSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a pack: a worker builds it, and the job tells how far it is."""
        given = self.given(PackInput)
        said = given.get("as_of")
        pack, job = packs.request_pack(
            given["node"].pk,
            actor=self.actor,
            read_on=given.get("read_on"),
            as_of=settled_moment(said) if said else None,
        )
        told = {"pack": self.get_queryset().get(pk=pack.pk), "job": job}
        serializer = PackRequestSerializer(told, context=self.get_serializer_context())
        return Response(serializer.data, status.HTTP_202_ACCEPTED)

    @record_action(NothingSerializer)
    def issue(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Issue a built draft: from then on its pages, figures and file never change."""
        packs.issue_pack(key, actor=self.actor, version=version)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def snapshot(self, request: Request, pk: int) -> Response:
        """Every figure and sentence of the pack, each with its source."""
        found = Pack.objects.visible_to(self.actor).values_list("snapshot", flat=True).filter(pk=pk).first()
        if found is None:
            raise Http404
        return Response(found)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], content_negotiation_class=AnyType)
    def file(self, request: Request, pk: int) -> HttpResponse:
        """The PDF, proved against its checksum before it is handed out; 404 while it is not built."""
        pack = self.get_object()
        if pack.file is None:
            raise Http404
        response = HttpResponse(content_of(pack.file), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{pack.code}.pdf"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
