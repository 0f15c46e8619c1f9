"""Everything that a Main Board pack shows, read once as its preparer sees it, without what is confidential."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from big.accounts.models import User
from big.core.shown import Shown
from big.imports.models import ImportRun
from big.organisation.models import Organisation
from big.organisation.nodes import Node
from big.organisation.scope import open_only
from big.periods import Period, add_months, quarter
from big.registry.provenance import Quality
from governance.integrity.rule import Finding, Rows
from governance.models.packs import Pack
from governance.packs.asks import Ask, asks
from governance.packs.figures import PackFigure, figures_of
from governance.packs.limits import MOST_ROWS, Left, left
from governance.packs.rows import Reason, StreamGroup, UnitTable, WorkRow, reasons_of, unit_table
from governance.packs.since import Since, since_of
from governance.selectors.home.money import MoneyTables, UnlinkedRow, money_tables, unlinked_rows
from governance.selectors.home.reading import Reading
from governance.selectors.home.slopes import Slope, steepest
from okr.models.key_results import KeyResult
from okr.models.key_results import Reading as ProgressReading
from okr.models.objectives import StrategicObjective, Supporter
from okr.selectors.progress import Progress, progress_of
from okr.selectors.purse import Purse
from okr.selectors.support import supporters_of
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Stream, Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.listing import next_milestones
from portfolio.selectors.money import MonthTotals, totals_by_month, whole_life_costs
from portfolio.selectors.people import SkillRow, capacity_against_demand
from portfolio.selectors.standing import standings

SomeRows = TypeVar("SomeRows", bound=Shown[Any])


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One objective of the scorecard, with its first key result, or none, and who supports it.

    `below` counts the key results of the objectives under it.
    """

    slope: Slope
    key_result: KeyResult | None
    reading: Progress | None
    more_key_results: int
    supporters: tuple[Supporter, ...]
    below: int = 0

    @property
    def objective(self) -> StrategicObjective:
        """The objective of the row."""
        return self.slope.objective


