"""The API's resources of work itself: its types and lifecycles, the register, and what is done to a piece of work."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from big.api.filters import CodeFilter, KeyFilter, RecordFilter, YesNoFilter
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, only, record_action
from portfolio.api.filters import work_filter
from portfolio.api.shapes import MARKS, TotalsSerializer, frame_of
from portfolio.api.work_shapes import (
    BulkInput,
    LifecycleStateSerializer,
    MoveInput,
    MustDoInput,
    ReferInput,
    StateInput,
    TypeInput,
    WorkChange,
    WorkInput,
    WorkSerializer,
    WorkTypeSerializer,
)
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work
from portfolio.selectors.money import totals
from portfolio.selectors.standing import mark_counts
from portfolio.services import lifecycles, works
from portfolio.services.bulk import change_works


class WorkTypeViewSet(RecordViewSet):
    """The kinds of work that the organisation has."""

    queryset = WorkType.objects.none()
    serializer_class = WorkTypeSerializer
    has_version = False


class LifecycleStateFilter(RecordFilter):
    """The filters of lifecycle states."""

    work_type = KeyFilter(WorkType)
    type = CodeFilter(field_name="work_type__key")
    is_live = YesNoFilter()

    class Meta:
        model = LifecycleState
        fields: tuple[str, ...] = ()


class LifecycleStateViewSet(RecordViewSet):
    """The states that work of each kind passes."""

    queryset = LifecycleState.objects.none()
    serializer_class = LifecycleStateSerializer
    filterset_class = LifecycleStateFilter
    prefetch = ("followers",)
    has_version = False


class WorkTotalsSerializer(serializers.Serializer[Any]):
    """What a set of work comes to: how many, by mark, and its money of the financial year."""

    count = serializers.IntegerField(read_only=True)
    by_mark = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text=f"By {', '.join(mark for mark, _ in MARKS)}."
    )
    money = TotalsSerializer(read_only=True)


class WorkViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Work in all four streams."""

    queryset = Work.objects.none()
    serializer_class = WorkSerializer
    create_serializer_class = WorkInput
    change_serializer_class = WorkChange
    select = ("work_type", "state")
    prefetch = ("references",)

    @property
    def filterset_class(self) -> Any:
        """The filters of the portfolio list, with those of upper apps."""
        return work_filter()

    def parameters(self) -> frozenset[str]:
        """The totals take the filters of the list."""
        return frozenset(work_filter().base_filters) if self.action == "totals" else super().parameters()

    def add(self, given: dict[str, Any]) -> Work:
        """Add work."""
        return works.create_work(actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Work:
        """Change what it says of itself."""
        return works.change_work(key, actor=self.actor, version=version, changes=changes, why=why)

    @record_action(MoveInput)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Put it under another piece of work, or at the top."""
        works.move_work(key, actor=self.actor, version=version, **given)

    @record_action(StateInput)
    def state(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move it on along its lifecycle."""
        lifecycles.change_state(key, actor=self.actor, version=version, **given)

    @record_action(TypeInput)
    def type(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Give it another type, with the state that it is in."""
        lifecycles.change_type(key, actor=self.actor, version=version, **given)

    @record_action(MustDoInput)
    def must_do(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Mark it a must-do with its obligation, or lift the mark."""
        works.mark_must_do(key, actor=self.actor, version=version, **given)

    @record_action(ReferInput)
    def refer(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Note what another system calls it; a name that other work has is refused."""
        works.refer_to_work(key, actor=self.actor, version=version, **given)

    @extend_schema(responses=WorkSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def bulk(self, request: Request) -> Response:
        """Give many pieces of work the same owner, unit or node, all or none; answers with those that changed."""
        given = self.given(BulkInput)
        versions = {each["id"]: each["version"] for each in given["works"]}
        changes = only(given, "owner", "unit", "node")
        changed = change_works(versions, actor=self.actor, changes=changes, why=given.get("why", ""))
        rows = list(self.get_queryset().filter(pk__in=[work.pk for work in changed]).order_by("pk"))
        return Response(self.get_serializer(rows, many=True).data)

    bulk.input_class = BulkInput  # type: ignore[attr-defined]

    @extend_schema(responses=WorkTotalsSerializer, filters=True)
    @action(detail=False, methods=["get"], pagination_class=None)
    def totals(self, request: Request) -> Response:
        """What the work that the filters find comes to."""
        reading = frame_of(self.get_serializer_context())
        found = work_filter()(request.query_params, self.get_queryset(), request=request)
        if not found.is_valid():
            raise serializers.ValidationError(found.errors)
        chosen = Work.objects.filter(pk__in=found.qs.order_by().values("pk"))
        marks = mark_counts(chosen, reading.today, stale_after=reading.stale_after)
        money = totals(chosen, reading.year, currency=reading.currency)
        return Response(WorkTotalsSerializer({"count": sum(marks.values()), "by_mark": marks, "money": money}).data)
