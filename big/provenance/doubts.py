"""The doubts that any set of reported records can raise, said alike everywhere."""

from big.core import words
from big.registry.provenance import Doubt, Quality


def of_reports(
    every: int, one: str, many: str = "", *, stale: int = 0, silent: int = 0, withheld: int = 0
) -> tuple[Quality, ...]:
    """What a set of so many records leaves open: reported too long ago, not reported, withheld."""
    of = words.counted(every, one, many)
    told = (
        (Doubt.STALE, stale, "reported too long ago"),
        (Doubt.PARTIAL, silent, "not reported"),
        (Doubt.WITHHELD, withheld, "withheld"),
    )
    return tuple(Quality(doubt, f"{words.number(count)} of {of} {said}.") for doubt, count, said in told if count)
