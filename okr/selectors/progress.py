"""Progress of key results on a date, and the rule behind every mark, for any number of them at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from big.core import words
from big.organisation.selectors.current import organisation
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.selectors.course import Bands, Course, Standing, stand
from okr.selectors.key_result_marks import course_by, held_against_age, phased_targets
from okr.selectors.overriding import Said, Verdict, expected_of, instead, said_of_key_results

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
    "no_reading", "no_target", "no_start", "no_due", "no_baseline", "undated", "draft", "dropped").
    """

    mark: str
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
    limit: int = 0
    state: str = ""
    standing: Standing | None = field(default=None, repr=False)
    by_hand: Said | None = None
    computed: Verdict | None = None

    @property
    def sentence(self) -> str:
        """The rule as a person reads it; what a person said instead comes first."""
        if self.by_hand is None:
            return self._computed_sentence
        return f"{self.by_hand.sentence} Computed: {self._computed_sentence}"

    @property
    def _computed_sentence(self) -> str:
        if self.computed and self.computed.reason in WHY_NOT:
            return WHY_NOT[self.computed.reason]
        if self.reason in WHY_NOT or self.standing is None:
            return WHY_NOT[self.reason]
        if self.reason == "stale" or (self.computed and self.computed.reason == "stale"):
            age = words.counted(self.age_days or 0, "day")
            return f"The last reading is {age} old; a reading counts for {self.limit} days."
        closed = {KeyResult.State.MET.value: "Closed as met. ", KeyResult.State.MISSED.value: "Closed as missed. "}
        return closed.get(self.state, "") + self.standing.sentence

    @property
    def lag(self) -> Decimal | None:
        """Points of the way short of what is expected by now; negative where it is ahead."""
        return None if self.percent is None or self.expected is None else self.expected - self.percent

    @property
    def has_reading(self) -> bool:
        """Whether anything was ever read."""
        return self.value is not None


def current_bands() -> Bands:
    """The organisation's rule for marks, read once a request; the product's own where none is set up yet."""
    own = organisation()
    return Bands(own.red_below, own.green_from, own.stale_after_days)


def key_result_progress(
    key_results: "QuerySet[KeyResult]", today: dt.date, bands: Bands | None = None
) -> dict[int, Progress]:
    """Progress of each key result by its key: four queries, however many there are, five where milestones are.

    Start and due date are the key result's own, else its objective's, else those of the plan it was stated in.
    """
    rows = list(key_results.select_related("objective__plan"))
    return progress_of(rows, today, bands)


def progress_of(rows: Sequence[KeyResult], today: dt.date, bands: Bands | None = None) -> dict[int, Progress]:
    """The same for key results already loaded with `objective__plan`; three queries, or four."""
    bands = bands or current_bands()
    keys = [row.pk for row in rows]
    readings, courses, said = latest_readings(keys, today), courses_of(rows), said_of_key_results(today)
    return {
        row.pk: judge(row, courses[row.pk], readings.get(row.pk, []), today, bands, said.get(row.pk)) for row in rows
    }


def courses_of(rows: Sequence[KeyResult]) -> dict[int, Course]:
    """The course of each key result, with its phased targets and what feeds it; two queries at most."""
    steps, foreseen = phased_targets([row.pk for row in rows]), _foreseen(rows)
    return {row.pk: course_of(row, steps.get(row.pk, ()), foreseen.get(row.pk)) for row in rows}


def _foreseen(rows: Sequence[KeyResult]) -> dict[int, dt.date | None]:
    """When the milestones that feed some of them are forecast; no query where none is fed so."""
    keys = [row.pk for row in rows if row.is_switch]
    if not keys:
        return {}
    fed = Feed.objects.filter(key_result__in=keys).values_list("key_result", "milestone__forecast_on")
    return dict(fed)


def course_of(row: KeyResult, steps: Iterable[tuple[dt.date, Decimal]], foreseen_on: dt.date | None = None) -> Course:
    """The course of one key result, given its phased targets and when the milestone that feeds it is forecast."""
    objective, plan = row.objective, row.objective.plan
    return course_by(
        row.direction,
        row.baseline,
        row.target,
        row.upper,
        row.starts_on or objective.starts_on or (plan.starts_on if plan else None),
        row.due_on or objective.due_on or (plan.ends_on if plan else None),
        steps,
        foreseen_on,
    )


def judge(
    row: KeyResult,
    course: Course,
    readings: Sequence[Reading],
    today: dt.date,
    bands: Bands,
    said: Said | None = None,
) -> Progress:
    """Progress from the latest reading and the one before it (newest first), or what a person said; no query."""
    limit = row.cadence_days or bands.stale_after_days
    computed = _computed(row, course, readings, today, bands, limit)
    if said is None or row.state not in (KeyResult.State.AGREED, KeyResult.State.TRACKING):
        return computed
    verdict = Verdict(computed.mark, computed.reason, computed.percent, computed.expected, computed.ratio)
    if computed.value is None:
        verdict = verdict._replace(expected=expected_of(course, today))
    holds = instead(said, verdict, limit, today, bands)
    if holds == verdict:
        return computed
    return replace(
        computed,
        mark=holds.mark,
        reason=holds.reason,
        percent=holds.percent,
        expected=holds.expected,
        ratio=holds.ratio,
        is_stale=holds.reason == "stale",
        by_hand=said,
        computed=verdict,
    )


def _computed(
    row: KeyResult, course: Course, readings: Sequence[Reading], today: dt.date, bands: Bands, limit: int
) -> Progress:
    if not readings or readings[0].value is None:
        return Progress("N", "no_reading", unit=row.unit, limit=limit, state=row.state)
    latest, before = readings[0], readings[1] if len(readings) > 1 else None
    standing = stand(course, readings[0].value, today, bands)
    age = (today - latest.read_on).days if latest.read_on else None
    mark, reason = held_against_age(row.state, standing, age, limit)
    return Progress(
        mark=mark,
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
        limit=limit,
        state=row.state,
        standing=standing,
    )


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
