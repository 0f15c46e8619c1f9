"""Objectives as rows: outcome, delivery, money, confidence and support of each, from a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from big.accounts.models import User
from big.core import marks
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective, Supporter
from okr.selectors.progress import ObjectiveProgress, current_bands, objective_progress, objectives_below
from okr.selectors.purse import Purse, added
from okr.selectors.serving import (
    Delivery,
    ServingWork,
    delivery_of,
    money_by_objective,
    released_by_objective,
    serving_work,
)
from okr.selectors.support import supporters_of
from portfolio.models.work import Stream
from portfolio.selectors.frame import Frame

# The gaps of an objective, as tabs name them.
NO_DELIVERY, NO_FUNDS, NO_SUPPORT = "no_delivery", "no_funds", "no_support"
_LEVEL = marks.LEVEL


@dataclass(frozen=True, slots=True)
class StreamCell:
    """The live work of one stream that serves an objective: how many pieces, and the worst mark among them."""

    stream: str
    count: int
    mark: str


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective as the list shows it; its figures take in all visible objectives under it.

    `gaps` holds NO_DELIVERY, NO_FUNDS and NO_SUPPORT where they apply; `unsupported` counts the links that nobody
    supports; `parent` is None where the reader may not see it.
    """

    objective: StrategicObjective
    parent: StrategicObjective | None
    level: int
    progress: ObjectiveProgress
    delivery: Delivery
    streams: tuple[StreamCell, ...]
    money: Purse | None
    supporters: tuple[Supporter, ...]
    unsupported: int
    gaps: frozenset[str]

    @property
    def needs_attention(self) -> bool:
        """Behind in its outcome, delivered by work in trouble, or contested."""
        return (
            self.progress.mark in ("R", "A")
            or self.delivery.mark == "R"
            or self.objective.state == StrategicObjective.State.CONTESTED
        )

    @property
    def steepness(self) -> int:
        """How far outcome and delivery are apart; no delivery is the furthest. The slope sorts by it."""
        if not self.delivery.has_work:
            return 9
        known = "N" not in (self.progress.mark, self.delivery.mark)
        return abs(_LEVEL[self.progress.mark] - _LEVEL[self.delivery.mark]) if known else 1

    @property
    def forecast(self) -> Decimal | None:
        """Forecast of the year that serves it, in the organisation's currency."""
        return self.money.forecast if self.money else None

    @property
    def is_pursued(self) -> bool:
        """Whether delivery is asked about it."""
        return self.objective.state in StrategicObjective.PURSUED


@dataclass(frozen=True, slots=True)
class ObjectiveTable:
    """All rows asked for, in the order of the tree, and what they have together.

    `linked` counts every pound once, however the objectives stand under one another.
    """

    rows: tuple[ObjectiveRow, ...]
    linked: Purse
    currency: str


def objective_table(objectives: ObjectiveQuerySet, user: User, frame: Frame) -> ObjectiveTable:
    """The rows of `objectives`, which start at `visible_to(user)`; some twenty queries, whatever the number."""
    chosen = list(objectives.for_rows())
    below = objectives_below(user)
    progress = objective_progress(chosen, user, frame.today, current_bands())
    serving = serving_work(chosen, user, frame, below=below)
    money = money_by_objective(user, frame.year, currency=frame.currency, below=below)
    gaps = gaps_of(user, frame, below)
    supporters = supporters_of(chosen, user)
    unsupported = _unsupported(user)
    rows = [
        ObjectiveRow(
            objective=each,
            parent=each.parent if each.parent_id in below else None,
            level=level,
            progress=progress[each.pk],
            delivery=delivery_of(serving[each.pk]),
            streams=_streams(serving[each.pk]),
            money=money.family.get(each.pk),
            supporters=tuple(supporters.get(each.pk, ())),
            unsupported=unsupported[each.pk],
            gaps=frozenset(name for name, keys in gaps.items() if each.pk in keys),
        )
        for each, level in _as_tree(chosen)
    ]
    every = set().union(*(below.get(each.pk, {each.pk}) for each in chosen)) if chosen else set()
    return ObjectiveTable(
        tuple(rows), added((money.own[key] for key in every if key in money.own), frame.currency), frame.currency
    )


def _as_tree(objectives: Sequence[StrategicObjective]) -> list[tuple[StrategicObjective, int]]:
    """Parents before their children, each with its level from 1; the parent of a root is not among them."""
    present = {each.pk for each in objectives}
    children: defaultdict[int | None, list[StrategicObjective]] = defaultdict(list)
    for each in objectives:
        children[each.parent_id if each.parent_id in present else None].append(each)
    ordered: list[tuple[StrategicObjective, int]] = []
    waiting = [(each, 1) for each in reversed(children[None])]
    while waiting:
        each, level = waiting.pop()
        ordered.append((each, level))
        waiting.extend((child, level + 1) for child in reversed(children[each.pk]))
    return ordered


def _streams(rows: Sequence[ServingWork]) -> tuple[StreamCell, ...]:
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in rows:
        if row.is_standing and row.work.state.is_live:
            found[row.work.stream][row.work.pk] = row.standing.mark
    return tuple(
        StreamCell(stream.value, len(works), max(works.values(), key=_severity))
        for stream in Stream
        if (works := found.get(stream.value))
    )


def _severity(mark: str) -> int:
    # Missing is worse than green and better than red: it is a question, not an answer.
    return {"G": 0, "AG": 1, "N": 2, "W": 2, "A": 3, "AR": 4, "R": 5}.get(mark, 2)


def gaps_of(user: User, frame: Frame, below: Mapping[int, set[int]]) -> dict[str, set[int]]:
    """Which pursued objectives have no delivery, no funds this quarter, or nobody who supports them; six queries.

    An objective with pursued objectives under it is delivered through them: it is asked itself only where work
    serves it directly. Funds are asked only where live work serves.
    """
    pursued = dict(StrategicObjective.objects.visible_to(user).pursued().order_by().values_list("pk", "parent"))
    served = set(
        Contribution.objects.visible_to(user)
        .standing()
        .filter(work__state__is_live=True)
        .order_by()
        .values_list("objective", flat=True)
    )
    parents = {parent for parent in pursued.values() if parent is not None}
    answering = {key for key in pursued if key not in parents or key in served}
    released = released_by_objective(user, frame.quarter, currency=frame.currency, below=below)
    supported = set(
        Supporter.objects.visible_to(user).current().order_by().values_list("objective", flat=True).distinct()
    )
    unsupported = {key for key, count in _unsupported(user).items() if count}
    return {
        NO_DELIVERY: answering - served,
        NO_FUNDS: {key for key in pursued if key in served and key not in released},
        NO_SUPPORT: {key for key in answering if key not in supported or key in unsupported},
    }


def _unsupported(user: User) -> Counter[int]:
    rows = (
        Contribution.objects.visible_to(user)
        .standing()
        .filter(Q(work__state__is_live=True))
        .unsupported()
        .order_by()
        .values_list("objective")
        .annotate(n=Count("pk"))
    )
    return Counter(dict(rows))
