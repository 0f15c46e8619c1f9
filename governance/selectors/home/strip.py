"""The five figures over Home, each with the address of its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from big.charts.small import weightbar
from big.core import words
from big.organisation.models import Role, Unit
from big.provenance.doubts import of_reports
from big.provenance.links import how_url
from big.registry.provenance import Quality
from governance.integrity import delivery, measures, strategy
from governance.integrity.rule import Rule
from governance.selectors.home.own import due_check_ins
from governance.selectors.home.reading import Reading
from portfolio.provenance.standing import of_marks

BREAKS = (
    strategy.DRIVER_UNANSWERED,
    strategy.OBJECTIVE_NO_DELIVERY,
    strategy.OBJECTIVE_NO_FUNDS,
    delivery.WORK_UNLINKED,
    measures.KEY_RESULT_UNDELIVERED,
)
STALE = (delivery.WORK_STALE, measures.KEY_RESULT_STALE, measures.KEY_RESULT_UNREAD)
UNACCOUNTABLE = (strategy.NODE_UNACCOUNTABLE, strategy.OBJECTIVE_UNACCOUNTABLE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure, as components/strip.html takes it; `count` is what its rows must add up to.

    `url` leads to its rows, `how` to how it is computed, `note_how` to how the amount of the note is.
    """

    key: str
    label: str
    value: str
    url: str
    small: str = ""
    note: str = ""
    bad: str = ""
    chart: Any = None
    count: int | None = None
    how: str = ""
    note_how: str = ""
    qualities: tuple[Quality, ...] = ()


def strip(reading: Reading, home: str) -> list[Figure]:
    """Four figures that everybody has, and a fifth of one's own."""
    own: Mapping[str, Callable[[Reading], Figure]] = {
        Role.Home.UNIT: _check_ins,
        Role.Home.FINANCE: _released,
        Role.Home.GOVERNANCE: _unaccountable,
    }
    return [
        _objectives(reading),
        _works(reading),
        _forecast(reading),
        _linked(reading),
        own.get(home, _breaks)(reading),
    ]


def narrowed_to(unit: Unit | None) -> str:
    """How an address says that its rows are those of one unit with all below it."""
    return f"?unit={quote(unit.code.lower())}" if unit else ""


def figure_url(name: str, unit: Unit | None, *args: str) -> str:
    """The address of the rows of a figure, narrowed as the figure is."""
    return f"{reverse(f'governance:{name}', args=args)}{narrowed_to(unit)}"


def gaps_url(*rules: Any, unit: Unit | None = None) -> str:
    """The address of what these rules found, narrowed as the count is."""
    if len(rules) == 1:
        return figure_url("gap_detail", unit, rules[0].slug)
    only = f"only={','.join(rule.slug for rule in rules)}"
    return f"{reverse('governance:gap_list')}{narrowed_to(unit)}{'&' if unit else '?'}{only}"


def _how(key: str, reading: Reading, **asked: str) -> str:
    """Where a figure of this reading is explained."""
    return how_url(key, **asked, unit=reading.unit.code.lower() if reading.unit else "")


def _gaps_how(reading: Reading, *rules: Rule) -> str:
    return _how("disconnects", reading, only=",".join(rule.slug for rule in rules))


def _objectives(reading: Reading) -> Figure:
    counts, total = reading.objective_marks, len(reading.objectives)
    return Figure(
        key="objectives",
        label="Objectives on course",
        value=words.number(counts.get("G", 0)),
        small=f"of {words.number(total)}",
        chart=weightbar(counts, width=132, noun="objective") if total else None,
        note="" if total else "None is pursued yet",
        url=figure_url("figure", reading.unit, "objectives"),
        count=total,
        how=_how("objectives-on-course", reading),
        qualities=of_reports(total, "objective", silent=counts.get("N", 0)),
    )


