"""What lies underneath the focus of the line of sight: the work's money, its next milestones, and who supports it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models.functions import Coalesce

from governance.selectors.sight_nodes import Filling
from governance.sight.graph import Graph, Path
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.selectors.purse import Money, Purse
from okr.selectors.serving import ServingWork, serving_work
from okr.selectors.support import supporters_of
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work

# How many rows each part shows; the totals are over all.
MOST = 6


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One piece of work with what it brings here: the part of its money that its agreed weight carries.

    Amounts in whole units of the organisation's currency. `tag` says why nothing counts, such as "claimed".
    """

    work: Work
    mark: str
    weight: Decimal | None
    forecast: Decimal | None
    variance: Decimal | None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Underneath:
    """What stands under the focus: money rows with their total over all of them, milestones, supporters, gaps."""

    money: Sequence[MoneyRow] = ()
    money_left: int = 0
    forecast: Decimal | None = None
    variance: Decimal | None = None
    most: Decimal = Decimal(0)
    milestones: Sequence[Milestone] = ()
    milestones_left: int = 0
    supporters: Sequence[Supporter] = ()
    unsupported: Sequence[Contribution] = ()
    weight: Decimal = Decimal(0)
    works: int = 0

    @property
    def milestones_total(self) -> int:
        """How many open milestones there are."""
        return len(self.milestones) + self.milestones_left


def underneath(filling: Filling, path: Path) -> Underneath:
    """The evidence below the drawing; about fifteen queries, none where nothing is in focus."""
    if path.focus is None:
        return Underneath()
    objectives = StrategicObjective.objects.filter(pk__in=_served(filling.graph, path))
    rows = _standing(filling, path)
    money = _money(filling, path, rows)
    total = _added(money)
    coming, left = _milestones(path.works)
    links = [row.link for row in rows]
    return Underneath(
        money=money[:MOST],
        money_left=max(len(money) - MOST, 0),
        forecast=total.forecast,
        variance=total.variance,
        most=max((abs(row.variance) for row in money if row.variance is not None), default=Decimal(0)),
        milestones=coming,
        milestones_left=left,
        supporters=_supporters(filling, objectives),
        unsupported=[row.link for row in rows if not row.supporters],
        weight=sum((link.weight for link in links), Decimal(0)),
        works=len(path.works),
    )


def money_under(filling: Filling, path: Path) -> list[MoneyRow]:
    """All work under the focus with what it brings there, of which `underneath` shows the first."""
    return _money(filling, path, _standing(filling, path)) if path.focus else []


def _standing(filling: Filling, path: Path) -> list[ServingWork]:
    """The standing links between what is on the path."""
    graph, objectives = filling.graph, _served(filling.graph, path)
    serving = serving_work(objectives, filling.user, filling.frame)
    rows = [row for each in serving.values() for row in each if row.is_standing and row.work.pk in path.works]
    if path.focus and path.focus[0] == "key_result":
        delivering = {link.work for link in graph.links if path.focus[1] in graph.measured_by(link)}
        rows = [row for row in rows if row.work.pk in delivering]
    return rows


def _money(filling: Filling, path: Path, rows: Iterable[ServingWork]) -> list[MoneyRow]:
    return _of_work(filling, path) if path.focus and path.focus[0] == "work" else _shares(rows)


def _served(graph: Graph, path: Path) -> set[int]:
    """The objectives whose links lie underneath: those of the path, without the ones above the focus."""
    if path.focus is None:
        return set()
    kind, key = path.focus
    if kind == "objective":
        return graph.below(key)
    if kind == "key_result":
        return {graph.measures[key]}
    if kind == "work":
        return {link.objective for link in graph.links_of_work.get(key, ())}
    return set(path.objectives)


def _shares(rows: Iterable[ServingWork]) -> list[MoneyRow]:
    """One row a piece of work: what all its agreed links bring together, the largest first."""
    grouped: defaultdict[int, list[ServingWork]] = defaultdict(list)
    for row in rows:
        grouped[row.work.pk].append(row)
    made = []
    for links in grouped.values():
        agreed = [row for row in links if row.is_agreed]
        share = sum((row.share.lead for row in agreed), Money())
        made.append(
            MoneyRow(
                work=links[0].work,
                mark=links[0].standing.mark,
                weight=sum((row.link.weight for row in links), Decimal(0)),
                forecast=share.forecast,
                variance=share.variance,
                tag="" if agreed else "claimed",
            )
        )
    return sorted(made, key=lambda row: (-(row.forecast or Decimal(0)), row.work.code))


def _of_work(filling: Filling, path: Path) -> list[MoneyRow]:
    found = Work.objects.filter(pk__in=path.works)
    return [_whole(work, filling.cost_of_work.get(work.pk)) for work in found]


def _whole(work: Work, purse: Purse | None) -> MoneyRow:
    return MoneyRow(
        work=work,
        mark="",
        weight=None,
        forecast=purse.forecast if purse else None,
        variance=purse.lead.variance if purse else None,
    )


def _added(rows: Iterable[MoneyRow]) -> Money:
    return sum((Money(forecast=row.forecast, variance=row.variance) for row in rows), Money())


def _milestones(works: Iterable[int]) -> tuple[list[Milestone], int]:
    coming = (
        Milestone.objects.open()
        .filter(work__in=list(works))
        .select_related("work", "owner")
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
        .order_by("due_on", "pk")
    )
    shown = list(coming[:4])
    return shown, max(coming.count() - len(shown), 0)


def _supporters(filling: Filling, objectives: Iterable[StrategicObjective]) -> list[Supporter]:
    found = supporters_of(list(objectives), filling.user)
    return [supporter for each in found.values() for supporter in each][: 2 * MOST]
