"""Forms of strategic objectives: their wording and place, drivers, confidence, supporters and links."""

from typing import Any

from django import forms

from big.accounts.models import User
from big.forms import ChangeForm, DateInput, ScaleSelect
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node
from okr import policies
from okr.forms.fields import Picked, PickedMany, offer
from okr.models.drivers import Driver
from okr.models.objectives import ObjectiveLink, StrategicObjective
from okr.models.purposes import Purpose

_SCALE = [(number, str(number)) for number in range(11)]


class ObjectiveFields(forms.Form):
    """What is to be achieved, by whom and by when."""

    title = forms.CharField(max_length=300, help_text='An outcome in a few words: "Shorten order-to-delivery".')
    statement = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="The result, in a sentence or two."
    )
    kind = forms.ChoiceField(
        label="Type",
        choices=StrategicObjective.Kind.choices,
        widget=forms.RadioSelect,
        initial=StrategicObjective.Kind.OBJECTIVE,
        help_text="An objective is for change, a target for operation, a challenge for innovation.",
    )
    purpose = Picked(queryset=Purpose.objects.none(), required=False, empty_label="By its drivers")
    perspective = forms.ChoiceField(choices=[("", "None"), *StrategicObjective.Perspective.choices], required=False)
    accountable = Picked(
        label="Accountable person",
        queryset=Person.objects.none(),
        required=False,
        named=True,
        empty_label="Nobody yet",
        help_text="One person; asked for from delegation on.",
    )
    reviewer = Picked(
        queryset=Person.objects.none(),
        required=False,
        named=True,
        empty_label="Nobody",
        help_text="Who looks at it before it is approved.",
    )
    node = Picked(
        label="Governance node", queryset=Node.objects.none(), required=False, named=True, empty_label="None yet"
    )
    starts_on = forms.DateField(label="Start", required=False, widget=DateInput)
    due_on = forms.DateField(label="Due", required=False, widget=DateInput)
    is_mission_critical = forms.BooleanField(label="Mission-critical", required=False)
    is_confidential = forms.BooleanField(label="Confidential", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, purpose=Purpose.objects.visible_to(user))
        people = Person.objects.visible_to(user)
        offer(self, accountable=people, reviewer=people)
        offer(self, node=Node.objects.visible_to(user))
        if not policies.can_keep_confidential(user):
            del self.fields["is_confidential"]


class NewObjectiveForm(ObjectiveFields):
    """A new objective, proposed."""

    code = forms.CharField(required=False, max_length=40, help_text="Such as SO7; the next free one if empty.")
    parent = Picked(label="Under", queryset=StrategicObjective.objects.none(), required=False, empty_label="At the top")
    drivers = PickedMany(label="Drivers it answers", queryset=Driver.objects.none(), required=False)

    field_order = ("title", "statement", "kind", "parent", "drivers")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        offer(self, parent=StrategicObjective.objects.visible_to(user))
        offer(self, drivers=Driver.objects.visible_to(user).current())


class ObjectiveForm(ChangeForm, ObjectiveFields):
    """A changed objective."""


class PlaceForm(ChangeForm):
    """Where in the tree an objective stands."""

    parent = Picked(label="Under", queryset=StrategicObjective.objects.none(), required=False, empty_label="At the top")

    def __init__(self, *args: Any, user: User, objective: StrategicObjective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = StrategicObjective.objects.visible_to(user).exclude(pk=objective.pk)
        offer(self, parent=others)


class DriversForm(ChangeForm):
    """Which drivers an objective answers."""

    drivers = PickedMany(label="Drivers it answers", queryset=Driver.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, drivers=Driver.objects.visible_to(user))

    @classmethod
    def initial_of(cls, record: StrategicObjective) -> dict[str, Any]:
        """The keys of its drivers."""
        return {"drivers": list(record.drivers.values_list("pk", flat=True)), "version": record.version}


class ConfidenceForm(ChangeForm):
    """How confident the accountable person is."""

    confidence = forms.TypedChoiceField(
        label="Confidence that we achieve it",
        choices=_SCALE,
        coerce=int,
        widget=ScaleSelect,
    )
    certainty = forms.IntegerField(
        label="Certainty, percent", required=False, min_value=0, max_value=100, help_text="Of a mission-critical one."
    )

    def __init__(self, *args: Any, objective: StrategicObjective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not objective.is_mission_critical:
            del self.fields["certainty"]


class DelegateForm(forms.Form):
    """Who answers for an objective in place of the accountable person."""

    person = Picked(queryset=Person.objects.none(), named=True, empty_label="Choose somebody")
    note = forms.CharField(label="What for", required=False, max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=Person.objects.visible_to(user).filter(is_active=True))


class AskUnitForm(forms.Form):
    """Which unit is asked to contribute, and for what."""

    unit = Picked(queryset=Unit.objects.none(), named=True, empty_label="Choose a unit")
    request = forms.CharField(label="What it is asked for", required=False, max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=Unit.objects.visible_to(user).filter(is_open=True))


class AnswerForm(ChangeForm):
    """Whether a unit contributes, and with what."""

    state = forms.ChoiceField(
        label="Do you contribute?",
        choices=[("accepted", "Yes, we contribute"), ("declined", "No")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="In your words", required=False, max_length=300, help_text="What you take on, or why you do not."
    )

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """The answer as it stands."""
        state = record.state if record.state != "asked" else "accepted"
        return {"state": state, "answer": record.answer, "version": record.version}


class SupporterForm(forms.Form):
    """Who supports the connection, and where."""

    person = Picked(queryset=Person.objects.none(), named=True, empty_label="Choose somebody")
    unit = Picked(queryset=Unit.objects.none(), required=False, named=True, empty_label="No unit")
    node = Picked(
        label="Or governance node", queryset=Node.objects.none(), required=False, named=True, empty_label="No node"
    )
    note = forms.CharField(
        label="What they do", required=False, max_length=300, help_text="How they keep objective and delivery together."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=Person.objects.visible_to(user).filter(is_active=True))
        offer(self, unit=Unit.objects.visible_to(user).filter(is_open=True))
        offer(self, node=Node.objects.visible_to(user))

    def clean(self) -> dict[str, Any]:
        """Ask for one place."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("unit")) == bool(cleaned.get("node")) and not self.errors:
            self.add_error("unit", "Choose a unit or a node, one of the two.")
        return cleaned


class ObjectiveLinkForm(forms.Form):
    """How one objective bears on another."""

    kind = forms.ChoiceField(label="This objective", choices=ObjectiveLink.Kind.choices, widget=forms.RadioSelect)
    to = Picked(label="Which objective", queryset=StrategicObjective.objects.none(), empty_label="Choose one")
    strength = forms.TypedChoiceField(
        choices=[(1, "Weak"), (2, "Medium"), (3, "Strong")], coerce=int, initial=2, widget=forms.RadioSelect
    )
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, user: User, objective: StrategicObjective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = StrategicObjective.objects.visible_to(user).exclude(pk=objective.pk)
        offer(self, to=others)
