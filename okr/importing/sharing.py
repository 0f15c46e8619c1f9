"""Weights of the file as fixed shares of new objectives, where they are not simply equal."""

from collections import defaultdict
from decimal import Decimal

from okr.importing.course import Course, Step

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_SLACK = Decimal(1)


def share_out(course: Course) -> None:
    """Give children of new objectives their weights.

    Equal weights need no share, for that is the rule; weights that sum to 99 to 101 are rounding, and the largest
    takes the rest; others are taken as they are where something is left for those without one. Weights that cannot
    hold stay in the words of the file. A weight of nothing does not contribute.
    """
    children: dict[int, list[tuple[Step, Decimal | None]]] = defaultdict(list)
    for step in (*course.objectives, *course.key_results):
        above = step.parent if step.parent is not None else step.holder
        if isinstance(above, Step) and step.action == "create" and above.action == "create":
            children[id(above)].append((step, _weight(step, above)))
    for found in children.values():
        _share(found)


def _weight(step: Step, above: Step) -> Decimal | None:
    """What the file says that it counts for in the objective right above."""
    if step.node is None or above.node is None:
        return None
    weights = (ref.weight for ref in step.node.parents if ref.key == above.node.key)
    weight = next(weights, None)
    return weight if weight is not None and 0 <= weight <= _HUNDRED else None


def _share(found: list[tuple[Step, Decimal | None]]) -> None:
    given = [(step, weight.quantize(_CENT)) for step, weight in found if weight is not None]
    counting = [(step, weight) for step, weight in given if weight > 0]
    for step, weight in given:
        if weight == 0:
            step.record.contributes = False
    if not counting:
        return
    total = sum((weight for _, weight in counting), Decimal(0))
    free = len(found) - len(given)
    if not free and max(w for _, w in counting) - min(w for _, w in counting) <= _CENT:
        return
    if not free and abs(total - _HUNDRED) <= _SLACK:
        largest = max(counting, key=lambda each: each[1])
        for step, weight in counting:
            step.record.share = weight + (_HUNDRED - total if step is largest[0] else 0)
    elif free and total < _HUNDRED:
        for step, weight in counting:
            step.record.share = weight
