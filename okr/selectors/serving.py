"""What serves an objective: the work of all four streams, how it stands, and the money it brings, each pound once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Sum
from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.core import words
from big.history.kept import kept
from big.periods import Period
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.selectors.outline import BY_SIGHT, Seen, every_link, seen_by
from okr.selectors.purse import Purse, added
from okr.selectors.support import support_of
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.types import LifecycleState
from portfolio.models.work import Stream, Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import totals_by_work, totals_of_all
from portfolio.selectors.outline import every_standing
from portfolio.selectors.standing import NOT_REPORTED, Standing, standings

# What the money and the standing of work that serves objectives are read from.
_ALL: Final = (Work, LifecycleState, StatusReport, Milestone, MoneyLine, StrategicObjective, Contribution)
# Work in trouble decides the delivery mark of an objective from this share of the money on.
SHARE_THAT_COUNTS: Final = Decimal(25)
_STREAMS: Final = {stream.value: place for place, stream in enumerate(Stream)}


@dataclass(frozen=True, slots=True)
class ServingWork:
    """One piece of work that serves an objective: the link, how the work stands, and its share of the money.

    `money` is the work's own for the year, `share` the part that its weight brings to the objective. A claimed link
    brings nothing until it is agreed; `claim` is what it would bring.
    """

    link: Contribution
    work: Work
    standing: Standing
    money: Purse
    next_milestone: Milestone | None
    supporters: tuple[Supporter, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether both sides hold the link to be true."""
        return self.link.state == Contribution.State.AGREED

    @property
    def is_standing(self) -> bool:
        """Whether it counts as a link: claimed or agreed."""
        return self.link.state in (Contribution.State.CLAIMED, Contribution.State.AGREED)

    @property
    def claim(self) -> Purse:
        """The weight's part of the work's money, agreed or not."""
        return self.money.part(self.link.weight)

    @property
    def share(self) -> Purse:
        """What it brings to the objective now."""
        return self.claim if self.is_agreed else Purse(self.money.currency)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the work that serves an objective stands.

    Rule: red where red work carries a quarter or more of the forecast that serves the objective; amber where red and
    amber work together do (Amber/Red and Amber/Green count as amber); not reported where work without a current
    status carries more than half; else green. Claimed and agreed links of live work count, each with its weight's
    part of the work's forecast; where none has a forecast, the weights alone count. `has_work` is false where no live
    work serves the objective: then the line is broken.
    """

    mark: str
    works: int = 0
    has_work: bool = False
    share: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The rule as a person reads it; `share` is the percentage of the forecast that each mark carries."""
        if not self.has_work:
            return "No live work serves it."
        said = ", ".join(
            f"{name} work {words.percent(self.share[mark])}"
            for mark, name in (("R", "red"), ("A", "amber"), ("G", "green"), ("N", "unreported"))
            if self.share[mark]
        )
        return f"By share of the forecast: {said}."


class Served(NamedTuple):
    """What a delivery mark is made of: a standing link of live work, and how that work stands."""

    work: int
    mark: str
    forecast: Decimal | None
    weight: Decimal
    stream: str


def serving_work(
    objectives: Iterable[StrategicObjective | int],
    user: User,
    frame: Frame,
    *,
    below: Mapping[int, Set[int]] | None = None,
) -> dict[int, list[ServingWork]]:
    """Everything that serves each objective, by its key, stream by stream and the heaviest first.

    Withdrawn links are left out; challenged ones come with the rest and count for nothing. With `below` (from
    `objectives_below`), what serves the objectives under it comes too. Nine queries, whatever the number.
    """
    keys = [each if isinstance(each, int) else each.pk for each in objectives]
    families = {key: (below or {}).get(key, {key}) for key in keys}
    every = set().union(*families.values()) if families else set()
    links = list(
        Contribution.objects.visible_to(user)
        .filter(objective__in=every)
        .exclude(state=Contribution.State.WITHDRAWN)
        .select_related("objective", "work__work_type", "work__state", "work__unit", "work__node", "work__owner")
    )
    rows = _with_figures(links, user, frame)
    by_objective: defaultdict[int, list[ServingWork]] = defaultdict(list)
    for row in rows:
        by_objective[row.link.objective_id].append(row)
    return {
        key: sorted((row for one in family for row in by_objective[one]), key=_order)
        for key, family in families.items()
    }


def _order(row: ServingWork) -> tuple[int, Decimal, str]:
    return _STREAMS.get(row.work.stream, 9), -(row.claim.forecast or Decimal(0)), row.work.code


def _with_figures(links: Sequence[Contribution], user: User, frame: Frame) -> list[ServingWork]:
    works = Work.objects.filter(pk__in={link.work_id for link in links})
    stood = standings(works, frame.today, stale_after=frame.stale_after)
    money = totals_by_work(works, frame.year, currency=frame.currency, few=True)
    supporters = support_of(links, user)
    coming = _next_milestones(links)
    return [
        ServingWork(
            link=link,
            work=link.work,
            standing=stood[link.work_id],
            money=Purse.of(money.get(link.work_id), frame.currency),
            next_milestone=coming.get(link.work_id),
            supporters=tuple(supporters[link.pk]),
        )
        for link in links
    ]


