"""The API's resources of why the organisation exists: purposes, statements, stakeholders, plans and drivers."""

from typing import Any

from big.api.serializers import WhySerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from okr.api.filters import DriverFilter, PlanFilter, PurposeFilter, StakeholderFilter, StatementFilter
from okr.api.foundation_shapes import (
    AdoptInput,
    DriverChange,
    DriverInput,
    DriverMove,
    DriverSerializer,
    PlanSerializer,
    PurposeChange,
    PurposeInput,
    PurposeSerializer,
    StakeholderInput,
    StakeholderSerializer,
    StatementChange,
    StatementInput,
    StatementSerializer,
)
from okr.models.drivers import Driver
from okr.models.purposes import Plan, Purpose, Stakeholder, Statement
from okr.services import drivers, purposes


class PurposeViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Why the organisation exists."""

    queryset = Purpose.objects.none()
    serializer_class = PurposeSerializer
    create_serializer_class = PurposeInput
    change_serializer_class = PurposeChange
    filterset_class = PurposeFilter
    prefetch = ("stakeholders", "editions")

    def add(self, given: dict[str, Any]) -> Purpose:
        """Draft a purpose."""
        return purposes.create_purpose(given.pop("code", ""), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Purpose:
        """Change it; a new wording waits to be adopted."""
        served = changes.pop("stakeholders", None)
        return purposes.change_purpose(
            key, actor=self.actor, changes=changes, stakeholders=served, version=version, why=why
        )

    @record_action(AdoptInput)
    def adopt(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Adopt the present wording; a changed one becomes the next edition."""
        purposes.adopt_purpose(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def retire(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Retire it, with the reason."""
        purposes.retire_purpose(key, actor=self.actor, version=version, why=given.get("why", ""))


class StatementViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Vision, mission and values."""

    queryset = Statement.objects.none()
    serializer_class = StatementSerializer
    create_serializer_class = StatementInput
    change_serializer_class = StatementChange
    filterset_class = StatementFilter

    def add(self, given: dict[str, Any]) -> Statement:
        """Adopt a vision, a mission or a value."""
        return purposes.create_statement(given.pop("kind"), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Statement:
        """Mend the wording."""
        return purposes.change_statement(key, actor=self.actor, changes=changes, version=version, why=why)

    @record_action(WhySerializer)
    def supersede(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Take it out of force."""
        purposes.supersede_statement(key, actor=self.actor, version=version, **given)


class StakeholderViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Those with an interest in what the organisation does."""

    queryset = Stakeholder.objects.none()
    serializer_class = StakeholderSerializer
    create_serializer_class = StakeholderInput
    change_serializer_class = StakeholderInput
    filterset_class = StakeholderFilter

    def add(self, given: dict[str, Any]) -> Stakeholder:
        """Add a stakeholder."""
        return purposes.create_stakeholder(given.pop("name"), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Stakeholder:
        """Change a stakeholder."""
        return purposes.change_stakeholder(key, actor=self.actor, changes=changes, version=version, why=why)


class PlanViewSet(RecordViewSet):
    """Plans and reports as imports brought them; they change by the next import only."""

    queryset = Plan.objects.none()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter


class DriverViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Opportunities, threats, imperatives and goals."""

    queryset = Driver.objects.none()
    serializer_class = DriverSerializer
    create_serializer_class = DriverInput
    change_serializer_class = DriverChange
    filterset_class = DriverFilter
    prefetch = ("purposes", "objectives")

    def add(self, given: dict[str, Any]) -> Driver:
        """Log a driver."""
        return drivers.create_driver(given.pop("code", ""), actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Driver:
        """Change it."""
        bearing = changes.pop("purposes", None)
        return drivers.change_driver(key, actor=self.actor, changes=changes, purposes=bearing, version=version, why=why)

    @record_action(DriverMove)
    def move(self, key: int, version: int, given: dict[str, Any]) -> None:
        """Move it to another state."""
        drivers.move_driver(key, actor=self.actor, version=version, **given)
