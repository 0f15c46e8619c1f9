"""The API's resource of when check-ins are asked for."""

from typing import Any

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin
from big.organisation.models import Node, Unit
from okr.api.filters import CheckInRhythmFilter
from okr.models.rhythms import CheckInRhythm
from okr.services import rhythms as services
from portfolio.api.work_shapes import open_units

_TIMES = ("every", "weekday", "month_day", "hour", "zone", "starts_on")


class CheckInRhythmSerializer(RecordSerializer):
    """When a unit, a node or, with neither, the organisation asks for check-ins; what stands below asks alike."""

    class Meta:
        model = CheckInRhythm
        fields = (
            "id",
            "version",
            "unit",
            "node",
            *_TIMES,
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class CheckInRhythmInput(ModelInputSerializer):
    """A rhythm of its own for a unit or a node, or with neither for the organisation."""

    unit = KeyField(Unit, among=open_units, required=False)
    node = KeyField(Node, required=False)
    why = Why()

    class Meta:
        model = CheckInRhythm
        fields = ("unit", "node", *_TIMES, "why")
        extra_kwargs = {"every": {"required": True}, "starts_on": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """At most one place."""
        if "unit" in attrs and "node" in attrs:
            raise serializers.ValidationError("Name a unit or a node, not both.", code="place")
        return attrs


class CheckInRhythmChange(ModelInputSerializer):
    """What may be changed of a rhythm; it asks from its next moment on."""

    why = Why()

    class Meta:
        model = CheckInRhythm
        fields = (*_TIMES, "why")


class CheckInRhythmViewSet(CreateMixin, ChangeMixin, RemoveMixin, RecordViewSet):
    """When check-ins are asked for: the rhythms that the organisation, its units and its nodes have of their own."""

    queryset = CheckInRhythm.objects.none()
    serializer_class = CheckInRhythmSerializer
    create_serializer_class = CheckInRhythmInput
    change_serializer_class = CheckInRhythmChange
    filterset_class = CheckInRhythmFilter

    def add(self, given: dict[str, Any]) -> CheckInRhythm:
        """Set the rhythm of a place that has none; one that is set already was not seen: 409."""
        place = given.pop("unit", None) or given.pop("node", None)
        return services.set_rhythm(place, actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> CheckInRhythm:
        """Change when it asks; what is not given stays."""
        rhythm = self.rows().select_related("unit", "node").get(pk=key)
        kept = {name: getattr(rhythm, name) for name in _TIMES}
        return services.set_rhythm(rhythm.place, actor=self.actor, version=version, why=why, **{**kept, **changes})

    def remove(self, key: int, version: int) -> None:
        """Let the place follow the one above it."""
        services.clear_rhythm(key, actor=self.actor, version=version)
