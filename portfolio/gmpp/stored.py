"""What the register holds of the projects of one file, read in a handful of queries whatever their number."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Max

from big.accounts.models import User
from big.organisation.models import Unit
from big.organisation.scope import scope_q
from portfolio.gmpp.departments import department_key
from portfolio.gmpp.snapshot import Snapshot
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import MONEY_EDIT, WORK_EDIT, WORK_REPORT, Work

FORMAT = "gmpp"
NEEDED = (WORK_EDIT, WORK_REPORT, MONEY_EDIT)
CURRENCY = "GBP"


@dataclass(slots=True)
class Stored:
    """Matched work by key, with what a snapshot of this date would find: reports, costs, money, newer snapshots."""

    works: dict[int, Work] = field(default_factory=dict)
    editable: set[int] = field(default_factory=set)
    newest: dict[int, dt.date] = field(default_factory=dict)
    newest_of_year: dict[int, dt.date] = field(default_factory=dict)
    reports: dict[int, StatusReport] = field(default_factory=dict)
    costs: dict[int, WholeLifeCost] = field(default_factory=dict)
    lines: dict[int, MoneyLine] = field(default_factory=dict)


def stored(snapshot: Snapshot, keys: Collection[int], actor: User, *, lock: bool) -> Stored:
    """What is stored of the work `keys` that `actor` may see; locks that work where the snapshot is to be written."""
    works = Work.objects.visible_to(actor).filter(pk__in=keys)
    locked = works.select_for_update(of=("self",)) if lock else works
    found = Stored(works={work.pk: work for work in locked.select_related("unit").order_by("pk")})
    for right in NEEDED:
        works = works.filter(scope_q(actor, right))
    found.editable = set(works.values_list("pk", flat=True))
    _read_snapshots(snapshot, found)
    costs = WholeLifeCost.objects.filter(work__in=found.works, stated_on=snapshot.reports_on)
    found.costs = {cost.work_id: cost for cost in costs}
    year = snapshot.financial_year
    lines = MoneyLine.objects.filter(
        work__in=found.works,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        direction=MoneyLine.Direction.COST,
        nature=MoneyLine.Nature.REVENUE,
        currency=CURRENCY,
    )
    found.lines = {line.work_id: line for line in lines}
    return found


def _read_snapshots(snapshot: Snapshot, found: Stored) -> None:
    """Of the reports that imports wrote: the newest date, the newest of this financial year, and that of this date."""
    imported = StatusReport.objects.submitted().filter(work__in=found.works, source__format=FORMAT).order_by()
    newest = imported.values_list("work_id").annotate(newest=Max("report_on"))
    found.newest = dict(newest)
    year = snapshot.financial_year
    found.newest_of_year = dict(newest.filter(report_on__range=(year.starts_on, year.ends_on)))
    for report in imported.filter(report_on=snapshot.reports_on).newest_first():
        found.reports.setdefault(report.work_id, report)


@dataclass(slots=True)
class Units:
    """The organisation's units by what a department may call them, and where the actor may put work."""

    by_key: dict[str, Unit] = field(default_factory=dict)
    open_to_actor: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    top: Unit | None = None

    def of(self, department: str) -> Unit | None:
        """The unit of that name or code, whatever the case."""
        return self.by_key.get(department_key(department))


def units_for(actor: User) -> Units:
    """Every unit, and the one unit at the top where there is just one that no import made; two queries."""
    found, tops = Units(), []
    # A run's plan is large and says nothing of the unit.
    for unit in Unit.objects.select_related("source").defer("source__plan").order_by("pk"):
        found.by_key.setdefault(department_key(unit.name), unit)
        found.by_key.setdefault(department_key(unit.code), unit)
        found.codes.add(unit.code.upper())
        if unit.parent_id is None:
            tops.append(unit)
    if len(tops) == 1 and not is_imported(tops[0]):
        found.top = tops[0]
    places = Unit.objects.all()
    for right in NEEDED:
        places = places.filter(scope_q(actor, right, node=None, unit="pk"))
    found.open_to_actor = set(places.values_list("pk", flat=True))
    return found


def is_imported(unit: Unit) -> bool:
    """Whether an import of major projects made the unit."""
    return unit.source is not None and unit.source.format == FORMAT
