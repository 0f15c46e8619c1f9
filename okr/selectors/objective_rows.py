"""Objectives as rows: outcome, delivery, money, confidence and support of each, from a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from big.accounts.models import User
from big.core import marks
from big.core.shown import Shown
from big.history.kept import kept
from big.organisation.models import Node, Unit
from big.organisation.nodes import NodeReach, UnitReach
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective, Supporter
from okr.selectors.outcomes import ObjectiveProgress, outcomes
from okr.selectors.outline import BY_SIGHT, Seen, seen_by, supported_objectives
from okr.selectors.progress import current_bands
from okr.selectors.purse import Purse, added
from okr.selectors.serving import (
    Delivery,
    Served,
    delivered,
    funds_released,
    of_family,
    served_by_objective,
    shared_out,
)
from okr.selectors.support import supporters_of, unsupported_links
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.types import LifecycleState
from portfolio.models.work import Stream, Work
from portfolio.selectors.frame import Frame

# What those figures of an objective are read from that no reading of a key result changes.
_READ: Final = (
    *(Work, LifecycleState, StatusReport, Milestone, MoneyLine, StrategicObjective, Contribution),
    *(Supporter, Unit, UnitReach, Node, NodeReach),
)
# The gaps of an objective, as tabs name them.
NO_DELIVERY, NO_FUNDS, NO_SUPPORT = "no_delivery", "no_funds", "no_support"
_LEVEL = marks.LEVEL


@dataclass(frozen=True, slots=True)
class StreamCell:
    """The live work of one stream that serves an objective: how many pieces, and the worst mark among them."""

    stream: str
    count: int
    mark: str


class ObjectiveStanding(NamedTuple):
    """One objective as far as tabs, order and counts need it; its figures take in all visible objectives under it.

    `gaps` holds NO_DELIVERY, NO_FUNDS and NO_SUPPORT where they apply; `served` is what the work does that serves it.
    A tuple, since a list makes thousands to show fifty: the fields of _Told, level and outcome, the fields of _Figures.
    """

    key: int
    parent: int | None
    code: str
    title: str
    state: str
    confidence: int | None
    is_mission_critical: bool
    level: int
    progress: ObjectiveProgress
    delivery: Delivery
    served: Sequence[Served]
    money: Purse | None
    gaps: frozenset[str]

    @property
    def needs_attention(self) -> bool:
        """Behind in its outcome, delivered by work in trouble, or contested."""
        return (
            self.progress.mark in ("R", "A")
            or self.delivery.mark == "R"
            or self.state == StrategicObjective.State.CONTESTED
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
        return self.state in StrategicObjective.PURSUED


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective as the list shows it.

    `unsupported` counts the links that nobody supports; `parent` is None where the reader may not see it.
    """

    standing: ObjectiveStanding
    objective: StrategicObjective
    parent: StrategicObjective | None
    streams: tuple[StreamCell, ...]
    supporters: tuple[Supporter, ...]
    unsupported: int

    @property
    def level(self) -> int:
        """How deep it stands in the tree, from 1."""
        return self.standing.level

    @property
    def progress(self) -> ObjectiveProgress:
        """How it stands by its outcomes."""
        return self.standing.progress

    @property
    def delivery(self) -> Delivery:
        """How the work stands that serves it."""
        return self.standing.delivery

    @property
    def gaps(self) -> frozenset[str]:
        """What it lacks."""
        return self.standing.gaps

    @property
    def forecast(self) -> Decimal | None:
        """Forecast of the year that serves it, in the organisation's currency."""
        return self.standing.forecast

    @property
    def is_pursued(self) -> bool:
        """Whether delivery is asked about it."""
        return self.standing.is_pursued


@dataclass(frozen=True, slots=True)
class ObjectiveTable:
    """All objectives asked for, in the order of the tree, and what they have together.

    `linked` counts every pound once, however the objectives stand under one another.
    """

    standings: tuple[ObjectiveStanding, ...]
    linked: Purse
    currency: str
    make: Callable[[Sequence[ObjectiveStanding]], list[ObjectiveRow]] = field(repr=False)

    @property
    def rows(self) -> Shown[ObjectiveRow]:
        """Their rows, made where they are shown."""
        return self.rows_of(self.standings)

    def rows_of(self, standings: Sequence[ObjectiveStanding]) -> Shown[ObjectiveRow]:
        """The rows of some of them, in the order given."""
        return Shown(standings, self.make)


class _Told(NamedTuple):
    """What is read of every objective."""

    key: int
    parent: int | None
    code: str
    title: str
    state: str
    confidence: int | None
    is_mission_critical: bool


