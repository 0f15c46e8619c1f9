"""How money of a year comes about: the budget, the actuals, the forecast, the released funds and the variance."""

from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from big.core import words
from big.provenance.links import how_url
from big.provenance.origins import FOLLOWED, origins, people_of, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, day_of
from portfolio.codes import MONEY_CHANGED
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.provenance.sets import TAKES, WorkSet, set_of
from portfolio.selectors.frame import frame
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


def _money(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    chosen = set_of(user, asked, now)
    what, direction = asked.get("what", "forecast"), asked.get("direction", MoneyLine.Direction.COST)
    if chosen is None or what not in NAMES or direction not in MoneyLine.Direction.values:
        return None
    whole = totals(chosen.works, chosen.year, currency=now.currency)
    currency = whole.currency or now.currency
    amounts = _of(whole, direction, currency)
    amount = getattr(amounts, what)
    lines = MoneyLine.objects.filter(work__in=chosen.works.order_by().values("pk"), direction=direction)
    lines = lines.within(chosen.year.starts_on, chosen.year.ends_on)
    value = _said(amount, what, currency)
    name = f"{NAMES[what]}{' of income' if direction == MoneyLine.Direction.INCOME else ''}"
    keys = list(chosen.works.order_by().values_list("pk", flat=True)[: FOLLOWED + 1])
    return Provenance(
        title=f"{name} of {chosen.name}, {chosen.year.name}",
        value=value,
        amount=amount,
        sentence=f"{name} of {chosen.name} in {chosen.year.name} is {value}."
        if amount is not None
        else f"{words.capital(chosen.name)} has no {name.lower()} in {chosen.year.name}.",
        as_of=now.today,
        rows=_lines(lines, what, currency, chosen)
        if chosen.work
        else _works(chosen, what, direction, currency, now.currency),
        sources=several(
            origins(user, (lines, "money line", "money lines")),
            people_of(Work, keys, user, [MONEY_CHANGED]),
        ),
        qualities=tuple(_qualities(whole, amounts, what, lines, chosen)),
    )


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


def _works(chosen: WorkSet, what: str, direction: str, currency: str, own: str) -> Rows:
    """A row for each piece of work with such an amount, the largest first."""
    found = totals_by_work(chosen.works, chosen.year, currency=own)
    amounts = {key: getattr(_of(each, direction, currency), what) for key, each in found.items()}
    known = {key: amount for key, amount in amounts.items() if amount is not None}
    works = Work.objects.in_bulk(list(known))
    order = sorted(known, key=lambda key: (-abs(known[key]), works[key].code))
    year = "" if chosen.asked is None or not chosen.asked.params["year"] else chosen.asked.params["year"]
    rows = tuple(
        Row(
            works[key].name,
            _said(known[key], what, currency),
            known[key],
            works[key].code,
            works[key].get_absolute_url(),
            how=how_url("work-money", what=what, direction=_odd(direction), work=works[key].code.lower(), year=year),
        )
        for key in order
    )
    total = sum(known.values(), Decimal(0))
    says = f"{words.capital(words.counted(len(rows), 'piece of work', 'pieces of work'))}, added up."
    list_url = chosen.money_url(f"-{what}" if what != "released" else "-forecast")
    return Rows(rows, total, _said(total, what, currency), says, list_url, "Show these in the portfolio", "Work")


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


def _qualities(whole: Totals, amounts: Amounts, what: str, lines: Any, chosen: WorkSet) -> list[Quality]:
    found = []
    if not chosen.work:
        # A set of which only some have money in the year says how many.
        every, with_money = chosen.works.count(), lines.order_by().values("work").distinct().count()
        if 0 < with_money < every:
            pieces = words.counted(every, "piece of work", "pieces of work")
            said = f"{words.number(every - with_money)} of {pieces} without a money line in the year."
            found.append(Quality(Doubt.PARTIAL, said))
    if what == "variance" and amounts.without_forecast:
        found.append(Quality(Doubt.PARTIAL, f"{_budget_lines(amounts.without_forecast)} without a forecast left out."))
    if what == "variance" and amounts.without_budget:
        said = words.counted(amounts.without_budget, "forecast line")
        found.append(Quality(Doubt.PARTIAL, f"{words.capital(said)} without a budget left out."))
    if whole.straddling:
        said = words.counted(whole.straddling, "line crosses", "lines cross")
        found.append(Quality(Doubt.PARTIAL, f"{words.capital(said)} the edge of the year and is not counted."))
    for other in whole.others:
        apart = words.money(other.cost.forecast or 0, other.currency)
        found.append(Quality(Doubt.PARTIAL, f"A forecast of {apart} in {other.currency} is not added."))
    estimated = lines.filter(note__icontains="estimat").count()
    if estimated:
        said = words.counted(estimated, "line says", "lines say")
        found.append(Quality(Doubt.ESTIMATED, f"{words.capital(said)} so in the note."))
    return found


def _budget_lines(count: int) -> str:
    return words.capital(words.counted(count, "budget line"))
