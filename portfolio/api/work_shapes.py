"""What the API says of work, and what a write of work may hold."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from rest_framework import serializers

from big.accounts.models import User
from big.api.figures import FiguredSerializer, Figures
from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from big.organisation.models import Node, Person, Unit
from portfolio.api.shapes import StandingSerializer, TotalsSerializer, every, frame_of
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work, WorkReference
from portfolio.selectors.money import totals_by_work
from portfolio.selectors.standing import standings


def open_units(units: "models.QuerySet[Unit]") -> "models.QuerySet[Unit]":
    """Units that new work may stand in."""
    return units.filter(is_open=True)


def active_people(people: "models.QuerySet[Person]") -> "models.QuerySet[Person]":
    """People who have not left."""
    return people.filter(is_active=True)


class WorkTypeSerializer(RecordSerializer):
    """A kind of work."""

    class Meta:
        model = WorkType
        fields = ("id", "key", "label", "plural", "code_prefix", "position")


class LifecycleStateSerializer(RecordSerializer):
    """A state of the lifecycle of one kind of work, with the states that may follow it."""

    class Meta:
        model = LifecycleState
        fields = ("id", "work_type", "key", "label", "position", "is_initial", "is_live", "followers")


class ReferenceSerializer(serializers.ModelSerializer[WorkReference]):
    """What another system calls a piece of work."""

    class Meta:
        model = WorkReference
        fields = ("scheme", "value")
        read_only_fields = fields


class WorkSerializer(FiguredSerializer):
    """A piece of work, how it stands today, and its money of the financial year."""

    type = serializers.CharField(source="work_type.key", read_only=True)
    state_key = serializers.CharField(source="state.key", read_only=True)
    is_live = serializers.BooleanField(source="state.is_live", read_only=True)
    references = ReferenceSerializer(many=True, read_only=True)
    status = StandingSerializer(source="standing", read_only=True)
    money = TotalsSerializer(source="money_of_year", read_only=True)

    class Meta:
        model = Work
        fields = (
            "id",
            "version",
            "code",
            "name",
            "stream",
            "work_type",
            "type",
            "state",
            "state_key",
            "is_live",
            "parent",
            "node",
            "unit",
            "owner",
            "sponsor",
            "description",
            "customer",
            "contract_code",
            "starts_on",
            "ends_on",
            "forecast_ends_on",
            "is_must_do",
            "obligation",
            "is_confidential",
            "references",
            "status",
            "money",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )

    def figures(self, records: Sequence[Any], user: User) -> Figures:
        """Status and money of all of them: four queries."""
        reading = frame_of(self.context)
        works = Work.objects.filter(pk__in=[record.pk for record in records]).order_by()
        return {
            "standing": standings(works, reading.today, stale_after=reading.stale_after),
            "money_of_year": every(
                totals_by_work(works, reading.year, currency=reading.currency, few=True), records, reading
            ),
        }


_SAID = ("name", "stream", "description", "customer", "contract_code", "starts_on", "ends_on", "forecast_ends_on")


class WorkInput(ModelInputSerializer):
    """New work; without a code it gets the next one of its type, without a state the first of its type."""

    work_type = KeyField(WorkType)
    state = KeyField(LifecycleState, required=False)
    parent: Any = KeyField(Work, required=False, allow_null=True)
    node = KeyField(Node, required=False, allow_null=True)
    unit = KeyField(Unit, among=open_units, required=False, allow_null=True)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    sponsor = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why()

    class Meta:
        model = Work
        fields = (
            "work_type",
            "state",
            "code",
            *_SAID,
            "parent",
            "node",
            "unit",
            "owner",
            "sponsor",
            "is_must_do",
            "obligation",
            "is_confidential",
            "why",
        )
        extra_kwargs = {"code": {"required": False, "allow_blank": True}}


class WorkChange(ModelInputSerializer):
    """What may be changed of work; its place, state, type and must-do have addresses of their own."""

    node = KeyField(Node, required=False, allow_null=True)
    unit = KeyField(Unit, among=open_units, required=False, allow_null=True)
    owner = KeyField(Person, among=active_people, required=False, allow_null=True)
    sponsor = KeyField(Person, among=active_people, required=False, allow_null=True)
    why = Why(help_text="A moved baseline end needs it.")

    class Meta:
        model = Work
        fields = ("code", *_SAID, "node", "unit", "owner", "sponsor", "is_confidential", "why")


class MoveInput(InputSerializer):
    """The work that this work is to stand under; null for the top."""

    parent: Any = KeyField(Work, allow_null=True)
    why = Why()


class StateInput(InputSerializer):
    """The state to go on to."""

    to = serializers.SlugField(max_length=40, help_text="The key of a state that follows the present one.")
    on = DayField(required=False, allow_null=True, help_text="The day from which it counts, if not today.")
    why = Why(help_text="A state that nothing follows needs it.")


class TypeInput(InputSerializer):
    """Another type, with the state of its lifecycle that the work is in."""

    work_type = KeyField(WorkType)
    state = KeyField(LifecycleState)
    why = Why(required=True)


class MustDoInput(InputSerializer):
    """Whether work must be done whatever it serves, and what demands it."""

    is_must_do = serializers.BooleanField()
    obligation = serializers.CharField(max_length=300, required=False, allow_blank=True)
    why = Why(help_text="Lifting the mark needs it.")


class ReferInput(InputSerializer):
    """What another system calls the work, by which imports and programs find it."""

    scheme = serializers.SlugField(max_length=40, help_text="Whose name it is, such as erp.")
    value = serializers.CharField(max_length=500)


class SeenVersion(InputSerializer):
    """A record of a bulk change, with the version that was looked at."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class BulkInput(InputSerializer):
    """The same owner, unit or node for many pieces of work, all or none."""

    works = serializers.ListField(child=SeenVersion(), allow_empty=False, max_length=500)
    owner = KeyField(Person, among=active_people, required=False)
    unit = KeyField(Unit, among=open_units, required=False)
    node = KeyField(Node, required=False)
    why = Why()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something has to change."""
        if not attrs.keys() & {"owner", "unit", "node"}:
            raise serializers.ValidationError("Name a new owner, unit or node.")
        return attrs
