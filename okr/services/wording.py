"""How the audit trail says a change of the strategy: choices by their label, sets by the codes of what is in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from big.errors import RuleError
from big.records import revise as revise_record
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose

Coded = Purpose | Driver | StrategicObjective


def labelled(record: models.Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with each choice by its label: "In delivery" instead of in_delivery."""
    said = {}
    for name, value in values.items():
        try:
            choices = dict(getattr(record._meta.get_field(name), "flatchoices", None) or [])
        except FieldDoesNotExist:
            choices = {}
        said[name] = str(choices.get(value, value)) if choices else value
    return said


def revise(record: Any, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Apply `changes` as `big.records.revise` does, and say them in words."""
    before, after = revise_record(record, changes)
    return labelled(record, before), labelled(record, after)


def refused(field: str, sentence: str, *, code: str) -> RuleError:
    """What a rule says against one field, to be raised; forms show it beside the field."""
    return RuleError({field: [RuleError(sentence, code=code)]})


def codes_of(records: Iterable[Coded]) -> str:
    """The codes of some records, in order, for before and after of a set."""
    return ", ".join(sorted(record.code for record in records))
