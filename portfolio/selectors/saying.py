"""The sentence with which a page of the portfolio opens: the finding with its numbers, at most some fourteen words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models

from big.core import words
from big.core.marks import NAMES
from big.periods import Period
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Totals, totals_by_work
from portfolio.selectors.standing import NOT_REPORTED, Standing, standings, with_mark

# One piece of work is "the whole overspend" if without it nine tenths of the overspend is gone.
_WHOLE: Final = Decimal("0.9")
# A total this near its budget is on budget.
_NEAR: Final = Decimal("0.005")
_REDS: Final = 200


@dataclass(frozen=True, slots=True)
class Overspend:
    """The piece of work that goes furthest over its budget."""

    code: str
    name: str
    variance: Decimal


def short_name(name: str, most: int = 40) -> str:
    """A name that fits a sentence: cut at a word, with an ellipsis."""
    if len(name) <= most:
        return name
    cut = name[:most].rsplit(" ", 1)[0].rstrip(" ,;:(\N{EN DASH}-")
    return f"{cut or name[:most]}…"


def largest_overspend(works: "models.QuerySet[Any]", period: Period, currency: str) -> Overspend | None:
    """The work of `works` that goes furthest over budget in `period`; None where none does; three queries at most."""
    over = {
        key: each.cost.variance
        for key, totals in totals_by_work(works, period, currency=currency).items()
        for each in (totals, *totals.others)
        if each.currency == currency and each.cost.variance is not None and each.cost.variance > 0
    }
    if not over:
        return None
    worst = max(over, key=lambda key: (over[key], -key))
    return Overspend(*Work.objects.values_list("code", "name").get(pk=worst), over[worst])


def portfolio_sentence(
    works: "models.QuerySet[Any]",
    counts: Mapping[str, int],
    money: Totals,
    frame: Frame,
    *,
    narrows: bool = False,
) -> str:
    """The finding about `works`: of what matters most first, the first that is true. At most four queries.

    `counts` are the marks of the live work among them, `money` the totals of all of them.
    """
    total = sum(counts.values())
    if not total:
        if narrows:
            return "Nothing that is being done matches these filters."
        return "No work is being done yet." if works.exists() else "The portfolio is empty."
    unknown = counts.get(NOT_REPORTED, 0)
    if unknown * 2 > total:
        return f"{words.capital(words.in_words(unknown))} of {total} pieces of work have no current status."
    return _overspend(works, money) or _reds(works, counts, frame) or _rest(counts, money, frame)


def _overspend(works: "models.QuerySet[Any]", money: Totals) -> str:
    over = money.cost.variance
    planned = money.cost.compared_budget
    if over is None or not planned or over <= planned * _NEAR:
        return ""
    worst = largest_overspend(works, money.period, money.currency)
    if worst is None or worst.variance < over * _WHOLE:
        return (
            f"We forecast {words.money(over, money.currency)} over a budget of {words.money(planned, money.currency)}."
        )
    rest = over - worst.variance
    gap = words.money(abs(rest), money.currency)
    ending = "on budget" if abs(rest) <= planned * _NEAR / 10 else f"{gap} {'over' if rest > 0 else 'under'}"
    return f"{short_name(worst.name)} is the whole overspend: without it we would finish {ending}."


def reds(works: "models.QuerySet[Any]", frame: Frame) -> tuple[dict[int, str], Mapping[int, Standing]]:
    """The names of the live work that is red, and how it stands, by its keys; at most two queries."""
    marked = with_mark(works, frame.today, stale_after=frame.stale_after)
    found = dict(marked.filter(shown_mark="R", state__is_live=True).values_list("pk", "name")[:_REDS])
    return found, standings(Work.objects.filter(pk__in=found), frame.today, stale_after=frame.stale_after)


def _reds(works: "models.QuerySet[Any]", counts: Mapping[str, int], frame: Frame) -> str:
    red = counts.get("R", 0)
    if not red:
        return ""
    found, stood = reds(works, frame)
    if red == 1:
        return _one_red(found, stood, counts)
    worse = sum(each.got_worse for each in stood.values())
    said = f"{words.capital(words.in_words(red))} of {sum(counts.values())} pieces of work are red"
    if not worse:
        return f"{said}, as at the report before." if red < _REDS else f"{said}."
    return f"{said}; {'all' if worse == red else words.in_words(worse)} of them got worse."


def _one_red(found: Mapping[int, str], stood: Mapping[int, Standing], counts: Mapping[str, int]) -> str:
    """One red is called by its name, with what it was and how many are amber beside it."""
    key, name = next(iter(found.items()))
    was = stood[key].was
    course = f", down from {NAMES[was].lower()}" if was else ""
    amber = counts.get("A", 0) + counts.get("AR", 0)
    verb = "is" if amber == 1 else "are"
    beside = (
        f"; {words.in_words(amber)} more {verb} amber"
        if amber
        else f"; none of the other {sum(counts.values()) - 1} is"
    )
    if sum(counts.values()) == 1:
        beside = ""
    return f"{words.capital(short_name(name))} is red{course}{beside}."


def _rest(counts: Mapping[str, int], money: Totals, frame: Frame) -> str:
    total = sum(counts.values())
    late, unknown, withheld = counts.get("A", 0) + counts.get("AR", 0), counts.get(NOT_REPORTED, 0), counts.get("W", 0)
    if late:
        verb = "is" if late == 1 else "are"
        return f"None of {total} pieces of work is red; {words.in_words(late)} {verb} amber."
    if unknown:
        verb = "has" if unknown == 1 else "have"
        return f"Nothing is red or amber, but {words.in_words(unknown)} of {total} {verb} no current status."
    if withheld:
        verb = "is" if withheld == 1 else "are"
        return f"Nothing is red or amber; the status of {words.in_words(withheld)} of {total} {verb} withheld."
    under = money.cost.variance
    tail = f", {words.money(-under, money.currency)} under budget" if under is not None and under < 0 else ""
    return f"All {total} pieces of work are green{tail}." if total > 1 else f"The one piece of work is green{tail}."
