"""Checks a record before it is saved, as `full_clean` does, without asking the database what is known already."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldError, ValidationError
from django.db import models
from django.db.models import Q


def check(record: models.Model, *, changed: frozenset[str] | None = None) -> None:
    """Raise ValidationError with a sentence per field, for everything that `full_clean` would refuse.

    A related record that stands loaded beside its key is not looked up again, for the database refuses a key that
    leads nowhere. Where only the fields `changed` differ from the stored row, only constraints that speak of one of
    them are asked. Conditions that hold are asked in one query together.
    """
    unsound = {"source"}
    loaded = {
        each.name for each in record._meta.fields if isinstance(each, models.ForeignKey) and each.is_cached(record)
    }
    changed = None if changed is None else _named(type(record), changed)
    same = set() if changed is None else {field.name for field in record._meta.fields} - changed
    errors: dict[str, Any] = {}
    steps: tuple[Callable[[], None], ...] = (
        lambda: record.clean_fields(exclude=unsound | loaded),
        record.clean,
        lambda: record.validate_unique(exclude=unsound | same),
        lambda: _constraints(record, unsound, changed),
    )
    for step in steps:
        try:
            step()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        unsound |= errors.keys() - {NON_FIELD_ERRORS}
    if errors:
        raise ValidationError(errors)


def _constraints(record: models.Model, unsound: set[str], changed: frozenset[str] | None) -> None:
    """Ask the constraints that can have broken: conditions together first, one by one where one of them fails."""
    errors: dict[str, Any] = {}
    for model, constraints in record.get_constraints():
        asked = [each for each in constraints if changed is None or spoken_of(model, each) & changed]
        conditions = [each for each in asked if isinstance(each, models.CheckConstraint)]
        if len(conditions) > 1 and _all_hold(model, conditions, record, unsound):
            asked = [each for each in asked if each not in conditions]
        for constraint in asked:
            try:
                constraint.validate(model, record, exclude=unsound)
            except ValidationError as error:
                fields: Sequence[str] = getattr(constraint, "fields", ())
                if getattr(error, "code", None) == "unique" and len(fields) == 1:
                    errors.setdefault(fields[0], []).append(error)
                else:
                    errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _all_hold(
    model: type[models.Model], conditions: list[models.CheckConstraint], record: models.Model, unsound: set[str]
) -> bool:
    """Whether none of these conditions is false; a condition that is unknown holds, as in the database."""
    against = record._get_field_expression_map(meta=model._meta, exclude=unsound)  # type: ignore[attr-defined]
    together = Q()
    for each in conditions:
        together &= Q(each.condition)
    try:
        return together.check(against)
    except FieldError:
        return False


def spoken_of(model: type[models.Model], constraint: models.BaseConstraint) -> frozenset[str]:
    """The names of the fields that a constraint depends on."""
    found: set[str] = set(getattr(constraint, "fields", ()))
    for expression in (*getattr(constraint, "expressions", ()), getattr(constraint, "condition", None)):
        if expression is not None:
            found |= {each[0] for each in model._get_expr_references(expression)}  # type: ignore[attr-defined]
    return _named(model, found)


def _named(model: type[models.Model], names: Iterable[str]) -> frozenset[str]:
    """The fields of these names; a condition or a change may say "parent_id" or "pk" for "parent" or "id"."""
    known = {field.attname: field.name for field in model._meta.fields} | {"pk": model._meta.pk.name}
    return frozenset(known.get(name, name) for name in names)
