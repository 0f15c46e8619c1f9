"""The form of a rhythm: how often, on which day, at which hour, on which clock; or as in the place above."""

from typing import Any, Final

from django import forms

from big.forms import ChangeForm, DateInput
from big.organisation.models import check_zone
from okr.models.rhythms import DAYS, CheckInRhythm, hour_in_words

INHERIT: Final = "inherit"
_MONTH_DAYS: Final = [*((day, str(day)) for day in range(1, 31)), (31, "the last")]


class RhythmForm(ChangeForm):
    """When check-ins are asked for; `above` says what holds where nothing is set here."""

    every = forms.ChoiceField(label="Ask for check-ins", widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label="On", coerce=int, choices=list(enumerate(DAYS)), help_text="For weeks.")
    month_day = forms.TypedChoiceField(
        label="On day", coerce=int, choices=_MONTH_DAYS, help_text="For months. A shorter month: its last day."
    )
    hour = forms.TypedChoiceField(
        label="At", coerce=int, choices=[(hour, hour_in_words(hour)) for hour in range(24)], help_text="On this clock."
    )
    zone = forms.CharField(
        label="Time zone",
        required=False,
        max_length=60,
        validators=[check_zone],
        help_text="Empty: your organisation's.",
    )
    starts_on = forms.DateField(
        label="From", widget=DateInput, help_text="The first day on which it may ask. Two weeks are counted from here."
    )

    def __init__(self, *args: Any, above: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A place without a rhythm of its own has no version.
        self.fields["version"].required = False
        field = self.fields["every"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(INHERIT, above), *CheckInRhythm.Every.choices]

    @property
    def inherits(self) -> bool:
        """Whether the place is to follow the one above."""
        return bool(self.cleaned_data["every"] == INHERIT)
