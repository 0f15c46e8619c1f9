"""A key result with its readings, its planned line, the rule behind its mark, and the work that moves it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.charts.drawing import Chart
from big.charts.results import Result, result_chart
from big.core import words
from okr import policies
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.links import Contribution
from okr.models.push_tokens import PushToken
from okr.selectors.closing import lineage_of
from okr.selectors.course import Bands, Course, Standing, stand
from okr.selectors.feeds import FeedSaid, feed_of
from okr.selectors.forecast import forecast_of, said_of
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows
from okr.selectors.progress import current_bands
from okr.selectors.push_tokens import push_tokens_of
from okr.selectors.states import KEY_RESULT_FOLLOWERS
from okr.selectors.threads import Thread, thread_of_key_result

READINGS_SHOWN = 60
# Over so short a way a whole number says too little.
FINE = 20


@dataclass(frozen=True, slots=True)
class KeyResultPage:
    """The whole page of a key result."""

    row: KeyResultRow
    message: str
    chart: Chart | None
    no_chart: str
    forecast: str
    no_forecast: str
    feed: FeedSaid | None
    readings: tuple[Reading, ...]
    more_readings: int
    phased_targets: tuple[PhasedTarget, ...]
    links: tuple[Contribution, ...]
    thread: Thread
    bands: Bands
    history: History
    next_states: tuple[tuple[str, str], ...]
    before: Sequence[tuple[str, str]]
    after: Sequence[tuple[str, str]]
    is_over: bool
    may_edit: bool
    may_answer: bool
    tokens: list[PushToken] | None

    @property
    def key_result(self) -> KeyResult:
        """The record itself."""
        return self.row.key_result

    @property
    def expected_value(self) -> Decimal | None:
        """Where it should be today, as finely as it is measured: a planned line has more digits than anybody reads."""
        exact = self.row.progress.expected_value
        return None if exact is None else round(exact, fineness(self.row.course, self.row.progress.value))


def key_result_page(key_result: KeyResult, user: User, today: dt.date) -> KeyResultPage:
    """Everything the page shows of a key result loaded with its objective, node and plan; a fixed number of queries."""
    bands = current_bands()
    row = key_result_rows([key_result], user, today, bands)[0]
    readings = list(
        Reading.objects.visible_to(user)
        .filter(key_result=key_result)
        .select_related("read_by", "source", "push_token")
        .order_by("-read_on", "-pk")[: READINGS_SHOWN + 1]
    )
    dated = [(each.read_on, each.value) for each in reversed(readings) if each.read_on and each.value is not None]
    forecast, no_forecast = forecast_of(row.course, key_result.state, dated, today, row.progress.limit)
    places = fineness(row.course, row.progress.value)
    sure = {
        each.read_on: each.confidence for each in reversed(readings) if each.read_on and each.confidence is not None
    }
    foreseen = forecast and (forecast.on, round(forecast.value, places))
    chart, no_chart = chart_of(row, dated, today, foreseen, sure)
    links = (
        Contribution.objects.visible_to(user)
        .standing()
        .filter(objective=key_result.objective_id)
        .select_related("work__unit", "work__work_type")
        .prefetch_related("key_results")
    )
    serving = [each for each in links if not each.key_results.all() or key_result in each.key_results.all()]
    lineage, okr_set = lineage_of(key_result, user), key_result.objective.okr_set
    return KeyResultPage(
        row=row,
        message=message_of(row, today),
        chart=chart,
        no_chart=no_chart,
        forecast=said_of(forecast, key_result.unit, places) if forecast else "",
        no_forecast=no_forecast,
        feed=feed_of(key_result, user) if row.is_fed else None,
        readings=tuple(readings[:READINGS_SHOWN]),
        more_readings=max(0, len(readings) - READINGS_SHOWN),
        phased_targets=tuple(PhasedTarget.objects.visible_to(user).filter(key_result=key_result).order_by("due_on")),
        links=tuple(serving),
        thread=thread_of_key_result(key_result, user),
        bands=bands,
        history=history_of(key_result, user),
        next_states=tuple(
            (state, KeyResult.State(state).label) for state in KEY_RESULT_FOLLOWERS.get(key_result.state, ())
        ),
        before=lineage[0],
        after=lineage[1],
        is_over=okr_set is not None and okr_set.cycle.state == Cycle.State.CLOSED,
        may_edit=policies.can_edit_objective(user, key_result.objective),
        may_answer=policies.can_answer_for(user, key_result.objective),
        tokens=push_tokens_of(key_result, user),
    )


def fineness(course: Course, value: Decimal | None) -> int:
    """With how many places a figure between baseline and target is told: those of the measure, one on a short way."""
    known = [each for each in (course.baseline, course.aim, value) if each is not None]
    short = course.aim is not None and course.baseline is not None and abs(course.aim - course.baseline) < FINE
    return max([1 if short else 0, *(_places(each) for each in known)])


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def chart_of(
    row: KeyResultRow,
    readings: Sequence[tuple[dt.date, Decimal]],
    today: dt.date,
    foreseen: tuple[dt.date, Decimal] | None = None,
    confidence: Mapping[dt.date, int] | None = None,
) -> tuple[Chart | None, str]:
    """The readings against the planned line and what they lead to, or what is missing for one."""
    course, key_result = row.course, row.key_result
    lacking = [
        name
        for name, value in (
            ("baseline", course.baseline),
            ("target", course.target),
            ("start date", course.starts_on),
            ("due date", course.due_on),
        )
        if value is None
    ]
    if lacking or course.baseline is None or course.target is None or not course.starts_on or not course.due_on:
        return None, f"The planned line needs a {words.listed(lacking)}."
    if course.due_on <= course.starts_on:
        return None, "The planned line needs a due date after the start."
    if course.waits:
        return None, "Yes or no has no line: nothing is expected before the due date."
    result = Result(
        *(key_result.title, key_result.unit, course.baseline, course.aim or course.target),
        *(course.starts_on, course.due_on, course.steps),
        band=None if course.upper is None else (course.target, course.upper),
    )
    return result_chart(result, readings, today=today, foreseen=foreseen, confidence=confidence), ""


def message_of(row: KeyResultRow, today: dt.date) -> str:
    """What the page says: where it stands, and how far that is from where it should be."""
    progress, unit, state = row.progress, row.key_result.unit, row.key_result.state
    if state in (KeyResult.State.DRAFT, KeyResult.State.DROPPED):
        return progress.sentence
    if progress.value is None:
        return "Nobody has taken a reading yet."
    now = words.measured(progress.value, unit)
    if state == KeyResult.State.MET:
        return f"Met, at {now}."
    if state == KeyResult.State.MISSED:
        return f"Missed, at {now}."
    if progress.is_stale and progress.read_on:
        return f"No reading for {words.counted(progress.age_days or 0, 'day')}. It stood at {now}."
    if progress.percent is not None and (row.course.waits or (row.course.upper is not None and row.course.holds)):
        return progress.sentence
    if progress.percent is not None and progress.percent >= 100:
        return f"The target is reached, at {now}."
    if progress.mark == "G":
        return f"On course, at {now}.{_still_to_go(row)}"
    if progress.mark == "N":
        return f"It stands at {now}. {progress.sentence}"
    return f"{words.capital(_behind(row))} behind, at {now}.{_still_to_go(row)}"


def _still_to_go(row: KeyResultRow) -> str:
    course = row.course
    if course.target is None or course.due_on is None:
        return ""
    return f" The target is {row.key_result.aim} by {words.day(course.due_on)}."


def _behind(row: KeyResultRow) -> str:
    gap = (row.progress.expected or Decimal(0)) - (row.progress.percent or Decimal(0))
    return words.points(max(gap, Decimal(1)))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a check-in would do: how it stands now, how it would, and what that means."""

    was_mark: str
    was_percent: Decimal | None
    now: Standing
    sentence: str


def preview_of(row: KeyResultRow, value: Decimal, today: dt.date) -> Preview:
    """The effect of a reading of today, with nothing saved; no query beyond the bands."""
    standing = stand(row.course, value, today, current_bands())
    return Preview(row.progress.mark, row.progress.percent, standing, _effect(row, standing))


def _effect(row: KeyResultRow, standing: Standing) -> str:
    if standing.mark == "N" or standing.expected is None or standing.percent is None:
        return standing.sentence
    expected = words.percent(standing.expected)
    if standing.percent >= 100:
        return "The target is reached."
    if standing.percent >= standing.expected:
        return f"Ahead of the {expected} expected today."
    if standing.mark == "G":
        return f"Close to the {expected} expected today."
    still = "Still behind" if row.progress.mark in ("R", "A") else "Behind"
    return f"{still} the {expected} expected today."


def told_after(row: KeyResultRow, mark: str) -> str:
    """What the message says after a check-in: "Repeat spills is now amber"."""
    names = {"G": "green", "A": "amber", "R": "red", "N": "not reported"}
    title = row.key_result.title if len(row.key_result.title) <= 60 else row.key_result.code
    if mark == row.progress.mark:
        return f"{title} stays {names[mark]}"
    return f"{title} is now {names[mark]}"
