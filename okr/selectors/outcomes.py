"""Progress of objectives on a date: what their key results and the objectives under them come to, by weight."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from big.core import words
from big.history.kept import Changes, kept
from okr.models.objectives import StrategicObjective
from okr.selectors.course import HUNDRED, ZERO, Bands, against, way
from okr.selectors.key_result_marks import READ, KeyResultMark, tracked_marks
from okr.selectors.outline import BY_SIGHT, ObjectiveLine, Seen, below_of, seen_by
from okr.selectors.overriding import Said, Verdict, instead, said_of_objectives
from okr.selectors.progress import current_bands
from okr.selectors.weighing import KEY_RESULT, OBJECTIVE, Part, Weighed, weigh, weights

# Where more than one in so many would be rolled up anew, all of them are.
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class ObjectiveProgress:
    """How an objective stands by its outcomes.

    Rule: the average of its children by weight (`okr.selectors.weighing`), over those that are reported: of its own
    tracked key results the percent of the way, held between 0 and 100, of the objectives directly under it their own
    outcome, which came about in the same way. The mark is that percent against the percent expected by now, averaged
    with the same weights; marks are never averaged. `counts` is the number of tracked key results by mark, of the
    objective and of all under it, whether they contribute or not.
    """

    mark: str
    percent: Decimal | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    weighed: Weighed = field(default=Weighed((), None, None), repr=False)
    bands: Bands = field(default_factory=Bands, repr=False)
    by_hand: Said | None = None
    computed: Verdict | None = None

    @property
    def sentence(self) -> str:
        """The rule as a person reads it, as it was applied; what a person said instead comes first."""
        if self.by_hand is None:
            return self._computed_sentence
        return f"{self.by_hand.sentence} Computed: {self._computed_sentence}"

    @property
    def _computed_sentence(self) -> str:
        if not self.tracked:
            return "No key result measures it."
        computed = self.computed or Verdict(self.mark, "", self.percent, self.expected, self.ratio)
        if computed.percent is None or computed.expected is None:
            if self.counts.get("N", 0) < self.tracked:
                return "Nothing that is reported counts in its outcome."
            many = words.counted(self.tracked, "key result")
            return f"None of its {many} is reported." if self.tracked > 1 else "Its key result is not reported."
        said = way(computed.percent, computed.expected, computed.ratio, computed.mark, self.bands)
        return f"{self._average_of}: {said}"

    @property
    def _average_of(self) -> str:
        counting = [part for part in self.weighed.parts if part.counts]
        silent = sum(bool(part.weight) for part in self.weighed.parts) - len(counting)
        kinds = Counter(part.kind for part in counting)
        said = [
            words.counted(kinds[kind], noun)
            for kind, noun in ((KEY_RESULT, "key result"), (OBJECTIVE, "objective"))
            if kinds[kind]
        ]
        missing = f" ({words.in_words(silent)} not reported)" if silent else ""
        return f"{'Weighted average' if self.is_weighted else 'Average'} of {' and '.join(said)}{missing}"

    @property
    def is_weighted(self) -> bool:
        """Whether those in the average count for different shares of it."""
        return len({part.weight for part in self.weighed.parts if part.counts}) > 1

    @property
    def tracked(self) -> int:
        """How many key results are tracked."""
        return sum(self.counts.values())

    @property
    def on_course(self) -> int:
        """How many of them are green."""
        return self.counts.get("G", 0)


def objective_progress(
    objectives: Iterable[StrategicObjective | int],
    user: User,
    today: dt.date,
    bands: Bands | None = None,
    *,
    seen: Seen | None = None,
) -> dict[int, ObjectiveProgress]:
    """Progress of each objective by its key, from what `user` may see of it and of everything under it.

    Six queries, however many there are, and two less with `seen` (from `seen_by`); none for what is kept already.
    """
    found = outcomes(seen or seen_by(user), today, bands or current_bands())
    keys = (each if isinstance(each, int) else each.pk for each in objectives)
    return {key: found[key] for key in keys if key in found}


def outcomes(seen: Seen, today: dt.date, bands: Bands) -> Mapping[int, ObjectiveProgress]:
    """The progress of every objective that is seen, by its key; what is hidden counts nowhere."""
    return _rolled_up(seen, today, bands).found


@dataclass(frozen=True, slots=True, eq=False)
class _RolledUp:
    """Every outcome, and all that it came of: whatever differs from it later leads to the outcomes that change."""

    found: Mapping[int, ObjectiveProgress]
    lines: Mapping[int, ObjectiveLine]
    below: Mapping[int, Sequence[ObjectiveLine]]
    marks: Mapping[int, Sequence[KeyResultMark]]
    said: Mapping[int, Said]


def _mend(before: _RolledUp, _: Changes, seen: Seen, today: dt.date, bands: Bands) -> _RolledUp | None:
    """Those of before, but for objectives that differ in anything and all above these, which are rolled up anew."""
    now = _RolledUp({}, *_made_of(seen, today, bands))
    changed = _differing(before.marks, now.marks) | _differing(before.said, now.said)
    if now.lines is not before.lines:
        moved = _differing(before.lines, now.lines)
        changed |= moved
        for lines in (before.lines, now.lines):
            changed.update(lines[key].parent or 0 for key in moved if key in lines)
    asked = _with_all_above(changed, now.lines)
    if asked is None or len(asked) > len(now.lines) // _FEW:
        return None
    found = {key: each for key, each in before.found.items() if key in now.lines}
    _roll_up(found, sorted(asked, key=lambda key: asked[key], reverse=True), now, today, bands)
    return replace(now, found=found)


@kept(*READ, held=BY_SIGHT, mend=_mend)
def _rolled_up(seen: Seen, today: dt.date, bands: Bands) -> _RolledUp:
    found: dict[int, ObjectiveProgress] = {}
    now = _RolledUp(found, *_made_of(seen, today, bands))
    _roll_up(found, _children_first(now.lines, now.below), now, today, bands)
    return now


def _made_of(
    seen: Seen, today: dt.date, bands: Bands
) -> tuple[
    Mapping[int, ObjectiveLine],
    Mapping[int, Sequence[ObjectiveLine]],
    Mapping[int, Sequence[KeyResultMark]],
    Mapping[int, Said],
]:
    return seen.objectives, below_of(seen), tracked_marks(today, bands).by_objective, said_of_objectives(today)


def _roll_up(
    found: dict[int, ObjectiveProgress], keys: Iterable[int], now: _RolledUp, today: dt.date, bands: Bands
) -> None:
    """Judge objectives into `found`, in an order in which each comes after those under it."""
    for key in keys:
        own, children = now.marks.get(key, ()), now.below.get(key, ())
        counts = Counter(mark.mark for mark in own)
        for child in children:
            counts.update(found[child.key].counts)
        found[key] = _judged(weigh(_parts(own, children, found)), counts, bands, now.said.get(key), today)


def _differing(before: Mapping[int, Any], now: Mapping[int, Any]) -> set[int]:
    """The keys whose values are not the same, and those that only one of both has."""
    if before is now:
        return set()
    nothing = object()
    changed = {key for key, each in now.items() if (old := before.get(key, nothing)) is not each and old != each}
    return changed | (before.keys() - now.keys())


def _with_all_above(keys: Iterable[int], lines: Mapping[int, ObjectiveLine]) -> dict[int, int] | None:
    """Those of `keys` that are seen and all above them, each with its depth; None where one stands above itself."""
    found: dict[int, int] = {}
    for key in keys:
        way: list[int] = []
        at: int | None = key
        while at is not None and at in lines and at not in found and at not in way:
            way.append(at)
            at = lines[at].parent
        if at in way:
            return None
        depth = found.get(at, -1) if at is not None else -1
        for each in reversed(way):
            depth += 1
            found[each] = depth
    return found


def _children_first(
    objectives: Mapping[int, ObjectiveLine], below: Mapping[int, Sequence[ObjectiveLine]]
) -> Iterator[int]:
    waiting = [key for key, each in objectives.items() if each.parent not in objectives]
    ordered: list[int] = []
    while waiting:
        key = waiting.pop()
        ordered.append(key)
        waiting.extend(child.key for child in below.get(key, ()))
    return reversed(ordered)


def _parts(
    own: Sequence[KeyResultMark], children: Sequence[ObjectiveLine], found: Mapping[int, ObjectiveProgress]
) -> Iterator[Part]:
    # An objective that nothing measures takes no weight from its siblings, unless somebody fixed one for it.
    asked = [child for child in children if child.share is not None or found[child.key].tracked]
    each = weights([(mark.share, mark.contributes) for mark in own] + [(one.share, one.contributes) for one in asked])
    for mark, weight in zip(own, each, strict=False):
        counts = mark.mark != "N" and mark.percent is not None and mark.expected is not None
        yield Part(
            KEY_RESULT,
            mark.key,
            weight,
            _held(mark.percent) if counts else None,
            _held(mark.expected) if counts else None,
        )
    for child, weight in zip(asked, each[len(own) :], strict=True):
        # What a person said of an objective goes up only where its key results say what is expected by now.
        below = found[child.key]
        yield Part(OBJECTIVE, child.key, weight, below.percent if below.expected is not None else None, below.expected)


def _held(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else min(max(percent, ZERO), HUNDRED)


def _judged(
    weighed: Weighed, counts: Mapping[str, int], bands: Bands, said: Said | None, today: dt.date
) -> ObjectiveProgress:
    kept_counts = {mark: counts[mark] for mark in "RAGN" if counts.get(mark)}
    if weighed.percent is None or weighed.expected is None:
        verdict = Verdict("N", "no_reading", None, None)
    else:
        mark, ratio = against(weighed.percent, weighed.expected, bands)
        verdict = Verdict(mark, "", weighed.percent, weighed.expected, ratio)
    holds = instead(said, verdict, bands.stale_after_days, today, bands)
    mark, _, percent, expected, ratio = holds
    if holds == verdict:
        return ObjectiveProgress(mark, percent, expected, ratio, kept_counts, weighed, bands)
    return ObjectiveProgress(mark, percent, expected, ratio, kept_counts, weighed, bands, said, verdict)
