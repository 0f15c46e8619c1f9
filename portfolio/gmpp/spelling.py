"""How a file writes its ratings: the usual spelling of each, what departs from it, and the tally in one sentence.

A colour is read whatever its capitals and spaces: in 2014 one cell says "Amber/ Red", in 2018 one says "Amber/red",
and both are Amber/Red to anybody who reads the report. Counts that compare cells letter by letter, such as those that
others publish of this data, find 36 and 37 where 37 and 38 projects are meant. So the product counts what is meant,
keeps the cell's own words beside the rating, and says of every file how many are written as usual and which are not:
both counts can be checked.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from big.core import words
from portfolio.gmpp.snapshot import ProjectSnapshot, Snapshot
from portfolio.models.status import RATED, Rating

OTHERWISE: Final = "The file writes it “{cell}”."
_BESIDE: Final = (Rating.RESET, Rating.NONE, Rating.WITHHELD)


def told(rows: tuple[ProjectSnapshot, ...]) -> tuple[tuple[ProjectSnapshot, ...], list[str]]:
    """The rows, with the cell's own words kept where it departs from the file's spelling; and a note of each such."""
    usual = {rating: spellings.most_common(1)[0][0] for rating, spellings in _spellings(rows).items()}
    kept, notes = [], []
    for row in rows:
        if row.rating in usual and row.rating_cell != usual[row.rating]:
            notes.append(
                f"{row.place.capitalize()}, delivery confidence rating: “{row.rating_cell}” is read as "
                f"{row.rating.label}, and kept as it is written."
            )
            said = OTHERWISE.format(cell=row.rating_cell)
            row = replace(row, rating_reason=f"{row.rating_reason} {said}".strip())
        kept.append(row)
    return tuple(kept), notes


def tally(snapshot: Snapshot) -> str:
    """What the file says in one line: projects, departments, each rating as it is written, whole-life costs."""
    rows = snapshot.rows
    spellings = _spellings(rows)
    parts = [_count(rating, spellings[rating]) for rating in RATED if rating in spellings]
    beside = Counter(row.rating for row in rows)
    parts += [f"{rating.label.lower()} {beside[rating]}" for rating in _BESIDE if beside[rating]]
    costs = [row.cost for row in rows if row.cost is not None]
    projects, departments = len(rows), len({row.department for row in rows})
    return (
        f"It holds {words.counted(projects, 'project')} of {words.counted(departments, 'department')}, as spelt there. "
        f"Ratings: {', '.join(parts)}. "
        f"Whole-life costs: {len(costs)} figures, £{sum(costs) / 10**6:,.2f}m; {projects - len(costs)} without."
    )


def _spellings(rows: Sequence[ProjectSnapshot]) -> dict[Rating, Counter[str]]:
    found: dict[Rating, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.rating in RATED:
            found[row.rating][row.rating_cell] += 1
    return found


def _count(rating: Rating, spellings: Counter[str]) -> str:
    (usual, count), *others = spellings.most_common()
    written = usual if usual.casefold() == rating.label.casefold() else rating.label
    said = f"{written} {count}"
    if others:
        listed = ", ".join(f"{more} written “{cell}”" for cell, more in others)
        said += f" (and {listed})"
    return said
