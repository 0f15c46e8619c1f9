"""What a record looks like, and what a write may say: listed fields only, each checked, none guessed."""

import datetime as dt
from typing import Any, ClassVar, Final

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from big.api.keys import SeenKeyField, SeenKeysField, is_open, seen_of

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)


class DayField(serializers.DateField):
    """A date that a calendar of ours can hold, with the day before and after it."""

    def to_internal_value(self, value: Any) -> dt.date:
        """The date, from 1900 to 2999."""
        day = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            raise ValidationError("Enter a date between 1900 and 2999.")
        return day


class _Page(serializers.ListSerializer[Any]):
    """Rows of a list: asks once a kind which related records the reader may see."""

    def to_representation(self, data: Any) -> list[Any]:
        """Every row."""
        rows = list(data.all() if isinstance(data, models.Manager) else data)
        fields = self.child.fields.values() if isinstance(self.child, serializers.Serializer) else ()
        for field in fields:
            if isinstance(field, SeenKeyField) and not is_open(field.model):
                seen_of(self.context).ask(field.model, [key for row in rows if (key := field.key_of(row))])
            elif isinstance(field, SeenKeysField) and not is_open(field.model):
                seen_of(self.context).ask(field.model, [key for row in rows for key in field.keys_of(row)])
        return super().to_representation(rows)


_MAPPING: Final[dict[Any, Any]] = {
    **serializers.ModelSerializer.serializer_field_mapping,
    models.DateField: DayField,
}


class RecordSerializer(serializers.ModelSerializer[Any]):
    """A record as it is read: `Meta.fields` lists every field; keys of what the reader may not see are null.

    Money and other decimals are text, dates ISO. Fields of related records that everybody sees may be reached with
    `source="unit.code"`; such a field needs the viewset's `select`.
    """

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **_MAPPING,
        # What is stored may be empty, which is no address.
        models.EmailField: serializers.CharField,
        models.URLField: serializers.CharField,
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if meta := cls.__dict__.get("Meta"):
            meta.list_serializer_class = _Page
            meta.read_only_fields = meta.fields

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        """As the model has it; an empty choice is one of the choices, which being read only would hide."""
        kind, kwargs = super().build_standard_field(field_name, model_field)
        if "choices" in kwargs and model_field.blank:
            kwargs["choices"] = [("", "nothing"), *(each for each in kwargs["choices"] if each[0] != "")]
        return kind, kwargs

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[Any, dict[str, Any]]:
        """Keys by way of `Seen`, so that no serializer can forget it."""
        kind = SeenKeysField if relation_info.to_many else SeenKeyField
        return kind, {"model": relation_info.related_model}


class InputSerializer(serializers.Serializer[Any]):
    """What a write may say; a field that is not listed is refused, not passed over."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """What was given, by name; 400 with every unknown field named."""
        if isinstance(data, dict):
            unknown = [str(name) for name in data if name not in self.fields or self.fields[name].read_only]
            if unknown:
                raise ValidationError({name: ["There is no such field here, or it cannot be set."] for name in unknown})
        given: dict[str, Any] = super().to_internal_value(data)
        return given


class ModelInputSerializer(InputSerializer, serializers.ModelSerializer[Any]):
    """A write whose fields take length, choices and range from the model; keys and what is required are declared.

    Uniqueness and other rules are the service's to refuse: here they would tell of records that nobody may see.
    """

    serializer_field_mapping: ClassVar[dict[Any, Any]] = _MAPPING

    def get_validators(self) -> list[Any]:
        """None: constraints are checked where the record is locked."""
        return []

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        """As the model has it, without asking whether the value is taken."""
        kind, kwargs = super().build_standard_field(field_name, model_field)
        kept = [each for each in kwargs.get("validators", []) if not hasattr(each, "queryset")]
        if "validators" in kwargs:
            kwargs["validators"] = kept
        return kind, kwargs

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[Any, dict[str, Any]]:
        """Keys are declared with KeyField, which starts at what the writer may see."""
        raise TypeError(f"{type(self).__name__}.{field_name}: declare it as a KeyField")


class Why(serializers.CharField):
    """The reason for a change, kept in the record's history: `why = Why()`."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"required": False, "allow_blank": True, "max_length": 500, "help_text": "Kept in the history."}
        super().__init__(**{**usual, **kwargs})


class NothingSerializer(InputSerializer):
    """An act that needs no more than the record."""


class WhySerializer(InputSerializer):
    """An act that takes a reason."""

    why = Why()
