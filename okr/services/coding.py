"""Codes of the strategy's records: the next free one of a kind, and what a code may look like."""

import re
from typing import Final

from django.db import connection, models

from okr.models.cycles import OkrSet
from okr.models.objectives import StrategicObjective
from okr.services.wording import refused

_LOCK: Final = 70_010
# A code stands in addresses and in sentences: letters, digits, and . - _ between them.
_CODE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def checked_code(model: type[models.Model], code: str) -> str:
    """`code` if it can stand in an address and nobody has it in any case; RuleError otherwise."""
    if not _CODE.fullmatch(code):
        raise refused("code", "Use letters, digits, points and hyphens, such as SO2 or KR2.1.", code="code")
    if model._default_manager.filter(code__iexact=code).exists():
        raise refused("code", f"{code} is taken. Choose another code.", code="code_taken")
    return code


def hold(model: type[models.Model]) -> None:
    """Let nobody else code or move records of `model` until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, model._meta.label_lower])


def next_code(model: type[models.Model], stem: str) -> str:
    """The next free code of `stem`, such as D7 or SO2.3; held until the transaction ends."""
    hold(model)
    taken = {
        code.lower() for code in model._default_manager.filter(code__istartswith=stem).values_list("code", flat=True)
    }
    numbers = [int(code[len(stem) :]) for code in taken if code[len(stem) :].isdigit()]
    return f"{stem}{max(numbers, default=0) + 1}"


def objective_code(parent: StrategicObjective | None, okr_set: OkrSet | None = None) -> str:
    """SO4 at the top; SO2.3 under SO2; OPS-4 among the OKRs of the unit OPS, whatever it supports."""
    if okr_set is not None:
        return next_code(StrategicObjective, okr_set.stem)
    return next_code(StrategicObjective, f"{parent.code}." if parent else "SO")


def key_result_stem(objective: StrategicObjective) -> str:
    """KR2. for the key results of SO2; OPS-KR for an objective whose code is all letters; OPS-4. for OKRs' OPS-4."""
    if objective.okr_set_id is not None:
        return f"{objective.code}."
    number = objective.code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz").lstrip("-._")
    return f"KR{number}." if number and number[0].isdigit() else f"{objective.code}-KR"
