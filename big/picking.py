"""Choosing one record: from a list while the list is short, by typing with suggestions once it is long.

What is typed travels as text, "Clara Aspinall · P-12", so that it works without a script and can be read in an address.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from big.core import words
from big.registry import searching

MOST: Final = 100
"""So many records are listed; of more, nobody reads the list."""

_BETWEEN: Final = " · "
_LIKE: Final = 4


if TYPE_CHECKING:
    _One = forms.ModelChoiceField[Any]
else:
    # Django's own class takes no type arguments.
    _One = forms.ModelChoiceField


@dataclass(frozen=True, slots=True)
class Typed:
    """The choices of a filter too many to list: who suggests them, how a chosen value is called, what is no record."""

    provider: str
    called: Callable[[str], str]
    besides: tuple[tuple[str, str], ...] = ()


Choices = list[tuple[str, str]] | Typed
"""What a filter offers: values and how each is called, or that one is typed."""


def few(
    records: "models.QuerySet[Any]",
    choice: Callable[[Any], tuple[str, str]],
    *,
    by: str,
    besides: tuple[tuple[str, str], ...] = (),
) -> Choices:
    """`records` as the choices of a filter after `besides`: each as `choice` gives it, or typed; one query.

    `by` is the field that the value of a choice holds, "pk" or "code".
    """
    listed, provider = _listed(records)
    if provider:
        return Typed(provider, lambda value: _written_by(records, by, value), besides)
    return [*besides, *map(choice, listed)]


def _listed(records: "models.QuerySet[Any]") -> tuple[list[Any], str]:
    """The records of a list; none of them, and the key of who suggests them, where they are typed. One query."""
    some = list(records[: MOST + 1])
    if len(some) <= MOST:
        return some, ""
    provider = searching.provider_of(records.model)
    return ([], provider.key) if provider else (list(records), "")


def called(name: str, code: str) -> str:
    """How a record is written where it is typed: "Clara Aspinall · P-12"."""
    return f"{name}{_BETWEEN}{code}"


def code_in(text: str) -> str:
    """The code in what was typed; the text itself where it holds no more than that."""
    return text.rpartition(_BETWEEN)[2].strip()


def found(records: "models.QuerySet[Any]", text: str) -> list[Any]:
    """Those of `records` that `text` names: the one of that code, else all of that very name; two queries at most."""
    coded = list(records.filter(code__iexact=code_in(text))[:1])
    return coded or list(records.filter(**{f"{_named(records)}__iexact": text.strip()})[: _LIKE + 1])


def written(record: Any) -> str:
    """How `record` is written where it is typed."""
    return called(str(getattr(record, _named(type(record).objects.none()))), record.code)


def _written_by(records: "models.QuerySet[Any]", by: str, value: str) -> str:
    """How the record with that key or code is written; what names none, as it stands. One query."""
    if by == "pk" and not _is_key(value):
        return value
    record = records.filter(**{"pk" if by == "pk" else f"{by}__iexact": value}).first()
    return written(record) if record else value


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _named(records: "models.QuerySet[Any]") -> str:
    fields = {field.name for field in records.model._meta.get_fields()}
    return "name" if "name" in fields else "title"


class PickField(_One):
    """One record, chosen or typed; of a model with a code, a name or title, and a provider of searches."""

    def to_python(self, value: Any) -> Any:
        """The record of a key, or of what was typed; ValidationError says whom else the text may mean."""
        text = str(value).replace("\x00", "").strip() if isinstance(value, (str, int)) else ""
        if not text or (_is_key(text) and not self._is_code(text)):
            return super().to_python(value)
        matches = found(self.records, text)
        if len(matches) == 1:
            return matches[0]
        raise ValidationError(self._unclear(text, matches), code="unclear")

    @property
    def records(self) -> "models.QuerySet[Any]":
        """All that may be chosen."""
        assert self.queryset is not None  # noqa: S101 - a form without one offers nothing
        return self.queryset.all()

    def _is_code(self, text: str) -> bool:
        """Whether digits were typed as a code; a list that is not typed sends keys."""
        records = self.records
        return records.order_by()[MOST : MOST + 1].exists() and records.filter(code=text).exists()

    def _unclear(self, text: str, matches: list[Any]) -> str:
        if matches:
            codes = words.listed([each.code for each in matches[:_LIKE]])
            return f"Several are called “{text}”: write the code behind the name, such as {codes}."
        near = self.records
        for word in text.split()[:6]:
            near = near.filter(**{f"{_named(near)}__icontains": word})
        like = [f"“{written(each)}”" for each in near[:_LIKE]]
        hint = (
            f"Choose one of those suggested, such as {words.listed(like)}."
            if like
            else "Write a name or a code, and choose one."
        )
        return f"“{text}” cannot be chosen here. {hint}"


class SuggestedInput(forms.TextInput):
    """A text with suggestions of what one provider finds."""

    def __init__(self, provider: str) -> None:
        super().__init__({"placeholder": "Name or code"})
        self.provider = provider

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The text as it stands."""
        text = "" if value is None else str(value)
        return typed(name, text, self.provider, self.build_attrs(self.attrs, attrs))


class TypedInput(SuggestedInput):
    """The control of a field whose records are too many to list."""

    def __init__(self, records: "models.QuerySet[Any]", provider: str) -> None:
        super().__init__(provider)
        self.records = records

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """A chosen record by name and code; what was typed before and could not be taken, as it was typed."""
        text = "" if value is None else _written_by(self.records, "pk", str(value))
        return super().render(name, text, attrs, renderer)


def widget_of(field: PickField) -> forms.Widget:
    """How `field` is drawn: a list of its records, or a text once they are too many; one query."""
    listed, provider = _listed(field.records)
    if provider:
        return TypedInput(field.records, provider)
    first = [("", field.empty_label)] if field.empty_label is not None else []
    return forms.Select(
        choices=[*first, *((field.prepare_value(each), field.label_from_instance(each)) for each in listed)]
    )


def typed(
    name: str, text: str, provider: str, attrs: dict[str, Any], besides: Iterable[tuple[str, str]] = ()
) -> SafeString:
    """A text control that suggests what `provider` finds, and before that `besides`; without a script, only these."""
    listed = f"{attrs.get('id', name)}-suggested"
    held = {
        "type": "text",
        "name": name,
        "value": text,
        "list": listed,
        "autocomplete": "off",
        "hx-get": f"{reverse('core:suggest', args=[provider])}?of={name}",
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#{listed}",
        "hx-swap": "innerHTML",
        "hx-push-url": "false",
        # The form around it may ask for the list meanwhile; neither may cancel the other.
        "hx-sync": "this:replace",
        **attrs,
    }
    first = format_html_join("", '<option value="{}">{}</option>', besides)
    return format_html('<input{}><datalist id="{}">{}</datalist>', flatatt(held), listed, first)
