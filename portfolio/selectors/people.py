"""Capacity against demand: for each skill what there is, what each stream asks for, and the gap."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from big.accounts.models import User
from big.periods import Period
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.work import Stream

COUNTED = (Demand.State.REQUESTED, Demand.State.NEGOTIATED, Demand.State.COMMITTED)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill in one period, in full-time equivalents; `gap` is capacity less demand, negative where short."""

    skill: Skill
    capacity: Decimal
    by_stream: dict[str, Decimal]
    demand: Decimal
    gap: Decimal


def capacity_against_demand(user: User, period: Period) -> list[SkillRow]:
    """A row per skill that has capacity or demand in the period, the largest shortage first; three queries.

    Capacity and demand count when their own period lies within `period`. Declined and released demand does not
    count. Demand of work that `user` may not see is left out, so a restricted reader sees a smaller gap.
    """
    within = {"starts_on__gte": period.starts_on, "ends_on__lte": period.ends_on}
    supply = {
        row["skill"]: row["total"]
        for row in Capacity.objects.visible_to(user).filter(**within).values("skill").annotate(total=Sum("fte"))
    }
    asked: dict[int, dict[str, Decimal]] = {}
    demands = Demand.objects.visible_to(user).filter(**within, state__in=COUNTED)
    for row in demands.values("skill", "work__stream").order_by().annotate(total=Sum("fte")):
        asked.setdefault(row["skill"], {})[row["work__stream"]] = row["total"]
    rows = []
    for skill in Skill.objects.visible_to(user).filter(pk__in={*supply, *asked}):
        by_stream = {stream.value: asked.get(skill.pk, {}).get(stream.value, Decimal(0)) for stream in Stream}
        capacity, demand = supply.get(skill.pk, Decimal(0)), sum(by_stream.values(), Decimal(0))
        rows.append(SkillRow(skill, capacity, by_stream, demand, capacity - demand))
    return sorted(rows, key=lambda row: (row.gap, row.skill.name))


def claims_on(skill: Skill, user: User, period: Period) -> list[Demand]:
    """The demands behind one figure, the largest first; one query."""
    return list(
        Demand.objects.visible_to(user)
        .filter(skill=skill, starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
        .select_related("work", "work__owner", "work__unit")
        .order_by("-fte", "work__code")
    )
