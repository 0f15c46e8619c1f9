"""The form in which a person says something else than is computed."""

from decimal import Decimal
from typing import Any

from django import forms

from big.forms import ChangeForm
from okr.forms.fields import NumberField
from okr.models.overrides import Override


class OverrideForm(ChangeForm):
    """A status, a percentage, or both, for how long, and why."""

    mark = forms.ChoiceField(
        label="Status",
        choices=[("", "As it follows from the percentage"), *Override.Mark.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    percent = NumberField(
        label="Percent of the way",
        required=False,
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(100),
        help_text="As computed if empty.",
    )
    is_lasting = forms.TypedChoiceField(
        label="It holds",
        choices=[("", "Until the next reading"), ("1", "Until it is taken back")],
        coerce=bool,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_is_lasting(self) -> bool:
        """No choice is until the next reading."""
        return bool(self.cleaned_data["is_lasting"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].label = "Why the computed figure does not hold"

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """What stands by hand now, if anything."""
        standing = record.overrides.filter(ended_on__isnull=True).first()
        found = {"version": record.version}
        if standing is None:
            return found
        lasting = "1" if standing.is_lasting else ""
        return found | {"mark": standing.mark, "percent": standing.percent, "is_lasting": lasting}
