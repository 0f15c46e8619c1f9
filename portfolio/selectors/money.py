"""Money of work in a period: what was budgeted, spent, forecast and released, never added over currencies.

The rule of every total: a line counts where it lies wholly within the period. A line that reaches over an edge of
the period is counted apart and named, never shared out by days.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import Case, Count, DateField, F, Max, Min, Q, Sum, When
from django.db.models.functions import Cast, TruncMonth

from big.core import words
from big.history.kept import kept
from big.periods import Period, month, months_of
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.models.status import WholeLifeCost
from portfolio.models.work import Work
from portfolio.selectors.frame import keys_of

# By what totals can be grouped: the name that callers use, and the column it stands for.
GROUPS: Final = {
    "work": "work_id",
    "stream": "work__stream",
    "unit": "work__unit_id",
    "node": "work__node_id",
    "type": "work__work_type_id",
    "owner": "work__owner_id",
    "parent": "work__parent_id",
    "nature": "nature",
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums of one direction in one currency, in whole units; None where no line gives an amount.

    `variance` is forecast minus budget over the lines that hold both, and `compared_budget` their budget, so that a
    line without a forecast does not read as money saved; `without_forecast` counts the budgeted lines left out.
    """

    budget: Decimal | None = None
    actual: Decimal | None = None
    forecast: Decimal | None = None
    released: Decimal | None = None
    variance: Decimal | None = None
    compared_budget: Decimal | None = None
    lines: int = 0
    without_forecast: int = 0
    without_budget: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no line gives any amount."""
        return all(getattr(self, name) is None for name in AMOUNTS)

    @property
    def over_percent(self) -> Decimal | None:
        """The variance as a percentage of the budget it is compared with; None without such a budget."""
        if self.variance is None or not self.compared_budget:
            return None
        return 100 * self.variance / self.compared_budget


NOTHING: Final = Amounts()


@dataclass(frozen=True, slots=True)
class Totals:
    """Cost and income of a set of work in a period, in one currency; money in another stands in `others`."""

    period: Period
    currency: str = ""
    cost: Amounts = NOTHING
    income: Amounts = NOTHING
    straddling: int = 0
    others: tuple["Totals", ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no line in any currency."""
        return self.cost.lines + self.income.lines == 0 and not self.others

    @property
    def is_mixed(self) -> bool:
        """Whether there is money in more than one currency."""
        return bool(self.others)

    @property
    def notes(self) -> list[str]:
        """What a reader must know before trusting the figures, as sentences."""
        said = []
        if self.others:
            apart = words.listed([f"{words.money(each.cost.forecast or 0, each.currency)}" for each in self.others])
            said.append(f"Amounts are in {self.currency}; the forecast of {apart} in another currency is not added.")
        if self.straddling:
            lines = words.counted(self.straddling, "line crosses", "lines cross")
            said.append(f"{words.capital(lines)} the edge of {self.period.name or 'the period'}, so not counted.")
        if self.cost.without_forecast and self.cost.lines > self.cost.without_forecast:
            lines = words.counted(self.cost.without_forecast, "budget line")
            said.append(f"The variance leaves out {lines} without a forecast.")
        return said


def _conditional_sums(within: Q) -> dict[str, Any]:
    both = within & Q(budget__isnull=False, forecast__isnull=False)
    sums: dict[str, Any] = {name: Sum(name, filter=within) for name in AMOUNTS}
    return {
        **{f"sum_{name}": expression for name, expression in sums.items()},
        "sum_variance": Sum(F("forecast") - F("budget"), filter=both),
        "sum_compared": Sum("budget", filter=both),
        "n": Count("pk", filter=within),
        "n_without_forecast": Count("pk", filter=within & Q(forecast__isnull=True, budget__isnull=False)),
        "n_without_budget": Count("pk", filter=within & Q(budget__isnull=True, forecast__isnull=False)),
        "n_straddling": Count("pk", filter=~within),
    }


_SUMS: Final = tuple(_conditional_sums(Q()))
_NAMES: Final = frozenset({"work_id", "currency", "direction"})


def _amounts(row: Mapping[str, Any]) -> Amounts:
    return Amounts(
        **{name: row[f"sum_{name}"] for name in AMOUNTS},
        variance=row["sum_variance"],
        compared_budget=row["sum_compared"],
        lines=row["n"],
        without_forecast=row["n_without_forecast"],
        without_budget=row["n_without_budget"],
    )


def _gathered(rows: Iterable[Mapping[str, Any]], period: Period, currency: str) -> Totals:
    """One Totals of the rows of a group: a row for each currency and direction."""
    by_currency: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_currency.setdefault(row["currency"], []).append(row)
    made = [_of_currency(each, same, period) for each, same in by_currency.items()]
    filled = [each for each in made if each.cost.lines or each.income.lines]
    straddling = sum(each.straddling for each in made)
    if not filled:
        return Totals(period=period, currency=currency or (made[0].currency if made else ""), straddling=straddling)
    filled.sort(key=lambda each: (each.currency != currency, -each.cost.lines - each.income.lines, each.currency))
    first, *rest = filled
    return Totals(period, first.currency, first.cost, first.income, straddling, tuple(rest))


