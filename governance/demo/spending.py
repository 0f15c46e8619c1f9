"""Spreads a year's money of a piece of work over its months, exactly to the pound."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.periods import Period

MILLION = Decimal(1_000_000)
STEP = Decimal(1000)
# How heavy each month of the year is, in order; holidays and the year's end show.
SEASON = (96, 98, 101, 100, 92, 102, 104, 103, 94, 100, 103, 107)
CLOSED = 7  # months of the year that are closed: April to October of the canonical year
SHARE_OF_VARIANCE_SO_FAR = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Month:
    """One month's figures of a piece of work."""

    period: Period
    budget: Decimal
    final: Decimal
    released: Decimal
    is_closed: bool


def split(total: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Parts of `total` in thousands by `weights`, which sum to it exactly; a month of weight 0 gets nothing."""
    whole = sum(weights)
    if not whole:
        return [Decimal(0) for _ in weights]
    parts = [
        (total * weight / whole / STEP).quantize(Decimal(1)) * STEP if weight else Decimal(0) for weight in weights
    ]
    last = max(place for place, weight in enumerate(weights) if weight)
    parts[last] += total - sum(parts)
    return parts


def spread(
    budget: Decimal,
    forecast: Decimal,
    months: Sequence[Period],
    *,
    starts_on: dt.date,
    ends_on: dt.date | None,
    released: Sequence[int],
) -> list[Month]:
    """The twelve months of a year: budget, what each is now expected to come to, and the funds released.

    `released` is percent of the budget in each quarter. Six tenths of the variance lie in the closed months.
    """
    weights = [
        weight if each.ends_on >= starts_on and (ends_on is None or each.starts_on <= ends_on) else 0
        for weight, each in zip(SEASON, months, strict=True)
    ]
    budget, variance = budget.quantize(Decimal(1)), (forecast - budget).quantize(Decimal(1))
    planned = split(budget, weights)
    so_far = (variance * SHARE_OF_VARIANCE_SO_FAR / STEP).quantize(Decimal(1)) * STEP
    closed, coming = weights[:CLOSED], weights[CLOSED:]
    so_far = variance if not any(coming) else so_far if any(closed) else Decimal(0)
    extra = split(so_far, closed) + split(variance - so_far, coming)
    return [
        Month(
            period=each,
            budget=planned[place],
            final=planned[place] + extra[place],
            released=(planned[place] * released[place // 3] / 100).quantize(Decimal("0.01")),
            is_closed=place < CLOSED,
        )
        for place, each in enumerate(months)
        if weights[place]
    ]
