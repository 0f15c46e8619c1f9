"""What each child of an objective counts for, as the page of its weights shows it, before and after it is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from big.accounts.models import User
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.course import Bands, against
from okr.selectors.outcomes import ObjectiveProgress
from okr.selectors.weighing import KEY_RESULT, OBJECTIVE, Part, weigh, weights

Child = KeyResult | StrategicObjective


class ChildWeight(NamedTuple):
    """One child with its fixed share in percent, or None for an equal part of the rest, and whether it contributes."""

    child: Child
    share: Decimal | None
    contributes: bool = True


@dataclass(frozen=True, slots=True)
class WeightedChildren:
    """An objective with what stands under it, as a form edits their weights: they count in its version."""

    objective: StrategicObjective
    children: Sequence[Child]

    @property
    def version(self) -> int:
        """That of the objective."""
        return self.objective.version


class WeightRow(NamedTuple):
    """One child: its percent of the way today, what it weighs, and why it weighs nothing."""

    child: Child
    percent: Decimal | None
    weight: Decimal | None
    why_not: str


@dataclass(frozen=True, slots=True)
class WeightsPage:
    """The outcome as it is, the rows, and the outcome and its mark as they would be with what was entered."""

    now: ObjectiveProgress
    rows: tuple[WeightRow, ...]
    percent: Decimal | None
    mark: str
    is_preview: bool


def children_of(objective: StrategicObjective, user: User, *, lock: bool = False) -> list[Child]:
    """The key results of an objective and the objectives directly under it that `user` sees, in their order."""
    key_results = KeyResult.objects.visible_to(user).filter(objective=objective).exclude(state=KeyResult.State.DROPPED)
    objectives = StrategicObjective.objects.visible_to(user).filter(parent=objective)
    if lock:
        key_results = key_results.select_for_update(of=("self",))
        objectives = objectives.select_for_update(of=("self",))
    return [*key_results.order_by("position", "pk"), *objectives.order_by("position", "code", "pk")]


def weights_page(
    now: ObjectiveProgress, children: Sequence[Child], entered: Sequence[ChildWeight] | None, bands: Bands
) -> WeightsPage:
    """The page of an objective that stands at `now`; `entered` are weights that nobody has saved yet."""
    wanted = entered or [ChildWeight(each, each.share, each.contributes) for each in children]
    known = {(part.kind, part.key): part for part in now.weighed.parts}
    parts = list(_parts(wanted, known))
    after = weigh(part for part in parts if part is not None)
    rows = []
    for each, part in zip(wanted, parts, strict=True):
        weight = part.weight if part else None
        why_not = "" if weight is not None else "does not contribute" if part else _unmeasured(each.child)
        rows.append(WeightRow(each.child, part.percent if part else None, weight, why_not))
    mark = "N" if after.percent is None or after.expected is None else against(after.percent, after.expected, bands)[0]
    return WeightsPage(now, tuple(rows), after.percent, mark, entered is not None)


def _parts(wanted: Sequence[ChildWeight], known: dict[tuple[str, int], Part]) -> Iterator[Part | None]:
    """A part for each that takes part, and None for what is not measured; in the order of `wanted`."""
    keys = [(KEY_RESULT if isinstance(each.child, KeyResult) else OBJECTIVE, each.child.pk) for each in wanted]
    takes_part = [
        key in known or (key[0] == OBJECTIVE and bool(each.share)) for key, each in zip(keys, wanted, strict=True)
    ]
    asked = [(each.share, each.contributes) for each, takes in zip(wanted, takes_part, strict=True) if takes]
    weight_of_next = iter(weights(asked))
    for key, takes in zip(keys, takes_part, strict=True):
        part = known.get(key)
        reported = (part.percent, part.expected) if part else (None, None)
        yield Part(*key, next(weight_of_next), *reported) if takes else None


def _unmeasured(child: Child) -> str:
    return "a draft, not measured yet" if isinstance(child, KeyResult) else "nothing measures it yet"
