"""How delivery and money of an objective come about: from the work that serves it, by the weights of its links."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.core import words
from big.core.marks import ORDER
from big.organisation.models import Unit
from big.organisation.nodes import UnitReach
from big.provenance.links import how_url
from big.provenance.origins import Kind, origins
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, Source, day_of
from okr.models.links import Contribution
from okr.provenance.outcomes import objective_of
from okr.selectors.progress import objectives_below
from okr.selectors.serving import ServingWork, delivery_of, serving_work
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.provenance.standing import of_marks
from portfolio.selectors.frame import Frame, frame

ZERO: Final = Decimal(0)
WHAT: Final = {
    "forecast": "Forecast",
    "budget": "Budget",
    "actual": "Actual to date",
    "released": "Funds released",
    "variance": "Forecast against budget",
}

DELIVERY: Final = Explanation(
    key="objective-delivery",
    title="Delivery of an objective",
    formula=(
        "How the live work stands that serves the objective, or one under it, by claimed and agreed links: each with "
        "its weight's part of the work's forecast, or by the weights alone where none has a forecast. Red from 25% "
        "red, amber from 25% red and amber together, not reported above 50% unknown, else green."
    ),
    load=lambda user, asked: _delivery(user, asked),
    takes={"objective": "The code of an objective."},
    covers=(
        ("okr:objective_list", "Delivery, money and support of each"),
        ("okr:objective_list", "Live work of each by stream"),
    ),
)

MONEY: Final = Explanation(
    key="objective-money",
    title="Money of an objective",
    formula=(
        "The year's cost of each piece of work in the organisation's currency, times the weight of its agreed link to "
        "the objective, or to one under it, added up. A claimed link brings nothing until it is agreed."
    ),
    load=lambda user, asked: _money(user, asked),
    takes={
        "objective": "The code of an objective.",
        "what": "forecast, budget, actual, released or variance; the forecast if left out.",
        "unit": "The code of a unit, to take the work of it and all below it alone.",
        "own": "1 for what the objective carries itself, without those under it.",
    },
    covers=(
        ("okr:objective_list", "Forecast of all"),
        ("okr:objective_detail", "Share of each stream"),
        ("okr:contribution_detail", "Money and share"),
        ("api:objectives", "Money of each"),
        ("governance:money", "By objective"),
    ),
)


def _serving(user: User, asked: Asked, now: Frame) -> tuple[str, str, list[ServingWork]] | None:
    """What the objective is called, where its work is listed, and the work that serves it."""
    objective = objective_of(user, asked)
    if objective is None:
        return None
    below = {objective.pk: {objective.pk}} if asked.get("own") else objectives_below(user)
    rows = serving_work([objective], user, now, below=below)[objective.pk]
    if code := asked.get("unit"):
        unit = Unit.objects.visible_to(user).filter(code__iexact=code).first()
        if unit is None:
            return None
        reach = set(UnitReach.objects.filter(above=unit.pk).values_list("below", flat=True))
        rows = [row for row in rows if row.work.unit_id in reach]
    return f"{objective.code} {objective.title}", f"{objective.get_absolute_url()}#serving", rows


def _delivery(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    found = _serving(user, asked, now)
    if found is None:
        return None
    name, url, serving = found
    delivery = delivery_of(serving)
    counted = [each for each in serving if each.is_standing and each.work.state.is_live]
    by_money = any(each.claim.forecast for each in counted)
    parts = [(each, (each.claim.forecast or ZERO) if by_money else each.link.weight) for each in counted]
    total = sum((part for _, part in parts), ZERO)
    parts.sort(key=lambda pair: (ORDER.index(pair[0].standing.mark), -pair[1]))
    rows = tuple(
        Row(
            each.work.name,
            words.share(part, total),
            part,
            each.work.code,
            each.work.get_absolute_url(),
            how_url("work-status", work=each.work.code.lower()),
            each.standing.report_on,
            _through(each, by_money=by_money, part=part, currency=now.currency),
            each.standing.mark,
        )
        for each, part in parts
    )
    return Provenance(
        title=f"Delivery of {name}",
        value={"R": "Red", "A": "Amber", "G": "Green", "N": "Not reported"}[delivery.mark],
        sentence=delivery.sentence,
        as_of=now.today,
        rows=Rows(
            rows,
            total,
            words.money(total, now.currency) if by_money else f"{words.reading(total)}% of weights",
            "Shares of the forecast that serves it." if by_money else "Shares of the weights; no work has a forecast.",
            url,
            "Show what serves it",
            "Work that serves it",
        ),
        sources=_sources(user, counted, now),
        qualities=_doubts(counted),
        mark=delivery.mark,
    )


def _through(each: ServingWork, *, by_money: bool, part: Decimal, currency: str) -> str:
    said = [
        f"{words.reading(each.link.weight)}% by {each.link.objective.code}, {each.link.get_state_display().lower()}"
    ]
    if by_money:
        said.append(words.money(part, currency))
    return ", ".join(said)


def _doubts(counted: Sequence[ServingWork]) -> tuple[Quality, ...]:
    return of_marks({each.work.pk: each.standing for each in counted}.values())


def _sources(user: User, rows: Sequence[ServingWork], now: Frame, *, money: bool = False) -> tuple[Source, ...]:
    works = {each.work.pk for each in rows}
    lines = MoneyLine.objects.cost().filter(work__in=works).within(now.year.starts_on, now.year.ends_on)
    links = Contribution.objects.filter(pk__in=[each.link.pk for each in rows])
    reports = StatusReport.objects.filter(pk__in=[each.standing.report_id for each in rows if each.standing.report_id])
    kinds: list[Kind] = [(lines, "money line", "money lines"), (links, "link", "links")]
    if not money:
        kinds.append((reports, "status report", "status reports"))
    return origins(user, *kinds)


def _money(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    what = asked.get("what", "forecast")
    found = _serving(user, asked, now)
    if found is None or what not in WHAT:
        return None
    name, url, serving = found
    agreed = [each for each in serving if each.is_agreed]
    rows = []
    for each in agreed:
        amount = getattr(each.share.lead, what)
        if amount is not None:
            rows.append(
                Row(
                    each.work.name,
                    _said(amount, what, now.currency),
                    amount,
                    each.work.code,
                    each.work.get_absolute_url(),
                    how_url("work-money", what=what, work=each.work.code.lower()),
                    note=f"{words.reading(each.link.weight)}% by the link to {each.link.objective.code}",
                )
            )
    rows.sort(key=lambda row: (-abs(row.amount or ZERO), row.code))
    total = sum((row.amount or ZERO for row in rows), ZERO)
    amount = total if rows else None
    value = words.DASH if amount is None else _said(amount, what, now.currency)
    claimed = sum((each.claim.forecast or ZERO for each in serving if each.is_standing and not each.is_agreed), ZERO)
    return Provenance(
        title=f"{WHAT[what]} that serves {name}, {now.year.name}",
        value=value,
        amount=amount,
        sentence=f"{WHAT[what]} that serves {name} in {now.year.name}: {value}.",
        as_of=now.today,
        rows=Rows(
            tuple(rows),
            total,
            value,
            f"{words.capital(words.counted(len(rows), 'agreed link'))}, each with its part, added up.",
            url,
            "Show what serves it",
            "Agreed links",
        ),
        sources=_sources(user, agreed, now, money=True),
        qualities=_money_doubts(agreed, len(rows), claimed, now.currency),
    )


def _money_doubts(agreed: Sequence[ServingWork], rows: int, claimed: Decimal, currency: str) -> tuple[Quality, ...]:
    found = []
    if 0 < rows < len(agreed):
        said = f"{words.number(len(agreed) - rows)} of {words.counted(len(agreed), 'agreed link')} without an amount."
        found.append(Quality(Doubt.PARTIAL, said))
    if claimed:
        found.append(Quality(Doubt.PARTIAL, f"{words.money(claimed, currency)} is claimed, not agreed, and left out."))
    return tuple(found)


def _said(amount: Decimal, what: str, currency: str) -> str:
    return (words.signed_money if what == "variance" else words.money)(amount, currency)
