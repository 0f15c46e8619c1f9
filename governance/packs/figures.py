"""How the figures of a pack are computed: each with its value, its formula, its rows, its source and its doubts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from big.core import words
from big.history import moment
from big.provenance.links import how_url, site
from big.registry import provenance
from big.registry.provenance import Origin, Provenance, Quality, Source
from governance.integrity.catalogue import RULES
from governance.integrity.rule import Severity
from governance.provenance.disconnects import broken
from governance.provenance.home import green_work, linked_spend, on_course
from governance.provenance.narrowing import Narrowed
from governance.selectors.home.reading import Reading
from portfolio.provenance.money import MoneyOfSet, money
from portfolio.provenance.sets import set_of

_BREAKS: Final = tuple(rule for rule in RULES if rule.severity is Severity.BREAK)


class Sources:
    """What the explanations of a pack are told from: the reading of its pages, and one of the money of all work."""

    def __init__(self, reading: Reading) -> None:
        """Ask for nothing yet; `reading` is of everything."""
        self.found = Narrowed(reading)
        chosen = set_of(reading.user, {}, reading.frame)
        if chosen is None:
            raise ValueError("all work is always there to see")
        self.money = MoneyOfSet(reading.user, chosen, reading.frame)

    def breaks(self) -> Provenance:
        """What the rules of the gravest kind found, which the pages asked already."""
        return broken(self.found, [self.found.reading.disconnects.of(rule.key) for rule in _BREAKS])


# The page of the pack, what the figure is called there, the kind of figure, what it asks for, and who tells it.
WHOLE: Final[tuple[tuple[str, str, str, Mapping[str, str], Callable[[Sources], Provenance]], ...]] = (
    ("Summary", "Objectives on course", "objectives-on-course", {}, lambda of: on_course(of.found)),
    ("Summary", "Work that is green", "work-green", {}, lambda of: green_work(of.found)),
    (
        "Summary",
        "Places where the line breaks",
        "disconnects",
        {"only": ",".join(rule.slug for rule in _BREAKS)},
        lambda of: of.breaks(),
    ),
    ("Summary, money", "Forecast", "work-money", {"what": "forecast"}, lambda of: money(of.money, "forecast")),
    ("Money", "Budget", "work-money", {"what": "budget"}, lambda of: money(of.money, "budget")),
    (
        "Money",
        "Forecast against budget",
        "work-money",
        {"what": "variance"},
        lambda of: money(of.money, "variance"),
    ),
    ("Summary, money", "Spend with line of sight", "linked-spend", {}, lambda of: linked_spend(of.found)),
)
# What stands once for each record of a page: the definition alone.
EACH: Final = (
    ("Scorecard", "Outcome of each objective", "objective-outcome"),
    ("Scorecard", "Delivery of each objective", "objective-delivery"),
    ("Scorecard", "Reading of each key result", "key-result"),
    ("Money", "Money of each objective", "objective-money"),
    ("Portfolio", "Status of each piece of work", "work-status"),
    ("Portfolio", "Whole-life cost of each", "whole-life-cost"),
    ("Capacity", "Gap of each skill", "capacity"),
)


# What the snapshot keeps, by the kinds of figure that explain it, and the rest with the reason why none does.
EXPLAINED: Final[Mapping[str, tuple[str, ...]]] = {
    "objective_marks": ("objectives-on-course",),
    "work_marks": ("work-green",),
    "scorecard": ("objective-outcome", "objective-delivery", "key-result"),
    "streams": ("work-money", "linked-spend"),
    "objectives": ("objective-money",),
    "unlinked": ("linked-spend",),
    "total": ("work-money",),
    "works": ("work-status", "work-money", "whole-life-cost"),
    "whole_life": ("whole-life-cost",),
    "capacity": ("capacity",),
    "findings": ("disconnects",),
}
UNEXPLAINED: Final[Mapping[str, tuple[str, ...]]] = {
    "says which pack it is, of what and when": (
        *("template", "organisation", "node", "read_on", "as_of", "year", "quarter", "currency"),
    ),
    "a sentence over figures that are explained": ("lede", "messages", "asks"),
    "two readings compared, each line of which names who changed it": ("since",),
    "a condition over totals that are explained": ("checks",),
    "a count of the rows that a table leaves out": ("scorecard_left",),
    "the explanations themselves, and the files that they name": ("figures", "sources"),
}


@dataclass(frozen=True, slots=True)
class PackFigure:
    """One figure of the pack.

    Without a value it stands once for each record of its page; without a formula it has that of the figure above.
    """

    page: str
    name: str
    formula: str
    value: str = ""
    rows: int = 0
    source: str = ""
    qualities: tuple[Quality, ...] = ()
    url: str = ""


def figures_of(reading: Reading) -> tuple[PackFigure, ...]:
    """Every figure that the pages lead with, told from the reading of the pages; about 30 queries more."""
    return (*_whole(reading), *_each())


def _whole(reading: Reading) -> Iterator[PackFigure]:
    last, of = "", Sources(reading)
    for page, name, key, given, tell in WHOLE:
        told = tell(of)
        yield PackFigure(
            page=page,
            name=name,
            formula="" if key == last else provenance.get(key).formula,
            value=told.value,
            rows=len(told.rows.every),
            source=_source(told),
            qualities=told.qualities,
            url=_address(key, {**given, "on": reading.frame.today.isoformat()}),
        )
        last = key


def _each() -> Iterator[PackFigure]:
    return (PackFigure(page, name, provenance.get(key).formula) for page, name, key in EACH)


def _address(key: str, asked: Mapping[str, Any]) -> str:
    """Where the figure is explained as of the pack's moment."""
    at = moment.current()
    said = {"as_of": at.isoformat()} if at else {}
    return f"{site()}{how_url(key, **asked, **said)}"


def _source(told: Provenance) -> str:
    return "; ".join(_said(told.sources))


def _said(sources: Iterable[Source]) -> Iterator[str]:
    """The files by their names, and what was entered; who did it stands on the figure's page."""
    for each in sources:
        if each.origin is Origin.FILE:
            yield f"{each.name}, {each.count}"
        elif each.origin is Origin.ENTERED:
            yield f"{each.count} entered in Sightline"
    if rules := sum(each.origin is Origin.RULE for each in sources):
        yield words.counted(rules, "rule")


def plain_figures(figures: Iterable[PackFigure]) -> list[dict[str, Any]]:
    """The figures as the snapshot keeps them: no address, which is one's own, and no definition without a value."""
    return [
        {
            "figure": each.name,
            "value": each.value,
            "rows": each.rows,
            "source": each.source,
            "qualities": [[quality.doubt.value, quality.text] for quality in each.qualities],
        }
        for each in figures
        if each.value
    ]