def _next_milestones(links: Sequence[Contribution]) -> dict[int, Milestone]:
    rows = (
        Milestone.objects.open()
        .filter(work__in={link.work_id for link in links})
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
        .order_by("work_id", "due_on", "pk")
        .distinct("work_id")
    )
    return {each.work_id: each for each in rows}


def delivery_of(rows: Sequence[ServingWork]) -> Delivery:
    """The delivery mark of an objective with this work; the rule stands at `Delivery`."""
    counted = (row for row in rows if row.is_standing and row.work.state.is_live)
    return delivered(
        [
            Served(row.work.pk, row.standing.mark, row.claim.forecast, row.link.weight, row.work.stream)
            for row in counted
        ]
    )


def delivered(served: Sequence[Served]) -> Delivery:
    """The same from plain tuples."""
    if not served:
        return Delivery("N")
    weights = [each.forecast or Decimal(0) for each in served]
    total = sum(weights, Decimal(0))
    if not total:
        weights = [each.weight for each in served]
        total = sum(weights, Decimal(0)) or Decimal(1)
    sums = dict.fromkeys("RAGN", Decimal(0))
    for each, weight in zip(served, weights, strict=True):
        sums["A" if each.mark in ("AR", "AG") else each.mark if each.mark in sums else "N"] += weight
    share = {mark: 100 * weight / total for mark, weight in sums.items()}
    if share["R"] >= SHARE_THAT_COUNTS:
        mark = "R"
    elif share["R"] + share["A"] >= SHARE_THAT_COUNTS:
        mark = "A"
    else:
        mark = "N" if share["N"] > 50 else "G"
    return Delivery(mark, len({each.work for each in served}), has_work=True, share=share)


@kept(MoneyLine)
def every_purse(period: Period, currency: str) -> Mapping[int, Purse]:
    """The cost of every piece of work that has any in `period`, by its key."""
    return {key: Purse.of(each, currency) for key, each in totals_of_all(period, currency).items()}


@kept(MoneyLine, Contribution)
def _every_share(period: Period, currency: str) -> Mapping[int, Purse]:
    """What each agreed link carries to its objective of that cost, by the key of the link."""
    purses = every_purse(period, currency)
    return {
        each.key: purses[each.work].part(each.weight) for each in every_link() if each.is_agreed and each.work in purses
    }


@kept(*_ALL, held=BY_SIGHT)
def served_by_objective(seen: Seen, frame: Frame) -> Mapping[int, Sequence[Served]]:
    """What serves each objective itself, by its key, with nothing else of the work, from what is kept."""
    stood, purses = every_standing(frame.today, frame.stale_after), every_purse(frame.year, frame.currency)
    live = {key: each for key, each in seen.works.items() if each.is_live}
    own: defaultdict[int, list[Served]] = defaultdict(list)
    for link in seen.links:
        work = live.get(link.work)
        if work is None or not link.is_standing:
            continue
        forecast = purses[work.key].forecast if work.key in purses else None
        claim = None if forecast is None else forecast * link.weight / 100
        mark = stood[work.key].mark if work.key in stood else NOT_REPORTED
        own[link.objective].append(Served(work.key, mark, claim, link.weight, work.stream))
    return own


def of_family(own: Mapping[int, Sequence[Served]], family: Iterable[int]) -> list[Served]:
    """What serves any objective of a family."""
    return [each for key in family if key in own for each in own[key]]


@dataclass(frozen=True, slots=True)
class MoneyByObjective:
    """The cost of all work in a period, shared out to objectives by the weights of agreed contributions.

    `own` is what each objective carries itself, `family` that with all objectives under it; `unlinked` is the rest.
    `own` and `unlinked` together are `total`, exactly, currency by currency; `linked_by_stream` and
    `total_by_stream` say the same for each stream.
    """

    period: Period
    own: Mapping[int, Purse]
    family: Mapping[int, Purse]
    unlinked: Purse
    total: Purse
    linked_by_stream: Mapping[str, Purse]
    total_by_stream: Mapping[str, Purse]

    @property
    def linked_percent(self) -> Decimal | None:
        """The percentage of the forecast that has a line of sight; None without a forecast."""
        total, unlinked = self.total.forecast, self.unlinked.forecast
        return None if not total else 100 * (total - (unlinked or Decimal(0))) / total

    def linked_percent_of(self, stream: str) -> Decimal | None:
        """The same for one stream."""
        total = self.total_by_stream[stream].forecast if stream in self.total_by_stream else None
        linked = self.linked_by_stream[stream].forecast if stream in self.linked_by_stream else None
        return None if not total else 100 * (linked or Decimal(0)) / total


