"""Imports over the API: check a file, look at what it would do, apply it or set it aside."""

from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.filters import ChoiceFilter, CodeFilter, RecordFilter
from big.api.keys import SeenKeyField
from big.api.serializers import NothingSerializer, RecordSerializer
from big.api.viewsets import RecordViewSet, record_action
from big.imports import applying, formats, services
from big.imports.forms import LimitedUpload, upload_form, uploaded
from big.imports.models import APPLY_JOB, ImportRun
from big.imports.policies import can_import
from big.jobs.models import Job
from big.policies import require

_OWN: Final = frozenset({"format", "file"})


class ImportSerializer(RecordSerializer):
    """A file that was checked, and perhaps applied; `plan` says what it would do or did."""

    job = SeenKeyField(model=Job, help_text="The job that applies it, where a worker does.")
    counts = serializers.JSONField(
        read_only=True, help_text="By kind of record: created, updated, unchanged and refused."
    )
    refusal = serializers.CharField(
        read_only=True, allow_null=True, help_text="Why the file as a whole cannot be read."
    )

    class Meta:
        model = ImportRun
        fields = (
            "id",
            "format",
            "file",
            "options",
            "state",
            "counts",
            "refusal",
            "requested_by",
            "requested_at",
            "applied_at",
            "job",
        )


class PlannedRowSerializer(serializers.Serializer[Any]):
    """One record that the file speaks of: what would happen to it, and why."""

    model = serializers.CharField()
    action = serializers.ChoiceField(choices=["create", "update", "unchanged", "refused"])
    label: Any = serializers.CharField()
    place = serializers.CharField()
    reason = serializers.CharField()
    changes = serializers.JSONField()


class ImportPlanSerializer(ImportSerializer):
    """One import with its plan, row by row."""

    rows = PlannedRowSerializer(many=True, source="plan.rows", default=list, read_only=True)
    not_read = serializers.ListField(
        child=serializers.CharField(), source="plan.not_read", default=list, read_only=True
    )
    notes = serializers.ListField(child=serializers.CharField(), source="plan.notes", default=list, read_only=True)
    account = serializers.JSONField(
        source="plan.account",
        default=dict,
        read_only=True,
        help_text="Of formats that answer for every cell: cells = stored + named; `not_read` names the latter.",
    )

    class Meta:
        model = ImportRun
        fields = (*ImportSerializer.Meta.fields, "rows", "not_read", "notes", "account")


class ImportUploadSerializer(serializers.Serializer[Any]):
    """A file, the key of its format, and the options of that format as further fields."""

    format = serializers.CharField(help_text="The key of the format, as the Imports page lists them.")
    file = serializers.FileField()


class ImportFilter(RecordFilter):
    """Which imports."""

    format = CodeFilter()
    state = ChoiceFilter(ImportRun.State)


class ImportViewSet(RecordViewSet):
    """Files that were imported or wait to be. The state says what may be done, so there is no version."""

    queryset = ImportRun.objects.none()
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    newest_first = True
    has_version = False
    create_serializer_class = ImportUploadSerializer

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Stop reading an upload at the largest size that any format takes, before anybody reads a byte of it."""
        self._upload = LimitedUpload(request, max((each.max_bytes for each in formats.offered()), default=0))
        self._is_upload = request.method == "POST" and "pk" not in self.kwargs
        if self._is_upload:
            request.upload_handlers.insert(0, self._upload)
        return super().initialize_request(request, *args, **kwargs)

    def get_parsers(self) -> Any:
        """A form for the upload, JSON for acts."""
        return [MultiPartParser()] if getattr(self, "_is_upload", False) else super().get_parsers()

    def get_serializer_class(self) -> Any:
        """One import tells its rows; a list tells only how many there are."""
        return ImportSerializer if self.action == "list" else ImportPlanSerializer

    def rows(self) -> "QuerySet[Any]":
        """Imports with the key of the job that applies or applied each."""
        jobs = Job.objects.filter(kind=APPLY_JOB, subject_id=OuterRef("pk")).order_by("-pk")
        told = {"counts": F("plan__counts"), "refusal": F("plan__refusal")}
        rows: QuerySet[Any] = super().rows()
        rows = rows.annotate(job_id=Subquery(jobs.values("pk")[:1]), **told)
        return rows.defer("plan") if self.action == "list" else rows

    @extend_schema(request={"multipart/form-data": ImportUploadSerializer}, responses={201: ImportPlanSerializer})
    def create(self, request: Request) -> Response:
        """Keep a file and check it: nothing is written until the import is applied."""
        entry = self._format(self.given(ImportUploadSerializer)["format"])
        form = upload_form(entry, request.data, request.FILES, upload=self._upload)
        unknown = [name for name in request.data if name not in form.fields and name not in _OWN]
        if unknown:
            raise ValidationError({name: ["This format has no such option."] for name in unknown})
        if not form.is_valid():
            raise ValidationError({name: [str(each) for each in errors] for name, errors in form.errors.items()})
        name, content, options = uploaded(form, entry)
        run = services.check_file(entry.key, actor=self.actor, filename=name, content=content, options=options)
        return self.shown_again(run, status.HTTP_201_CREATED)

    def _format(self, key: str) -> formats.Format:
        try:
            entry = formats.get(key)
        except LookupError as error:
            known = ", ".join(each.key for each in formats.offered())
            raise ValidationError({"format": [f"There is no such format. There are: {known}."]}) from error
        require(can_import(self.actor, entry))
        return entry

    @record_action(NothingSerializer)
    def apply(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Write what was planned, all of it or nothing; a large one by a worker, whose job the answer names."""
        if applying.is_large(ImportRun.objects.visible_to(self.actor).get(pk=key)):
            services.request_apply(key, actor=self.actor)
        else:
            services.apply_run(key, actor=self.actor)

    @record_action(NothingSerializer)
    def discard(self, key: int, version: int, given: dict[str, Any]) -> ImportRun:
        """Set the file aside; it and what it planned stay as evidence."""
        return services.discard_run(key, actor=self.actor)
