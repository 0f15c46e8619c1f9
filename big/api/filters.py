"""How lists are narrowed: named filters only, each value checked, a record that is hidden as good as none."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from big.api.keys import visible
from big.api.serializers import EARLIEST, LATEST

_LARGEST_KEY = 2**63 - 1


class RecordFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filters of one list; a value that is none is 400, by name."""


@extend_schema_field(OpenApiTypes.INT)
class KeyFilter(django_filters.Filter):  # type: ignore[misc]
    """Rows that name a record by key: `unit = KeyFilter(Unit)`; nothing for one that the reader may not see."""

    field_class = forms.IntegerField

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        self.related = model
        super().__init__(min_value=1, max_value=_LARGEST_KEY, **kwargs)

    def filter(self, qs: "models.QuerySet[Any]", value: int | None) -> "models.QuerySet[Any]":
        """The rows; one subquery for what the reader may see."""
        if value is None:
            return qs
        named = visible(self.related, self.parent.request.user).filter(pk=value)
        rows = qs.filter(**{f"{self.field_name}__in": named.order_by().values("pk")})
        return rows.distinct() if self.distinct else rows


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(django_filters.TypedChoiceFilter):  # type: ignore[misc]
    """`true` or `false`; anything else is 400."""

    def __init__(self, **kwargs: Any) -> None:
        choices = (("true", "true"), ("false", "false"))
        super().__init__(choices=choices, coerce=lambda said: said == "true", **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class WordsFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Rows with these words in any of the fields: `q = WordsFilter("name", "code")`."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        self.fields_searched = fields
        help_text = f"Words in {', '.join(name.replace('__', ' ').replace('_', ' ') for name in fields)}."
        super().__init__(**{"max_length": 200, "help_text": help_text, **kwargs})

    def filter(self, qs: "models.QuerySet[Any]", value: str) -> "models.QuerySet[Any]":
        """The rows."""
        if not value:
            return qs
        found = Q(pk__in=[])
        for name in self.fields_searched:
            found |= Q(**{f"{name}__icontains": value})
        return qs.filter(found)


class _DayField(forms.DateField):
    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError("Enter a date between 1900 and 2999.")
        return day


@extend_schema_field(OpenApiTypes.DATE)
class DayFilter(django_filters.Filter):  # type: ignore[misc]
    """A date: `due_from = DayFilter(field_name="due_on", lookup_expr="gte")`."""

    field_class = _DayField


class _MomentField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        if not said:
            return None
        try:
            # A plus sign that nobody escaped arrives as a space.
            moment = dt.datetime.fromisoformat(said.replace(" ", "+") if "T" in said else said)
        except ValueError as error:
            raise ValidationError("Enter a moment such as 2026-11-15T09:30:00Z.") from error
        if not EARLIEST.year < moment.year < LATEST.year:
            raise ValidationError("Enter a date between 1900 and 2999.")
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentFilter(django_filters.Filter):  # type: ignore[misc]
    """A moment with its zone: `updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")`."""

    field_class = _MomentField


class ChoiceFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of the model's choices: `state = ChoiceFilter(Work.State)`; anything else is 400."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        listed: Sequence[tuple[str, str]] = choices.choices if hasattr(choices, "choices") else choices
        super().__init__(choices=listed, empty_label=None, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class CodeFilter(django_filters.CharFilter):  # type: ignore[misc]
    """A code, in whatever case: `code = CodeFilter()`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"lookup_expr": "iexact", "max_length": 200, **kwargs})


def updated_since() -> MomentFilter:
    """The filter that every versioned record has, for programs that keep a copy."""
    return MomentFilter(field_name="updated_at", lookup_expr="gte", help_text="Changed at this moment or later.")