def _of_currency(currency: str, rows: list[Mapping[str, Any]], period: Period) -> Totals:
    found = {row["direction"]: _amounts(row) for row in rows}
    return Totals(
        period,
        currency,
        found.get(MoneyLine.Direction.COST, NOTHING),
        found.get(MoneyLine.Direction.INCOME, NOTHING),
        sum(row["n_straddling"] for row in rows),
    )


def totals(works: "models.QuerySet[Work]", period: Period, *, currency: str = "", few: bool = False) -> Totals:
    """What `works` cost and earn in `period`; three queries at most, one where they are `few`.

    `currency` is the one to lead with (default: that of most lines); the others follow in `others`. Of a `few`, such
    as one piece of work or a page of them, the lines are added up; else the sums that are kept of every work.
    """
    if few:
        return _gathered(_grouped(works, period), period, currency)
    sums = _sums_of_all(period)
    return _gathered(_added(row for (key,) in _of_each(works, "pk") for row in sums.get(key, ())), period, currency)


def totals_by(works: "models.QuerySet[Work]", period: Period, group: str, *, currency: str = "") -> dict[Any, Totals]:
    """The same, for each value of `group` (a name of GROUPS); groups without a line are left out; as many queries."""
    column = GROUPS[group]
    if group == "nature":
        of_nature = _by(_grouped(works, period, column), column)
        return {key: _gathered(rows, period, currency) for key, rows in of_nature.items()}
    found: dict[Any, list[Mapping[str, Any]]] = {}
    sums = _sums_of_all(period)
    of_work = "pk" if group == "work" else column.removeprefix("work__")
    for key, value in _of_each(works, "pk", of_work):
        if key in sums:
            found.setdefault(value, []).extend(sums[key])
    return {key: _gathered(_added(rows), period, currency) for key, rows in found.items()}


def totals_by_work(
    works: "models.QuerySet[Work]", period: Period, *, currency: str = "", few: bool = False
) -> dict[int, Totals]:
    """What each of `works` costs and earns in `period`; work without a line is left out; queries as `totals`."""
    if not few:
        every = totals_of_all(period, currency)
        return {key: every[key] for (key,) in _of_each(works, "pk") if key in every}
    of_work = _by(_grouped(works, period, "work_id"), "work_id")
    return {key: _gathered(rows, period, currency) for key, rows in of_work.items()}


def totals_of(keys: Collection[int], period: Period, currency: str) -> dict[int, Totals]:
    """The same of work whose keys are read already; one query at most."""
    return {key: each for key, each in totals_of_all(period, currency).items() if key in keys}


def totals_by_stream(works: "models.QuerySet[Work]", period: Period, *, currency: str = "") -> dict[str, Totals]:
    """What each stream costs and earns in `period`, by the stream's key; as many queries."""
    return totals_by(works, period, "stream", currency=currency)


