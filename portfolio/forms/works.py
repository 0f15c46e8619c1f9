"""Forms that add work, change what it says, and give it its place, state, type and must-do."""

from typing import Any

from django import forms

from big.forms import ChangeForm, DateInput
from portfolio.forms.fields import PlacesMixin, WorkCodeField, node_field, person_field, unit_field
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import CODE, Stream, Work


class WorkFields(PlacesMixin):
    """What work says of itself."""

    name = forms.CharField(label="Name", max_length=300)
    stream = forms.ChoiceField(label="Stream", choices=Stream)
    owner = person_field("Owner", "Answers for it and reports its status.")
    sponsor = person_field("Sponsor")
    unit = unit_field()
    node = node_field()
    starts_on = forms.DateField(label="Starts on", required=False, widget=DateInput)
    ends_on = forms.DateField(label="Baseline end", required=False, widget=DateInput, help_text="The end as agreed.")
    forecast_ends_on = forms.DateField(label="Forecast end", required=False, widget=DateInput)
    description = forms.CharField(label="Description", required=False, widget=forms.Textarea({"rows": 4}))
    customer = forms.CharField(label="Customer", required=False, max_length=200)
    contract_code = forms.CharField(label="Contract code", required=False, max_length=60)


class WorkCreateForm(WorkFields):
    """Everything that new work needs, and what is good to know from the start."""

    work_type = forms.ModelChoiceField(WorkType.objects.all(), label="Type", to_field_name="key", empty_label=None)
    parent = WorkCodeField(label="Stands under", required=False, help_text="The portfolio or programme it is part of.")
    code = forms.CharField(
        label="Code",
        required=False,
        max_length=40,
        validators=[CODE],
        help_text="Leave it empty for the next free code of the type.",
    )
    obligation = forms.CharField(
        label="Obligation",
        required=False,
        max_length=300,
        help_text="Only for a must-do: the law, contract or lease that leaves no choice.",
    )
    is_confidential = forms.BooleanField(
        label="Confidential: only cleared people and those it names see it", required=False
    )
    field_order = (
        "name",
        "work_type",
        "stream",
        "owner",
        "sponsor",
        "unit",
        "node",
        "parent",
        "starts_on",
        "ends_on",
        "forecast_ends_on",
        "description",
        "customer",
        "contract_code",
        "obligation",
        "code",
        "is_confidential",
    )

    def values(self) -> dict[str, Any]:
        """What was entered, as `create_work` takes it; an obligation makes a must-do."""
        values = dict(self.cleaned_data)
        return {**values, "is_must_do": bool(values["obligation"].strip())}


class WorkEditForm(WorkFields, ChangeForm):
    """What work says of itself, its code, and whether it is confidential."""

    code = forms.CharField(
        label="Code", max_length=40, validators=[CODE], help_text="Part of the address; old addresses stop working."
    )
    is_confidential = forms.BooleanField(
        label="Confidential: only cleared people and those it names see it", required=False
    )


class MoveForm(PlacesMixin, ChangeForm):
    """Where work stands in the structure."""

    parent = WorkCodeField(label="Stands under", required=False, help_text="Another piece of work; empty for the top.")


class StateForm(ChangeForm):
    """The state that work goes on to."""

    to = forms.ChoiceField(label="Goes on to", widget=forms.RadioSelect)
    on = forms.DateField(label="Counts from", required=False, widget=DateInput, help_text="If it is not today.")

    def offer(self, work: Work) -> None:
        """Offer the states that follow the present one."""
        followers = [(state.key, state.label) for state in work.state.followers.order_by("position")]
        self.fields["to"].choices = followers  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """Nothing but the version: the choice is open."""
        return {"version": record.version, "to": "", "on": None}


class StateChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A state, said with the type whose lifecycle it belongs to."""

    def label_from_instance(self, obj: LifecycleState) -> str:
        """The type, then the state: Project: In delivery."""
        return f"{obj.work_type.label}: {obj.label}"


class TypeForm(ChangeForm):
    """Another type, with the state of its lifecycle that the work is in."""

    to = StateChoiceField(
        LifecycleState.objects.none(),
        label="Type and state",
        empty_label=None,
        help_text="Each type has its own states.",
    )
    why = forms.CharField(label="Why", max_length=500, help_text="Kept in the history of this record.")

    def offer(self, work: Work) -> None:
        """Offer the states of all other types."""
        others = LifecycleState.objects.exclude(work_type=work.work_type_id).select_related("work_type")
        self.fields["to"].queryset = others.order_by("work_type__position", "position")  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """Nothing but the version: the choice is open."""
        return {"version": record.version, "to": None}


class MustDoForm(ChangeForm):
    """Whether work must be done whatever it serves, and the obligation that says so."""

    is_must_do = forms.BooleanField(label="This work is a must-do", required=False)
    obligation = forms.CharField(
        label="Obligation",
        required=False,
        max_length=300,
        help_text="The law, contract or lease that leaves no choice.",
    )


class BulkForm(PlacesMixin):
    """What many pieces of work get at once; what stays empty stays as it is."""

    is_placed = False
    owner = person_field("New owner")
    unit = unit_field()
    node = node_field()
    why = forms.CharField(label="Why", max_length=500, required=False, help_text="Kept in the history of each record.")

    def changes(self) -> dict[str, Any]:
        """The fields that were chosen."""
        return {name: self.cleaned_data[name] for name in ("owner", "unit", "node") if self.cleaned_data[name]}

    def clean(self) -> dict[str, Any]:
        """At least one thing has to change."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("owner", "unit", "node")):
            raise forms.ValidationError("Choose a new owner, unit or node.", code="nothing_chosen")
        return cleaned


class ViewForm(forms.Form):
    """The name of a view, and whether others see it."""

    name = forms.CharField(label="Name", max_length=80, help_text="A view of this name that you have is replaced.")
    is_shared = forms.BooleanField(label="Share it with everybody who sees this list", required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