def objective_table(objectives: ObjectiveQuerySet, user: User, frame: Frame) -> ObjectiveTable:
    """The rows of `objectives`, which start at `visible_to(user)`; some twenty queries, whatever the number."""
    ordered = objectives.order_by("position", "code", "pk")
    chosen = [
        _Told._make(row)
        for row in ordered.values_list("pk", "parent", "code", "title", "state", "confidence", "is_mission_critical")
    ]
    seen = seen_by(user)
    figures, progress = _figures(seen, frame), outcomes(seen, frame.today, current_bands())
    standings = [
        ObjectiveStanding(*each, level, progress[each.key], *figures[each.key])
        for each, level in _as_tree([each for each in chosen if each.key in figures])
    ]
    below = seen.families
    unsupported = _unsupported(seen)
    money = shared_out(seen, frame.year, frame.currency)

    def make(some: Sequence[ObjectiveStanding]) -> list[ObjectiveRow]:
        keys = [each.key for each in some]
        shown = StrategicObjective.objects.for_rows().in_bulk(keys)
        supporters = supporters_of(keys, user)
        return [
            ObjectiveRow(
                standing=each,
                objective=objective,
                parent=objective.parent if objective.parent_id in below else None,
                streams=_streams(each.served),
                supporters=tuple(supporters.get(each.key, ())),
                unsupported=unsupported[each.key],
            )
            for each in some
            for objective in [shown[each.key]]
        ]

    every = set().union(*(below.get(each.key, {each.key}) for each in chosen)) if chosen else set()
    linked = added((money.own[key] for key in every if key in money.own), frame.currency)
    return ObjectiveTable(tuple(standings), linked, frame.currency, make)


class _Figures(NamedTuple):
    """What an objective's row shows besides what is told of it and its outcome, in the order of ObjectiveStanding."""

    delivery: Delivery
    served: Sequence[Served]
    money: Purse | None
    gaps: frozenset[str]


@kept(*_READ, held=BY_SIGHT)
def _figures(seen: Seen, frame: Frame) -> Mapping[int, _Figures]:
    """Those of every objective that is seen, by its key; each takes in all seen objectives under it."""
    own = served_by_objective(seen, frame)
    money = shared_out(seen, frame.year, frame.currency)
    gaps = gaps_of(seen, frame, _unsupported(seen))
    found = {}
    for key, family in seen.families.items():
        served = of_family(own, family)
        found[key] = _Figures(
            delivered(served),
            served,
            money.family.get(key),
            frozenset(name for name, keys in gaps.items() if key in keys),
        )
    return found


def _as_tree(objectives: Sequence[_Told]) -> list[tuple[_Told, int]]:
    """Parents before their children, each with its level from 1; the parent of a root is not among them."""
    present = {each.key for each in objectives}
    children: defaultdict[int | None, list[_Told]] = defaultdict(list)
    for each in objectives:
        children[each.parent if each.parent in present else None].append(each)
    ordered: list[tuple[_Told, int]] = []
    waiting = [(each, 1) for each in reversed(children[None])]
    while waiting:
        each, level = waiting.pop()
        ordered.append((each, level))
        if below := children.get(each.key):
            waiting.extend((child, level + 1) for child in reversed(below))
    return ordered


def _streams(served: Sequence[Served]) -> tuple[StreamCell, ...]:
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for each in served:
        found[each.stream][each.work] = each.mark
    return tuple(
        StreamCell(stream.value, len(works), max(works.values(), key=_severity))
        for stream in Stream
        if (works := found.get(stream.value))
    )


def _severity(mark: str) -> int:
    # Missing is worse than green and better than red: it is a question, not an answer.
    return {"G": 0, "AG": 1, "N": 2, "W": 2, "A": 3, "AR": 4, "R": 5}.get(mark, 2)


def gaps_of(seen: Seen, frame: Frame, without: Mapping[int, int]) -> dict[str, set[int]]:
    """Which pursued objectives have no delivery, no funds this quarter, or nobody who supports them, from what is kept.

    An objective with pursued objectives under it is delivered through them: it is asked itself only where work
    serves it directly. Funds are asked only where live work serves; `without` counts the links that nobody supports.
    """
    pursued = {key: each.parent for key, each in seen.objectives.items() if each.is_pursued}
    served = {each.objective for each in seen.links if each.is_standing and seen.works[each.work].is_live}
    parents = {parent for parent in pursued.values() if parent is not None}
    answering = {key for key in pursued if key not in parents or key in served}
    released = funds_released(seen, frame.quarter, frame.currency)
    supported = supported_objectives()
    return {
        NO_DELIVERY: answering - served,
        NO_FUNDS: {key for key in pursued if key in served and key not in released},
        NO_SUPPORT: {key for key in answering if key not in supported or without.get(key)},
    }


def _unsupported(seen: Seen) -> Counter[int]:
    lonely = unsupported_links()
    return Counter(
        each.objective
        for each in seen.links
        if each.key in lonely and each.is_standing and seen.works[each.work].is_live
    )
