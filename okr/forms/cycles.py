"""Forms of cycles, and of the objectives that a unit, node or person pursues in one."""

from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import Person
from big.periods import MONTHS
from okr import policies
from okr.forms.fields import Picked, offer
from okr.models.cycles import Cycle, OkrSet
from okr.models.objectives import StrategicObjective


class CycleFields(forms.Form):
    """A time for which OKRs are set."""

    name = forms.CharField(max_length=100, help_text='As people say it: "Quarter 3, 2026/27", "Launch year".')
    kind = forms.ChoiceField(
        label="Type", choices=Cycle.Kind.choices, widget=forms.RadioSelect, initial=Cycle.Kind.CUSTOM
    )
    starts_on = forms.DateField(label="First day", widget=DateInput)
    ends_on = forms.DateField(label="Last day", widget=DateInput, help_text="Cycles may overlap.")


class NewCycleForm(CycleFields):
    """A new cycle, planned."""

    code = forms.CharField(max_length=40, help_text="Short, for addresses and lists, such as 2026-27-Q3.")
    field_order = ("name", "code")


class CycleForm(ChangeForm, CycleFields):
    """A changed cycle."""


class PlanYearForm(forms.Form):
    """A financial year with its four quarters."""

    day = forms.DateField(label="A day in that year", widget=DateInput)
    first_month = forms.TypedChoiceField(
        label="It opens in",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "The organisation's first month"), *MONTHS],
        help_text="Another month makes the cycles of another fiscal calendar beside it.",
    )
    code_prefix = forms.CharField(
        label="Codes begin with",
        required=False,
        max_length=10,
        help_text="Needed for another calendar, such as US-.",
    )


class OkrObjectiveForm(forms.Form):
    """An objective of a unit, node or person in a cycle: what, why, for whom, and what it supports."""

    title = forms.CharField(max_length=300, help_text='An outcome in a few words: "Stop repeat spills".')
    statement = forms.CharField(label="Why it matters now", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    ambition = forms.ChoiceField(
        choices=StrategicObjective.Ambition.choices,
        widget=forms.RadioSelect,
        initial=StrategicObjective.Ambition.COMMITTED,
        help_text="Committed is to be reached whole; of aspirational, 0.7 is good.",
    )
    parent = Picked(
        label="Supports",
        queryset=StrategicObjective.objects.none(),
        required=False,
        empty_label="Nothing yet",
        help_text="The objective of the strategy, or of the unit above, that it helps to achieve.",
    )
    accountable = Picked(
        label="Accountable person",
        queryset=Person.objects.none(),
        required=False,
        named=True,
        empty_label="Nobody yet",
        help_text="One person.",
    )
    is_confidential = forms.BooleanField(label="Confidential", required=False)

    def __init__(self, *args: Any, user: User, okr_set: OkrSet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = StrategicObjective.objects.visible_to(user).pursued()
        if okr_set is not None:
            above = above.exclude(okr_set=okr_set)
        offer(self, parent=above, accountable=Person.objects.visible_to(user).filter(is_active=True))
        if not policies.can_keep_confidential(user):
            del self.fields["is_confidential"]