def _grouped(works: "models.QuerySet[Work] | None", period: Period, *columns: str) -> list[Mapping[str, Any]]:
    """The sums of the lines of `works`, or of all lines, for each currency, direction and value of `columns`."""
    within = Q(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
    lines = MoneyLine.objects.overlapping(period.starts_on, period.ends_on)
    if works is not None:
        lines = lines.filter(work__in=keys_of(works))
    by = (*columns, "currency", "direction")
    return list(lines.order_by().values(*by).annotate(**_conditional_sums(within)))


@kept(MoneyLine)
def _sums_of_all(period: Period) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    """The sums of every piece of work, by its key: rows as `_grouped` gives them for one."""
    return _by(_grouped(None, period, "work_id"), "work_id")


def _by(rows: Iterable[Mapping[str, Any]], column: str) -> dict[Any, list[Mapping[str, Any]]]:
    """The rows of each value of `column`."""
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


@kept(MoneyLine)
def totals_of_all(period: Period, currency: str) -> Mapping[int, Totals]:
    """What every piece of work costs and earns in `period`, by its key; whoever shows it looks who may see."""
    return {key: _gathered(rows, period, currency) for key, rows in _sums_of_all(period).items()}


@kept(MoneyLine)
def spans_of_all() -> Mapping[int, tuple[dt.date, dt.date]]:
    """The first and the last day for which each piece of work has a line, by its key."""
    rows = MoneyLine.objects.order_by().values("work_id").annotate(first=Min("starts_on"), last=Max("ends_on"))
    return {row["work_id"]: (row["first"], row["last"]) for row in rows}


def _of_each(works: "models.QuerySet[Work]", *columns: str) -> set[tuple[Any, ...]]:
    """Columns of each piece of work once, however often a join of `works` brings it."""
    return set((works if works.query.is_sliced else works.order_by()).values_list(*columns))


def _added(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows of many pieces of work as one for each currency and direction; what no row gives stays unknown."""
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        held = sums.setdefault((row["currency"], row["direction"]), {})
        for name, value in row.items():
            if value is not None and name not in _NAMES:
                before = held.get(name)
                held[name] = value if before is None else before + value
    return [
        {"currency": currency, "direction": direction, **dict.fromkeys(_SUMS), **held}
        for (currency, direction), held in sums.items()
    ]


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Totals month by month; `unplaced` holds what is known only for longer stretches, such as a quarter."""

    months: tuple[tuple[Period, Totals], ...]
    unplaced: Totals


def totals_by_month(works: "models.QuerySet[Work]", period: Period, *, currency: str = "") -> MonthTotals:
    """What `works` cost and earn in each calendar month of `period`; one query.

    A line that spans more than one month belongs to none and is added up in `unplaced`.
    """
    within = Q(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
    rows = (
        MoneyLine.objects.filter(work__in=keys_of(works))
        .overlapping(period.starts_on, period.ends_on)
        .annotate(first=TruncMonth("starts_on"), last=TruncMonth("ends_on"))
        .annotate(of=Case(When(first=F("last"), then=Cast("first", DateField())), default=None))
        .order_by()
        .values("of", "currency", "direction")
        .annotate(**_conditional_sums(within))
    )
    found: dict[dt.date | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["of"], []).append(row)
    months = tuple((each, _gathered(found.get(each.starts_on, []), each, currency)) for each in months_of(period))
    return MonthTotals(months, _gathered(found.get(None, []), period, currency))


@dataclass(frozen=True, slots=True)
class Step:
    """The money of one stretch of time as its lines give it: a month, a quarter or a year."""

    period: Period
    totals: Totals


def steps(works: "models.QuerySet[Work]", *, currency: str = "") -> list[Step]:
    """Every stretch for which `works` have lines, oldest first, named as people say it; one query."""
    rows = (
        MoneyLine.objects.filter(work__in=keys_of(works))
        .order_by("starts_on", "ends_on")
        .values("starts_on", "ends_on", "currency", "direction")
        .annotate(**_conditional_sums(Q()))
    )
    found: dict[tuple[dt.date, dt.date], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["starts_on"], row["ends_on"]), []).append(row)
    made = []
    for (starts_on, ends_on), same in found.items():
        period = named(starts_on, ends_on)
        made.append(Step(period, _gathered(same, period, currency)))
    return made


def named(starts_on: dt.date, ends_on: dt.date) -> Period:
    """A stretch with a name: "October 2026" for a month, else "1 Apr 2026 to 31 Mar 2027"."""
    whole = month(starts_on)
    if (starts_on, ends_on) == (whole.starts_on, whole.ends_on):
        return whole
    return Period(starts_on, ends_on, f"{words.day(starts_on)} to {words.day(ends_on)}")


@dataclass(frozen=True, slots=True)
class Stated:
    """The whole-life cost of one piece of work as last stated: an amount, or why it is withheld."""

    work_id: int
    stated_on: dt.date
    amount: Decimal | None
    currency: str
    withheld_reason: str = ""


@dataclass(frozen=True, slots=True)
class WholeLife:
    """Whole-life costs of a set of work: sums by currency, and how many rest on an amount, a reason or nothing."""

    sums: dict[str, Decimal] = field(default_factory=dict)
    counted: int = 0
    withheld: int = 0
    unstated: int = 0
    first_on: dt.date | None = None
    last_on: dt.date | None = None

    @property
    def notes(self) -> list[str]:
        """What is not in the sum, as sentences."""
        said = []
        if len(self.sums) > 1:
            said.append(f"{words.capital(words.listed(sorted(self.sums)))} are not added together.")
        if self.withheld:
            said.append(f"{words.capital(words.counted(self.withheld, 'cost is', 'costs are'))} withheld.")
        if self.unstated:
            said.append(f"{words.capital(words.counted(self.unstated, 'piece', 'pieces'))} of work state none.")
        return said


def whole_life_costs(works: "models.QuerySet[Work]", on: dt.date) -> dict[int, Stated]:
    """The latest statement of each of `works` on or before `on`, by key; one query."""
    rows = (
        WholeLifeCost.objects.filter(work__in=keys_of(works), stated_on__lte=on)
        .order_by("work_id", "-stated_on", "-pk")
        .distinct("work_id")
        .values_list("work_id", "stated_on", "amount", "currency", "withheld_reason")
    )
    return {row[0]: Stated(*row) for row in rows}


def whole_life_cost(works: "models.QuerySet[Work]", on: dt.date) -> WholeLife:
    """The latest whole-life cost of each of `works`, added up by currency, withheld ones counted; two queries."""
    stated = whole_life_costs(works, on)
    sums: dict[str, Decimal] = {}
    for each in stated.values():
        if each.amount is not None:
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.amount
    counted = sum(each.amount is not None for each in stated.values())
    dates = [each.stated_on for each in stated.values()]
    return WholeLife(
        sums=sums,
        counted=counted,
        withheld=len(stated) - counted,
        unstated=works.count() - len(stated),
        first_on=min(dates, default=None),
        last_on=max(dates, default=None),
    )
