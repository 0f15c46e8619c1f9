"""The API's resource of KPIs."""

from typing import Any

from rest_framework import serializers

from big.api.filters import ChoiceFilter, CodeFilter, KeyFilter, RecordFilter, WordsFilter, YesNoFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.organisation.models import Person, Unit
from okr.models.indicators import Indicator
from okr.services import indicators as services
from portfolio.api.work_shapes import active_people, open_units

_FIELDS = (
    "name",
    "definition",
    "unit",
    "owner",
    "parent",
    "measure",
    "direction",
    "target_text",
    "target",
    "red_at",
    "green_at",
    "health",
    "health_reasons",
    "is_key",
    "state",
)


class IndicatorSerializer(RecordSerializer):
    """A KPI: what is measured, where it should be, and how it stands."""

    class Meta:
        model = Indicator
        fields = ("id", "version", "code", *_FIELDS, "created_at", "updated_at", "source", "source_ref")


class IndicatorInput(ModelInputSerializer):
    """A KPI to be added; without a code it takes the next free one."""

    code = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    unit = KeyField(Unit, among=open_units, required=False, allow_null=True)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    parent: Any = KeyField(Indicator, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Indicator
        fields = ("code", *_FIELDS, "why")


class IndicatorChange(ModelInputSerializer):
    """What may be changed of a KPI."""

    unit = KeyField(Unit, among=open_units, required=False, allow_null=True)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    parent: Any = KeyField(Indicator, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Indicator
        fields = (*_FIELDS, "why")


class ValueInput(InputSerializer):
    """What a KPI came to: on a day, today if none is given, or over the days since `starts_on`."""

    value = serializers.DecimalField(max_digits=20, decimal_places=4)
    read_on = serializers.DateField(required=False)
    starts_on = serializers.DateField(required=False)
    note = serializers.CharField(required=False, allow_blank=True)


class IndicatorFilter(RecordFilter):
    """Which KPIs."""

    q = WordsFilter("code", "name", "definition")
    code = CodeFilter()
    unit = KeyFilter(Unit)
    owner = KeyFilter(Person)
    parent = KeyFilter(Indicator)
    state = ChoiceFilter(Indicator.State)
    is_key = YesNoFilter()
    updated_since = updated_since()

    class Meta:
        model = Indicator
        fields: tuple[str, ...] = ()


class IndicatorViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """KPIs: continuing measures with target, health and dated values."""

    queryset = Indicator.objects.none()
    serializer_class = IndicatorSerializer
    create_serializer_class = IndicatorInput
    change_serializer_class = IndicatorChange
    filterset_class = IndicatorFilter

    def add(self, given: dict[str, Any]) -> Indicator:
        """Add a KPI."""
        return services.create_indicator(given.pop("code"), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Indicator:
        """Change it."""
        return services.change_indicator(key, actor=self.actor, changes=changes, version=version, why=why)

    @record_action(ValueInput)
    def record_value(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Record what it came to."""
        services.record_value(key, actor=self.actor, version=version, **given)
