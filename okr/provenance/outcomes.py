"""How outcomes come about: the progress of a key result, and the average that an objective takes of them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.addresses import address_of
from big.core import words
from big.provenance.doubts import of_reports
from big.provenance.links import how_url
from big.provenance.origins import origins, people_of, said_by, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, day_of
from okr import codes
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.course import Course
from okr.selectors.forecast import forecast_of, rule_of
from okr.selectors.key_result_marks import KeyResultMark, tracked_marks
from okr.selectors.key_result_page import fineness
from okr.selectors.outcomes import ObjectiveProgress, outcomes
from okr.selectors.outline import Seen, seen_by
from okr.selectors.progress import Progress, courses_of, current_bands, progress_of
from okr.selectors.weighing import OBJECTIVE, Part, Weighed
from portfolio.selectors.frame import frame

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
BASIS: Final = "The bands are the organisation's own, in its settings; a phased target on the way bends the line."

OUTCOME: Final = Explanation(
    key="objective-outcome",
    title="Outcome of an objective",
    formula=(
        "The average, by weight, of what stands directly under the objective and is reported: the percent of the way "
        "of its tracked key results, each held between 0 and 100, and the outcome of the objectives under it. A fixed "
        "share is held, the others share the rest equally, and what does not contribute is left out. The mark is that "
        "percent against the percent expected by now, averaged alike; marks themselves are never averaged."
    ),
    basis=BASIS,
    load=lambda user, asked: _outcome(user, asked),
    takes={"objective": "The code of an objective."},
    covers=(
        ("okr:objective_list", "Outcome of each"),
        ("okr:alignment", "Outcome of each objective"),
        ("okr:objective_detail", "Figures of the page"),
        ("api:objectives", "Progress of each"),
        ("governance:home", "Objectives, outcome against delivery"),
    ),
)

KEY_RESULT: Final = Explanation(
    key="key-result",
    title="Progress of a key result",
    formula=(
        "The way from baseline to target that the latest reading has gone, in percent, divided by the percent that a "
        "straight line between start, phased targets and due date expects today. A target that is reached is green; "
        "a reading older than its cadence shows as not reported."
    ),
    basis=BASIS,
    load=lambda user, asked: _key_result(user, asked),
    takes={"key_result": "The code of a key result."},
    covers=(
        ("okr:key_result_detail", "Figures of the page"),
        ("okr:explorer", "Progress of each key result"),
        ("api:key-results", "Progress of each"),
    ),
)


def objective_of(user: User, asked: Asked) -> StrategicObjective | None:
    """The objective that the parameters name, if `user` may see it."""
    return StrategicObjective.objects.visible_to(user).filter(code__iexact=asked.get("objective", "")).first()


def _outcome(user: User, asked: Asked) -> Provenance | None:
    objective = objective_of(user, asked)
    if objective is None:
        return None
    now, bands, seen = frame(day_of(asked)), current_bands(), seen_by(user)
    progress = outcomes(seen, now.today, bands)
    outcome = progress[objective.pk]
    marks = list(tracked_marks(now.today, bands).of(seen.families[objective.pk]))
    family = [each.key for each in marks]
    own = list(KeyResult.objects.filter(pk__in=family, objective=objective).select_related("objective__plan"))
    stood = progress_of(own, now.today, bands)
    rows = tuple(_parts(outcome, {each.pk: each for each in own}, stood, progress, seen))
    counted = [row for row in rows if row.amount is not None]
    value = words.DASH if outcome.percent is None else words.percent(outcome.percent)
    computed = value if outcome.computed is None else _said(outcome.computed.percent)
    readings = Reading.objects.filter(key_result__in=family)
    return Provenance(
        title=f"Outcome of {objective.code} {objective.title}",
        value=value,
        amount=outcome.percent,
        sentence=outcome.sentence,
        as_of=now.today,
        inputs=(
            *_by_hand(outcome),
            ("Expected by now", words.DASH if outcome.expected is None else words.percent(outcome.expected)),
            ("Green from", f"{bands.green_from}% of what is expected"),
            ("Red below", f"{bands.red_below}% of it"),
        ),
        rows=Rows(
            rows,
            sum((row.amount for row in counted if row.amount is not None), ZERO),
            "",
            f"Each brings its percent times its weight; together {computed}." if counted else "",
            f"{objective.get_absolute_url()}#key-results",
            "Show the objective's key results",
            "What it is made of",
        ),
        sources=several(
            origins(user, (readings, "reading", "readings")),
            people_of(KeyResult, family, user, [*codes.READINGS, codes.READING_CORRECTED]),
        ),
        qualities=_silences(marks),
        mark=outcome.mark,
    )


def _by_hand(stood: ObjectiveProgress | Progress) -> tuple[tuple[str, str], ...]:
    """What a person said instead, and what is computed."""
    if stood.by_hand is None or stood.computed is None:
        return ()
    return (("Set by hand", _said(stood.percent)), ("Computed", _said(stood.computed.percent)))


def _said(percent: Decimal | None) -> str:
    return words.DASH if percent is None else words.percent(percent)


def _parts(
    outcome: ObjectiveProgress,
    own: Mapping[int, KeyResult],
    stood: Mapping[int, Progress],
    below: Mapping[int, ObjectiveProgress],
    seen: Seen,
) -> Iterator[Row]:
    """Each child as it counts: its percent, its weight, and the points that it brings."""
    weighed = outcome.weighed
    for part in weighed.parts:
        if part.kind == OBJECTIVE:
            line, progress = seen.objectives[part.key], below[part.key]
            code, title, fixed, on = line.code, line.title, line.share, None
            url, how = address_of("okr:objective_detail", code.lower()), how_url(OUTCOME.key, objective=code.lower())
            percent, said, mark = progress.percent, progress.sentence, progress.mark
        else:
            each, its = own[part.key], stood[part.key]
            code, title, fixed, on = each.code, each.title, each.share, its.read_on
            url, how = each.get_absolute_url(), how_url(KEY_RESULT.key, key_result=code.lower())
            percent, said, mark = its.percent, its.sentence, its.mark
        points = weighed.points_of(part)
        yield Row(
            title,
            words.DASH if percent is None else words.percent(percent),
            points,
            code,
            url,
            how,
            on,
            _counts_for(part, weighed, fixed is not None, points) or said,
            mark,
        )


def _counts_for(part: Part, weighed: Weighed, is_fixed: bool, points: Decimal | None) -> str:
    if part.weight is None:
        return "It does not contribute."
    if not part.weight:
        return "Its share is 0%."
    share = weighed.share_of(part)
    if share is None or points is None:
        return ""
    fixed = "fixed" if is_fixed else "an equal part of the rest" if _has_fixed(weighed) else "an equal part"
    now = "" if weighed.counted == HUNDRED else f", {_exact(share)}% of what is reported"
    return f"Weighs {_exact(part.weight)}%, {fixed}{now}: {_exact(points)} points."


def _exact(value: Decimal) -> str:
    """With the decimal that tells: 25, 33.3."""
    return words.number(value) if value == value.to_integral_value() else words.number(value, 1)


def _has_fixed(weighed: Weighed) -> bool:
    return len({part.weight for part in weighed.parts if part.weight is not None}) > 1


def _silences(marks: list[KeyResultMark]) -> tuple[Quality, ...]:
    stale = sum(each.reason == "stale" for each in marks)
    return of_reports(len(marks), "key result", stale=stale, silent=sum(each.mark == "N" for each in marks) - stale)


def _key_result(user: User, asked: Asked) -> Provenance | None:
    found = KeyResult.objects.visible_to(user).filter(code__iexact=asked.get("key_result", ""))
    key_result = found.select_related("objective__plan").first()
    if key_result is None:
        return None
    now, bands = frame(day_of(asked)), current_bands()
    progress = progress_of([key_result], now.today, bands)[key_result.pk]
    course = courses_of([key_result])[key_result.pk]
    readings = Reading.objects.filter(key_result=key_result)
    newest = list(readings.select_related("read_by").order_by("-read_on", "-pk"))
    current = next(
        (each for each in newest if each.value is not None and (each.read_on or now.today) <= now.today), None
    )
    unit = key_result.unit
    value = words.DASH if progress.percent is None else words.percent(progress.percent)
    rows = tuple(
        Row(
            each.read_by.name if each.read_by else "Reading",
            words.DASH if each.value is None else words.measured(each.value, unit),
            each.value if each is current else None,
            on=each.read_on,
            note=each.note[:160],
        )
        for each in newest
    )
    limit = key_result.cadence_days or bands.stale_after_days
    return Provenance(
        title=f"Progress of {key_result.code} {key_result.title}",
        value=value,
        amount=progress.percent,
        sentence=progress.sentence,
        as_of=now.today,
        inputs=(
            *_by_hand(progress),
            ("Baseline", _measure(key_result.baseline, unit, course.starts_on)),
            ("Target", _measure(course.final, unit, course.due_on)),
            ("Expected today", _measure(progress.expected_value, unit, None)),
            ("Latest reading", _measure(progress.value, unit, progress.read_on)),
            ("Expected of the way", words.DASH if progress.expected is None else words.percent(progress.expected)),
            ("A reading counts for", words.counted(limit, "day")),
            ("Read from", key_result.data_source or "not said"),
            *_foreseen(key_result, course, newest, progress.value, now.today, limit),
        ),
        rows=Rows(
            rows,
            current.value if current and current.value is not None else ZERO,
            "",
            "The latest reading counts." if rows else "",
            f"{key_result.get_absolute_url()}#readings",
            "Show the readings",
            "Readings",
        ),
        sources=several(
            [said_by(current.read_by.name, current.recorded_at, count="took the reading")]
            if current and current.read_by
            else [],
            origins(user, (readings, "reading", "readings"), (found, "key result", "key results")),
        ),
        qualities=_doubts_of(progress, limit),
        mark=progress.mark,
    )


def _foreseen(
    key_result: KeyResult,
    course: Course,
    newest: Sequence[Reading],
    value: Decimal | None,
    today: dt.date,
    limit: int,
) -> Iterator[tuple[str, str]]:
    """What the readings lead to by the due date, the pace that says so, and where the pace is from."""
    dated = [(each.read_on, each.value) for each in reversed(newest) if each.read_on and each.value is not None]
    forecast, _ = forecast_of(course, key_result.state, dated, today, limit)
    if forecast is None:
        return
    places = fineness(course, value)
    yield f"Forecast for {words.day(forecast.on)}", words.measured(round(forecast.value, places), key_result.unit)
    yield "Pace a week", words.signed(forecast.pace * 7, places + 1)
    if forecast.needed is not None:
        yield "Pace that the target takes", words.signed(forecast.needed * 7, places + 1)
    yield "The pace is", rule_of(forecast)


def _measure(value: Decimal | None, unit: str, on: object) -> str:
    if value is None:
        return "not given"
    said = words.measured(value, unit)
    return f"{said}, {words.day(on)}" if on else said  # type: ignore[arg-type]


def _doubts_of(progress: Progress, limit: int) -> tuple[Quality, ...]:
    if progress.is_stale and progress.read_on:
        age = words.counted(progress.age_days or 0, "day")
        said = f"Since {words.day(progress.read_on)}, {age} ago; a reading counts for {limit} days."
        return (Quality(Doubt.STALE, said),)
    return (Quality(Doubt.PARTIAL, progress.sentence),) if progress.mark == "N" else ()
