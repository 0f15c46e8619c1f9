"""Where strategy and delivery disconnect: each objective's outcome against the work that serves it, steepest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.core import marks
from big.core.shown import Shown
from governance.selectors.home.reading import Reading, Top
from governance.sentences.verdicts import Verdict, verdict
from okr.models.objectives import StrategicObjective
from okr.selectors.outcomes import ObjectiveProgress
from okr.selectors.purse import Purse, added
from okr.selectors.serving import Delivery, ServingWork

# How many rows Home shows; the rest are on the line of sight.
MOST = 8
# Where nothing delivers, the line breaks off: steeper than any difference of two marks but the widest.
_BROKEN = 3.5


@dataclass(frozen=True, slots=True)
class Slope:
    """One objective: outcome on the left, delivery on the right, and what that means."""

    objective: StrategicObjective
    progress: ObjectiveProgress
    delivery: Delivery
    verdict: Verdict
    works: tuple[ServingWork, ...]
    forecast: Decimal | None
    is_unfunded: bool
    steepness: float

    @property
    def shown_works(self) -> tuple[ServingWork, ...]:
        """As many as the row has room for."""
        return self.works[:5]

    @property
    def more_works(self) -> int:
        """How many it leaves out."""
        return max(len(self.works) - 5, 0)


def slopes(reading: Reading) -> list[Slope]:
    """A row for each objective at the top, the steepest first, of equals the worse outcome first."""
    return list(steepest(reading))


def steepest(reading: Reading) -> Shown[Slope]:
    """The same, each made where it is shown."""

    def made(tops: Sequence[Top]) -> list[Slope]:
        keys = [top.key for top in tops]
        serving = reading.serving(keys)
        objectives = StrategicObjective.objects.for_rows().in_bulk(keys)
        return [_slope(reading, objectives[key], serving[key]) for key in keys]

    def order(top: Top) -> tuple[float, int, int, str]:
        mark = reading.progress[top.key].mark
        steep = steepness(mark, reading.delivery[top.key])
        return -steep, -marks.LEVEL[marks.known(mark)], top.position, top.code

    return Shown(sorted(reading.objectives, key=order), made)


def _slope(reading: Reading, objective: StrategicObjective, serving: Sequence[ServingWork]) -> Slope:
    progress, delivery = reading.progress[objective.pk], reading.delivery[objective.pk]
    works = _live(serving)
    family = reading.money.family.get(objective.pk, Purse(reading.frame.currency))
    is_unfunded = delivery.has_work and objective.pk not in reading.scope.released
    return Slope(
        objective=objective,
        progress=progress,
        delivery=delivery,
        verdict=verdict(progress, delivery, is_unfunded=is_unfunded, works=[row.standing.mark for row in works]),
        works=tuple(works),
        forecast=family.forecast,
        is_unfunded=is_unfunded,
        steepness=steepness(progress.mark, delivery),
    )


def _live(rows: Sequence[ServingWork]) -> list[ServingWork]:
    """Each piece of live work once, though it may serve several objectives of the family."""
    seen: dict[int, ServingWork] = {}
    for row in rows:
        if row.is_standing and row.work.state.is_live:
            seen.setdefault(row.work.pk, row)
    return list(seen.values())


def steepness(outcome: str, delivery: Delivery) -> float:
    """How far outcome and delivery are apart, from 0 (they agree) to 4; a broken line counts 3.5."""
    if not delivery.has_work:
        return _BROKEN
    left, right = marks.known(outcome), marks.known(delivery.mark)
    if "N" in (left, right):
        return 0.5 if left != right else 0.0
    return float(abs(marks.LEVEL[left] - marks.LEVEL[right]))


def served_money(reading: Reading) -> Purse:
    """What all objectives carry together."""
    return added(reading.money.own.values(), reading.frame.currency)
