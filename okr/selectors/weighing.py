"""What each child of an objective counts for in its outcome; arithmetic only, no database.

The children of an objective are its tracked key results and the objectives directly under it. Each has a weight in
percent: those with a fixed share keep it, the others share what is left equally, and who does not contribute has none.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from okr.selectors.course import HUNDRED, ZERO

# Thirds have no end: what they leave of rounding must not put an average of 90 below the 90 that is green.
_EXACT: Final = Decimal("1e-12")
KEY_RESULT: Final = "key_result"
OBJECTIVE: Final = "objective"


class Part(NamedTuple):
    """One child with what it brings: percent of the way and percent expected by now, None where it is not reported.

    `weight` is None where it does not contribute; both percentages are held between 0 and 100 before.
    """

    kind: str
    key: int
    weight: Decimal | None
    percent: Decimal | None
    expected: Decimal | None

    @property
    def counts(self) -> bool:
        """Whether it is in the average today."""
        return bool(self.weight) and self.percent is not None and self.expected is not None


class Weighed(NamedTuple):
    """The children of an objective as they make its outcome; `percent` and `expected` are None where none counts."""

    parts: tuple[Part, ...]
    percent: Decimal | None
    expected: Decimal | None

    @property
    def counted(self) -> Decimal:
        """The weights of those in the average, together; what is not reported leaves its weight to the others."""
        return sum((part.weight for part in self.parts if part.counts and part.weight), ZERO)

    def share_of(self, part: Part) -> Decimal | None:
        """The percent of the outcome that a child makes up today; None where it is not in the average."""
        return HUNDRED * part.weight / self.counted if part.counts and part.weight else None

    def points_of(self, part: Part) -> Decimal | None:
        """The points of the outcome that a child brings today; those of all children sum to the outcome."""
        if not part.counts or part.weight is None or part.percent is None:
            return None
        return part.weight * part.percent / self.counted


def weights(shares: Sequence[tuple[Decimal | None, bool]]) -> list[Decimal | None]:
    """The weight of each child in percent, from its fixed share (or None) and whether it contributes.

    Three children of which one is fixed at 50 weigh 50, 25 and 25. None for who does not contribute.
    """
    fixed = sum((share for share, contributes in shares if contributes and share is not None), ZERO)
    free = sum(contributes and share is None for share, contributes in shares)
    rest = max(HUNDRED - fixed, ZERO) / free if free else ZERO
    return [None if not contributes else rest if share is None else share for share, contributes in shares]


def weigh(parts: Iterable[Part]) -> Weighed:
    """The weighted average of the children that count; nothing where none does."""
    every = tuple(parts)
    counting = [part for part in every if part.counts]
    whole = sum((part.weight for part in counting if part.weight), ZERO)
    if not whole:
        return Weighed(every, None, None)
    percent = sum((part.weight * part.percent for part in counting if part.weight and part.percent is not None), ZERO)
    expected = sum(
        (part.weight * part.expected for part in counting if part.weight and part.expected is not None), ZERO
    )
    return Weighed(every, (percent / whole).quantize(_EXACT), (expected / whole).quantize(_EXACT))
