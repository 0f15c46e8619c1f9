"""All work in outline, kept: what rules, counts and sums ask of every piece of work, once for all readers.

Whoever shows anything of it looks who may see: the keys come from `visible_to`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from big.history.kept import kept
from portfolio.models.milestones import Milestone
from portfolio.models.status import StatusReport
from portfolio.models.types import LifecycleState
from portfolio.models.work import Work
from portfolio.selectors.standing import SLIP_THAT_COUNTS, Standing, slip_expression, standings

Late = tuple[str, dt.date, dt.timedelta | None]
"""A milestone that asks for attention: its title, the date expected, and by how much it slips against its baseline."""


class WorkLine(NamedTuple):
    """One piece of work, as far as rules and counts ask."""

    key: int
    code: str
    parent: int | None
    stream: str
    owner: int | None
    is_must_do: bool
    is_live: bool


@kept(Work, LifecycleState)
def every_work() -> Mapping[int, WorkLine]:
    """Every piece of work by its key, in the order of codes."""
    rows = Work.objects.order_by("code", "pk").values_list(
        "pk", "code", "parent", "stream", "owner", "is_must_do", "state__is_live"
    )
    return {row[0]: WorkLine(*row) for row in rows}


@kept(Work, StatusReport, Milestone)
def every_standing(today: dt.date, stale_after: int) -> Mapping[int, Standing]:
    """How every piece of work stands on a day, with its report before the latest and none earlier, by key."""
    return standings(Work.objects.order_by("code", "pk"), today, stale_after=stale_after, periods=2)


@kept(Work, Milestone)
def every_late_milestone(today: dt.date) -> Mapping[int, Late]:
    """The first milestone of each piece of work that is past its date or slips by much, by the key of the work."""
    rows = (
        late_milestones(today)
        .order_by("work_id", "due_on", "pk")
        .distinct("work_id")
        .values_list("work_id", "title", "due_on", "slip")
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def late_milestones(today: dt.date) -> "models.QuerySet[Any]":
    """Open milestones that are past the date expected, or that slip by more than four weeks."""
    return (
        Milestone.objects.open()
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"), slip=slip_expression())
        .filter(Q(due_on__lt=today) | Q(slip__gt=SLIP_THAT_COUNTS))
    )
