"""What the API says of skills, capacity, demand and saved views, and what a write of them may hold."""

from typing import Any

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer
from big.organisation.models import Unit
from big.registry import lists
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.views import SavedView
from portfolio.models.work import Work


class SkillSerializer(RecordSerializer):
    """A scarce ability that work competes for."""

    class Meta:
        model = Skill
        fields = ("id", "version", "code", "name", "created_at", "updated_at", "source", "source_ref")


class SkillInput(ModelInputSerializer):
    """A new skill."""

    class Meta:
        model = Skill
        fields = ("code", "name")


class CapacitySerializer(RecordSerializer):
    """How much of a skill there is in a period, in full-time equivalents."""

    class Meta:
        model = Capacity
        fields = (
            "id",
            "version",
            "skill",
            "unit",
            "starts_on",
            "ends_on",
            "fte",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class CapacityInput(ModelInputSerializer):
    """Capacity of a period, of one unit or of the whole."""

    skill = KeyField(Skill)
    unit = KeyField(Unit, required=False, allow_null=True)

    class Meta:
        model = Capacity
        fields = ("skill", "unit", "starts_on", "ends_on", "fte")


class CapacityChange(ModelInputSerializer):
    """The figure of a period that is stated already."""

    class Meta:
        model = Capacity
        fields = ("fte",)


class DemandSerializer(RecordSerializer):
    """How much of a skill a piece of work asks for in a period, in full-time equivalents."""

    class Meta:
        model = Demand
        fields = (
            "id",
            "version",
            "work",
            "skill",
            "starts_on",
            "ends_on",
            "fte",
            "state",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class DemandInput(ModelInputSerializer):
    """What work asks for in a period."""

    work = KeyField(Work)
    skill = KeyField(Skill)

    class Meta:
        model = Demand
        fields = ("work", "skill", "starts_on", "ends_on", "fte", "state")


class DemandChange(ModelInputSerializer):
    """The figure and the state of what is asked for already."""

    class Meta:
        model = Demand
        fields = ("fte", "state")


class SavedViewSerializer(RecordSerializer):
    """A named set of filters of a list: the question, never the answer."""

    owner_name = serializers.CharField(source="owner.name", read_only=True)
    is_mine = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = (
            "id",
            "version",
            "of_list",
            "name",
            "query",
            "is_shared",
            "owner_name",
            "is_mine",
            "created_at",
            "updated_at",
        )

    def get_is_mine(self, view: SavedView) -> bool:
        """Whether the reader saved it."""
        owner: Any = self.context["request"].user
        return bool(view.owner_id == owner.pk)


class SavedViewInput(ModelInputSerializer):
    """A view to keep; one of one's own of the same name is replaced."""

    class Meta:
        model = SavedView
        fields = ("of_list", "name", "query", "is_shared")

    def validate_of_list(self, key: str) -> str:
        """Only a list that some app has."""
        if key not in lists.lists():
            raise serializers.ValidationError(f"Choose one of {', '.join(lists.lists())}.")
        return key

    def validate_query(self, query: str) -> str:
        """The list has a dozen filters; an address with hundreds is none of its own."""
        if query.count("&") > 100:
            raise serializers.ValidationError("This address has too many filters.")
        return query


class ShareInput(InputSerializer):
    """Whether everybody who sees the list sees the view."""

    is_shared = serializers.BooleanField()
