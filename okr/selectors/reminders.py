"""Who is to be asked for what at a moment of a rhythm, by one rule for everybody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from big import clock
from big.core import words
from big.notify.models import Absence
from big.notify.routing import recipient_for
from big.organisation.models import Person
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.rhythms import CheckInRhythm
from okr.selectors.course import Course
from okr.selectors.moments import Timing
from okr.selectors.progress import Progress, courses_of, progress_of
from okr.selectors.rhythms import Rhythms


@dataclass(frozen=True, slots=True)
class Asked:
    """One key result that a person is asked for, and how it stands."""

    key_result: KeyResult
    progress: Progress

    @property
    def lines(self) -> list[str]:
        """The last value, how old it is, and where it is to go."""
        progress, unit = self.progress, self.key_result.unit
        if progress.value is None:
            said = "Nobody has taken a reading yet."
        elif progress.read_on is None or progress.age_days is None:
            said = f"Last {words.measured(progress.value, unit)}, on a day that nobody wrote down."
        else:
            age = words.relative_day(progress.read_on)
            said = f"Last {words.measured(progress.value, unit)} on {words.day(progress.read_on)}, {age}."
        aim = self.key_result.aim
        return [said, f"Target {aim}."] if aim else [said]


def asked_at(moment: dt.datetime, rhythms: Sequence[CheckInRhythm], now: dt.datetime) -> dict[Person, list[Asked]]:
    """What each person is asked for at a moment that these rhythms have in common; nine queries, whatever their number.

    Asked for is every key result that is measured, of an objective that is pursued and not of a cycle that is not
    open, once it has begun, if no reading counts any more or if none will on the day before the next moment. One that
    was read since the day of the last moment is not, nor one that something feeds. Asked is who takes its readings,
    else its owner, else who is accountable for the objective, if they have an account that is open and are here: who
    is away is asked if somebody stands in.
    """
    found = _measured(rhythms)
    progress, courses = progress_of([each for each, _ in found], clock.today()), courses_of([each for each, _ in found])
    asked: defaultdict[Person, list[Asked]] = defaultdict(list)
    for key_result, rhythm in found:
        stands = progress[key_result.pk]
        if is_asked(stands, courses[key_result.pk], Timing.of(rhythm), moment, now):
            person = key_result.check_in_owner or key_result.owner or key_result.objective.accountable
            assert person is not None  # noqa: S101 - the query asks for one
            asked[person].append(Asked(key_result, stands))
    paused = _paused(asked)
    return {person: each for person, each in asked.items() if person.pk not in paused}


def is_asked(progress: Progress, course: Course, timing: Timing, moment: dt.datetime, now: dt.datetime) -> bool:
    """Whether a key result is asked for at a moment, seen from `now`, which may be later."""
    if course.starts_on is not None and course.starts_on > clock.today():
        return False
    if progress.age_days is None:
        return True
    here = timing.date_of(now)
    if progress.age_days < (here - timing.day_before(moment)).days:
        return False
    return progress.age_days + (timing.day_after(moment) - here).days > progress.limit + 1


def _measured(rhythms: Sequence[CheckInRhythm]) -> list[tuple[KeyResult, CheckInRhythm]]:
    """The key results that are measured where one of these rhythms holds, in the order of their objectives."""
    known, wanted = Rhythms.read(), {each.pk for each in rhythms}
    can_answer = _answers("check_in_owner") | (
        Q(check_in_owner=None) & (_answers("owner") | (Q(owner=None) & _answers("objective__accountable")))
    )
    in_force = Q(objective__okr_set=None) | Q(objective__okr_set__cycle__state=Cycle.State.OPEN)
    rows = (
        KeyResult.objects.filter(can_answer, in_force, feed=None)
        .filter(state__in=[KeyResult.State.AGREED, KeyResult.State.TRACKING])
        .filter(objective__state__in=StrategicObjective.PURSUED)
        .select_related("check_in_owner__user", "owner__user", "objective__accountable__user")
        .select_related("objective__plan", "objective__node")
        .select_related("objective__okr_set__node", "objective__okr_set__person")
        .order_by("objective__position", "objective", "position", "pk")
    )
    found = []
    for row in rows:
        rhythm = _rhythm_of(row.objective, known)
        if rhythm is not None and rhythm.pk in wanted:
            found.append((row, rhythm))
    return found


def _answers(person: str) -> Q:
    return Q(**{f"{person}__is_active": True, f"{person}__user__is_active": True})


def _rhythm_of(objective: StrategicObjective, known: Rhythms) -> CheckInRhythm | None:
    """That of whose OKRs it belongs to; of an objective of the organisation, that of its node."""
    okr_set = objective.okr_set
    if okr_set is None:
        return known.of(objective.node)
    return known.of_unit(okr_set.unit_id) if okr_set.unit_id else known.of(okr_set.node or okr_set.person)


def _paused(asked: Mapping[Person, object]) -> set[int]:
    """Those who are away with nobody to stand in for them: they are asked again when they are back."""
    today = clock.today()
    away = Absence.objects.on(today).filter(person__in=asked).select_related("person__user")
    return {each.person_id for each in away if recipient_for(each.person, today).on_behalf_of is None}
