"""How capacity, demand and the gap of a skill come about."""

from decimal import Decimal
from typing import Final

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.provenance.origins import origins
from big.registry.provenance import Asked, Explanation, Provenance, Row, Rows, day_of
from portfolio.models.people import Capacity, Demand, Skill
from portfolio.models.work import Stream
from portfolio.selectors.frame import frame
from portfolio.selectors.people import COUNTED, QUARTERS, quarter_of

WHAT: Final = {"gap": "Gap", "capacity": "Capacity", "demand": "Demand"}

CAPACITY: Final = Explanation(
    key="capacity",
    title="Capacity against demand",
    formula=(
        "Capacity of the skill less the demand of work that you may see, in full-time equivalents. Both count where "
        "their own period lies within the quarter; demand that was declined or released does not."
    ),
    load=lambda user, asked: _capacity(user, asked),
    takes={
        "skill": "The code of a skill.",
        "quarter": "this, next or after; next if left out.",
        "what": "gap, capacity or demand; the gap if left out.",
        "stream": "A stream of work, for the demand of its work alone.",
    },
    covers=tuple(("portfolio:capacity", f"Full-time equivalents by skill, quarter: {each}") for each in QUARTERS),
)


def _capacity(user: User, asked: Asked) -> Provenance | None:
    skill = Skill.objects.visible_to(user).filter(code__iexact=asked.get("skill", "")).first()
    what, key = asked.get("what", "gap"), asked.get("quarter", "next")
    stream = asked.get("stream", "")
    if skill is None or what not in WHAT or key not in QUARTERS:
        return None
    if stream and (stream not in Stream.values or what != "demand"):
        return None
    now = frame(day_of(asked))
    period = quarter_of(key, now)
    within = {"skill": skill, "starts_on__gte": period.starts_on, "ends_on__lte": period.ends_on}
    supply = Capacity.objects.visible_to(user).filter(**within).select_related("unit").order_by("-fte", "pk")
    demands = Demand.objects.visible_to(user).filter(**within, state__in=COUNTED).select_related("work")
    demands = demands.order_by("-fte", "work__code")
    if stream:
        demands = demands.filter(work__stream=stream)
    name = f"{WHAT[what]} of {Stream(stream).label.lower()}" if stream else WHAT[what]
    given = [] if what == "demand" else [_supply(each) for each in supply]
    taken = [] if what == "capacity" else [_demand(each, is_taken=what == "gap") for each in demands]
    rows = (*given, *taken)
    total = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
    value = words.signed(total) if what == "gap" else words.number(total, 1)
    return Provenance(
        title=f"{name} for {skill.name}, {period.name}",
        value=f"{value} FTE",
        amount=total,
        sentence=f"{name} for {skill.name.lower()} in {period.name.lower()}: {value} full-time equivalents.",
        as_of=now.today,
        rows=Rows(
            rows,
            total,
            value,
            "Demand is taken from capacity." if what == "gap" else "",
            f"{reverse('portfolio:capacity')}?quarter={key}#skill-{skill.pk}",
            "Show the quarter",
            "Capacity and demand" if what == "gap" else WHAT[what],
        ),
        sources=origins(
            user, (supply, "statement of capacity", "statements of capacity"), (demands, "demand", "demands")
        ),
    )


def _supply(each: Capacity) -> Row:
    where = f"Capacity of {each.unit}" if each.unit else "Capacity"
    return Row(where, words.number(each.fte, 1), each.fte, on=each.ends_on)


def _demand(each: Demand, *, is_taken: bool) -> Row:
    amount = -each.fte if is_taken else each.fte
    said = words.signed(amount) if is_taken else words.number(amount, 1)
    work = each.work
    return Row(
        work.name,
        said,
        amount,
        work.code,
        work.get_absolute_url(),
        on=each.ends_on,
        note=each.get_state_display(),
    )
