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
from okr.provenance.narrowing import FILTERS, filters_of, listed
from okr.provenance.outcomes import objective_of
from okr.selectors.outline import objectives_below
from okr.selectors.purse import Purse
from okr.selectors.serving import ServingWork, delivery_of, serving_work
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Stream, Work
from portfolio.provenance.standing import of_marks
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.money import totals_by_work

ZERO: Final = Decimal(0)
LONGEST_KEY: Final = 18
WHAT: Final = {
    "forecast": "Forecast",
    "budget": "Budget",
    "actual": "Actual to date",
    "released": "Funds released",
    "variance": "Forecast against budget",
}
CLAIMED: Final = "claimed"

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
        "what": "forecast, budget, actual, released, variance, or claimed for the forecast of links that are claimed "
        "and not agreed; the forecast if left out.",
        "stream": "A stream of work, to take its work alone.",
        "unit": "The code of a unit, to take the work of it and all below it alone.",
        "own": "1 for what the objective carries itself, without those under it.",
    },
    covers=(
        ("okr:objective_detail", "Share of each stream"),
        ("api:objectives", "Money of each"),
        ("governance:money", "By objective"),
    ),
)


LINK: Final = Explanation(
    key="link-share",
    title="Share of a link",
    formula=(
        "The year's cost of the work in the organisation's currency, times the weight of the link. It counts for the "
        "objective once both sides agree."
    ),
    load=lambda user, asked: _link(user, asked),
    takes={
        "link": "The key of a link from work to an objective.",
        "what": "forecast, budget, actual, released or variance; the forecast if left out.",
    },
    covers=(("okr:contribution_detail", "Money and share"),),
)

