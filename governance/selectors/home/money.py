"""The year's money by stream and by objective, and what of it has no line of sight; every total is the same total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.core.shown import Shown
from big.organisation.models import Unit
from governance.selectors.home.reading import Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.purse import EMPTY, Money, Purse
from okr.selectors.serving import every_purse
from portfolio.models.work import Stream, Work

ZERO = Decimal(0)
# Home has room for so many objectives; the page of money shows all of them.
ON_HOME = 12


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
    def on_home(self) -> Sequence[ObjectiveRow]:
        """The objectives that carry most, as many as Home has room for."""
        return self.objectives[:ON_HOME]

    @property
    def left_on_home(self) -> int:
        """How many more carry something."""
        return max(len(self.objectives) - ON_HOME, 0)

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
    outline, pursued = reading.scope.seen.objectives, set(reading.scope.pursued_keys)
    released = reading.scope.released

    def made(some: Sequence[int]) -> list[ObjectiveRow]:
        found = StrategicObjective.objects.in_bulk(some)
        return [
            ObjectiveRow(
                found[key],
                carried[key],
                _share(carried[key].forecast, total.forecast),
                key in pursued and key not in released,
            )
            for key in some
            if key in found
        ]

    largest_first = sorted(carried, key=lambda key: (-(carried[key].forecast or ZERO), outline[key].code))
    shown = [*carried.values(), *(row.money for row in streams), money.unlinked.lead]
    return MoneyTables(
        currency=money.total.currency,
        year=reading.frame.year.name,
        streams=streams,
        objectives=Shown(largest_first, made),
        unlinked=money.unlinked.lead,
        total=total,
        linked_percent=money.linked_percent,
        most=max((abs(each.variance) for each in shown if each.variance is not None), default=ZERO),
        others=money.total.others,
        unit=reading.unit,
    )


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else 100 * part / whole


def unlinked_rows(reading: Reading) -> Shown[UnlinkedRow]:
    """The work behind the money with no line of sight, largest first; its sum is `MoneyTables.unlinked`."""
    currency, seen = reading.frame.currency, reading.scope.seen
    purses = every_purse(reading.frame.year, currency)
    works = seen.work_keys if reading.unit is None else reading.scope.all_totals
    weights: defaultdict[int, Decimal] = defaultdict(Decimal)
    for link in seen.links:
        if link.is_agreed:
            weights[link.work] += link.weight
    left = {
        key: purses[key].part(100 - weights[key]).by_currency.get(currency, EMPTY)
        for key in works
        if key in purses and key in seen.works and weights[key] < 100
    }

    def made(some: Sequence[int]) -> list[UnlinkedRow]:
        found = Work.objects.for_rows().in_bulk(some)
        return [UnlinkedRow(found[key], left[key], _why(found[key], weights[key])) for key in some if key in found]

    return Shown(sorted(left, key=lambda key: (-(left[key].forecast or ZERO), seen.works[key].code)), made)


def _why(work: Work, weight: Decimal) -> str:
    if weight:
        return "The part that no link carries"
    if work.is_must_do:
        return f"Must do: {work.obligation}"
    return "No agreed link" if work.state.is_live else f"No agreed link; {work.state.label.lower()}"
