"""Two snapshots side by side as a table for spreadsheets: the rows that the page lists, all of them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from portfolio.selectors.snapshots import KINDS, ComparedWork, Stood

HEADER: Final = (
    "Code",
    "Name",
    "Unit",
    "What became of the rating",
    "Rating then",
    "Rating now",
    "Why there is no rating",
    "Currency",
    "Whole-life cost then",
    "Whole-life cost now",
    "Change of cost",
    "Why there is no cost",
    "End then",
    "End now",
    "Slip in days",
    "Why there is no end",
)
_ABSENT: Final = Stood(rating="")


def lines(rows: Sequence[ComparedWork]) -> Iterator[tuple[Any, ...]]:
    """A line for each piece of work; what is missing on a date stays empty, with the reason beside it."""
    for row in rows:
        was, now = row.was or _ABSENT, row.now or _ABSENT
        latest = row.latest or _ABSENT
        yield (
            row.code,
            row.name,
            row.unit,
            KINDS.get(row.kind, row.kind),
            row.was.label if row.was else "",
            row.now.label if row.now else "",
            "; ".join(row.reasons),
            latest.currency,
            was.cost,
            now.cost,
            row.cost_change,
            latest.cost_reason if latest.cost is None else "",
            was.ends_on,
            now.ends_on,
            row.slip_days,
            latest.dates_note if latest.ends_on is None else "",
        )
