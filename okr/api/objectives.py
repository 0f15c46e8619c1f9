"""The API's resources of what is to be achieved: objectives, the links between them, and who supports them."""

from typing import Any

from big.api.serializers import WhySerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, RemoveMixin, record_action
from okr.api.filters import (
    ContributingUnitFilter,
    DelegateFilter,
    ObjectiveFilter,
    ObjectiveLinkFilter,
    SupporterFilter,
)
from okr.api.objective_shapes import (
    AnswerInput,
    ConfidenceInput,
    ContinueInput,
    ContributingUnitInput,
    ContributingUnitSerializer,
    DelegateInput,
    DelegateSerializer,
    DriversInput,
    EndInput,
    ObjectiveChange,
    ObjectiveInput,
    ObjectiveLinkInput,
    ObjectiveLinkSerializer,
    ObjectiveMove,
    ObjectiveSerializer,
    PlaceInput,
    PostponeInput,
    SupporterInput,
    SupporterSerializer,
    WeightsInput,
)
from okr.api.overriding import OverriddenViewSet
from okr.models.objectives import ObjectiveLink, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.selectors.weights import ChildWeight
from okr.services import life, links, objectives, supporters
from okr.services import parts as part_services
from okr.services.weights import set_weights


class ObjectiveViewSet(CreateMixin, ChangeMixin, OverriddenViewSet):
    """Strategic objectives, as a tree."""

    queryset = StrategicObjective.objects.none()
    serializer_class = ObjectiveSerializer
    create_serializer_class = ObjectiveInput
    change_serializer_class = ObjectiveChange
    filterset_class = ObjectiveFilter
    prefetch = ("drivers",)

    def add(self, given: dict[str, Any]) -> StrategicObjective:
        """Propose an objective."""
        return objectives.create_objective(given.pop("code", ""), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> StrategicObjective:
        """Change it."""
        return objectives.change_objective(key, actor=self.actor, changes=changes, version=version, why=why)

    @record_action(PlaceInput)
    def place(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Put it under another objective, or at the top."""
        objectives.place_objective(key, actor=self.actor, version=version, **given)

    @record_action(DriversInput, name="drivers")
    def set_drivers(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Say which drivers it answers."""
        objectives.set_drivers(key, actor=self.actor, version=version, **given)

    @record_action(WeightsInput)
    def weights(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Say what its key results and the objectives under it count for; those not named stay as they are."""
        parts = [
            ChildWeight(each.get("key_result") or each["objective"], each.get("share"), each.get("contributes", True))
            for each in given["parts"]
        ]
        set_weights(key, actor=self.actor, weights=parts, version=version, why=given.get("why", ""))

    @record_action(ContinueInput)
    def carry_on(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Go on with it in another cycle, as a new objective that continues it."""
        life.continue_objective(key, actor=self.actor, version=version, **given)

    @record_action(PostponeInput)
    def postpone(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move it, as it is, to another cycle."""
        life.postpone_objective(key, actor=self.actor, version=version, **given)

    @record_action(ObjectiveMove)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move it to another state."""
        objectives.move_objective(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def accept(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Accept it, having been delegated."""
        objectives.accept_objective(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def contest(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Contest it, having been delegated, with the reason."""
        objectives.contest_objective(key, actor=self.actor, version=version, why=given.get("why", ""))

    @record_action(ConfidenceInput)
    def confidence(self, key: int, version: int, given: dict[str, Any]) -> None:
        """State the accountable person's confidence, and the certainty of a mission-critical one."""
        objectives.state_confidence(key, actor=self.actor, version=version, **given)


class ObjectiveLinkViewSet(CreateMixin, RemoveMixin, RecordViewSet):
    """How objectives bear on one another."""

    queryset = ObjectiveLink.objects.none()
    serializer_class = ObjectiveLinkSerializer
    create_serializer_class = ObjectiveLinkInput
    filterset_class = ObjectiveLinkFilter

    def add(self, given: dict[str, Any]) -> ObjectiveLink:
        """Link two objectives."""
        start, end = given.pop("from_objective"), given.pop("to_objective")
        return links.link_objectives(start.pk, actor=self.actor, to=end, **given)

    def remove(self, key: int, version: int) -> None:
        """Remove the link; its history stays with both."""
        links.unlink_objectives(key, actor=self.actor, version=version)


class SupporterViewSet(CreateMixin, RecordViewSet):
    """Who supports the connection from an objective to its delivery."""

    queryset = Supporter.objects.none()
    serializer_class = SupporterSerializer
    create_serializer_class = SupporterInput
    filterset_class = SupporterFilter

    def add(self, given: dict[str, Any]) -> Supporter:
        """Name a supporter."""
        objective = given.pop("objective")
        return supporters.name_supporter(objective.pk, actor=self.actor, **given)

    @record_action(EndInput)
    def end(self, key: int, version: int, given: dict[str, Any]) -> None:
        """End the support."""
        supporters.end_supporter(key, actor=self.actor, version=version, **given)


class DelegateViewSet(CreateMixin, RemoveMixin, RecordViewSet):
    """Who answers for objectives in place of the accountable person."""

    queryset = Delegate.objects.none()
    serializer_class = DelegateSerializer
    create_serializer_class = DelegateInput
    filterset_class = DelegateFilter

    def add(self, given: dict[str, Any]) -> Delegate:
        """Name a delegate."""
        objective = given.pop("objective")
        return part_services.name_delegate(objective.pk, actor=self.actor, **given)

    def remove(self, key: int, version: int) -> None:
        """End the delegation."""
        part_services.end_delegate(key, actor=self.actor, version=version)


class ContributingUnitViewSet(CreateMixin, RecordViewSet):
    """The units that are asked to contribute to objectives of others."""

    queryset = ContributingUnit.objects.none()
    serializer_class = ContributingUnitSerializer
    create_serializer_class = ContributingUnitInput
    filterset_class = ContributingUnitFilter

    def add(self, given: dict[str, Any]) -> ContributingUnit:
        """Ask a unit to contribute."""
        objective = given.pop("objective")
        return part_services.ask_unit(objective.pk, actor=self.actor, **given)

    @record_action(AnswerInput)
    def answer(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Say for the unit whether it contributes."""
        part_services.answer_as_unit(key, actor=self.actor, version=version, **given)
