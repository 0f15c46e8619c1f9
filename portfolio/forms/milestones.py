"""Forms of milestones."""

from typing import Any

from django import forms

from big.forms import ChangeForm, DateInput
from portfolio.forms.fields import PlacesMixin, person_field
from portfolio.models.milestones import Milestone


class MilestoneFields(PlacesMixin):
    """What a milestone is, when it is planned and when it is expected."""

    title = forms.CharField(
        label="Milestone", max_length=250, help_text="A point in time, said as done: “Contract signed”."
    )
    kind = forms.ChoiceField(label="Kind", choices=Milestone.Kind)
    baseline_on = forms.DateField(label="Planned for", required=False, widget=DateInput)
    forecast_on = forms.DateField(label="Now expected", required=False, widget=DateInput)
    slip_reason = forms.CharField(
        label="Why it slips",
        required=False,
        max_length=300,
        help_text="Needed where it is expected later than planned.",
    )
    owner = person_field("Owner")


class MilestoneCreateForm(MilestoneFields):
    """A new milestone."""


class MilestoneEditForm(MilestoneFields, ChangeForm):
    """A milestone that is there."""


class AchieveForm(ChangeForm):
    """The day on which a milestone was met."""

    actual_on = forms.DateField(label="Met on", widget=DateInput)
    slip_reason = forms.CharField(
        label="Why it was late", required=False, max_length=300, help_text="Needed where it was met later than planned."
    )

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """The reason that stands already; the day is open."""
        return {"version": record.version, "slip_reason": record.slip_reason, "actual_on": None}


class ReasonForm(ChangeForm):
    """Only the reason: for cancelling and for opening again."""

    why = forms.CharField(label="Why", max_length=500, help_text="Kept in the history of this record.")
