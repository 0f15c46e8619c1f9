"""Which work needs attention, with the reasons in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum

from big.core import words
from big.history.kept import kept
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.types import LifecycleState
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Totals, totals_by_work
from portfolio.selectors.outline import Late, every_late_milestone, late_milestones
from portfolio.selectors.standing import NOT_REPORTED, Standing, standings, with_mark

# A forecast this far above its budget asks for attention; smaller differences are the noise of forecasting.
OVER_BUDGET_PERCENT: Final = Decimal(5)
RED, AMBER, STALE, OVER_BUDGET, LATE = "red", "amber", "stale", "over_budget", "late"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why work needs attention: a key for programs, a phrase for people."""

    key: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Attention:
    """A piece of work that needs attention, with all its reasons, the gravest first."""

    work_id: int
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """The reasons as one phrase."""
        return "; ".join(reason.phrase for reason in self.reasons)


def needing_attention(works: "models.QuerySet[Work]", frame: Frame) -> "models.QuerySet[Any]":
    """Keep the live work that is red, amber, without a current status, over budget or late; set-based.

    Withheld is no reason of its own: nobody inside can mend it.
    """
    return works.filter(pk__any=_every_asking(frame))


@kept(Work, LifecycleState, StatusReport, Milestone, MoneyLine)
def _every_asking(frame: Frame) -> frozenset[int]:
    """The keys of all such work; whoever shows it looks who may see."""
    over = (
        MoneyLine.objects.cost()
        .within(frame.year.starts_on, frame.year.ends_on)
        .filter(work=OuterRef("pk"), budget__isnull=False, forecast__isnull=False)
        .values("work", "currency")
        .annotate(planned=Sum("budget"), expected=Sum("forecast"))
        .filter(expected__gt=F("planned") * (1 + OVER_BUDGET_PERCENT / 100))
    )
    marked = with_mark(Work.objects.order_by(), frame.today, stale_after=frame.stale_after)
    found = marked.filter(state__is_live=True).filter(
        Q(shown_mark__in=["R", "AR", "A", NOT_REPORTED])
        | Exists(over)
        | Exists(late_milestones(frame.today).filter(work=OuterRef("pk")))
    )
    return frozenset(found.values_list("pk", flat=True))


def attention(
    works: "models.QuerySet[Work]",
    frame: Frame,
    *,
    stood: Mapping[int, Standing] | None = None,
    money: Mapping[int, Totals] | None = None,
) -> list[Attention]:
    """The live work that needs attention, in the order of `works`, with the reasons; seven queries at most.

    Who has read the standings and the year's totals of the live work among them already gives them; the order is then
    that of `stood`.
    """
    if stood is None:
        live = works.filter(state__is_live=True)
        stood = standings(live, frame.today, stale_after=frame.stale_after)
    if money is None:
        money = totals_by_work(works, frame.year, currency=frame.currency)
    late = every_late_milestone(frame.today)
    told = (
        Attention(key, tuple(reasons_for(each, money.get(key), late.get(key), today=frame.today)))
        for key, each in stood.items()
    )
    return [each for each in told if each.reasons]


def reasons_for(
    standing: Standing,
    money: Totals | None,
    late: Late | None = None,
    *,
    today: dt.date,
) -> list[Reason]:
    """The reasons of one piece of live work, the gravest first; the same rules as `needing_attention`."""
    found = []
    worse = " and got worse" if standing.got_worse else ""
    if standing.mark == "R":
        found.append(Reason(RED, f"Red{worse}"))
    elif standing.mark in ("A", "AR"):
        found.append(Reason(AMBER, f"{'Amber' if standing.mark == 'A' else 'Amber/Red'}{worse}"))
    elif standing.mark == NOT_REPORTED:
        found.append(Reason(STALE, standing.reason))
    for each in (money, *money.others) if money else ():
        percent = each.cost.over_percent
        free = each.cost.compared_budget == 0 and (each.cost.variance or 0) > 0
        if free or (percent is not None and percent > OVER_BUDGET_PERCENT):
            over = words.money(each.cost.variance or 0, each.currency)
            found.append(Reason(OVER_BUDGET, f"{over} over budget"))
    if late:
        title, due_on, slip = late
        if due_on < today:
            days = words.counted((today - due_on).days, "day")
            found.append(Reason(LATE, f"{title}: {days} late"))
        elif slip:
            found.append(Reason(LATE, f"{title}: slips {words.counted(slip.days, 'day')}"))
    return found
