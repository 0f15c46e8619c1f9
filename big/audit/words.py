"""Says what an event changed in words: field labels, was and is now, money and dates as people write them."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from big.audit.models import AuditEvent
from big.audit.record import phrase_of
from big.core import words
from big.registry import rights

# Names of keys that services put in before and after beside the record's own fields.
LABELS: dict[str, str] = {
    "rights": "May",
    "roles": "Roles",
    "is_active": "Active",
    "has_shortcuts": "Single-key shortcuts",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its label, what it was and what it is now, each a sentence's worth of text or nothing."""

    label: str
    was: str
    now: str


class _Said(dict[str, str]):
    """Values for a phrase; one that the event does not know reads as a dash."""

    def __missing__(self, key: str) -> str:
        return words.DASH


def said(event: AuditEvent, kind: str) -> str:
    """The event's registered phrase with its values filled in; it follows the actor's name."""
    before = _Said({name: value_in_words(kind, name, value, event.before) for name, value in event.before.items()})
    after = _Said({name: value_in_words(kind, name, value, event.after) for name, value in event.after.items()})
    return phrase_of(event.code).format(before=before, after=after, label=event.label)


def bare_phrase(code: str) -> str:
    """The phrase of a code without the values of any one event, to stand beside a count."""
    return re.sub(r"\s*(\S+\s+)?\{[^}]*\}", "", phrase_of(code)).strip()


def changes(event: AuditEvent, kind: str) -> list[Change]:
    """What differs, field by field, in the order in which the record's fields stand."""
    names = [name for name in event.after if event.before.get(name) != event.after[name]]
    names += [name for name in event.before if name not in event.after]
    order = _order(kind)
    names.sort(key=lambda name: (order.get(name, len(order)), name))
    return [_change(event, kind, name) for name in names]


def _change(event: AuditEvent, kind: str, name: str) -> Change:
    was, now = event.before.get(name), event.after.get(name)
    if isinstance(was, list) and isinstance(now, list):
        # Of a list only what left and what came is of interest.
        was, now = [each for each in was if each not in now], [each for each in now if each not in was]
    return Change(
        label_of(kind, name),
        value_in_words(kind, name, was, event.before),
        value_in_words(kind, name, now, event.after),
    )


def label_of(kind: str, name: str) -> str:
    """The field's label in sentence case."""
    if name in LABELS:
        return LABELS[name]
    field = _field(kind, name)
    label = str(field.verbose_name) if isinstance(field, models.Field) else name.replace("_", " ")
    for ending in (" id",):
        label = label.removesuffix(ending)
    return words.capital(label)


def value_in_words(kind: str, name: str, value: Any, around: Mapping[str, Any]) -> str:
    """One value as people write it; nothing for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return words.listed([value_in_words(kind, name, each, around) for each in value])
    if isinstance(value, dict):
        return words.listed([f"{key}: {value_in_words(kind, key, each, around)}" for key, each in value.items()])
    field = _field(kind, name)
    if name == "rights":
        return rights.known().get(str(value), str(value))
    return _of_field(field, value, around) if isinstance(field, models.Field) else _plain(value)


def _of_field(field: "models.Field[Any, Any]", value: Any, around: Mapping[str, Any]) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DecimalField):
        return _number(field, value, around)
    return _plain(value)


def _number(field: "models.DecimalField[Any, Any]", value: Any, around: Mapping[str, Any]) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    model = field.model
    if any(other.name == "currency" for other in model._meta.fields):
        return words.money(amount, str(around.get("currency") or "GBP"))
    return words.reading(amount)


def _plain(value: Any) -> str:
    if isinstance(value, int | float):
        return words.reading(value)
    text = str(value)
    if len(text) >= 10 and text[:4].isdigit() and text[4] == "-":
        try:
            return words.day(dt.date.fromisoformat(text)) if len(text) == 10 else _moment(text)
        except ValueError:
            return text
    return text


def _moment(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    return f"{words.day(moment)}, {words.time_of_day(moment)}" if moment.tzinfo else text


@lru_cache(maxsize=2048)
def _field(kind: str, name: str) -> Any:
    try:
        return apps.get_model(kind)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None


@lru_cache(maxsize=256)
def _order(kind: str) -> dict[str, int]:
    try:
        fields: Sequence[Any] = apps.get_model(kind)._meta.fields
    except LookupError:
        return {}
    return {field.name: position for position, field in enumerate(fields)}
