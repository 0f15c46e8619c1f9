"""Compares what is shown with what the independent queries say, figure by figure, and lists where they differ."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from big import clock
from big.reconcile.viewer import Viewer
from big.registry.figures import Figure, Values, known

# Percentages are divided on both sides, to different lengths; money is exact, and far above this.
CLOSE: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is shown otherwise than the independent query has it; None where one side lacks it."""

    screen: str
    figure: str
    label: str
    shown: Any
    independent: Any
    see: str
    reader: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many values on how many screens were compared for one reader, and where they differ."""

    values: int
    screens: frozenset[str]
    differences: tuple[Difference, ...]


def sweep(viewer: Viewer, only: Callable[[Figure], bool] = lambda figure: True) -> Outcome:
    """Compare every figure that the viewer can get to; the clock stands at the viewer's day meanwhile."""
    values, screens = 0, set()
    differences: list[Difference] = []
    with clock.pinned(viewer.today):
        for figure in known():
            if not only(figure) or not figure.opens(viewer.user):
                continue
            shown, independent = figure.shown(viewer), figure.independent(viewer)
            values += len({*shown, *independent})
            screens.add(figure.screen)
            differences += compared(figure, shown, independent, viewer)
    return Outcome(values, frozenset(screens), tuple(differences))


def compared(figure: Figure, shown: Values, independent: Values, viewer: Viewer) -> Iterator[Difference]:
    """Where the two differ, in the order in which the screen shows them."""
    for label in dict.fromkeys([*shown, *independent]):
        one, other = shown.get(label), independent.get(label)
        if not same(one, other):
            see = figure.see.replace("{code}", label.partition(",")[0].partition(" ")[0])
            yield Difference(figure.screen, figure.name, label, one, other, see, viewer.user.email)


def same(one: Any, other: Any) -> bool:
    """Whether two values are one: a count of nothing is as good as none, but no money is not the same as 0.00."""
    if one == other or (_is_none(one) and _is_none(other)):
        return True
    numbers = isinstance(one, int | Decimal) and isinstance(other, int | Decimal)
    return numbers and abs(Decimal(one) - Decimal(other)) <= CLOSE


def _is_none(value: Any) -> bool:
    return value is None or (isinstance(value, int) and value == 0)


def told(differences: Iterable[Difference]) -> list[str]:
    """The differences as lines of a table."""
    header = ("screen", "figure", "value", "shows", "independently", "how to see it", "as")
    lines = [
        (each.screen, each.figure, each.label, _said(each.shown), _said(each.independent), each.see, each.reader)
        for each in differences
    ]
    widths = [max(len(line[at]) for line in (header, *lines)) for at in range(len(header))]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in (header, *lines)]  # fmt: skip


def _said(value: Any) -> str:
    return "-" if value is None else str(value)
