"""Key results as rows: progress, the last readings for the small line, and who may check in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.accounts.models import User
from big.core import words
from big.organisation.models import Person
from okr import policies
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.course import Bands, Course
from okr.selectors.overriding import said_of_key_results
from okr.selectors.progress import Progress, courses_of, current_bands, judge, latest_readings

SPARK = 12
# So many letters of a title fit into an opening sentence.
TITLE_FITS = 42


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """One key result as lists show it; `readings` run from the oldest of up to twelve to the latest.

    Where it `is_fed`, nobody enters a value: a person may only say that the last one is still true.
    """

    key_result: KeyResult
    progress: Progress
    course: Course
    readings: tuple[Reading, ...]
    can_check_in: bool
    is_fed: bool = False

    @property
    def values(self) -> list[object]:
        """The readings' values, for the small line."""
        return [reading.value for reading in self.readings]

    @property
    def is_closed(self) -> bool:
        """Whether it takes no readings any more, or not yet."""
        return self.key_result.state not in (KeyResult.State.AGREED, KeyResult.State.TRACKING)

    @property
    def is_due(self) -> bool:
        """Whether a reading is missing or too old."""
        return not self.is_closed and self.progress.reason in ("stale", "no_reading", "undated")

    def is_due_on(self, today: dt.date) -> bool:
        """Whether a check-in is asked for: nothing is before the key result begins."""
        begins = self.course.starts_on
        return self.is_due and (begins is None or begins <= today)

    @property
    def label(self) -> str:
        """What the small line says to those who do not see it."""
        if self.progress.value is None:
            return f"{self.key_result.title}: no readings yet"
        latest = words.measured(self.progress.value, self.key_result.unit)
        return f"{self.key_result.title}: {words.counted(len(self.readings), 'reading')}, latest {latest}"


def needs_help(red: Sequence[KeyResultRow]) -> str:
    """The sentence that names the worst of some red key results; nothing where there is none."""
    if not red:
        return ""
    worst = min(red, key=lambda row: row.progress.ratio if row.progress.ratio is not None else Decimal(-1))
    title = worst.key_result.title
    return f"{title if len(title) <= TITLE_FITS else worst.key_result.code} needs help."


def key_result_rows(
    key_results: Sequence[KeyResult],
    user: User,
    today: dt.date,
    bands: Bands | None = None,
    *,
    may_all: bool | None = None,
) -> list[KeyResultRow]:
    """Rows of key results, loaded with `objective__plan`; nine queries.

    They are of one objective, loaded with its node or OKR set, or of several with the answer to whether `user` may
    check in all of them: `may_all`.
    """
    bands = bands or current_bands()
    keys = [each.pk for each in key_results]
    readings, courses = latest_readings(keys, today, SPARK), courses_of(key_results)
    said = said_of_key_results(today)
    fed = set(Feed.objects.filter(key_result__in=keys).values_list("key_result", flat=True))
    may = may_all
    if may is None:
        may = bool(key_results) and policies.can_check_in_all(user, key_results[0].objective)
    own = set(Person.objects.of(user).values_list("pk", flat=True)) if not may else set()
    delegated = set(policies.delegated_to(user)) if own else set()
    return [
        KeyResultRow(
            key_result=each,
            progress=judge(each, courses[each.pk], readings.get(each.pk, []), today, bands, said.get(each.pk)),
            course=courses[each.pk],
            readings=tuple(reversed(readings.get(each.pk, []))),
            can_check_in=may
            or each.owner_id in own
            or bool({each.check_in_owner_id, each.objective.accountable_id} & own)
            or each.objective_id in delegated,
            is_fed=each.pk in fed,
        )
        for each in key_results
    ]


def rows_of_objective(objective: StrategicObjective, user: User, today: dt.date) -> list[KeyResultRow]:
    """All key results of one objective in their order, dropped ones last."""
    found = list(
        KeyResult.objects.visible_to(user)
        .filter(objective=objective)
        .select_related("objective__plan", "objective__node", "owner")
        .order_by("position", "pk")
    )
    found.sort(key=lambda each: each.state == KeyResult.State.DROPPED)
    return key_result_rows(found, user, today)
