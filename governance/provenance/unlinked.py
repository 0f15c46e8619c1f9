"""How money with no line of sight comes about: what the agreed links of each piece of work leave over."""

from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.core import words
from big.provenance.links import how_url
from big.provenance.origins import origins
from big.registry.provenance import Asked, Explanation, Provenance, Row, Rows
from governance.provenance.narrowing import TAKES, narrowed
from governance.selectors.home.money import unlinked_rows
from governance.selectors.home.strip import figure_url
from okr.models.links import Contribution
from portfolio.models.money import MoneyLine

ZERO: Final = Decimal(0)
WHAT: Final = {"forecast": "Forecast", "budget": "Budget", "variance": "Forecast against budget"}

UNLINKED: Final = Explanation(
    key="unlinked-money",
    title="Money with no line of sight",
    formula=(
        "The year's cost of each piece of work in the organisation's currency, times what the weights of its agreed "
        "links leave over up to 100 percent, added up. A claimed link carries nothing until it is agreed."
    ),
    load=lambda user, asked: _unlinked(user, asked),
    takes={
        "what": "forecast, budget or variance; the forecast if left out.",
        "work": "The code of one piece of work.",
        **TAKES,
    },
    covers=(("governance:money", "Work behind what is not linked"),),
)


def _unlinked(user: User, asked: Asked) -> Provenance | None:
    found, what, code = narrowed(user, asked), asked.get("what", "forecast"), asked.get("work", "").lower()
    if found is None or what not in WHAT:
        return None
    reading = found.reading
    left = [row for row in unlinked_rows(reading) if not code or row.work.code.lower() == code]
    if code and not left:
        return None
    currency, year = reading.frame.currency, reading.frame.year
    rows = tuple(
        Row(
            row.work.name,
            _said(amount, what, currency),
            amount,
            row.work.code,
            row.work.get_absolute_url(),
            how_url("work-money", work=row.work.code.lower(), what=what),
            note=row.why,
        )
        for row in left
        if (amount := getattr(row.money, what)) is not None
    )
    total = sum((row.amount or ZERO for row in rows), ZERO)
    value = _said(total, what, currency) if rows else words.DASH
    of = f" of {left[0].work.code} {left[0].work.name}" if code else found.of
    works = [row.work.pk for row in left]
    lines = MoneyLine.objects.cost().filter(work__in=works).within(year.starts_on, year.ends_on)
    links = Contribution.objects.visible_to(user).agreed().filter(work__in=works)
    return Provenance(
        title=f"{WHAT[what]}{of} with no line of sight, {year.name}",
        value=value,
        amount=total if rows else None,
        sentence=f"{WHAT[what]}{of} that no objective carries in {year.name}: {value}.",
        as_of=reading.frame.today,
        rows=Rows(
            rows,
            total,
            value,
            "What the links of each piece of work leave over.",
            f"{figure_url('money', reading.unit)}#unlinked",
            "Show the work with no line of sight",
            "Work with no line of sight",
        ),
        sources=origins(user, (lines, "money line", "money lines"), (links, "agreed link", "agreed links")),
    )


def _said(amount: Decimal, what: str, currency: str) -> str:
    return (words.signed_money if what == "variance" else words.money)(amount, currency)
