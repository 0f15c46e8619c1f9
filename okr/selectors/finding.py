"""Who answers the search box for the strategy: objectives, key results, drivers and purposes, by code or words."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from big.accounts.models import User
from big.core import words as say
from big.registry.searching import Hit
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose


def _matching(rows: "QuerySet[Any]", words: str, *fields: str) -> "QuerySet[Any]":
    """Rows in which every word stands in one of the fields, or whose code it is; codes first.

    A code is found however it is spaced: "kr 2.1" is KR2.1.
    """
    code = "".join(words.split())
    said = Q()
    for word in words.split():
        each = Q(code__icontains=word)
        for field in fields:
            each |= Q(**{f"{field}__icontains": word})
        said &= each
    place = Case(When(code__iexact=code, then=Value(0)), When(code__istartswith=code, then=Value(1)), default=Value(2))
    return rows.filter(said | Q(code__istartswith=code)).order_by(place, "code")


def find_objectives(user: User, words: str, limit: int) -> list[Hit]:
    """Objectives by code, title or statement."""
    rows = _matching(StrategicObjective.objects.visible_to(user), words, "title", "statement")
    return [
        Hit(row.code, row.title, row.get_absolute_url(), f"{row.get_kind_display()}, {row.get_state_display().lower()}")
        for row in rows[:limit]
    ]


def find_key_results(user: User, words: str, limit: int) -> list[Hit]:
    """Key results by code, title or unit."""
    rows = _matching(KeyResult.objects.visible_to(user), words, "title", "unit").select_related("objective")
    return [
        Hit(row.code, row.title, row.get_absolute_url(), f"{row.objective.code} {row.objective.title}")
        for row in rows[:limit]
    ]


def find_drivers(user: User, words: str, limit: int) -> list[Hit]:
    """Drivers by code, title or obligation."""
    rows = _matching(Driver.objects.visible_to(user), words, "title", "obligation")
    return [
        Hit(row.code, row.title, row.get_absolute_url(), f"{row.get_kind_display()}, {row.get_state_display().lower()}")
        for row in rows[:limit]
    ]


def find_purposes(user: User, words: str, limit: int) -> list[Hit]:
    """Purposes by code or wording."""
    rows = _matching(Purpose.objects.visible_to(user), words, "statement")
    return [
        Hit(row.code, row.statement, row.get_absolute_url(), say.capital(row.get_state_display().lower()))
        for row in rows[:limit]
    ]
