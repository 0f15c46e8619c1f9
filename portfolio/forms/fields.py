"""Fields that several forms of this app share: work by its code, people and places as one user may choose them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from big.accounts.models import User
from big.organisation.models import Node, Person, Unit
from big.picking import PickField, SuggestedInput, found
from portfolio.models.work import Work
from portfolio.policies import can_place


class WorkCodeField(forms.CharField):
    """Work named by its code, its name or both; what is typed is met with suggestions."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=250, widget=SuggestedInput("works"), **kwargs)
        self.user: User | None = None

    def prepare_value(self, value: Any) -> Any:
        """The code of a piece of work."""
        return value.code if isinstance(value, Work) else value

    def clean(self, value: Any) -> Any:
        """The work of that code, or of that very name, among what the user may see; None for nothing."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        matches = found(Work.objects.visible_to(self.user), text) if self.user else []
        if len(matches) > 1:
            raise ValidationError("Several pieces of work are called so: write the code.", code="unclear")
        if not matches:
            raise ValidationError("There is no work with this code.", code="no_such_work")
        return matches[0]


class PlacesMixin(forms.Form):
    """Limits choices of person, unit, node and parent to what one user may see, and places to where one may edit."""

    user: User | None = None
    #: The form says where the work is; else what it leaves empty stays as it is.
    is_placed = True

    def limit_to(self, user: User, keep: Work | None = None) -> None:
        """Offer active people and open units, and whatever `keep` has at present."""
        self.user = user
        for name, field in self.fields.items():
            if isinstance(field, WorkCodeField):
                field.user = user
            elif isinstance(field, forms.ModelChoiceField) and name in ("unit", "node", "owner", "sponsor"):
                field.queryset = _offered(name, user, keep)

    def clean(self) -> dict[str, Any]:
        """Refuse a place where one may not edit beside its field: the service would refuse the whole page."""
        cleaned = super().clean() or self.cleaned_data
        if self.user and "unit" in cleaned and "node" in cleaned:
            unit, node = cleaned["unit"], cleaned["node"]
            is_left = not self.is_placed and not unit and not node
            at, under = node.pk if node else None, unit.pk if unit else None
            if not is_left and not can_place(self.user, node_id=at, unit_id=under):
                self.add_error("unit", "Choose a unit or a node in which you may edit work.")
        return cleaned


def _offered(name: str, user: User, keep: Work | None) -> Any:
    held = [key] if keep and (key := getattr(keep, f"{name}_id", None)) else []
    if name == "unit":
        units = Unit.objects.visible_to(user)
        return (units.filter(is_open=True) | units.filter(pk__in=held)).order_by("name", "pk")
    if name == "node":
        return Node.objects.visible_to(user).order_by("name", "pk")
    people = Person.objects.visible_to(user)
    return (people.filter(is_active=True) | people.filter(pk__in=held)).order_by("name", "pk")


def person_field(label: str, help_text: str = "") -> PickField:
    """A choice of person, which may stay open."""
    return PickField(Person.objects.none(), label=label, required=False, empty_label="Nobody yet", help_text=help_text)


def unit_field() -> PickField:
    """A choice of unit, which may stay open."""
    return PickField(
        Unit.objects.none(), label="Unit", required=False, empty_label="None", help_text="Where the work is done."
    )


def node_field() -> PickField:
    """A choice of node, which may stay open."""
    return PickField(
        Node.objects.none(), label="Node", required=False, empty_label="None", help_text="Where it is governed."
    )
