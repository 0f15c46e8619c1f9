"""Progress of key results and objectives on a date, and the rule behind every mark, for any number of them at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from big.accounts.models import User
from big.core import words
from big.organisation.selectors.current import organisation
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.course import HUNDRED, ZERO, Bands, Course, Standing, against, stand

WHY_NOT = {
    "no_reading": "No reading yet.",
    "undated": "The last reading carries no date, so nobody can say how old it is.",
    "draft": "This key result is a draft; it is not measured yet.",
    "dropped": "This key result was dropped.",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How a key result stands: its mark today, and everything that led to it.

    `mark` is R, A, G or N (not reported); `fresh_mark` is what the reading earned before it grew stale. `percent` and
    `expected` are percent of the way from baseline to target; `reason` is why there is no mark, as a code ("stale",
    "no_reading", "no_target", "no_start", "no_due", "no_baseline", "undated", "draft", "dropped"); `sentence` is the
    rule as a person reads it.
    """

    mark: str
    sentence: str
    reason: str = ""
    fresh_mark: str = "N"
    percent: Decimal | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    value: Decimal | None = None
    expected_value: Decimal | None = None
    unit: str = ""
    read_on: dt.date | None = None
    age_days: int | None = None
    is_stale: bool = False
    confidence: int | None = None
    confidence_before: int | None = None
    value_before: Decimal | None = None

    @property
    def has_reading(self) -> bool:
        """Whether anything was ever read."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class ObjectiveProgress:
    """How an objective stands by its outcomes.

    Rule: the plain average over the tracked key results of the objective and of all objectives under it that have a
    mark today, each percent held between 0 and 100; the mark is the average percent against the average expected.
    Marks are never averaged. `counts` is the number of tracked key results by mark, for the weight bar.
    """

    mark: str
    sentence: str
    percent: Decimal | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def tracked(self) -> int:
        """How many key results are tracked."""
        return sum(self.counts.values())

    @property
    def on_course(self) -> int:
        """How many of them are green."""
        return self.counts.get("G", 0)


def current_bands() -> Bands:
    """The organisation's rule for marks, read once a request; the product's own where none is set up yet."""
    own = organisation()
    return Bands(own.red_below, own.green_from, own.stale_after_days)


def key_result_progress(
    key_results: "QuerySet[KeyResult]", today: dt.date, bands: Bands | None = None
) -> dict[int, Progress]:
    """Progress of each key result by its key: three queries, however many there are.

    Start and due date are the key result's own, else its objective's, else those of the plan it was stated in.
    """
    rows = list(key_results.select_related("objective__plan"))
    return progress_of(rows, today, bands)


def progress_of(rows: Sequence[KeyResult], today: dt.date, bands: Bands | None = None) -> dict[int, Progress]:
    """The same for key results already loaded with `objective__plan`; two queries."""
    bands = bands or current_bands()
    keys = [row.pk for row in rows]
    readings, steps = latest_readings(keys, today), _steps(keys)
    return {
        row.pk: judge(row, course_of(row, steps.get(row.pk, ())), readings.get(row.pk, []), today, bands)
        for row in rows
    }


def courses_of(rows: Sequence[KeyResult]) -> dict[int, Course]:
    """The course of each key result, with its phased targets; one query."""
    steps = _steps([row.pk for row in rows])
    return {row.pk: course_of(row, steps.get(row.pk, ())) for row in rows}


def course_of(row: KeyResult, steps: Iterable[tuple[dt.date, Decimal]]) -> Course:
    """The course of one key result, given its phased targets."""
    objective, plan = row.objective, row.objective.plan
    return Course(
        baseline=row.baseline,
        target=row.target,
        rises=row.direction == KeyResult.Direction.INCREASE,
        starts_on=row.starts_on or objective.starts_on or (plan.starts_on if plan else None),
        due_on=row.due_on or objective.due_on or (plan.ends_on if plan else None),
        steps=tuple(sorted(steps)),
    )


def judge(row: KeyResult, course: Course, readings: Sequence[Reading], today: dt.date, bands: Bands) -> Progress:
    """Progress from the latest reading and the one before it (newest first); no query."""
    if not readings or readings[0].value is None:
        return Progress("N", WHY_NOT["no_reading"], "no_reading", unit=row.unit)
    latest, before = readings[0], readings[1] if len(readings) > 1 else None
    standing = stand(course, readings[0].value, today, bands)
    age = (today - latest.read_on).days if latest.read_on else None
    limit = row.cadence_days or bands.stale_after_days
    mark, reason, sentence = _held_against_age(row, standing, age, limit)
    return Progress(
        mark=mark,
        sentence=sentence,
        reason=reason,
        fresh_mark=standing.mark,
        percent=standing.percent,
        expected=standing.expected,
        ratio=standing.ratio,
        value=latest.value,
        expected_value=standing.expected_value,
        unit=row.unit,
        read_on=latest.read_on,
        age_days=age,
        is_stale=reason == "stale",
        confidence=latest.confidence,
        confidence_before=before.confidence if before else None,
        value_before=before.value if before else None,
    )


def _held_against_age(row: KeyResult, standing: Standing, age: int | None, limit: int) -> tuple[str, str, str]:
    """The mark that still stands today, why there is none, and the sentence."""
    state = KeyResult.State
    if row.state == state.MET:
        return "G", "", "Closed as met. " + standing.sentence
    if row.state == state.MISSED:
        return "R", "", "Closed as missed. " + standing.sentence
    if row.state in (state.DRAFT, state.DROPPED):
        return "N", row.state, WHY_NOT[row.state]
    if age is None:
        return "N", "undated", WHY_NOT["undated"]
    if age > limit:
        said = f"The last reading is {words.counted(age, 'day')} old; a reading counts for {limit} days."
        return "N", "stale", said
    return standing.mark, standing.reason, standing.sentence


def latest_readings(keys: Sequence[int], today: dt.date, most: int = 2) -> dict[int, list[Reading]]:
    """The last readings of each key result up to `today`, newest first, undated ones last; one query."""
    newest = Window(
        RowNumber(), partition_by="key_result_id", order_by=[F("read_on").desc(nulls_last=True), F("pk").desc()]
    )
    found: defaultdict[int, list[Reading]] = defaultdict(list)
    readings = (
        Reading.objects.filter(Q(read_on__lte=today) | Q(read_on__isnull=True), key_result__in=keys)
        .exclude(value__isnull=True)
        .annotate(place=newest)
        .filter(place__lte=most)
        .order_by("key_result_id", "place")
    )
    for reading in readings:
        found[reading.key_result_id].append(reading)
    return found


def _steps(keys: Sequence[int]) -> dict[int, list[tuple[dt.date, Decimal]]]:
    found: defaultdict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    rows = PhasedTarget.objects.filter(key_result__in=keys, due_on__isnull=False, value__isnull=False)
    for key, day, value in rows.values_list("key_result", "due_on", "value"):
        if day is not None and value is not None:
            found[key].append((day, value))
    return found


def objective_progress(
    objectives: Iterable[StrategicObjective],
    user: User,
    today: dt.date,
    bands: Bands | None = None,
    *,
    below: Mapping[int, set[int]] | None = None,
) -> dict[int, ObjectiveProgress]:
    """Progress of each objective by its key, from what `user` may see of it and of everything under it.

    Five queries, however many there are; four with `below` (from `objectives_below`).
    """
    bands = bands or current_bands()
    below = objectives_below(user) if below is None else below
    wanted = {objective.pk: below.get(objective.pk, {objective.pk}) for objective in objectives}
    every = set().union(*wanted.values()) if wanted else set()
    rows = list(
        KeyResult.objects.visible_to(user).tracked().filter(objective__in=every).select_related("objective__plan")
    )
    marks = progress_of(rows, today, bands)
    by_objective: defaultdict[int, list[Progress]] = defaultdict(list)
    for row in rows:
        by_objective[row.objective_id].append(marks[row.pk])
    return {
        key: average([each for one in family for each in by_objective[one]], bands) for key, family in wanted.items()
    }


def objectives_below(user: User) -> dict[int, set[int]]:
    """For each objective that `user` may see: its own key with those of all visible objectives under it. One query."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    seen = list(StrategicObjective.objects.visible_to(user).order_by().values_list("pk", "parent"))
    for key, parent in seen:
        if parent is not None:
            children[parent].append(key)
    families: dict[int, set[int]] = {}
    for key, _ in seen:
        family, waiting = {key}, [key]
        while waiting:
            new = [child for child in children[waiting.pop()] if child not in family]
            family.update(new)
            waiting.extend(new)
        families[key] = family
    return families


