"""How the API says money and status that are computed: amounts in one currency, and how work stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.money import Totals
from portfolio.selectors.standing import SEVERITY

MARKS = [(mark, {"N": "Not reported", "W": "Withheld"}.get(mark, mark)) for mark in SEVERITY]


class AmountField(serializers.DecimalField):
    """An amount in whole units, as text; null where nobody knows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=24, decimal_places=2, read_only=True, allow_null=True, **kwargs)


class AmountsSerializer(serializers.Serializer[Any]):
    """Sums of one direction in one currency; null where no line gives an amount."""

    budget = AmountField()
    actual = AmountField()
    forecast = AmountField()
    released = AmountField(help_text="Funds released.")
    variance = AmountField(help_text="Forecast minus budget, over the lines that hold both.")


class CurrencyTotalsSerializer(serializers.Serializer[Any]):
    """Cost and income in one currency."""

    currency = serializers.CharField(read_only=True)
    cost = AmountsSerializer(read_only=True)
    income = AmountsSerializer(read_only=True)


@extend_schema_serializer(component_name="MoneyTotals")
class TotalsSerializer(CurrencyTotalsSerializer):
    """Cost and income of the financial year; money in another currency stands apart and is never added."""

    year = serializers.CharField(source="period.name", read_only=True)
    others = CurrencyTotalsSerializer(many=True, read_only=True)
    notes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="What to know before trusting the figures."
    )


class StandingSerializer(serializers.Serializer[Any]):
    """The latest submitted status as it counts today."""

    mark = serializers.ChoiceField(MARKS, read_only=True, help_text="N: not reported, or too old. W: withheld.")
    rating = serializers.CharField(read_only=True, help_text="What the latest report said, however old; or empty.")
    report = serializers.IntegerField(source="report_id", read_only=True, allow_null=True)
    report_on = serializers.DateField(read_only=True, allow_null=True)
    age_days = serializers.IntegerField(read_only=True, allow_null=True)
    is_stale = serializers.BooleanField(read_only=True)
    previous_mark = serializers.CharField(read_only=True)
    time_mark = serializers.CharField(read_only=True)
    cost_mark = serializers.CharField(read_only=True)
    benefit_mark = serializers.CharField(read_only=True)
    confidence = serializers.IntegerField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, help_text="Why no current mark counts; empty where one does.")
    contradictions = serializers.ListField(child=serializers.CharField(), read_only=True)


def every(totals: Mapping[int, Totals], records: Sequence[Any], reading: Frame) -> dict[int, Totals]:
    """The totals of each record; of one without a line of money, empty ones."""
    nothing = Totals(reading.year, reading.currency)
    return {record.pk: totals.get(record.pk, nothing) for record in records}


def frame_of(context: Mapping[str, Any]) -> Frame:
    """What the figures of one request are read against, asked once."""
    request = context["request"]
    found: Frame | None = getattr(request, "_frame", None)
    if found is None:
        found = request._frame = frame()
    return found
