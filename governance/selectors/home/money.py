"""The year's money by stream and by objective, and what of it has no line of sight; every total is the same total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.organisation.models import Unit
from governance.selectors.home.reading import Reading
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.selectors.purse import EMPTY, Money, Purse
from portfolio.models.work import Stream, Work
from portfolio.selectors.money import totals_by_work

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One stream: its money and the percentage that agreed links carry to objectives."""

    key: str
    label: str
    money: Money
    linked_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """What one objective carries itself, and its percentage of the year's forecast."""

    objective: StrategicObjective
    money: Money
    share: Decimal | None
    is_unfunded: bool


@dataclass(frozen=True, slots=True)
class UnlinkedRow:
    """What of one piece of work no objective carries, and why."""

    work: Work
    money: Money
    why: str


@dataclass(frozen=True, slots=True)
class MoneyTables:
    """Cost of all visible work in one year: rows by stream and by objective; both add up to `total`.

    Amounts in whole units of `currency`. `others` names money in other currencies, which is not added;
    `unit` is what they are narrowed to.
    """

    currency: str
    year: str
    streams: Sequence[StreamRow]
    objectives: Sequence[ObjectiveRow]
    unlinked: Money
    total: Money
    linked_percent: Decimal | None
    most: Decimal
    others: Sequence[tuple[str, Money]] = ()
    unit: Unit | None = None

    @property
    def unlinked_share(self) -> Decimal | None:
        """The percentage of the forecast that has no line of sight."""
        return None if self.linked_percent is None else 100 - self.linked_percent


def money_tables(reading: Reading) -> MoneyTables:
    """The two tables; two queries besides those of `reading.money`."""
    money = reading.money
    total = money.total.lead
    streams = [
        StreamRow(
            stream.value,
            stream.label,
            money.total_by_stream.get(stream.value, Purse(money.total.currency)).lead,
            money.linked_percent_of(stream.value),
        )
        for stream in Stream
    ]
    carried = {key: purse.lead for key, purse in money.own.items()}
    found = StrategicObjective.objects.visible_to(reading.user).filter(pk__in=carried).in_bulk()
    pursued = set(reading.scope.pursued.order_by().values_list("pk", flat=True))
    rows = [
        ObjectiveRow(
            objective,
            carried[key],
            _share(carried[key].forecast, total.forecast),
            key in pursued and key not in reading.scope.released,
        )
        for key, objective in found.items()
    ]
    rows.sort(key=lambda row: (-(row.money.forecast or ZERO), row.objective.code))
    shown = [*(row.money for row in rows), *(row.money for row in streams), money.unlinked.lead]
    return MoneyTables(
        currency=money.total.currency,
        year=reading.frame.year.name,
        streams=streams,
        objectives=rows,
        unlinked=money.unlinked.lead,
        total=total,
        linked_percent=money.linked_percent,
        most=max((abs(each.variance) for each in shown if each.variance is not None), default=ZERO),
        others=money.total.others,
        unit=reading.unit,
    )


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else 100 * part / whole


def unlinked_rows(reading: Reading) -> list[UnlinkedRow]:
    """The work behind the money with no line of sight, largest first; its sum is `MoneyTables.unlinked`."""
    works = reading.all_works
    currency = reading.frame.currency
    totals = totals_by_work(works, reading.frame.year, currency=currency)
    weights: defaultdict[int, Decimal] = defaultdict(Decimal)
    links = Contribution.objects.visible_to(reading.user).agreed().filter(work__in=totals)
    for work_id, weight in links.order_by().values_list("work", "weight"):
        weights[work_id] += weight
    found = Work.objects.filter(pk__in=[key for key in totals if weights[key] < 100]).for_rows()
    rows = [
        UnlinkedRow(
            work,
            Purse.of(totals[work.pk], currency).part(100 - weights[work.pk]).by_currency.get(currency, EMPTY),
            _why(work, weights[work.pk]),
        )
        for work in found
    ]
    return sorted(rows, key=lambda row: (-(row.money.forecast or ZERO), row.work.code))


def _why(work: Work, weight: Decimal) -> str:
    if weight:
        return "The part that no link carries"
    if work.is_must_do:
        return f"Must do: {work.obligation}"
    return "No agreed link" if work.state.is_live else f"No agreed link; {work.state.label.lower()}"
