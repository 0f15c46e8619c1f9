"""The marks of any number of key results as plain tuples: what averages, counts and rules need of them, and no more."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from big.history.kept import Changes, kept
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.models.overrides import Override
from okr.models.purposes import Plan
from okr.selectors.course import Bands, Course, Standing, stand
from okr.selectors.overriding import Verdict, expected_of, instead, said_of_key_results
from portfolio.models.milestones import Milestone

_CLOSED: Final = {KeyResult.State.MET.value: "G", KeyResult.State.MISSED.value: "R"}
_COLUMNS: Final = (
    "pk",
    "objective_id",
    "state",
    "baseline",
    "target",
    "direction",
    "cadence_days",
    "unit",
    "data_source",
    "upper",
    "share",
    "contributes",
)
# What the marks of key results follow from.
READ: Final = (KeyResult, Reading, PhasedTarget, StrategicObjective, Plan, Feed, Milestone, Override)
Steps = list[tuple[dt.date, Decimal]]
_UNMEASURED: Final = (KeyResult.State.DRAFT.value, KeyResult.State.DROPPED.value)


class KeyResultMark(NamedTuple):
    """How one key result stands: its mark today, why it has none, and what an average is made of.

    `limit` is the number of days that its readings count for; `is_open` says that it is not closed yet, `lacks` that
    it has no unit, baseline (a band: upper edge), target, due date or data source. `share` and `contributes` are its
    part in the objective.
    """

    key: int
    objective: int
    mark: str
    reason: str
    percent: Decimal | None
    expected: Decimal | None
    read_on: dt.date | None
    age_days: int | None
    limit: int
    is_open: bool
    lacks: bool
    share: Decimal | None
    contributes: bool


def held_against_age(state: str, standing: Standing, age: int | None, limit: int) -> tuple[str, str]:
    """The mark that still stands today, and why there is none: a closed key result keeps its verdict, age undoes it."""
    if state in _CLOSED:
        return _CLOSED[state], ""
    if state in _UNMEASURED:
        return "N", state
    if age is None:
        return "N", "undated"
    if age > limit:
        return "N", "stale"
    return standing.mark, standing.reason


def course_by(
    direction: str,
    baseline: Decimal | None,
    target: Decimal | None,
    upper: Decimal | None,
    starts_on: dt.date | None,
    due_on: dt.date | None,
    steps: Iterable[tuple[dt.date, Decimal]],
    foreseen_on: dt.date | None,
) -> Course:
    """The course that the columns of a key result give; a yes or no takes no targets on the way."""
    waits = direction in KeyResult.SWITCHES
    return Course(
        baseline=baseline,
        target=target,
        rises=direction != KeyResult.Direction.DECREASE.value,
        starts_on=starts_on,
        due_on=due_on,
        steps=() if waits else tuple(sorted(steps)),
        upper=upper if direction == KeyResult.Direction.BAND.value and target is not None else None,
        waits=waits,
        foreseen_on=foreseen_on,
    )


def verdict_of(
    state: str, course: Course, value: Decimal | None, age: int | None, limit: int, today: dt.date, bands: Bands
) -> Verdict:
    """What is computed of a value and its age in days; `value` is None where nothing was ever read."""
    if value is None:
        return Verdict("N", "no_reading", None, expected_of(course, today))
    standing = stand(course, value, today, bands)
    mark, reason = held_against_age(state, standing, age, limit)
    return Verdict(mark, reason, standing.percent, standing.expected, standing.ratio)


class _Pair(Func):
    """Two values of one row as text, so that one subquery brings both."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(TextField())