@dataclass(frozen=True)
class Content:
    """The pack of `node` on the date of `frame`, read by `reader`; every property is read at most once."""

    node: Node
    reader: User
    frame: Frame
    pack: Pack | None = None

    @cached_property
    def since(self) -> Since:
        """What changed since the last pack of the node."""
        return since_of(self.node, self.reader, self.frame, self.pack)

    @cached_property
    def reading(self) -> Reading:
        """What Home, too, is made from; so their figures agree."""
        return Reading(self.reader, self.frame)

    @cached_property
    def organisation(self) -> str:
        """The name on the cover."""
        found = Organisation.objects.only("name").first()
        return found.name if found else ""

    @cached_property
    def every_slope(self) -> Shown[Slope]:
        """Objectives, the steepest disconnect first; of very many, each made where it is shown."""
        return _made_once(steepest(self.reading))

    @cached_property
    def slopes(self) -> list[Slope]:
        """Those that the tables show."""
        return [*self.every_slope[:MOST_ROWS]]

    @cached_property
    def scorecard(self) -> list[ScoreRow]:
        """The objectives at the top in the order of the strategy; of very many the steepest, in that order."""
        rows = list(self.slopes)
        if not self.scorecard_left:
            rows.sort(key=lambda slope: (slope.objective.position, slope.objective.code))
        objectives = [slope.objective for slope in rows]
        key_results: dict[int, list[KeyResult]] = {}
        for each in KeyResult.objects.visible_to(self.reader).tracked().filter(objective__in=objectives).for_rows():
            key_results.setdefault(each.objective_id, []).append(each)
        first = [each[0] for each in key_results.values()]
        read = progress_of(first, self.frame.today, self.reading.bands)
        supporters = supporters_of(objectives, self.reader)
        below = self._key_results_below(objectives)
        return [
            ScoreRow(
                slope,
                key_result=mine[0] if mine else None,
                reading=read.get(mine[0].pk) if mine else None,
                more_key_results=max(len(mine) - 1, 0),
                supporters=tuple(supporters.get(slope.objective.pk, ())),
                below=below[slope.objective.pk],
            )
            for slope in rows
            for mine in [key_results.get(slope.objective.pk, [])]
        ]

    @cached_property
    def scorecard_left(self) -> Left:
        """The objectives that the scorecard leaves out."""
        others = self.every_slope.entries[MOST_ROWS:]
        return left((self.reading.progress[top.key].mark for top in others), reverse("okr:objective_list"))

    def _key_results_below(self, objectives: list[StrategicObjective]) -> Counter[int]:
        """How many key results the objectives under each of these have."""
        families = self.reading.scope.families
        tops = {pk: top.pk for top in objectives for pk in families[top.pk] if pk != top.pk}
        tracked = KeyResult.objects.visible_to(self.reader).tracked().filter(objective__in=tops)
        return Counter(tops[pk] for pk in tracked.order_by().values_list("objective", flat=True))

    @cached_property
    def money(self) -> MoneyTables:
        """Money by stream and by objective."""
        return money_tables(self.reading)

    @cached_property
    def unlinked(self) -> Sequence[UnlinkedRow]:
        """The work behind the money that no objective carries."""
        return unlinked_rows(self.reading)

    @cached_property
    def months(self) -> MonthTotals:
        """The year month by month, where its lines are monthly."""
        return totals_by_month(self.reading.all_works, self.frame.year, currency=self.frame.currency)

    @cached_property
    def groups(self) -> list[StreamGroup]:
        """All work by stream, in the order of its codes."""
        rows = self._rows()
        by_stream = self.reading.money.total_by_stream
        groups = []
        for stream in Stream:
            mine = tuple(row for row in rows if row.work.stream == stream.value)
            if mine:
                purse = by_stream.get(stream.value, Purse(self.frame.currency))
                groups.append(StreamGroup(stream.value, stream.label, mine, purse))
        return groups

    def _rows(self) -> list[WorkRow]:
        works = list(self.reading.all_works.for_rows())
        every = Work.objects.filter(pk__in=[work.pk for work in works])
        # Two reports tell what got worse; the pages show no more of the past.
        stood = standings(every, self.frame.today, stale_after=self.frame.stale_after, periods=2)
        money = self.reading.scope.all_totals
        stated = whole_life_costs(every, self.frame.today)
        coming = next_milestones([work.pk for work in works], self.frame.today)
        return [
            WorkRow(
                work,
                stood[work.pk],
                money.get(work.pk),
                stated.get(work.pk),
                tuple(self.served.get(work.pk, ())),
                coming.get(work.pk),
                work.pk in self.estimated,
            )
            for work in works
        ]

    @cached_property
    def estimated(self) -> set[int]:
        """The keys of the work of which a money line of the year says in its note that it is an estimate."""
        works = self.reading.all_works.order_by().values("pk")
        lines = MoneyLine.objects.filter(work__in=works, note__icontains="estimat").cost()
        return set(lines.within(self.frame.year.starts_on, self.frame.year.ends_on).values_list("work", flat=True))

    @cached_property
    def served(self) -> Mapping[int, list[str]]:
        """The codes of the objectives that each piece of work serves, the heaviest link first; claims in brackets."""
        found: dict[int, list[str]] = {}
        links = self.reading.scope.all_links.select_related("objective").order_by("work", "-weight", "pk")
        for link in links:
            code = link.objective.code if link.state == link.State.AGREED else f"({link.objective.code})"
            found.setdefault(link.work_id, []).append(code)
        return found

    @cached_property
    def coming_quarter(self) -> Period:
        """The quarter after this one, which capacity is planned for."""
        return quarter(add_months(self.frame.today, 3), self.frame.first_month)

    @cached_property
    def capacity(self) -> list[SkillRow]:
        """Capacity against demand in the coming quarter."""
        return capacity_against_demand(self.reader, self.coming_quarter)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the integrity rules found, in order."""
        found = self.reading.disconnects.found
        for each in found:
            _made_once(each.found)
        return found

    @cached_property
    def asks(self) -> list[Ask]:
        """What the board is asked for."""
        return asks(self.reading, self.reader.name)

    @cached_property
    def whole_life(self) -> tuple[Decimal, int, int]:
        """The sum of stated whole-life costs in the pack's currency, how many are counted, and how many withheld."""
        stated = [row.stated for group in self.groups for row in group.rows if row.stated]
        mine = [each for each in stated if each.amount is not None and each.currency == self.frame.currency]
        withheld = sum(1 for each in stated if each.amount is None)
        return sum((each.amount or Decimal(0) for each in mine), Decimal(0)), len(mine), withheld

    @property
    def every_row(self) -> list[WorkRow]:
        """All work of all streams."""
        return [row for group in self.groups for row in group.rows]

    @cached_property
    def silent(self) -> list[WorkRow]:
        """The work that stands apart, since nothing current is known of it; the longest silent last."""
        rows = [row for group in self.groups for row in group.silent]
        return sorted(rows, key=lambda row: (row.standing.age_days or 10**6, row.work.name))

    @cached_property
    def units(self) -> UnitTable:
        """How the work of each unit stands."""
        return unit_table(self.every_row, self.frame.currency)

    @cached_property
    def reasons(self) -> list[Reason]:
        """Why figures are withheld."""
        return reasons_of(self.every_row)

    @cached_property
    def newest_report(self) -> dt.date | None:
        """The date of the newest status report, however old."""
        return max((row.standing.report_on for row in self.every_row if row.standing.report_on), default=None)

    @cached_property
    def imports(self) -> list[ImportRun]:
        """The files that anything here was read from, in the order in which they were applied."""
        works, families = [row.work.pk for row in self.every_row], self.reading.scope.families
        # Whatever stands under an objective counts towards its figures.
        objectives = {pk for top in self.reading.objectives for pk in families[top.key]}
        shown: list[QuerySet[Any]] = [
            Work.objects.filter(pk__in=works),
            *(each.objects.filter(work__in=works) for each in (StatusReport, WholeLifeCost, MoneyLine, Milestone)),
            StrategicObjective.objects.filter(pk__in=objectives),
            KeyResult.objects.filter(objective__in=objectives),
            ProgressReading.objects.filter(key_result__objective__in=objectives),
        ]
        read_from = Q()
        for each in shown:
            read_from |= Q(pk__in=each.order_by().values("source"))
        applied = ImportRun.objects.filter(read_from, state=ImportRun.State.APPLIED).select_related("file")
        return list(applied.order_by("applied_at", "pk"))

    @cached_property
    def figures(self) -> tuple[PackFigure, ...]:
        """How the figures that the pages lead with are computed."""
        return figures_of(self.reading)

    @cached_property
    def doubts(self) -> dict[str, tuple[Quality, ...]]:
        """What stands against relying on the figures that the pages lead with, by their names."""
        return {each.name.replace(" ", "_").lower(): each.qualities for each in self.figures if each.value}

    @property
    def has_months(self) -> bool:
        """Whether there is monthly money to draw."""
        return any(not each.cost.is_empty for _, each in self.months.months)

    @property
    def has_year(self) -> bool:
        """Whether any money of the year is known."""
        return self.money.total.forecast is not None or self.money.total.budget is not None

    def rows_of(self, key: str) -> Rows:
        """What one rule found; of very much, rows are made where they are looked at."""
        return _made_once(self.reading.disconnects.of(key).found)


def _made_once(rows: SomeRows) -> SomeRows:
    """Few rows are made together at once: sentences, tables and snapshot each ask for some of them."""
    if len(rows) <= MOST_ROWS:
        list(rows)
    return rows


def content_of(node: Node, preparer: User, frame: Frame, pack: Pack | None = None) -> Content:
    """The pack of `node` as `preparer` may hand it to others."""
    return Content(node, open_only(preparer), frame, pack)
