"""Good practice in OKRs: what is worth mending in a set, at the record it is about, and how to mend it.

The rules are common ground of the OKR literature: one owner, an outcome that is measured, few of them, aligned. Each
looks at what the page has loaded and asks the database nothing.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from big.core import words
from okr.models.cycles import Cycle, OkrPlace
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.key_result_rows import KeyResultRow

# More than these nobody keeps in mind (Doerr, Measure What Matters: three to five objectives, three to five each).
MOST: Final = 5
_OUTPUT: Final = re.compile(
    r"\s*(launch|deliver|implement|complete|build|create|publish|roll out|set up|write|hold|install|design)\b", re.I
)


class Severity(StrEnum):
    """How much it matters: to be mended, or worth a look."""

    MEND = "mend"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class PracticeRule:
    """One rule: its id, how much it matters, and how to mend what it finds."""

    key: str
    severity: Severity
    mend: str


@dataclass(frozen=True, slots=True)
class PracticeFinding:
    """What a rule found: at an objective, at one of its key results, or in the set as a whole."""

    rule: PracticeRule
    sentence: str
    objective: StrategicObjective | None = None
    key_result: KeyResult | None = None

    @property
    def record(self) -> StrategicObjective | KeyResult | None:
        """The record it is about; None for the set."""
        return self.key_result or self.objective


NO_OWNER: Final = PracticeRule("no-owner", Severity.MEND, "Name the one person who answers for it.")
NO_MEASURE: Final = PracticeRule("no-measure", Severity.MEND, "Say from where, to where, by when, and in which unit.")
NO_DISTANCE: Final = PracticeRule("no-distance", Severity.MEND, "Set a target that differs from where it stands today.")
OUTSIDE_CYCLE: Final = PracticeRule("outside-cycle", Severity.MEND, "Move its days into the cycle, or it to another.")
NOT_ALIGNED: Final = PracticeRule(
    "not-aligned",
    Severity.MEND,
    "Choose the objective of the strategy, or of a unit, that it helps to achieve.",
)
STALE: Final = PracticeRule("stale", Severity.MEND, "Check in, or say that nothing has changed.")
OUTPUT: Final = PracticeRule("output", Severity.LOOK, "Say what will be different when it is done.")
TOO_MANY: Final = PracticeRule("too-many", Severity.LOOK, f"Keep the {MOST} that matter most, and drop the others.")
SILOED: Final = PracticeRule("siloed", Severity.LOOK, "Support an objective of the strategy or of another unit, too.")
SANDBAGGED: Final = PracticeRule("sandbagged", Severity.LOOK, "Set a target that asks for more.")
RULES: Final = (
    *(NO_OWNER, NO_MEASURE, NO_DISTANCE, OUTSIDE_CYCLE, NOT_ALIGNED, STALE),
    *(OUTPUT, TOO_MANY, SILOED, SANDBAGGED),
)


def sounds_like_output(title: str) -> bool:
    """Whether a title names something to be done ("Launch the portal") instead of what changes by it."""
    return bool(_OUTPUT.match(title))


def findings_of_objective(
    objective: StrategicObjective,
    rows: Sequence[KeyResultRow],
    cycle: Cycle,
    supports: StrategicObjective | None,
    today: dt.date,
) -> Iterator[PracticeFinding]:
    """What is worth mending in one objective and its key results, the objective first."""
    if objective.accountable_id is None:
        yield PracticeFinding(NO_OWNER, "Nobody is accountable for it.", objective)
    if all(row.key_result.state == KeyResult.State.DRAFT for row in rows):
        yield PracticeFinding(NO_MEASURE, "No key result measures it.", objective)
    if supports is None:
        yield PracticeFinding(NOT_ALIGNED, "It supports nothing.", objective)
    if _lies_outside(objective.starts_on, objective.due_on, cycle):
        yield PracticeFinding(OUTSIDE_CYCLE, f"Its days reach beyond {cycle}.", objective)
    if sounds_like_output(objective.title):
        yield PracticeFinding(OUTPUT, "It reads like something to do.", objective)
    if len(rows) > MOST:
        yield PracticeFinding(TOO_MANY, f"It has {words.counted(len(rows), 'key result')}.", objective)
    for row in rows:
        for rule, sentence in _of_key_result(row, cycle, today):
            yield PracticeFinding(rule, sentence, objective, row.key_result)


def _of_key_result(row: KeyResultRow, cycle: Cycle, today: dt.date) -> Iterator[tuple[PracticeRule, str]]:
    key_result, course, progress = row.key_result, row.course, row.progress
    is_band = key_result.direction == KeyResult.Direction.BAND
    lacking = [
        name
        for name, value in (
            ("unit", key_result.unit),
            ("upper edge", course.upper) if is_band else ("baseline", course.baseline),
            ("target", course.final),
            ("due date", course.due_on),
        )
        if value in (None, "")
    ]
    if key_result.owner_id is None:
        yield NO_OWNER, "Nobody owns it."
    if lacking:
        yield NO_MEASURE, f"It has no {words.listed(lacking)}."
    if not is_band and course.baseline is not None and course.baseline == course.final:
        yield NO_DISTANCE, "Its target is where it began."
    if _lies_outside(course.starts_on, course.due_on, cycle):
        yield OUTSIDE_CYCLE, f"Its days reach beyond {cycle}."
    if sounds_like_output(key_result.title):
        yield OUTPUT, "It reads like something to do."
    if row.is_due_on(today) and progress.has_reading:
        yield STALE, progress.sentence
    if progress.percent is not None and progress.percent >= 100 and _is_early(row, today):
        yield SANDBAGGED, "Its target was reached before half of its time had passed."


def findings_of_set(
    place: OkrPlace, objectives: Sequence[StrategicObjective], supports: Sequence[StrategicObjective]
) -> Iterator[PracticeFinding]:
    """What is worth a look in a set as a whole: how many objectives, and whether they serve anybody else."""
    if len(objectives) > MOST:
        yield PracticeFinding(TOO_MANY, f"There are {words.counted(len(objectives), 'objective')}.")
    own = {(each.okr_set.place if each.okr_set else None) == place for each in supports}
    if own == {True}:
        yield PracticeFinding(SILOED, f"They support nothing outside {place}.")


def _lies_outside(starts_on: dt.date | None, due_on: dt.date | None, cycle: Cycle) -> bool:
    before = starts_on is not None and starts_on < cycle.starts_on
    return before or (due_on is not None and due_on > cycle.ends_on)


def _is_early(row: KeyResultRow, today: dt.date) -> bool:
    starts_on, due_on = row.course.starts_on, row.course.due_on
    if row.is_closed or starts_on is None or due_on is None or due_on <= starts_on:
        return False
    return 2 * (today - starts_on).days < (due_on - starts_on).days
