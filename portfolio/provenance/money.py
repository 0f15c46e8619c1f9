"""How money of a year comes about: the budget, the actuals, the forecast, the released funds and the variance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from big.accounts.models import User
from big.core import words
from big.core.shown import Shown
from big.provenance.links import how_url
from big.provenance.origins import FOLLOWED, origins, people_of, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, Source, day_of
from portfolio.codes import MONEY_CHANGED
from portfolio.models.money import MoneyLine, MoneyLineQuerySet
from portfolio.models.work import Work
from portfolio.provenance.sets import TAKES, WorkSet, set_of
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.money import Amounts, Totals, named, totals, totals_by_work

NAMES: Final = {
    "forecast": "Forecast",
    "budget": "Budget",
    "actual": "Actual to date",
    "released": "Funds released",
    "variance": "Forecast against budget",
}
LISTS: Final = "portfolio:work_list"

MONEY: Final = Explanation(
    key="work-money",
    title="Money of work in a year",
    formula=(
        "The sum of the money lines that lie wholly within the financial year; a line that crosses an edge of it is "
        "not counted. The variance is forecast minus budget of the lines that hold both. Cost and income are apart, "
        "and currencies are never added."
    ),
    load=lambda user, asked: _money(user, asked),
    takes={
        "what": "forecast, budget, actual, released or variance; the forecast if left out.",
        "direction": "cost or income; cost if left out.",
        **TAKES,
    },
    covers=(
        (LISTS, "Money of the year"),
        (LISTS, "Money of other years"),
        (LISTS, "Work and money by stream"),
        (LISTS, "Work and money by unit"),
        (LISTS, "Work and money by type"),
        (LISTS, "Work and money by owner"),
        ("portfolio:work_detail", "Money of the year"),
        ("portfolio:work_structure", "Work below and its money"),
        ("api:works:totals", "Totals"),
    ),
)


@dataclass(frozen=True)
class MoneyOfSet:
    """The money of a set in a year and one direction, read once however many of its figures are explained."""

    user: User
    chosen: WorkSet
    frame: Frame
    direction: str = MoneyLine.Direction.COST

    @cached_property
    def whole(self) -> Totals:
        """The sums of all of it."""
        return totals(self.chosen.works, self.chosen.year, currency=self.frame.currency)

    @property
    def currency(self) -> str:
        """What its figures are in: the organisation's currency, or the one that most lines have."""
        return self.whole.currency or self.frame.currency

    @property
    def amounts(self) -> Amounts:
        """Those of the direction in that currency."""
        return _of(self.whole, self.direction, self.currency)

    @cached_property
    def lines(self) -> MoneyLineQuerySet:
        """The money lines that count."""
        works = self.chosen.works.order_by().values("pk")
        lines = MoneyLine.objects.filter(work__in=works, direction=self.direction)
        return lines.within(self.chosen.year.starts_on, self.chosen.year.ends_on)

    @cached_property
    def by_work(self) -> Mapping[int, Amounts]:
        """The amounts of each piece of work that has any."""
        found = totals_by_work(self.chosen.works, self.chosen.year, currency=self.frame.currency)
        return {key: _of(each, self.direction, self.currency) for key, each in found.items()}

    @cached_property
    def works(self) -> Mapping[int, Work]:
        """The work that has any."""
        return Work.objects.in_bulk(list(self.by_work))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The files and the people that the lines are from."""
        keys = list(self.chosen.works.order_by().values_list("pk", flat=True)[: FOLLOWED + 1])
        return several(
            origins(self.user, (self.lines, "money line", "money lines")),
            people_of(Work, keys, self.user, [MONEY_CHANGED]),
        )

    @cached_property
    def without_money(self) -> tuple[int, int]:
        """How many pieces of work lack a line in the year, and of how many; none where all do, or of a single one."""
        if self.chosen.work:
            return 0, 1
        every = self.chosen.works.count()
        known = self.lines.order_by().values("work").distinct().count()
        return (every - known, every) if known else (0, every)

    @cached_property
    def estimated(self) -> int:
        """How many lines say of themselves that they are estimates."""
        return self.lines.filter(note__icontains="estimat").count()


def _money(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    chosen = set_of(user, asked, now)
    what, direction = asked.get("what", "forecast"), asked.get("direction", MoneyLine.Direction.COST)
    if chosen is None or what not in NAMES or direction not in MoneyLine.Direction.values:
        return None
    return money(MoneyOfSet(user, chosen, now, direction), what)


def money(read: MoneyOfSet, what: str) -> Provenance:
    """One amount of a set; `what` is a key of NAMES."""
    chosen, amounts, currency = read.chosen, read.amounts, read.currency
    amount = getattr(amounts, what)
    value = _said(amount, what, currency)
    name = f"{NAMES[what]}{' of income' if read.direction == MoneyLine.Direction.INCOME else ''}"
    return Provenance(
        title=f"{name} of {chosen.name}, {chosen.year.name}",
        value=value,
        amount=amount,
        sentence=f"{name} of {chosen.name} in {chosen.year.name} is {value}."
        if amount is not None
        else f"{words.capital(chosen.name)} has no {name.lower()} in {chosen.year.name}.",
        as_of=read.frame.today,
        inputs=_compared(amounts, currency) if what == "variance" else (),
        rows=_lines(read.lines, what, currency, chosen) if chosen.work else _works(read, what),
        sources=read.sources,
        qualities=tuple(_qualities(read, what)),
    )


def _compared(amounts: Amounts, currency: str) -> tuple[tuple[str, str], ...]:
    """What a variance is taken of."""
    known = (("Budget of the lines that hold both", amounts.compared_budget), ("Budget of all lines", amounts.budget))
    return tuple((label, words.money(amount, currency)) for label, amount in known if amount is not None)


def _of(found: Totals, direction: str, currency: str) -> Amounts:
    """The amounts of one direction in one currency."""
    for each in (found, *found.others):
        if each.currency == currency:
            amounts: Amounts = getattr(each, direction)
            return amounts
    return Amounts()


def _said(amount: Decimal | None, what: str, currency: str) -> str:
    if amount is None:
        return words.DASH
    return (words.signed_money if what == "variance" else words.money)(amount, currency)


def _works(read: MoneyOfSet, what: str) -> Rows:
    """A row for each piece of work with such an amount, the largest first."""
    chosen, currency = read.chosen, read.currency
    known = {key: amount for key, each in read.by_work.items() if (amount := getattr(each, what)) is not None}
    order = sorted(known, key=lambda key: (-abs(known[key]), read.works[key].code))
    year = "" if chosen.asked is None or not chosen.asked.params["year"] else chosen.asked.params["year"]

    def made(keys: Sequence[int]) -> list[Row]:
        return [
            Row(
                work.name,
                _said(known[work.pk], what, currency),
                known[work.pk],
                work.code,
                work.get_absolute_url(),
                how=how_url("work-money", what=what, direction=_odd(read.direction), work=work.code.lower(), year=year),
            )
            for work in (read.works[key] for key in keys)
        ]

    total = sum(known.values(), Decimal(0))
    says = f"{words.capital(words.counted(len(order), 'piece of work', 'pieces of work'))}, added up."
    list_url = chosen.money_url(f"-{what}" if what != "released" else "-forecast")
    return Rows(Shown(order, made), total, _said(total, what, currency), says, list_url, chosen.where, "Work")


def _odd(direction: str) -> str:
    return direction if direction != MoneyLine.Direction.COST else ""


def _lines(lines: Any, what: str, currency: str, chosen: WorkSet) -> Rows:
    """A row for each money line that counts, the oldest first."""
    rows = []
    for line in lines.filter(currency=currency).order_by("starts_on", "ends_on", "nature", "pk"):
        amount = getattr(line, what)
        if amount is not None:
            said = f"{named(line.starts_on, line.ends_on).name}, {line.get_nature_display().lower()}"
            rows.append(Row(said, _said(amount, what, currency), amount, on=line.ends_on, note=line.note[:200]))
    total = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
    says = f"{words.capital(words.counted(len(rows), 'money line'))}, added up."
    url = chosen.money_url("")
    return Rows(tuple(rows), total, _said(total, what, currency), says, url, "Show all its money lines", "Money lines")


def _qualities(read: MoneyOfSet, what: str) -> Iterator[Quality]:
    amounts, (lacking, every) = read.amounts, read.without_money
    if lacking:
        pieces = words.counted(every, "piece of work", "pieces of work")
        yield Quality(Doubt.PARTIAL, f"{words.number(lacking)} of {pieces} without a money line in the year.")
    if what == "variance" and amounts.without_forecast:
        yield Quality(Doubt.PARTIAL, f"{_budget_lines(amounts.without_forecast)} without a forecast left out.")
    if what == "variance" and amounts.without_budget:
        said = words.counted(amounts.without_budget, "forecast line")
        yield Quality(Doubt.PARTIAL, f"{words.capital(said)} without a budget left out.")
    if read.whole.straddling:
        said = words.counted(read.whole.straddling, "line crosses", "lines cross")
        yield Quality(Doubt.PARTIAL, f"{words.capital(said)} the edge of the year and is not counted.")
    for other in read.whole.others:
        apart = words.money(other.cost.forecast or 0, other.currency)
        yield Quality(Doubt.PARTIAL, f"A forecast of {apart} in {other.currency} is not added.")
    if read.estimated:
        said = words.counted(read.estimated, "line says", "lines say")
        yield Quality(Doubt.ESTIMATED, f"{words.capital(said)} so in the note.")


def _budget_lines(count: int) -> str:
    return words.capital(words.counted(count, "budget line"))
