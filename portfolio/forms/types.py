"""Forms of the types of work and the states of their lifecycles."""

from typing import Any

from django import forms

from big.forms import ChangeForm
from portfolio.models.types import LifecycleState, WorkType


class _Unversioned(ChangeForm):
    """A form of what has no version: two changes of its words cannot clash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_new=True, **kwargs)


class TypeWordsForm(_Unversioned):
    """What a type of work is called."""

    label = forms.CharField(label="Name", max_length=60, help_text="Such as Programme or Service.")
    plural = forms.CharField(label="Name of several", max_length=60)
    code_prefix = forms.RegexField(
        label="Letters of its codes",
        regex=r"^[A-Z]{1,6}$",
        max_length=6,
        help_text="C gives C-104 to the next one. Codes that were given stay.",
        error_messages={"invalid": "Enter one to six capital letters."},
    )
    position = forms.IntegerField(label="Order", min_value=0, max_value=9999)

    @classmethod
    def initial_of(cls, record: WorkType) -> dict[str, Any]:
        """The words as they stand."""
        return {name: getattr(record, name) for name in ("label", "plural", "code_prefix", "position")}


class NewTypeForm(TypeWordsForm):
    """A new type, with the state that its work begins in."""

    first_state = forms.CharField(
        label="First state", max_length=60, help_text="What new work of this type is in, such as Proposed."
    )


class StateForm(_Unversioned):
    """A state of a lifecycle, and what may follow it."""

    label = forms.CharField(label="Name", max_length=60, help_text="Such as In delivery.")
    is_live = forms.BooleanField(
        label="Work in it is being done, and is asked for status and links", required=False, initial=True
    )
    followers = forms.ModelMultipleChoiceField(
        label="Goes on to",
        queryset=LifecycleState.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none for a state that ends the work.",
    )
    position = forms.IntegerField(label="Order", min_value=0, max_value=9999)

    def __init__(self, *args: Any, work_type: WorkType, state: LifecycleState | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = work_type.states.order_by("position", "pk")
        if state:
            others = others.exclude(pk=state.pk)
        field = self.fields["followers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared so a few lines above
        field.queryset = others

    @classmethod
    def initial_of(cls, record: LifecycleState) -> dict[str, Any]:
        """The state as it stands, with the keys of its followers."""
        return {
            "label": record.label,
            "is_live": record.is_live,
            "position": record.position,
            "followers": list(record.followers.values_list("pk", flat=True)),
        }
