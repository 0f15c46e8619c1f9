"""How much of a table a pack shows: a board reads the rows that need it; the others are counted, one link away."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from big.core import words
from big.core.marks import NAMES, ORDER
from big.provenance.links import site
from governance.packs.rows import WorkRow

MOST_ROWS: Final = 40
"""So many rows of a table; docs/architecture.md says why. Totals are those of all rows, shown or not."""

# Silence needs the board before what is on course does, and what is withheld tells it nothing.
_NEEDS: Final = ("R", "AR", "A", "N", "AG", "W", "G", "C")
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Left:
    """The rows that a table leaves out: how many there are, how many of them show each mark, and which list has them.

    False where a table shows all.
    """

    count: int = 0
    marks: tuple[tuple[str, int], ...] = ()
    path: str = ""

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def sentence(self) -> str:
        """ "and 2,960 more, of which 12 red and 40 amber"; the gravest three marks are named."""
        said = [f"{words.number(count)} {NAMES[mark].lower()}" for mark, count in self.marks[:_NAMED]]
        return f"and {words.number(self.count)} more" + (f", of which {words.listed(said)}" if said else "")

    @property
    def address(self) -> str:
        """Where the list stands, whole where the installation has a name that others know."""
        return f"{site()}{self.path}"


def left(marks: Iterable[str], path: str) -> Left:
    """What is left out of a table, by the mark of each row."""
    counts = Counter(marks)
    return Left(counts.total(), tuple((mark, counts[mark]) for mark in ORDER if counts[mark]), path)


def kept(rows: Sequence[WorkRow]) -> tuple[WorkRow, ...]:
    """The rows that a table shows: all in their order, or those that need the board most, the worst first."""
    return tuple(rows if len(rows) <= MOST_ROWS else sorted(rows, key=_need)[:MOST_ROWS])


def _need(row: WorkRow) -> tuple[bool, int, Decimal, str]:
    forecast = row.money.cost.forecast if row.money else None
    return not row.work.state.is_live, _NEEDS.index(row.standing.mark), -(forecast or Decimal(0)), row.work.code
