"""The API's resources of cycles and of the OKR sets held in them."""

from typing import Any

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.organisation.models import Node, Person, Unit
from okr.api.filters import CycleFilter, OkrSetFilter
from okr.models.cycles import Cycle, OkrSet
from okr.services import cycles as services
from okr.services import life
from portfolio.api.work_shapes import active_people, open_units


class CycleSerializer(RecordSerializer):
    """A time for which OKRs are set."""

    class Meta:
        model = Cycle
        fields = (
            "id",
            "version",
            "code",
            "name",
            "kind",
            "starts_on",
            "ends_on",
            "state",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class CycleInput(ModelInputSerializer):
    """A cycle to be planned."""

    why = Why()

    class Meta:
        model = Cycle
        fields = ("code", "name", "kind", "starts_on", "ends_on", "why")


class CycleChange(ModelInputSerializer):
    """What may be changed of a cycle; objectives that run over the whole of it follow its days."""

    why = Why()

    class Meta:
        model = Cycle
        fields = ("name", "kind", "starts_on", "ends_on", "why")


class CycleMove(InputSerializer):
    """The state to go on to."""

    to = serializers.ChoiceField(Cycle.State.choices)
    why = Why(help_text="Going back needs it.")


class CycleViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Financial years, quarters and other times for which OKRs are set; they may overlap."""

    queryset = Cycle.objects.none()
    serializer_class = CycleSerializer
    create_serializer_class = CycleInput
    change_serializer_class = CycleChange
    filterset_class = CycleFilter

    def add(self, given: dict[str, Any]) -> Cycle:
        """Plan a cycle."""
        return services.create_cycle(given.pop("code"), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Cycle:
        """Change its name, type or days."""
        return services.change_cycle(key, actor=self.actor, changes=changes, version=version, why=why)

    @record_action(CycleMove)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Open it, begin to close it, close it, or take it back."""
        services.move_cycle(key, actor=self.actor, version=version, **given)


class OkrSetSerializer(RecordSerializer):
    """Whose OKRs, in which cycle: of a unit, a node or a person."""

    class Meta:
        model = OkrSet
        fields = (
            "id",
            "version",
            "cycle",
            "unit",
            "node",
            "person",
            "stage",
            "approved_on",
            "gate_override",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class StageInput(InputSerializer):
    """The stage to go on to."""

    to = serializers.ChoiceField(OkrSet.Stage.choices)
    why = Why(help_text="Taking back what is approved needs it, and approving what should be mended.")


class KeyResultScore(InputSerializer):
    """The score of one key result."""

    key_result = serializers.IntegerField()
    score = serializers.DecimalField(max_digits=3, decimal_places=2, min_value=0, max_value=1)


class ClosingInput(InputSerializer):
    """How one objective is closed; what is not given is as suggested."""

    objective = serializers.IntegerField()
    score = serializers.DecimalField(
        max_digits=3, decimal_places=2, min_value=0, max_value=1, required=False, allow_null=True
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    key_results = KeyResultScore(many=True, required=False)
    into = KeyField(Cycle, required=False, allow_null=True)
    start = serializers.ChoiceField([(life.BASELINE, "Baseline"), (life.LATEST, "Latest reading")], required=False)


class CloseInput(InputSerializer):
    """The objectives to be closed; the others stay open."""

    closings = ClosingInput(many=True, allow_empty=False)


class OkrSetInput(InputSerializer):
    """A set to be begun: of a unit, a node or a person, one of the three; one that is there is answered as it is."""

    cycle = KeyField(Cycle)
    unit = KeyField(Unit, among=open_units, required=False)
    node = KeyField(Node, required=False)
    person = KeyField(Person, among=active_people, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one place."""
        if sum(name in attrs for name in ("unit", "node", "person")) != 1:
            raise serializers.ValidationError("Name a unit, a node or a person, one of the three.", code="place")
        return attrs


class OkrSetViewSet(CreateMixin, RecordViewSet):
    """The OKRs of units, nodes and people, cycle by cycle; their objectives are resources of their own."""

    queryset = OkrSet.objects.none()
    serializer_class = OkrSetSerializer
    create_serializer_class = OkrSetInput
    filterset_class = OkrSetFilter

    def add(self, given: dict[str, Any]) -> OkrSet:
        """Begin the OKRs of a unit, node or person in a cycle."""
        place = given.get("unit") or given.get("node") or given["person"]
        return services.start_set(given["cycle"], place, actor=self.actor)

    @record_action(StageInput)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move the OKRs to another stage; approved ones are locked."""
        life.move_set(key, actor=self.actor, version=version, **given)

    @record_action(CloseInput)
    def close(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Close objectives with their scores, and carry them over where asked."""
        closings = [
            life.Closing(
                **{
                    **each,
                    "key_results": {one["key_result"]: one["score"] for one in each.get("key_results", [])},
                }
            )
            for each in given["closings"]
        ]
        life.close_objectives(key, actor=self.actor, closings=closings, version=version)
