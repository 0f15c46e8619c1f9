"""Fields that several forms share: numbers as people write them, choices of what the reader may see, the reason."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from big.forms import ChangeForm
from big.picking import PickField

if TYPE_CHECKING:
    Many = forms.ModelMultipleChoiceField[Any]
else:
    # Django's own classes take no type arguments.
    Many = forms.ModelMultipleChoiceField


class NumberField(forms.DecimalField):
    """A number as people write it: "1,270.5", "36 days" without the unit, or a true minus."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the keyboard with digits."""
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Read separators, spaces, a percent sign and a typographic minus."""
        if isinstance(value, str):
            value = value.strip().replace("\N{MINUS SIGN}", "-").replace(",", "").replace(" ", "").removesuffix("%")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number without trailing zeros."""
        return format(value.normalize(), "f") if hasattr(value, "normalize") else value


class Picked(PickField):
    """One record by code and name; `named` says whether the code leads."""

    def __init__(self, *, named: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named = named

    def label_from_instance(self, obj: Any) -> str:
        """ "SO2 Shorten order-to-delivery", or the bare name; who has left is offered only so that nobody is lost."""
        if not getattr(obj, "is_active", True):
            return f"{obj} (has left)"
        return str(obj) if self.named else _coded(obj)


class PickedMany(Many):
    """Several records, by code and name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """ "D1 Service contracts grow"."""
        return _coded(obj)


def offer(form: forms.BaseForm, **records: "models.QuerySet[Any]") -> None:
    """Let the fields of these names choose among these records, which start at `visible_to(user)`."""
    for name, queryset in records.items():
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - the form declares it so
        field.queryset = queryset


def _coded(record: models.Model) -> str:
    code = getattr(record, "code", "")
    return f"{code} {record}" if code else str(record)


class ReasonForm(ChangeForm):
    """An act that takes nothing but a reason, which may be left out."""


class AskedReasonForm(ChangeForm):
    """An act that takes a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True


class MoveForm(ChangeForm):
    """A move to one of the states that may follow."""

    to = forms.ChoiceField(label="Move to", widget=forms.RadioSelect)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so four lines above
        field.choices = states

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """Nothing but the version; the state is chosen."""
        return {"version": record.version}
