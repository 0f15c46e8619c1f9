"""The forms of one's own notifications."""

import zoneinfo
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from big.forms import DateInput
from big.notify.hours import Hours
from big.notify.selectors import KindRow
from big.organisation.models import Person, check_zone
from big.picking import PickField


class TimeInput(forms.TimeInput):
    """A time control that browsers know how to show."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


_HOURS: Final = [(hour, f"{hour:02}:00") for hour in range(24)]


class KindsForm(forms.Form):
    """For each kind of message how it arrives."""

    def __init__(self, *args: Any, rows: list[KindRow], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "kind_%s", **kwargs})
        for row in rows:
            self.fields[row.kind.key] = forms.ChoiceField(
                label=row.kind.label,
                help_text=row.kind.about,
                choices=[(channel.value, channel.label) for channel in row.kind.channels],
                initial=row.chosen,
            )


class HoursForm(forms.Form):
    """When one is left alone, and when the digest comes."""

    quiet_from = forms.TimeField(label="Quiet from", widget=TimeInput)
    quiet_until = forms.TimeField(
        label="Quiet until",
        widget=TimeInput,
        help_text="What falls in between waits. The same time twice: never quiet.",
    )
    zone = forms.CharField(
        label="Time zone", required=False, max_length=60, help_text="Such as Europe/London. Empty: your organisation's."
    )
    digest_hour = forms.TypedChoiceField(label="The daily digest comes at", choices=_HOURS, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hours_%s", **kwargs})

    @staticmethod
    def initial_of(hours: Hours, zone: str) -> dict[str, Any]:
        """The form as it stands for somebody."""
        names = ("quiet_from", "quiet_until", "digest_hour")
        return {name: getattr(hours, name) for name in names} | {"zone": zone}

    def clean_zone(self) -> str:
        """A zone that exists, or none."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone:
            if zone not in zoneinfo.available_timezones():
                raise ValidationError("Enter a time zone such as Europe/London.", code="zone")
            check_zone(zone)
        return zone


class AbsenceForm(forms.Form):
    """When one is away, and who stands in."""

    starts_on = forms.DateField(label="First day", widget=DateInput)
    ends_on = forms.DateField(label="Last day", widget=DateInput)
    delegate = PickField(
        label="Who gets your messages",
        queryset=Person.objects.none(),
        required=False,
        help_text="They see a message only if they may see what it is about. Nobody: your messages go to you.",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "away_%s", **kwargs})
        self.fields["delegate"].queryset = people  # type: ignore[attr-defined]