def average(progresses: Sequence[Progress], bands: Bands) -> ObjectiveProgress:
    """The progress of an objective with these key results; the rule stands at `ObjectiveProgress`."""
    counts = {mark: sum(each.mark == mark for each in progresses) for mark in "RAGN"}
    counts = {mark: count for mark, count in counts.items() if count}
    if not progresses:
        return ObjectiveProgress("N", "No key result measures it.", counts=counts)
    pairs = [
        (min(max(each.percent, ZERO), HUNDRED), min(max(each.expected, ZERO), HUNDRED))
        for each in progresses
        if each.mark != "N" and each.percent is not None and each.expected is not None
    ]
    if not pairs:
        said = f"None of its {words.counted(len(progresses), 'key result')} is reported."
        return ObjectiveProgress("N", said if len(progresses) > 1 else "Its key result is not reported.", counts=counts)
    percent = sum((pair[0] for pair in pairs), ZERO) / len(pairs)
    expected = sum((pair[1] for pair in pairs), ZERO) / len(pairs)
    mark, ratio, said = against(percent, expected, bands)
    left_out = len(progresses) - len(pairs)
    over = f"Average of {words.counted(len(pairs), 'key result')}"
    missing = f" ({words.in_words(left_out)} not reported)" if left_out else ""
    return ObjectiveProgress(mark, f"{over}{missing}: {said}", percent, expected, ratio, counts)
