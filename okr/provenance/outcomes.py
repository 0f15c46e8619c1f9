"""How outcomes come about: the progress of a key result, and the average that an objective takes of them."""

from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.core import words
from big.core.marks import ORDER
from big.provenance.doubts import of_reports
from big.provenance.links import how_url
from big.provenance.origins import origins, people_of, said_by, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, day_of
from okr.codes import READING_CORRECTED, READING_RECORDED
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from okr.selectors.key_result_marks import tally
from okr.selectors.progress import Progress, average, courses_of, current_bands, objectives_below, progress_of
from portfolio.selectors.frame import frame

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
BASIS: Final = "The bands are the organisation's own, in its settings; a phased target on the way bends the line."

OUTCOME: Final = Explanation(
    key="objective-outcome",
    title="Outcome of an objective",
    formula=(
        "The plain average of the progress of the tracked key results of the objective and of all under it that have "
        "a mark today, each held between 0 and 100 percent. The mark is that average against the average expected "
        "by now; marks themselves are never averaged."
    ),
    basis=BASIS,
    load=lambda user, asked: _outcome(user, asked),
    takes={"objective": "The code of an objective."},
    covers=(
        ("okr:objective_list", "Outcome of each"),
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
    covers=(("okr:key_result_detail", "Figures of the page"), ("api:key-results", "Progress of each")),
)


def objective_of(user: User, asked: Asked) -> StrategicObjective | None:
    """The objective that the parameters name, if `user` may see it."""
    return StrategicObjective.objects.visible_to(user).filter(code__iexact=asked.get("objective", "")).first()


def _outcome(user: User, asked: Asked) -> Provenance | None:
    objective = objective_of(user, asked)
    if objective is None:
        return None
    now, bands = frame(day_of(asked)), current_bands()
    family = objectives_below(user).get(objective.pk, {objective.pk})
    tracked = KeyResult.objects.visible_to(user).tracked().filter(objective__in=family)
    key_results = list(tracked.select_related("objective__plan").order_by("code"))
    stood = progress_of(key_results, now.today, bands)
    outcome = average(tally(list(stood.values())), bands)
    key_results.sort(key=lambda each: (ORDER.index(stood[each.pk].mark), each.code))
    rows = tuple(_measured(each, stood[each.pk]) for each in key_results)
    counted = [row.amount for row in rows if row.amount is not None]
    total = sum(counted, ZERO)
    value = words.DASH if outcome.percent is None else words.percent(outcome.percent)
    readings = Reading.objects.filter(key_result__in=[each.pk for each in key_results])
    return Provenance(
        title=f"Outcome of {objective.code} {objective.title}",
        value=value,
        amount=outcome.percent,
        sentence=outcome.sentence,
        as_of=now.today,
        inputs=(
            ("Expected by now", words.DASH if outcome.expected is None else words.percent(outcome.expected)),
            ("Green from", f"{bands.green_from}% of what is expected"),
            ("Red below", f"{bands.red_below}% of it"),
        ),
        rows=Rows(
            rows,
            total,
            "",
            f"The sum of {words.counted(len(counted), 'key result')} divided by {len(counted)} is {value}."
            if counted
            else "",
            f"{objective.get_absolute_url()}#key-results",
            "Show the objective's key results",
            "Key results",
        ),
        sources=several(
            origins(user, (readings, "reading", "readings")),
            people_of(KeyResult, [each.pk for each in key_results], user, [READING_RECORDED, READING_CORRECTED]),
        ),
        qualities=_doubts(list(stood.values())),
        mark=outcome.mark,
    )


def _measured(each: KeyResult, progress: Progress) -> Row:
    """A key result as it counts: its percent, held between 0 and 100; nothing where it has no mark."""
    counts = progress.mark != "N" and progress.percent is not None and progress.expected is not None
    percent = progress.percent if progress.percent is not None else ZERO
    return Row(
        each.title,
        words.DASH if progress.percent is None else words.percent(progress.percent),
        min(max(percent, ZERO), HUNDRED) if counts else None,
        each.code,
        each.get_absolute_url(),
        how_url("key-result", key_result=each.code.lower()),
        progress.read_on,
        "" if counts else progress.sentence,
        progress.mark,
    )


def _doubts(stood: list[Progress]) -> tuple[Quality, ...]:
    stale = sum(each.is_stale for each in stood)
    return of_reports(len(stood), "key result", stale=stale, silent=sum(each.mark == "N" for each in stood) - stale)


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
            ("Baseline", _measure(key_result.baseline, unit, course.starts_on)),
            ("Target", _measure(course.final, unit, course.due_on)),
            ("Expected today", _measure(progress.expected_value, unit, None)),
            ("Latest reading", _measure(progress.value, unit, progress.read_on)),
            ("Expected of the way", words.DASH if progress.expected is None else words.percent(progress.expected)),
            ("A reading counts for", words.counted(limit, "day")),
            ("Read from", key_result.data_source or "not said"),
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
