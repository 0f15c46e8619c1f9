"""What the API says of money per period, and what a write of it may hold."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from big.api.keys import KeyField
from big.api.serializers import DayField, InputSerializer, ModelInputSerializer, RecordSerializer, Why
from portfolio.api.report_shapes import CurrencyField
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.models.work import Work
from portfolio.services.money import Entry


class MoneyLineSerializer(RecordSerializer):
    """One period's money of one kind for one piece of work."""

    work_code = serializers.CharField(source="work.code", read_only=True)
    variance = serializers.DecimalField(
        19, 2, read_only=True, allow_null=True, help_text="Forecast minus budget; null where one is not known."
    )

    class Meta:
        model = MoneyLine
        fields = (
            "id",
            "version",
            "work",
            "work_code",
            "starts_on",
            "ends_on",
            "direction",
            "nature",
            "currency",
            *AMOUNTS,
            "variance",
            "note",
            "created_at",
            "updated_at",
            "source",
            "source_ref",
        )


class MoneyChange(ModelInputSerializer):
    """The amounts of a line: one left out stays, null is not known."""

    why = Why()

    class Meta:
        model = MoneyLine
        fields = (*AMOUNTS, "note", "why")


class MoneyInput(ModelInputSerializer):
    """A line for a period that has none of this kind yet; at least one amount is known."""

    work = KeyField(Work)
    currency = CurrencyField(required=False)
    why = Why()

    class Meta:
        model = MoneyLine
        fields = ("work", "starts_on", "ends_on", "direction", "nature", "currency", *AMOUNTS, "note", "why")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A line that says nothing would not be kept."""
        if all(attrs.get(name) is None for name in AMOUNTS):
            raise serializers.ValidationError("Enter at least one of budget, actual, forecast and released.")
        return attrs


class _Amount(serializers.DecimalField):
    def __init__(self) -> None:
        super().__init__(18, 2, required=False, allow_null=True)


class EntryInput(InputSerializer):
    """One period of many: the line that was looked at by its version, null where there was none."""

    starts_on = DayField()
    ends_on = DayField()
    direction = serializers.ChoiceField(MoneyLine.Direction.choices, default=MoneyLine.Direction.COST)
    nature = serializers.ChoiceField(MoneyLine.Nature.choices, default=MoneyLine.Nature.REVENUE)
    currency = CurrencyField(required=False)
    budget = _Amount()
    actual = _Amount()
    forecast = _Amount()
    released = _Amount()
    note = serializers.CharField(required=False, allow_blank=True)
    version = serializers.IntegerField(allow_null=True, min_value=0, max_value=2**31 - 1)


class EntriesInput(InputSerializer):
    """Many periods of one piece of work at once; all are written or none."""

    work = KeyField(Work)
    entries = serializers.ListField(child=EntryInput(), allow_empty=False, max_length=400)
    why = Why()


def entry_of(said: dict[str, Any], *, version: int) -> Entry:
    """What was said of a period, as the service takes it."""
    amounts: dict[str, Decimal | None] = {name: said[name] for name in AMOUNTS if name in said}
    return Entry(
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        amounts=amounts,
        direction=said.get("direction", MoneyLine.Direction.COST),
        nature=said.get("nature", MoneyLine.Nature.REVENUE),
        currency=said.get("currency", ""),
        note=said.get("note"),
        version=version,
    )
