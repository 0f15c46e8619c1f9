"""Capacity against demand: for each skill what there is, what each stream asks for, and the gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from big.accounts.models import User
from big.periods import Period, add_months, quarter
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.work import Stream
from portfolio.selectors.frame import Frame

# The quarters that can be asked for, and how many months each lies ahead.
QUARTERS: Final = {"this": 0, "next": 3, "after": 6}
COUNTED = (Demand.State.REQUESTED, Demand.State.NEGOTIATED, Demand.State.COMMITTED)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill in one period, in full-time equivalents; `gap` is capacity less demand, negative where short."""

    skill: Skill
    capacity: Decimal
    by_stream: dict[str, Decimal]
    demand: Decimal
    gap: Decimal

    @property
    def values(self) -> list[tuple[Stream, Decimal]]:
        """The demand of each stream, in the order of the streams."""
        return [(stream, self.by_stream[stream.value]) for stream in Stream]


def quarter_of(key: str, frame: Frame) -> Period:
    """The quarter of that key of QUARTERS."""
    return quarter(add_months(frame.today, QUARTERS[key]), frame.first_month)


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


def claims_by_skill(skills: Iterable[Skill], user: User, period: Period) -> dict[int, list[Demand]]:
    """The demands behind the figures of each skill, by its key and the largest first; one query."""
    found: dict[int, list[Demand]] = {}
    rows = (
        Demand.objects.visible_to(user)
        .filter(skill__in=list(skills), starts_on__gte=period.starts_on, ends_on__lte=period.ends_on, state__in=COUNTED)
        .select_related("work__owner", "work__unit")
        .order_by("-fte", "work__code")
    )
    for each in rows:
        found.setdefault(each.skill_id, []).append(each)
    return found
