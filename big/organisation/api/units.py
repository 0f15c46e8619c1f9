"""Units over the API."""

from typing import Any

from rest_framework import serializers

from big.api.filters import CodeFilter, KeyFilter, RecordFilter, WordsFilter, YesNoFilter, updated_since
from big.api.keys import KeyField
from big.api.serializers import InputSerializer, ModelInputSerializer, RecordSerializer, Why, WhySerializer
from big.api.viewsets import ChangeMixin, CreateMixin, RecordViewSet, record_action
from big.organisation.models import Person, Unit
from big.organisation.services import units as services


class UnitSerializer(RecordSerializer):
    """A part of the organisation that has a head and spends money."""

    class Meta:
        model = Unit
        fields = (
            "id",
            "code",
            "name",
            "parent",
            "head",
            "cost_account",
            "is_open",
            "version",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class UnitFilter(RecordFilter):
    """Which units."""

    q = WordsFilter("name", "code")
    code = CodeFilter()
    parent = KeyFilter(Unit)
    head = KeyFilter(Person)
    is_open = YesNoFilter()
    updated_since = updated_since()


class _UnitInput(ModelInputSerializer):
    code = serializers.SlugField(max_length=30, required=False, help_text="Left out, it is the next number.")
    head = KeyField(Person, required=False, allow_null=True)
    why = Why()


class UnitCreateSerializer(_UnitInput):
    """A new unit; without a parent it stands at the top."""

    parent: Any = KeyField(Unit, required=False, allow_null=True)

    class Meta:
        model = Unit
        fields = ("name", "parent", "code", "head", "cost_account", "why")


class UnitChangeSerializer(_UnitInput):
    """What may change of a unit; it moves by /move/."""

    class Meta:
        model = Unit
        fields = ("name", "code", "head", "cost_account", "why")


class UnitMoveSerializer(InputSerializer):
    """Where a unit belongs; null puts it at the top."""

    parent: Any = KeyField(Unit, allow_null=True)
    why = Why()


class UnitViewSet(CreateMixin, ChangeMixin, RecordViewSet):
    """Parts of the organisation, as a tree."""

    queryset = Unit.objects.none()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    create_serializer_class = UnitCreateSerializer
    change_serializer_class = UnitChangeSerializer

    def add(self, given: dict[str, Any]) -> Unit:
        """Add a unit."""
        return services.create_unit(actor=self.actor, **given)

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Unit:
        """Change code, name, head or cost account."""
        return services.change_unit(key, actor=self.actor, version=version, changes=changes, why=why)

    @record_action(UnitMoveSerializer)
    def move(self, key: int, version: int, given: dict[str, Any]) -> Unit:
        """Put the unit, with all below it, under another."""
        return services.move_unit(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def close(self, key: int, version: int, given: dict[str, Any]) -> Unit:
        """Close a unit that nobody works in any more."""
        return services.close_unit(key, actor=self.actor, version=version, **given)

    @record_action(WhySerializer)
    def reopen(self, key: int, version: int, given: dict[str, Any]) -> Unit:
        """Open a closed unit again."""
        return services.reopen_unit(key, actor=self.actor, version=version, **given)