def key_result_marks(key_results: "QuerySet[KeyResult]", today: dt.date, bands: Bands) -> list[KeyResultMark]:
    """The mark of each key result, in the order of the queryset; four queries, however many there are.

    The same rule as `okr.selectors.progress.judge`, by the same functions; what is left out is what no count needs.
    """
    latest = (
        Reading.objects.filter(key_result=OuterRef("pk"), read_on__lte=today, value__isnull=False)
        .order_by("-read_on", "-pk")
        .values(pair=_Pair(Cast("read_on", TextField()), Cast("value", TextField())))[:1]
    )
    rows = key_results.annotate(
        began_on=Coalesce("starts_on", "objective__starts_on", "objective__plan__starts_on"),
        ends_on=Coalesce("due_on", "objective__due_on", "objective__plan__ends_on"),
        foreseen_on=F("feed__milestone__forecast_on"),
        latest=Subquery(latest),
    ).values_list(*_COLUMNS, "began_on", "ends_on", "foreseen_on", "latest")
    return list(_marked(list(rows), phased_targets(key_results.order_by().values("pk")), today, bands))


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of key results: those of each objective in the order of its rows, and each by its own key."""

    by_objective: Mapping[int, Sequence[KeyResultMark]]
    by_key: Mapping[int, KeyResultMark] = field(repr=False)

    def of(self, objectives: Iterable[int]) -> Iterator[KeyResultMark]:
        """Those of some objectives, in the order of these."""
        return (mark for key in objectives for mark in self.by_objective.get(key, ()))


def _mend(before: Marks, changes: Changes, today: dt.date, bands: Bands) -> Marks:
    """The marks of the objectives in which anything was written; all others are those of before."""
    own = changes.of(KeyResult)
    for model in (Reading, PhasedTarget, Feed, Override):
        own |= changes.of(model, "key_result")
    asked = Q(pk__in=own) | Q(objective__plan__in=changes.of(Plan)) | Q(feed__milestone__in=changes.of(Milestone))
    touched = changes.of(StrategicObjective)
    touched.update(before.by_key[key].objective for key in own if key in before.by_key)
    touched.update(KeyResult.objects.filter(asked).order_by().values_list("objective", flat=True))
    made = _every_mark(KeyResult.objects.tracked().filter(objective__in=touched), today, bands)
    by_objective, by_key = dict(before.by_objective), dict(before.by_key)
    for objective in touched:
        for mark in by_objective.pop(objective, ()):
            del by_key[mark.key]
    return Marks({**by_objective, **made.by_objective}, {**by_key, **made.by_key})


@kept(*READ, mend=_mend)
def tracked_marks(today: dt.date, bands: Bands) -> Marks:
    """The mark of every tracked key result; whoever shows it looks who may see."""
    return _every_mark(KeyResult.objects.tracked(), today, bands)


def _every_mark(key_results: "QuerySet[KeyResult]", today: dt.date, bands: Bands) -> Marks:
    found: defaultdict[int, list[KeyResultMark]] = defaultdict(list)
    marks = key_result_marks(key_results.order_by("position", "pk"), today, bands)
    for mark in marks:
        found[mark.objective].append(mark)
    return Marks({key: tuple(own) for key, own in found.items()}, {mark.key: mark for mark in marks})


def _marked(
    rows: list[tuple[Any, ...]], steps: Mapping[int, Steps], today: dt.date, bands: Bands
) -> Iterator[KeyResultMark]:
    undated, said = _undated([row[0] for row in rows if row[-1] is None]), said_of_key_results(today)
    for row in rows:
        key, objective, state, baseline, target, direction, cadence, unit, source, upper, *part = row[:-4]
        starts_on, due_on, foreseen_on, latest = row[-4:]
        limit, is_open = cadence or bands.stale_after_days, state not in _CLOSED
        begins = upper if direction == KeyResult.Direction.BAND.value else baseline
        lacks = not unit or not source or begins is None or target is None or due_on is None
        read_on = dt.date.fromisoformat(latest[0]) if latest else None
        value = Decimal(latest[1]) if latest else undated.get(key)
        by_hand = said.get(key) if is_open and state not in _UNMEASURED else None
        if value is None and by_hand is None:
            yield KeyResultMark(key, objective, "N", "no_reading", None, None, None, None, limit, is_open, lacks, *part)
            continue
        on_the_way = steps.get(key, ())
        course = course_by(direction, baseline, target, upper, starts_on, due_on, on_the_way, foreseen_on)
        age = (today - read_on).days if read_on else None
        verdict = verdict_of(state, course, value, age, limit, today, bands)
        mark, reason, percent, expected, _ = instead(by_hand, verdict, limit, today, bands)
        yield KeyResultMark(key, objective, mark, reason, percent, expected, read_on, age, limit, is_open, lacks, *part)


def _undated(keys: list[int]) -> dict[int, Decimal]:
    """The last value of those that only have readings with no date."""
    readings = Reading.objects.filter(key_result__in=keys, read_on__isnull=True, value__isnull=False)
    found = readings.order_by("pk").values_list("key_result", "value")
    return {key: value for key, value in found if value is not None}


def phased_targets(keys: Any) -> Mapping[int, Steps]:
    """What each key result is meant to reach on the way, by its key; `keys` or a queryset of them; one query."""
    found: defaultdict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    rows = PhasedTarget.objects.filter(key_result__in=keys, due_on__isnull=False, value__isnull=False)
    for key, day, value in rows.values_list("key_result", "due_on", "value"):
        if day is not None and value is not None:
            found[key].append((day, value))
    return found
