"""What must hold before a pack is issued: totals agree over all its pages, and every ask has an owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.core import words
from governance.packs.content import Content
from okr.selectors.purse import Money
from portfolio.selectors.money import totals

ZERO = Decimal(0)
FIGURES = ("budget", "actual", "forecast")


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, in words for the page before issuing; `is_warning` does not stop it."""

    text: str
    holds: bool
    is_warning: bool = False


def checks(content: Content) -> list[Check]:
    """Every condition of this pack."""
    return [
        _streams(content),
        _objectives(content),
        _rows(content),
        _screens(content),
        _asks(content),
        _fresh(content),
    ]


def _sum(parts: Sequence[Money], name: str) -> Decimal:
    return sum((getattr(part, name) or ZERO for part in parts), ZERO)


def _agree(parts: Sequence[Money], total: Money) -> bool:
    return all(_sum(parts, name) == (getattr(total, name) or ZERO) for name in FIGURES)


def _streams(content: Content) -> Check:
    parts = [row.money for row in content.money.streams]
    return Check("The streams add up to the total", _agree(parts, content.money.total))


def _objectives(content: Content) -> Check:
    parts = [*(row.money for row in content.money.objectives), content.money.unlinked]
    return Check("Objectives and unlinked money add up to the total", _agree(parts, content.money.total))


def _rows(content: Content) -> Check:
    currency = content.frame.currency
    held = [row.money for group in content.groups for row in group.rows if row.money]
    mine = [each.cost for each in held if each.currency == currency]
    total = content.money.total
    same = all(
        sum((getattr(each, name) or ZERO for each in mine), ZERO) == (getattr(total, name) or ZERO) for name in FIGURES
    )
    return Check("The rows of the portfolio add up to the total", same)


def _screens(content: Content) -> Check:
    """An independent sum over the lines themselves, as the portfolio page shows it."""
    found = totals(content.reading.all_works, content.frame.year, currency=content.frame.currency)
    cost, total = found.cost, content.money.total
    same = found.currency != content.frame.currency or all(
        (getattr(cost, name) or ZERO) == (getattr(total, name) or ZERO) for name in FIGURES
    )
    return Check("Totals equal those of the portfolio page", same)


def _asks(content: Content) -> Check:
    return Check("Every ask has an owner", all(ask.owner for ask in content.asks))


def _fresh(content: Content) -> Check:
    reading = content.reading
    stale = reading.work_marks.get("N", 0)
    if not stale:
        return Check("Every piece of work has a current status", holds=True, is_warning=True)
    pieces = words.counted(stale, "piece of work has", "pieces of work have")
    return Check(f"{words.capital(pieces)} no current status", holds=False, is_warning=True)
