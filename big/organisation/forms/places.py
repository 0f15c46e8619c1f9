"""Forms about units, governance nodes and delegated authority."""

from typing import Any

from django import forms
from django.db.models import Q

from big.accounts.models import User
from big.forms import ChangeForm, DateInput
from big.organisation.models import DelegatedAuthority, Node, NodeType, Person, Unit
from big.picking import PickField


def _people(user: User, named: int | None) -> Any:
    """Those who are still here, and the one who is named already."""
    return Person.objects.visible_to(user).filter(Q(is_active=True) | Q(pk=named))


TOP = "Nothing: it stands at the top"


class UnitForm(ChangeForm):
    """What a unit is called and who heads it."""

    name = forms.CharField(label="Name", max_length=200)
    head = PickField(label="Head", queryset=Person.objects.none(), required=False)
    cost_account = forms.CharField(label="Cost account", max_length=60, required=False)
    code = forms.SlugField(
        label="Code", max_length=30, required=False, help_text="Leave it empty for the next number. It is in addresses."
    )

    def __init__(self, *args: Any, user: User, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, is_new=unit is None, **kwargs)
        self.fields["head"].queryset = _people(user, unit.head_id if unit else None)  # type: ignore[attr-defined]
        if unit:
            self.fields["code"].required = True
            self.fields["code"].help_text = "It is in addresses: links to the old one stop working."
        else:
            field = PickField(label="Part of", queryset=_open_units(user), required=False, empty_label=TOP)
            self.fields["parent"] = field
            self.order_fields(["name", "parent", "head", "cost_account", "code", "why"])


def _open_units(user: User) -> Any:
    return Unit.objects.visible_to(user).filter(is_open=True)


class UnitMoveForm(ChangeForm):
    """Where a unit belongs."""

    parent = PickField(label="Part of", queryset=Unit.objects.none(), required=False, empty_label=TOP)

    def __init__(self, *args: Any, user: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elsewhere = _open_units(user).exclude(reach_up__above=unit)
        self.fields["parent"].queryset = elsewhere  # type: ignore[attr-defined]


class NodeForm(ChangeForm):
    """What a node is, who answers for it and how it works."""

    name = forms.CharField(label="Name", max_length=200)
    node_type = forms.ModelChoiceField(label="Kind", queryset=NodeType.objects.all())
    accountable = PickField(
        label="Accountable person",
        queryset=Person.objects.none(),
        required=False,
        help_text="One person answers for the node, whoever else belongs to it.",
    )
    unit = PickField(
        label="Unit", queryset=Unit.objects.none(), required=False, help_text="Where the node belongs to one unit."
    )
    terms_of_reference = forms.CharField(label="Terms of reference", required=False, widget=forms.Textarea)
    cadence = forms.CharField(
        label="Cadence",
        max_length=80,
        required=False,
        help_text="Such as “first Thursday of the month”.",
    )
    quorum = forms.IntegerField(label="Quorum", required=False, min_value=1, max_value=99)
    code = forms.SlugField(
        label="Code",
        max_length=40,
        required=False,
        help_text="Empty takes it from the name. It is in addresses.",
    )

    def __init__(self, *args: Any, user: User, node: Node | None = None, **kwargs: Any) -> None:
        super().__init__(*args, is_new=node is None, **kwargs)
        accountable = _people(user, node.accountable_id if node else None)
        self.fields["accountable"].queryset = accountable  # type: ignore[attr-defined]
        units = Unit.objects.visible_to(user).filter(Q(is_open=True) | Q(pk=node.unit_id if node else None))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if node:
            self.fields["code"].required = True
            self.fields["code"].help_text = "It is in addresses: links to the old one stop working."
        else:
            field = PickField(label="Reports to", queryset=_living_nodes(user), required=False, empty_label=TOP)
            self.fields["parent"] = field
            self.order_fields(["name", "node_type", "parent", "accountable"])


def _living_nodes(user: User) -> Any:
    return Node.objects.visible_to(user).exclude(state=Node.State.RETIRED)


class NodeMoveForm(ChangeForm):
    """To which node a node reports."""

    parent = PickField(label="Reports to", queryset=Node.objects.none(), required=False, empty_label=TOP)

    def __init__(self, *args: Any, user: User, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elsewhere = _living_nodes(user).exclude(reach_up__above=node)
        self.fields["parent"].queryset = elsewhere  # type: ignore[attr-defined]


class NodeStateForm(ChangeForm):
    """Whether a node is designed, operating, suspended or retired."""

    state = forms.ChoiceField(label="State", choices=Node.State.choices, widget=forms.RadioSelect)


class AuthorityForm(ChangeForm):
    """What a node may decide by itself in one matter."""

    matter = forms.ChoiceField(label="Matter", choices=DelegatedAuthority.Matter.choices)
    limit = forms.DecimalField(
        label="Limit", required=False, min_value=0, max_digits=16, decimal_places=2, help_text="A sum, in whole units."
    )
    currency = forms.RegexField(label="Currency", regex=r"^[A-Z]{3}$", max_length=3)
    tolerance = forms.CharField(
        label="Tolerance", max_length=200, required=False, help_text="In words, such as “two weeks’ delay”."
    )
    starts_on = forms.DateField(label="From", widget=DateInput)
    ends_on = forms.DateField(
        label="Last day", required=False, widget=DateInput, help_text="Empty lasts until revoked."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_new=True, **kwargs)


class AuthorityEndForm(ChangeForm):
    """When delegated authority ends."""

    ends_on = forms.DateField(
        label="Last day", required=False, widget=DateInput, help_text="Leave it empty to revoke it at once."
    )

    @classmethod
    def initial_of(cls, record: DelegatedAuthority) -> dict[str, Any]:
        """The end that is set already, if any."""
        return {"ends_on": record.ends_on, "version": record.version}
