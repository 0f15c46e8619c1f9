"""Forms about roles, the organisation's settings, its words and its kinds of node."""

from typing import Any

from django import forms

from big.forms import ChangeForm, DateInput
from big.organisation.models import Organisation, Role
from big.periods import MONTHS
from big.registry import rights, terms


class RoleForm(ChangeForm):
    """What a role is called and what its holders may do."""

    label = forms.CharField(label="Name", max_length=80)
    home = forms.ChoiceField(label="Home shows", choices=Role.Home.choices)
    position = forms.IntegerField(
        label="Order",
        min_value=0,
        max_value=9999,
        help_text="Of roles held equally high up, the lowest decides Home.",
    )
    rights = forms.MultipleChoiceField(label="Who holds it may", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is registered is known only once every app is ready.
        self.fields["rights"].choices = list(rights.known().items())  # type: ignore[attr-defined]


class SettingsForm(ChangeForm):
    """The organisation's particulars and the figures that every page reads."""

    name = forms.CharField(label="Name of the organisation", max_length=200)
    acronym = forms.CharField(label="Short name", max_length=40, required=False)
    identifier = forms.CharField(
        label="Identifier", max_length=200, required=False, help_text="As registers and StratML files know it."
    )
    description = forms.CharField(label="What it does", required=False, widget=forms.Textarea)
    currency = forms.RegexField(
        label="Currency",
        regex=r"^[A-Z]{3}$",
        max_length=3,
        help_text="Three letters, such as GBP.",
        error_messages={"invalid": "Enter three capital letters, such as GBP."},
    )
    zone = forms.CharField(label="Time zone", max_length=60, help_text="Such as Europe/London.")
    financial_year_starts = forms.TypedChoiceField(label="Financial year opens in", choices=MONTHS, coerce=int)
    stale_after_days = forms.IntegerField(
        label="Reports are old after",
        min_value=1,
        max_value=366,
        help_text="Days. A status or reading older than this shows as not reported.",
    )
    red_below = forms.IntegerField(
        label="Red below", min_value=1, max_value=99, help_text="Percent of the progress expected by now."
    )
    green_from = forms.IntegerField(
        label="Green from", min_value=2, max_value=100, help_text="Percent of the progress expected by now."
    )
    pinned_today = forms.DateField(
        label="Read every page as of",
        required=False,
        widget=DateInput,
        help_text="For demonstrations. Leave it empty to read as of today.",
    )


class TermsForm(ChangeForm):
    """The organisation's own words, one and many, for each word of the product."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for term in terms.known():
            one = forms.CharField(label=f"“{term.one}”", max_length=60, help_text=term.about)
            many = forms.CharField(label=f"“{term.many}”", max_length=60)
            self.fields[f"{term.key}_one"], self.fields[f"{term.key}_many"] = one, many
        self.order_fields([name for name in self.fields if name not in ("why", "version")])

    @classmethod
    def initial_of(cls, record: Organisation) -> dict[str, Any]:
        """The words as they are said now."""
        said: dict[str, Any] = {"version": record.version}
        for term in terms.known():
            said[f"{term.key}_one"] = terms.said(record.terms, term.key)
            said[f"{term.key}_many"] = terms.said(record.terms, term.key, many=True)
        return said

    def spoken(self) -> dict[str, tuple[str, str]]:
        """What was entered, by key."""
        return {
            term.key: (self.cleaned_data[f"{term.key}_one"], self.cleaned_data[f"{term.key}_many"])
            for term in terms.known()
        }


class NodeTypeForm(ChangeForm):
    """What a kind of node is called."""

    label = forms.CharField(label="Name", max_length=80)
    plural = forms.CharField(label="Name of several", max_length=80)
    position = forms.IntegerField(label="Order", min_value=0, max_value=9999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_new=True, **kwargs)

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """A kind of node has no version: two changes of its words cannot clash."""
        return {name: getattr(record, name) for name in ("label", "plural", "position")}
