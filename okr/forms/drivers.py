"""Forms of drivers."""

from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import Person
from big.organisation.nodes import Node
from okr import policies
from okr.forms.fields import Picked, PickedMany, offer
from okr.models.drivers import Driver
from okr.models.purposes import Purpose


class DriverFields(forms.Form):
    """What drives the organisation, and how we know."""

    kind = forms.ChoiceField(choices=Driver.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(max_length=250, help_text='A sentence that is true or false: "Backlog exceeds 40 days".')
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Where we know it from."
    )
    obligation = forms.CharField(
        required=False, max_length=300, help_text="The law, rule or contract; an imperative needs one."
    )
    horizon = forms.CharField(required=False, max_length=80, help_text="When it bites, such as January 2027.")
    magnitude = forms.CharField(required=False, max_length=80, help_text="How much is at stake.")
    purposes = PickedMany(label="Purposes it bears on", queryset=Purpose.objects.none(), required=False)
    node = Picked(queryset=Node.objects.none(), required=False, named=True, empty_label="The organisation as a whole")
    owner = Picked(queryset=Person.objects.none(), required=False, named=True, empty_label="Nobody yet")
    reviewed_on = forms.DateField(label="Last reviewed", required=False, widget=DateInput)
    is_confidential = forms.BooleanField(label="Confidential", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, purposes=Purpose.objects.visible_to(user))
        offer(self, node=Node.objects.visible_to(user))
        offer(self, owner=Person.objects.visible_to(user))
        if not policies.can_keep_confidential(user):
            del self.fields["is_confidential"]


class NewDriverForm(DriverFields):
    """A new driver."""

    code = forms.CharField(required=False, max_length=20, help_text="Such as D7; the next free one if empty.")


class DriverForm(ChangeForm, DriverFields):
    """A changed driver."""

    @classmethod
    def initial_of(cls, record: Driver) -> dict[str, Any]:
        """The record's values, with the purposes as keys."""
        names = [name for name in DriverFields.base_fields if name != "purposes"] + ["version"]
        bearing = list(record.purposes.values_list("pk", flat=True))
        return {name: getattr(record, name) for name in names} | {"purposes": bearing}