class _Family(Mapping[int, Purse]):
    """What each objective carries with all under it, added up where it is asked for."""

    def __init__(self, own: Mapping[int, Purse], families: Mapping[int, Set[int]], currency: str) -> None:
        self._own, self._families, self._currency = own, families, currency

    def __getitem__(self, key: int) -> Purse:
        parts = [self._own[one] for one in self._families[key] if one in self._own]
        if not parts:
            raise KeyError(key)
        return added(parts, self._currency)

    def __iter__(self) -> Iterator[int]:
        return (key for key, family in self._families.items() if not self._own.keys().isdisjoint(family))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def money_by_objective(
    user: User,
    period: Period,
    *,
    currency: str,
    seen: Seen | None = None,
    works: Collection[int] | None = None,
) -> MoneyByObjective:
    """Share the cost of the work that `user` may see out to the objectives; two queries, none with `seen`.

    `works` are the keys of the work to share out, where it is narrowed. A contribution of which `user` may not see the
    objective counts as unlinked, as if it were not there.
    """
    seen = seen or seen_by(user)
    return shared_out(seen, period, currency) if works is None else _part(seen, period, currency, works)


@kept(*_ALL, held=BY_SIGHT)
def shared_out(seen: Seen, period: Period, currency: str) -> MoneyByObjective:
    """The cost of all work that is seen in `period`, shared out to the objectives that are seen."""
    return _part(seen, period, currency, seen.work_keys)


def _part(seen: Seen, period: Period, currency: str, works: Collection[int]) -> MoneyByObjective:
    every, shares = every_purse(period, currency), _every_share(period, currency)
    streams = {key: each.stream for key, each in seen.works.items()}
    purses = {key: each for key, each in every.items() if key in streams and key in works}
    weights: defaultdict[int, Decimal] = defaultdict(Decimal)
    own: defaultdict[int, list[Purse]] = defaultdict(list)
    linked: defaultdict[str, list[Purse]] = defaultdict(list)
    for link in seen.links:
        if link.is_agreed and link.work in purses:
            part = shares[link.key] if link.key in shares else purses[link.work].part(link.weight)
            weights[link.work] += link.weight
            own[link.objective].append(part)
            linked[streams[link.work]].append(part)
    by_stream: defaultdict[str, list[Purse]] = defaultdict(list)
    for work_id, purse in purses.items():
        by_stream[streams[work_id]].append(purse)
    carried = {key: added(parts, currency) for key, parts in own.items()}
    families = seen.families
    return MoneyByObjective(
        period=period,
        own=carried,
        family=_Family(carried, families, currency),
        unlinked=added((purse.part(100 - weights[key]) for key, purse in purses.items()), currency),
        total=added(purses.values(), currency),
        linked_by_stream={key: added(parts, currency) for key, parts in linked.items()},
        total_by_stream={key: added(parts, currency) for key, parts in by_stream.items()},
    )


def released_by_objective(user: User, period: Period, *, currency: str) -> Mapping[int, Decimal]:
    """Funds released to the work that serves each objective, or one under it, in `period`.

    A line counts where it overlaps the period at all (domain.md 7, Q1): funds released for the year are there in
    each of its quarters. Objectives without any released funds are left out, so `key in` answers "is it funded".
    Only the organisation's currency is added; funds in another still make the objective a funded one.
    """
    return funds_released(seen_by(user), period, currency)


@kept(*_ALL, held=BY_SIGHT)
def funds_released(seen: Seen, period: Period, currency: str) -> Mapping[int, Decimal]:
    """What `released_by_objective` tells, for whoever sees the same."""
    released = _every_release(period, currency)
    own: defaultdict[int, Decimal] = defaultdict(Decimal)
    for link in seen.links:
        if link.is_agreed and link.weight > 0 and link.work in released:
            own[link.objective] += released[link.work] * link.weight / 100
    return {
        key: sum((own[one] for one in family if one in own), Decimal(0))
        for key, family in seen.families.items()
        if any(one in own for one in family)
    }


@kept(MoneyLine)
def _every_release(period: Period, currency: str) -> Mapping[int, Decimal]:
    """The funds released to every piece of work by a line that overlaps the period, by its key; those with any."""
    lines = MoneyLine.objects.cost().overlapping(period.starts_on, period.ends_on).filter(released__gt=0)
    released: defaultdict[int, Decimal] = defaultdict(Decimal)
    for row in lines.order_by().values("work", "currency").annotate(funds=Sum("released")):
        released[row["work"]] += row["funds"] if row["currency"] == currency else Decimal(0)
    return released


def unfunded(objectives: Iterable[StrategicObjective], released: Mapping[int, Decimal]) -> list[StrategicObjective]:
    """The pursued objectives to whose work no funds are released; `released` from `released_by_objective`."""
    return [each for each in objectives if each.state in StrategicObjective.PURSUED and each.pk not in released]
