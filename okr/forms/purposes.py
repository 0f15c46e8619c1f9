"""Forms of purposes, vision, mission, values and stakeholders."""

from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import Person
from okr.forms.fields import Picked, PickedMany, offer
from okr.models.purposes import Purpose, Stakeholder, Statement

_AREA = forms.Textarea(attrs={"rows": 3})


class PurposeFields(forms.Form):
    """What a purpose says."""

    statement = forms.CharField(label="Purpose", widget=_AREA, help_text="Why the organisation exists, in a sentence.")
    rationale = forms.CharField(required=False, widget=_AREA, help_text="Why this is the purpose.")
    sustainability = forms.CharField(label="What it means for sustainability", required=False, widget=_AREA)
    wellbeing = forms.CharField(label="What it means for wellbeing", required=False, widget=_AREA)
    owner = Picked(queryset=Person.objects.none(), required=False, named=True, empty_label="Nobody yet")
    review_on = forms.DateField(label="Next review", required=False, widget=DateInput)
    stakeholders = PickedMany(label="Stakeholders served", queryset=Stakeholder.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, owner=Person.objects.visible_to(user))
        offer(self, stakeholders=Stakeholder.objects.visible_to(user).named())


class NewPurposeForm(PurposeFields):
    """A new purpose, as a draft."""

    code = forms.CharField(required=False, max_length=20, help_text="Such as P3; the next free one if empty.")


class PurposeForm(ChangeForm, PurposeFields):
    """A changed purpose."""

    @classmethod
    def initial_of(cls, record: Purpose) -> dict[str, Any]:
        """The record's values, with the stakeholders as keys."""
        names = ("statement", "rationale", "sustainability", "wellbeing", "owner", "review_on", "version")
        served = list(record.stakeholders.values_list("pk", flat=True))
        return {name: getattr(record, name) for name in names} | {"stakeholders": served}


class StatementFields(forms.Form):
    """The words of a vision, a mission or a value."""

    name = forms.CharField(required=False, max_length=300, help_text="Values have a name, such as Candour.")
    text = forms.CharField(label="Wording", required=False, widget=_AREA)

    def clean(self) -> dict[str, Any]:
        """Ask for a name or a wording."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("name") and not cleaned.get("text"):
            self.add_error("text", "Enter a name or a wording.")
        return cleaned


class NewStatementForm(StatementFields):
    """A new vision, mission or value; a new vision or mission supersedes the present one."""

    kind = forms.ChoiceField(choices=Statement.Kind.choices, widget=forms.RadioSelect)

    field_order = ("kind", "name", "text")


class StatementForm(ChangeForm, StatementFields):
    """A changed wording."""


class StakeholderFields(forms.Form):
    """Who has an interest, and which."""

    name = forms.CharField(max_length=300)
    kind = forms.ChoiceField(choices=[("", "Not said"), *Stakeholder.Kind.choices], required=False)
    description = forms.CharField(required=False, widget=_AREA)
    interest = forms.CharField(required=False, widget=_AREA, help_text="What they care about.")
    expectation = forms.CharField(required=False, widget=_AREA, help_text="What they expect of us.")


class NewStakeholderForm(StakeholderFields):
    """A new stakeholder."""


class StakeholderForm(ChangeForm, StakeholderFields):
    """A changed stakeholder."""
