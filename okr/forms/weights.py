"""The form of the weights under an objective: a line for each child, with its share and whether it contributes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from big.forms import ChangeForm
from okr.forms.fields import NumberField
from okr.models.key_results import KeyResult
from okr.selectors.weights import Child, ChildWeight, WeightedChildren


class WeightsForm(ChangeForm):
    """What each child of an objective counts for."""

    def __init__(self, *args: Any, record: WeightedChildren, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = record.children
        for child in self.children:
            self.fields[_name(child, "contributes")] = forms.BooleanField(
                label=f"{child.code} contributes", required=False
            )
            self.fields[_name(child, "share")] = NumberField(
                label=f"Fixed share of {child.code}, percent",
                required=False,
                max_digits=5,
                decimal_places=2,
                min_value=Decimal(0),
                max_value=Decimal(100),
            )

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """The weights as they stand, with the version of the objective above."""
        values: dict[str, Any] = {"version": record.version}
        for child in record.children:
            values[_name(child, "contributes")] = child.contributes
            values[_name(child, "share")] = child.share
        return values

    def fields_of(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each child, in their order."""
        for child in self.children:
            yield self[_name(child, "contributes")], self[_name(child, "share")]

    def weights(self) -> list[ChildWeight]:
        """What was entered, as the service takes it."""
        given = self.cleaned_data
        return [
            ChildWeight(child, given[_name(child, "share")], given[_name(child, "contributes")])
            for child in self.children
        ]


def _name(child: Child, field: str) -> str:
    return f"{'kr' if isinstance(child, KeyResult) else 'o'}{child.pk}_{field}"
