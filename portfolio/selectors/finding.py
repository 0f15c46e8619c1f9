"""Finding work by what people type: a code, part of a name, or what another system calls it."""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.urls import reverse

from big.accounts.models import User
from big.registry.searching import Hit
from portfolio.models.work import Stream, Work, WorkReference


def named(works: "models.QuerySet[Work]", text: str) -> "models.QuerySet[Work]":
    """The works that `text` may mean: every word of it in the name, or the code, or another system's reference."""
    typed = text.strip()
    if not typed:
        return works
    in_name = Q()
    for word in typed.split()[:8]:
        in_name &= Q(name__icontains=word)
    referred = WorkReference.objects.filter(work=OuterRef("pk"), value__iexact=typed)
    return works.filter(in_name | Q(code__istartswith=typed) | Exists(referred))


def find_works(user: User, text: str, limit: int) -> list[Hit]:
    """What a search shows of the portfolio, the exact code first; one query."""
    typed = text.strip()
    if not typed:
        return []
    closeness: Any = Case(
        When(code__iexact=typed, then=Value(0)),
        When(code__istartswith=typed, then=Value(1)),
        When(name__istartswith=typed, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    found = named(Work.objects.visible_to(user), typed).annotate(closeness=closeness)
    rows = found.order_by("closeness", "name", "pk").values_list(
        "code", "name", "work_type__label", "stream", "unit__name", "state__label"
    )
    return [
        Hit(
            code=code,
            name=name,
            url=reverse("portfolio:work_detail", args=[code.lower()]),
            line=" · ".join(part for part in (kind, Stream(stream).label, unit, state) if part),
        )
        for code, name, kind, stream, unit, state in rows[:limit]
    ]