def _works(reading: Reading) -> Figure:
    counts = reading.work_marks
    total = sum(counts.values())
    return Figure(
        key="work",
        label="Work that is green",
        value=words.number(counts.get("G", 0)),
        small=f"of {words.number(total)}",
        chart=weightbar(counts, width=156, noun="piece of work") if total else None,
        note="" if total else "None is live yet",
        url=figure_url("figure", reading.unit, "work"),
        count=total,
        how=_how("work-green", reading),
        qualities=of_marks(reading.scope.standings.values()),
    )


def _forecast(reading: Reading) -> Figure:
    total, currency = reading.money.total.lead, reading.frame.currency
    url = figure_url("money", reading.unit)
    label = f"Forecast, {reading.frame.year.name}"
    how = how_url("work-money", unit=reading.unit.pk if reading.unit else "")
    if total.forecast is None:
        return Figure("forecast", label, words.DASH, url, note="No forecast is recorded", how=how)
    over = ""
    note = "no budget to compare"
    if total.variance is not None and total.budget is not None:
        over = words.signed_money(total.variance, currency) if total.variance > 0 else ""
        lead = "" if over else f"{words.signed_money(total.variance, currency)} "
        side = "over" if total.variance > 0 else "under" if total.variance < 0 else "on"
        note = f"{lead}{side} budget of {words.money(total.budget, currency)}"
    note_how = how_url("work-money", unit=reading.unit.pk if reading.unit else "", what="variance")
    value = words.money(total.forecast, currency)
    return Figure("forecast", label, value, url, note=note, bad=over, how=how, note_how=note_how)


def _linked(reading: Reading) -> Figure:
    percent = reading.money.linked_percent
    label, url = "Spend with line of sight", f"{figure_url('money', reading.unit)}#unlinked"
    how = _how("linked-spend", reading)
    if percent is None:
        return Figure("linked", label, words.DASH, url, note="No forecast is recorded", how=how)
    unlinked = words.money(reading.unlinked_money, reading.frame.currency)
    note = f"{unlinked} is not linked" if reading.unlinked_money else "All of it is linked"
    return Figure(
        "linked", label, words.percent(percent), url, note=note, how=how, note_how=_how("unlinked-money", reading)
    )


def _breaks(reading: Reading) -> Figure:
    count = reading.disconnects.count(*(rule.key for rule in BREAKS))
    note = "in the line from purpose to work" if count else "The line holds everywhere"
    return Figure(
        key="breaks",
        label="Broken links",
        value=words.number(count),
        url=gaps_url(*BREAKS, unit=reading.unit),
        note=note,
        count=count,
        how=_gaps_how(reading, *BREAKS),
    )


def _check_ins(reading: Reading) -> Figure:
    due = due_check_ins(reading)
    late = due.late
    return Figure(
        key="check_ins",
        label="Check-ins due",
        value=words.number(len(due)),
        url=figure_url("figure", reading.unit, "check-ins"),
        bad=f"{words.number(late)} late" if late else "",
        note="within a week" if due else "Nothing to report",
        count=len(due),
        how=_how("check-ins-due", reading),
    )


def _released(reading: Reading) -> Figure:
    released, currency = reading.money.total.lead.released, reading.frame.currency
    unfunded = reading.disconnects.of(strategy.OBJECTIVE_NO_FUNDS.key)
    return Figure(
        key="unfunded",
        label="Objectives without funds",
        value=words.number(unfunded.count),
        url=gaps_url(strategy.OBJECTIVE_NO_FUNDS, unit=reading.unit),
        note=f"{words.money(released, currency)} released this year" if released is not None else "No funds released",
        count=unfunded.count,
        how=_gaps_how(reading, strategy.OBJECTIVE_NO_FUNDS),
        note_how=how_url("work-money", unit=reading.unit.pk if reading.unit else "", what="released"),
    )


def _unaccountable(reading: Reading) -> Figure:
    count = reading.disconnects.count(*(rule.key for rule in UNACCOUNTABLE))
    return Figure(
        key="unaccountable",
        label="Nobody accountable",
        value=words.number(count),
        url=gaps_url(*UNACCOUNTABLE, unit=reading.unit),
        note="objectives and governance nodes" if count else "Everything has somebody",
        count=count,
        how=_gaps_how(reading, *UNACCOUNTABLE),
    )
