"""The work of a pack: its rows by stream, what of it is silent, how units stand, and why figures are withheld."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from big.registry.provenance import Doubt
from okr.selectors.purse import Purse
from portfolio.models.work import Work
from portfolio.selectors.listing import NextMilestone
from portfolio.selectors.money import Stated, Totals
from portfolio.selectors.standing import NOT_REPORTED, SEVERITY, WITHHELD, Standing, label_of

# So few silent pieces stand in the table with the others; more of them would bury what is reported.
FEW_SILENT = 12
NO_UNIT = "No unit"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One piece of work of the portfolio pages."""

    work: Work
    standing: Standing
    money: Totals | None
    stated: Stated | None
    objectives: tuple[str, ...]
    milestone: NextMilestone | None
    is_estimated: bool = False

    @property
    def money_doubts(self) -> tuple[Doubt, ...]:
        """What stands against its money of the year: a note that calls a line an estimate, lines that are left out."""
        found = self.money
        partial = found is not None and bool(found.straddling or found.others)
        return (*([Doubt.ESTIMATED] if self.is_estimated else []), *([Doubt.PARTIAL] if partial else []))

    @property
    def is_silent(self) -> bool:
        """Whether nothing current is known of it: no report in time, no money this year, no objective, no milestone."""
        unreported = self.standing.mark == NOT_REPORTED and (self.standing.is_stale or not self.standing.is_reported)
        has_money = self.money is not None and not self.money.cost.is_empty
        return unreported and not has_money and not self.objectives and self.milestone is None

    @property
    def said_last(self) -> str:
        """The latest rating, however old."""
        return label_of(self.standing.rating)

    @property
    def cost_withheld(self) -> str:
        """Why its whole-life cost is withheld; empty where it is given, or nothing is stated at all."""
        return _plain(self.stated.withheld_reason) if self.stated and self.stated.amount is None else ""

    @property
    def rating_withheld(self) -> str:
        """Why its rating is withheld; empty where it is not."""
        return _plain(self.standing.rating_reason) if self.standing.mark == WITHHELD else ""


@dataclass(frozen=True)
class StreamGroup:
    """The work of one stream with its totals, which are those of every screen."""

    key: str
    label: str
    rows: tuple[WorkRow, ...]
    purse: Purse

    @cached_property
    def silent(self) -> tuple[WorkRow, ...]:
        """The pieces that nothing current is known of, where they are many; they stand on a page of their own."""
        found = tuple(row for row in self.rows if row.is_silent)
        return found if len(found) > FEW_SILENT else ()

    @cached_property
    def spoken_of(self) -> tuple[WorkRow, ...]:
        """All others; the table shows as many of them as need the board."""
        silent = {row.work.pk for row in self.silent}
        return tuple(row for row in self.rows if row.work.pk not in silent)

    @cached_property
    def whole_life(self) -> Decimal | None:
        """The sum of their whole-life costs; None where none is stated."""
        stated = any(row.stated and row.stated.amount is not None for row in self.spoken_of)
        return stated_sum(self.spoken_of, self.purse.currency) if stated else None


def stated_sum(rows: Iterable[WorkRow], currency: str) -> Decimal:
    """What the whole-life costs of `rows` that are stated in `currency` add up to."""
    stated = (row.stated for row in rows if row.stated and row.stated.amount is not None)
    return sum((each.amount or Decimal(0) for each in stated if each.currency == currency), Decimal(0))


@dataclass(slots=True)
class UnitRow:
    """How the work of one unit stands."""

    name: str
    marks: Counter[str] = field(default_factory=Counter)
    whole_life: Decimal = Decimal(0)
    withheld: int = 0

    @property
    def works(self) -> int:
        """How many pieces it has."""
        return self.marks.total()


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units with the most work first; `others` adds up the rest. `marks` are those that occur, gravest first."""

    marks: tuple[str, ...]
    rows: tuple[UnitRow, ...]
    others: UnitRow | None
    other_units: int
    total: UnitRow

    def cells(self) -> list[tuple[UnitRow, list[int]]]:
        """Each row with its counts in the order of `marks`, the rest and the total last."""
        rows = [*self.rows, *([self.others] if self.others else []), self.total]
        return [(row, [row.marks[mark] for mark in self.marks]) for row in rows]


def unit_table(rows: Sequence[WorkRow], currency: str, *, most: int = 10) -> UnitTable:
    """The live work of `rows` by unit; whole-life costs in `currency`."""
    units: dict[str, UnitRow] = {}
    total = UnitRow("All work")
    for row in rows:
        if not row.work.state.is_live:
            continue
        name = str(row.work.unit) if row.work.unit else NO_UNIT
        for each in (units.setdefault(name, UnitRow(name)), total):
            _add(each, row, currency)
    ordered = sorted(units.values(), key=lambda each: (-each.works, each.name))
    rest = ordered[most:]
    others = UnitRow(f"{len(rest)} other units") if rest else None
    for each in rest:
        if others:
            others.marks.update(each.marks)
            others.whole_life += each.whole_life
            others.withheld += each.withheld
    marks = tuple(mark for mark in SEVERITY if total.marks[mark])
    return UnitTable(marks, tuple(ordered[:most]), others, len(rest), total)


def _add(unit: UnitRow, row: WorkRow, currency: str) -> None:
    unit.marks[row.standing.mark] += 1
    if row.stated and row.stated.amount is not None and row.stated.currency == currency:
        unit.whole_life += row.stated.amount
    unit.withheld += bool(row.cost_withheld)


@dataclass(slots=True)
class Reason:
    """One reason for which figures are withheld, its number in the pack, and the work it holds for."""

    text: str
    number: int = 0
    costs: list[WorkRow] = field(default_factory=list)
    ratings: list[WorkRow] = field(default_factory=list)

    @property
    def rows(self) -> list[WorkRow]:
        """The work, each piece once."""
        return list({row.work.pk: row for row in [*self.costs, *self.ratings]}.values())


def reasons_of(rows: Iterable[WorkRow]) -> list[Reason]:
    """Every reason, the one that withholds most first, numbered from one."""
    found: dict[str, Reason] = {}
    for row in rows:
        if row.cost_withheld:
            found.setdefault(reason_key(row.cost_withheld), Reason(row.cost_withheld)).costs.append(row)
        if row.rating_withheld:
            found.setdefault(reason_key(row.rating_withheld), Reason(row.rating_withheld)).ratings.append(row)
    ordered = sorted(found.values(), key=lambda each: (-len(each.costs) - len(each.ratings), each.text))
    for number, reason in enumerate(ordered, start=1):
        reason.number = number
    return ordered


def reason_key(text: str) -> str:
    """What two wordings of one reason share: their words, whatever the capitals, articles and full stops."""
    return " ".join(word for word in re.findall(r"[^\W_]+", text.casefold()) if word != "the")


def _plain(text: str) -> str:
    return " ".join(text.split()) or "No reason is given."
