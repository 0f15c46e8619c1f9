"""Money as objectives carry it: amounts by currency that can be added and shared out, never across currencies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Final, Self

from portfolio.selectors.money import Amounts, Totals


@dataclass(frozen=True, slots=True)
class Money:
    """Budget, actual, forecast and released funds in one currency; None where nothing is known.

    `variance` is forecast minus budget of the lines that hold both.
    """

    budget: Decimal | None = None
    actual: Decimal | None = None
    forecast: Decimal | None = None
    released: Decimal | None = None
    variance: Decimal | None = None

    @classmethod
    def of(cls, amounts: Amounts) -> Self:
        """The same amounts as the portfolio counts them."""
        return cls(amounts.budget, amounts.actual, amounts.forecast, amounts.released, amounts.variance)

    def __add__(self, other: "Money") -> "Money":
        pairs = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(Money))
        return Money(*(one if two is None else two if one is None else one + two for one, two in pairs))

    def part(self, percent: Decimal) -> "Money":
        """`percent` of every amount, exact."""
        values = (getattr(self, name) for name in _NAMES)
        return Money(*(None if value is None else value * percent / 100 for value in values))


_NAMES: Final = tuple(each.name for each in fields(Money))
EMPTY: Final = Money()


@dataclass(frozen=True, slots=True)
class Purse:
    """Money in the organisation's currency, with that in other currencies beside it."""

    currency: str
    by_currency: Mapping[str, Money] = field(default_factory=dict)

    @classmethod
    def of(cls, totals: Totals | None, currency: str) -> "Purse":
        """The cost of a piece of work or of many."""
        found: dict[str, Money] = {}
        for each in (totals, *totals.others) if totals else ():
            if each.currency and each.cost.lines:
                found[each.currency] = Money.of(each.cost)
        return cls(currency, found)

    @property
    def lead(self) -> Money:
        """What is in the organisation's own currency."""
        return self.by_currency.get(self.currency, EMPTY)

    @property
    def forecast(self) -> Decimal | None:
        """Forecast of the whole period, in the organisation's currency."""
        return self.lead.forecast

    @property
    def budget(self) -> Decimal | None:
        """Budget of the period, in the organisation's currency."""
        return self.lead.budget

    @property
    def others(self) -> list[tuple[str, Money]]:
        """What is in other currencies, and is not added."""
        return sorted((each, money) for each, money in self.by_currency.items() if each != self.currency)

    def __add__(self, other: "Purse") -> "Purse":
        keys = {*self.by_currency, *other.by_currency}
        return Purse(
            self.currency,
            {key: self.by_currency.get(key, EMPTY) + other.by_currency.get(key, EMPTY) for key in keys},
        )

    def part(self, percent: Decimal) -> "Purse":
        """`percent` of it, exact."""
        return Purse(self.currency, {key: money.part(percent) for key, money in self.by_currency.items()})


def added(purses: Iterable[Purse], currency: str) -> Purse:
    """All of them together; an empty purse of `currency` where there are none."""
    found: defaultdict[str, list[Money]] = defaultdict(list)
    for purse in purses:
        for key, money in purse.by_currency.items():
            found[key].append(money)
    return Purse(currency, {key: same[0] if len(same) == 1 else _sum(same) for key, same in found.items()})


def _sum(parts: list[Money]) -> Money:
    columns = ([getattr(each, name) for each in parts] for name in _NAMES)
    known = ([value for value in column if value is not None] for column in columns)
    return Money(*(sum(values) if values else None for values in known))