ALL: Final = Explanation(
    key="objectives-money",
    title="Money of the objectives of a list",
    formula=(
        "The year's forecast cost of work, times the weight of each agreed link to an objective of the list or to one "
        "under it, added up; however the objectives stand under one another, each link counts once."
    ),
    load=lambda user, asked: _all(user, asked),
    takes=FILTERS,
    covers=(("okr:objective_list", "Forecast of all"),),
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
    name = f"{objective.code} {objective.title}"
    if stream := asked.get("stream"):
        if stream not in Stream.values:
            return None
        rows = [row for row in rows if row.work.stream == stream]
        name = f"{name} from {Stream(stream).label.lower()}"
    return name, f"{objective.get_absolute_url()}#serving", rows


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
    if found is None or what not in (*WHAT, CLAIMED):
        return None
    name, url, serving = found
    if what == CLAIMED:
        return _claimed(user, serving, name, url, now)
    agreed = [each for each in serving if each.is_agreed]
    rows = _shares(agreed, what, now)
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


def _shares(links: Sequence[ServingWork], what: str, now: Frame) -> list[Row]:
    """What each link brings by its weight, agreed or not, the largest first; those without such an amount left out."""
    rows = []
    for each in links:
        amount = getattr(each.claim.lead, what)
        if amount is not None:
            rows.append(
                Row(
                    each.work.name,
                    _said(amount, what, now.currency),
                    amount,
                    each.work.code,
                    each.work.get_absolute_url(),
                    how_url("link-share", link=each.link.pk, what=what),
                    note=f"{words.reading(each.link.weight)}% by the link to {each.link.objective.code}",
                )
            )
    rows.sort(key=lambda row: (-abs(row.amount or ZERO), row.code))
    return rows


def _claimed(user: User, serving: Sequence[ServingWork], name: str, url: str, now: Frame) -> Provenance:
    """What the links would bring that are claimed or challenged, and not agreed."""
    claims = [each for each in serving if each.is_standing and not each.is_agreed]
    rows = _shares(claims, "forecast", now)
    total = sum((row.amount or ZERO for row in rows), ZERO)
    value = words.money(total, now.currency)
    return Provenance(
        title=f"Forecast claimed for {name}, {now.year.name}",
        value=value,
        amount=total,
        sentence=f"{value} of the forecast for {now.year.name} is claimed for {name}, and not agreed.",
        as_of=now.today,
        rows=Rows(tuple(rows), total, value, "It counts for nothing until it is agreed.", url, "Show what serves it",
                  "Links that are not agreed"),
        sources=_sources(user, claims, now, money=True),
        qualities=(Quality(Doubt.PARTIAL, "The other side has not agreed."),) if claims else (),
    )  # fmt: skip


def _link(user: User, asked: Asked) -> Provenance | None:
    key, what = asked.get("link", ""), asked.get("what", "forecast")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY) or what not in WHAT:
        return None
    link = Contribution.objects.visible_to(user).filter(pk=key).select_related("work", "objective").first()
    if link is None:
        return None
    now, work = frame(day_of(asked)), link.work
    found = totals_by_work(Work.objects.filter(pk=work.pk), now.year, currency=now.currency, few=True)
    whole = Purse.of(found.get(work.pk), now.currency)
    amount = getattr(whole.part(link.weight).lead, what)
    value = words.DASH if amount is None else _said(amount, what, now.currency)
    of = getattr(whole.lead, what)
    lines = MoneyLine.objects.cost().filter(work=work).within(now.year.starts_on, now.year.ends_on)
    weight, name = f"{words.reading(link.weight)}%", f"{work.code} to {link.objective.code}"
    rows = () if amount is None else (
        Row(work.name, value, amount, work.code, work.get_absolute_url(),
            how_url("work-money", what=what, work=work.code.lower()),
            note=f"{weight} of {_said(of, what, now.currency)}"),
    )  # fmt: skip
    agreed = link.state == Contribution.State.AGREED
    return Provenance(
        title=f"{WHAT[what]} of the link from {name}, {now.year.name}",
        value=value,
        amount=amount,
        sentence=f"The link from {name} carries {weight} of the work: {value} of the {WHAT[what].lower()}."
        if amount is not None
        else f"The link from {name} carries {weight} of the work, which has no {WHAT[what].lower()}.",
        as_of=now.today,
        inputs=(("Weight", weight), ("State", link.get_state_display())),
        rows=Rows(rows, amount or ZERO, value, "", link.get_absolute_url(), "Show the link", "Work"),
        sources=origins(
            user,
            (lines, "money line", "money lines"),
            (Contribution.objects.filter(pk=link.pk), "link", "links"),
        ),
        qualities=() if agreed else (Quality(Doubt.PARTIAL, "Both sides have not agreed, so it counts for nothing."),),
    )


def _all(user: User, asked: Asked) -> Provenance:
    now, filters = frame(day_of(asked)), filters_of(asked)
    below = objectives_below(user)
    chosen = filters.apply(user).order_by().values_list("pk", flat=True)
    keys = sorted(set().union(*(below.get(key, {key}) for key in chosen)))
    serving = [row for rows in serving_work(keys, user, now).values() for row in rows]
    agreed = [each for each in serving if each.is_agreed]
    rows = _shares(agreed, "forecast", now)
    total = sum((row.amount or ZERO for row in rows), ZERO)
    value = words.money(total, now.currency) if rows else words.DASH
    return Provenance(
        title=f"Forecast that serves the objectives of the list, {now.year.name}",
        value=value,
        amount=total if rows else None,
        sentence=f"Agreed links carry {value} of the forecast for {now.year.name} to these objectives."
        if rows
        else f"No agreed link carries a forecast for {now.year.name} to these objectives.",
        as_of=now.today,
        rows=Rows(tuple(rows), total, value, "Each agreed link with its part, added up.", listed(filters),
                  "Show the objectives", "Agreed links"),
        sources=_sources(user, agreed, now, money=True),
        qualities=_money_doubts(
            agreed,
            len(rows),
            sum((each.claim.forecast or ZERO for each in serving if each.is_standing and not each.is_agreed), ZERO),
            now.currency,
        ),
    )  # fmt: skip


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
