"""Forms about people, their accounts and their roles."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import Membership, Node, Person, Role, Unit
from big.picking import PickField


class PersonForm(ChangeForm):
    """Who somebody is and where they work."""

    name = forms.CharField(label="Name", max_length=200)
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    email = forms.EmailField(label="Email address", required=False)
    unit = PickField(label="Unit", queryset=Unit.objects.none(), required=False)
    line_manager = PickField(label="Line manager", queryset=Person.objects.none(), required=False)
    payroll_number = forms.CharField(
        label="Payroll number", max_length=40, required=False, help_text="Shown only to those who manage people."
    )
    code = forms.SlugField(
        label="Code", max_length=30, required=False, help_text="Leave it empty for the next number. It is in addresses."
    )

    def __init__(self, *args: Any, user: User, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, is_new=person is None, **kwargs)
        present = person.unit_id if person else None
        units = Unit.objects.visible_to(user).filter(Q(is_open=True) | Q(pk=present))
        manager = person.line_manager_id if person else None
        people = Person.objects.visible_to(user).filter(Q(is_active=True) | Q(pk=manager))
        if person:
            people = people.exclude(pk=person.pk)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["line_manager"].queryset = people  # type: ignore[attr-defined]
        if person:
            self.fields["code"].required = True
            self.fields["code"].help_text = "It is in addresses: links to the old one stop working."


class ReasonForm(ChangeForm):
    """Nothing but the reason for a step that needs no more."""


class AccountForm(ChangeForm):
    """The address to sign in with."""

    email = forms.EmailField(
        label="Email address", help_text="They sign in with it, and a link to set a password goes there now."
    )


class RoleGivenForm(ChangeForm):
    """Who holds which role where, and for how long; what is known already is not asked."""

    person = PickField(label="Person", queryset=Person.objects.none())
    role = forms.ModelChoiceField(label="Role", queryset=Role.objects.none())
    node = PickField(
        label="At the node", queryset=Node.objects.none(), required=False, help_text="And at everything below it."
    )
    unit = PickField(
        label="Or in the unit", queryset=Unit.objects.none(), required=False, help_text="And in everything below it."
    )
    starts_on = forms.DateField(label="From", required=False, widget=DateInput, help_text="Empty means at once.")
    ends_on = forms.DateField(label="Last day", required=False, widget=DateInput, help_text="Empty means until ended.")

    def __init__(
        self,
        *args: Any,
        user: User,
        person: Person | None = None,
        node: Node | None = None,
        unit: Unit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, is_new=True, **kwargs)
        self.known = {name: value for name, value in (("person", person), ("node", node), ("unit", unit)) if value}
        asked = {
            "person": Person.objects.visible_to(user).filter(is_active=True),
            "role": Role.objects.all(),
            "node": Node.objects.visible_to(user).exclude(state=Node.State.RETIRED),
            "unit": Unit.objects.visible_to(user).filter(is_open=True),
        }
        if node or unit:
            asked = {name: rows for name, rows in asked.items() if name not in ("node", "unit")}
            del self.fields["node"], self.fields["unit"]
        if person:
            asked.pop("person")
            del self.fields["person"]
        for name, rows in asked.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One place, and an end that comes after the beginning."""
        given = {**(super().clean() or {}), **self.known}
        if not self.errors and bool(given.get("node")) == bool(given.get("unit")):
            raise ValidationError("Choose a node or a unit, one of the two.", code="place")
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day cannot come before the first.")
        return given


class EndForm(ChangeForm):
    """When a role ends."""

    ends_on = forms.DateField(
        label="Last day",
        required=False,
        widget=DateInput,
        help_text="Leave it empty to take the role away at once; on a date, they hold it through that day.",
    )

    @classmethod
    def initial_of(cls, record: Membership) -> dict[str, Any]:
        """The end that is set already, if any."""
        return {"ends_on": record.ends_on, "version": record.version}
