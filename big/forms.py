"""What every HTML form shares: a version against lost updates, the reason for a change, and errors put in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from big.core import words
from big.errors import StaleError

Saved = TypeVar("Saved")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed: what is there now, and what this form would make of it."""

    label: str
    now: str
    yours: str


class Versioned(Protocol):
    """A record that counts its versions, or what stands for one."""

    @property
    def version(self) -> int:
        """The number that grows with every change."""
        ...


class ChangeForm(forms.Form):
    """A form that changes a record: it carries the version it was filled from and, where given, the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why", required=False, max_length=500, help_text="Kept in the history of this record.", strip=True
    )
    conflicts: tuple[Conflict, ...] = ()
    is_late = False

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            # What does not exist yet has no version.
            del self.fields["version"]
        self.order_fields([name for name in self.fields if name not in ("why", "version")])

    @classmethod
    def initial_of(cls, record: Any) -> dict[str, Any]:
        """What the form shows of `record`; fields of the same name by default."""
        names = [name for name in cls.base_fields if name not in ("version", "why")]
        return {name: getattr(record, name) for name in names} | {"version": record.version}

    def changes(self) -> dict[str, Any]:
        """What was entered, as a service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "why")}

    def against(self, record: Versioned, make: Callable[..., "ChangeForm"] | None = None) -> "ChangeForm":
        """The same entries on the version that stands now, with what differs from it; for the answer to a 409.

        `make` builds the form where it takes more than its data.
        """
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data[self.add_prefix("version")] = str(record.version)
        anew = (make or type(self))(data)
        anew.is_late = True
        anew.is_valid()
        initial = self.initial_of(record)
        found = []
        for name, field in anew.fields.items():
            if name in ("version", "why") or name not in anew.cleaned_data:
                continue
            now, yours = shown(field, initial.get(name)), shown(field, anew.cleaned_data[name])
            if now != yours:
                found.append(Conflict(str(field.label or name.replace("_", " ").capitalize()), now, yours))
        anew.conflicts = tuple(found)
        return anew


def shown(field: forms.Field, value: Any) -> str:
    """A value of `field` as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "" or value == []:
        return "nothing"
    if isinstance(value, Decimal):
        return words.reading(value)
    if isinstance(value, list | tuple | set):
        return words.listed([shown(field, item) for item in value])
    choices: dict[Any, Any] = {}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        options: Any = field.choices
        choices = {key: label for key, label in options if not isinstance(label, list | tuple)}
    if isinstance(field, forms.ModelChoiceField) and not hasattr(value, "_meta"):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
    if hasattr(value, "isoformat"):
        return words.day(value)
    return str(choices.get(value, choices.get(str(value), value)))


def attempt(form: forms.Form, save: Callable[[], Saved]) -> tuple[Saved | None, int]:
    """Save a valid form; what a rule or a constraint refuses becomes errors of the form.

    Returns what was saved with 200, or None with 422, or None with 409 where somebody else saved first.
    """
    if not form.is_valid():
        return None, 422
    try:
        return save(), 200
    except StaleError:
        return None, 409
    except ValidationError as error:
        refuse(form, error)
        return None, getattr(error, "status", 422)


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Put each error beside its field, or above the form where the form has no such field."""
    by_field: Mapping[str, list[Any]] = getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]})
    for name, errors in by_field.items():
        place = name if name in form.fields and not form.fields[name].widget.is_hidden else None
        for each in errors:
            form.add_error(place, each)


class ScaleSelect(forms.RadioSelect):
    """A score from 0 to 10 as one row of numbers."""

    is_scale = True


class DateInput(forms.DateInput):
    """A date control that browsers know how to show; the value travels in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")
