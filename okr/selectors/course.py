"""The arithmetic of progress: how far along, how far expected by now, and the mark that earns; no database."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final, NamedTuple

from big.core import words

HUNDRED: Final = Decimal(100)
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bands:
    """The organisation's rule: percent of expected at which red ends and green begins, and days a reading counts."""

    red_below: int = 60
    green_from: int = 90
    stale_after_days: int = 30

    def mark(self, ratio: Decimal) -> str:
        """R, A or G for a percentage of what was expected."""
        return "G" if ratio >= self.green_from else "A" if ratio >= self.red_below else "R"

    def band(self, mark: str) -> str:
        """The part of the rule that gave `mark`, for the end of a sentence."""
        return {
            "G": f"green from {self.green_from}%",
            "A": f"amber from {self.red_below}%, green from {self.green_from}%",
            "R": f"red below {self.red_below}%",
        }[mark]


class Course(NamedTuple):
    """What a measure is meant to do: from its baseline, by way of its steps, to its target on the due date.

    With `upper` it is to be kept within a band, from `target` to `upper`, both included. With `waits` nothing is
    expected of it before its due date: a yes or no, a milestone; `foreseen_on` is when its plan says it turns.
    """

    baseline: Decimal | None
    target: Decimal | None
    rises: bool = True
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    steps: tuple[tuple[dt.date, Decimal], ...] = ()
    upper: Decimal | None = None
    waits: bool = False
    foreseen_on: dt.date | None = None

    @property
    def aim(self) -> Decimal | None:
        """The target: of a band, the edge that is nearer to the baseline."""
        if self.upper is not None and self.baseline is not None and self.baseline > self.upper:
            return self.upper
        return self.target

    @property
    def final(self) -> Decimal | None:
        """The target, or the last step where no target is given."""
        return self.aim if self.aim is not None else max(self.steps)[1] if self.steps else None

    @property
    def holds(self) -> bool:
        """Whether it is to stay where it began: at its target, or within its band."""
        if self.upper is not None:
            return self.baseline is None or self.is_within(self.baseline)
        return self.baseline is not None and self.baseline == self.final

    def is_within(self, value: Decimal) -> bool:
        """Whether `value` is in the band."""
        return self.target is not None and self.upper is not None and self.target <= value <= self.upper

    def points(self) -> list[tuple[dt.date, Decimal]]:
        """The planned line, in order of date: start, steps on the way, target."""
        ends_on = self.due_on if self.aim is not None else None
        dated = {day: value for day, value in self.steps if ends_on is None or day < ends_on}
        if ends_on and self.aim is not None:
            dated[ends_on] = self.aim
        if self.starts_on and self.baseline is not None and (ends_on is None or self.starts_on < ends_on):
            dated = {day: value for day, value in dated.items() if day > self.starts_on}
            dated[self.starts_on] = self.baseline
        return sorted(dated.items())

    def expected_value(self, today: dt.date) -> Decimal | None:
        """Where the measure should be on `today`, straight between the points; None where nothing says."""
        starts_on, due_on, baseline, target = self.starts_on, self.due_on, self.baseline, self.aim
        if self.waits:
            return None if due_on is None else target if today >= due_on else baseline
        if self.upper is not None and self.holds:
            return None
        if not self.steps and baseline is not None and target is not None and starts_on and due_on:
            # What most have, thousands of times on one page: the same as below, with no list of points.
            if starts_on <= today < due_on:
                return baseline + (target - baseline) * (today - starts_on).days / Decimal((due_on - starts_on).days)
            if starts_on < due_on:
                return target if today >= due_on else baseline
        points = self.points()
        from_start = bool(points) and points[0] == (self.starts_on, self.baseline)
        if not points or (len(points) == 1 and from_start):
            return None
        if today < points[0][0]:
            return points[0][1] if from_start else None
        day, value = max(point for point in points if point[0] <= today)
        after = [point for point in points if point[0] > today]
        if not after:
            return value
        next_day, next_value = after[0]
        return value + (next_value - value) * (today - day).days / Decimal((next_day - day).days)

    def reaches(self, value: Decimal, aim: Decimal) -> bool:
        """Whether `value` is at `aim` or better; of a band, within it."""
        if self.upper is not None:
            return self.is_within(value)
        return value >= aim if self.rises else value <= aim

    def is_reached(self, value: Decimal) -> bool:
        """Whether `value` is at the target: by the way from the baseline, or by itself where there is no baseline."""
        percent, final = self.percent(value), self.final
        if percent is not None:
            return percent >= HUNDRED
        return final is not None and self.reaches(value, final)

    def percent(self, value: Decimal) -> Decimal | None:
        """How much of the way from baseline to target `value` is, in percent; below 0 and above 100 are possible.

        A measure that is to hold where it stands (baseline equal to target) is at 100 or at 0. Within its band a
        measure is at 100; as far outside as its baseline was, on either side, it is at 0; one that began within its
        band is at 0 anywhere outside.
        """
        baseline, final = self.baseline, self.final
        if self.upper is not None and self.target is not None:
            if self.is_within(value):
                return HUNDRED
            if self.holds or baseline is None:
                return ZERO
            return HUNDRED - HUNDRED * self._outside(value) / self._outside(baseline)
        if baseline is None or final is None:
            return None
        if baseline == final:
            return HUNDRED if self.reaches(value, final) else ZERO
        return HUNDRED * (value - baseline) / (final - baseline)

    def _outside(self, value: Decimal) -> Decimal:
        if self.target is None or self.upper is None:
            return ZERO
        return max(self.target - value, value - self.upper, ZERO)


class Standing(NamedTuple):
    """How a value stands against its course: the mark, percent and expected percent, and the rule in one sentence."""

    mark: str
    percent: Decimal | None
    expected: Decimal | None
    ratio: Decimal | None
    expected_value: Decimal | None
    reason: str
    value: Decimal
    course: Course
    bands: Bands

    @property
    def sentence(self) -> str:
        """The rule as it was applied, made only where somebody reads it: most standings are counted and no more."""
        final, aim = self.course.final, self.expected_value
        if self.reason:
            return _UNMARKED[self.reason]
        if self.course.upper is not None and (self.course.holds or self.percent == HUNDRED):
            where = "within" if self.percent == HUNDRED else "outside"
            low, high = words.reading(self.course.target or ZERO), words.reading(self.course.upper)
            return f"{words.reading(self.value)} is {where} the band of {low} to {high}."
        if self.course.waits:
            return self._said_of_waiting
        if final is not None and self.course.is_reached(self.value):
            return f"The target is reached: {words.reading(self.value)} against {words.reading(final)}."
        if self.course.baseline is None and self.ratio is not None and aim is not None:
            return (
                f"No baseline is given, so the value is compared with the {words.reading(aim)} expected by today: "
                f"{_whole(self.ratio)} of it, {self.bands.band(self.mark)}."
            )
        return way(self.percent or ZERO, self.expected or ZERO, self.ratio, self.mark, self.bands)

    @property
    def _said_of_waiting(self) -> str:
        due_on, foreseen_on = self.course.due_on, self.course.foreseen_on
        if self.percent is not None and self.percent >= HUNDRED:
            return "It is reached."
        if due_on is None or self.mark == "R":
            return f"It was due on {words.day(due_on)} and is not reached." if due_on else "It is not reached."
        if self.mark == "A" and foreseen_on:
            late = words.counted((foreseen_on - due_on).days, "day")
            return f"It is forecast for {words.day(foreseen_on)}, {late} after it is due."
        return f"Nothing is expected before {words.day(due_on)}."


_UNMARKED: Final = {
    "no_target": "There is no target to measure against.",
    "no_start": "There is no start date, so nothing says where it should be by now.",
    "no_due": "There is no due date, so nothing says where it should be by now.",
    "no_baseline": "There is no baseline, so nothing says how much of the way is done.",
}


def _whole(ratio: Decimal) -> str:
    # Rounded down, so that 89.6 never reads as the 90 that would have been green.
    return f"{words.number(ratio.to_integral_value(rounding=ROUND_FLOOR))}%"


def stand(course: Course, value: Decimal, today: dt.date, bands: Bands) -> Standing:
    """Judge `value` on `today`.

    Rule (look.md 3): percent of the way from baseline to target, divided by the percent expected by now, gives the
    mark of the bands; a target that is reached is green. What waits for its due date is green until then, amber where
    its plan foresees it later, and red after. Without a baseline, the value is compared with what is
    expected today itself. Without a target, a start or a due date there is no mark, and `reason` says why.
    """
    final = course.final
    if final is None:
        return Standing("N", None, None, None, None, "no_target", value, course, bands)
    percent, aim = course.percent(value), course.expected_value(today)
    holds = course.holds
    if aim is None and holds:
        aim = final
    if percent is None:
        return _stand_without_baseline(course, value, aim, bands)
    expected = None if aim is None else HUNDRED if holds else course.percent(aim)
    if percent >= HUNDRED:
        return Standing("G", percent, expected, _ratio(percent, expected), aim, "", value, course, bands)
    if expected is None:
        reason = "no_start" if course.due_on or course.steps else "no_due"
        return Standing("N", percent, None, None, None, reason, value, course, bands)
    if course.waits and course.due_on and course.foreseen_on and today < course.due_on < course.foreseen_on:
        return Standing("A", percent, expected, None, aim, "", value, course, bands)
    mark, ratio = against(percent, expected, bands)
    return Standing(mark, percent, expected, ratio, aim, "", value, course, bands)


def against(percent: Decimal, expected: Decimal, bands: Bands) -> tuple[str, Decimal | None]:
    """The mark of a percentage against the one expected by now, and their ratio."""
    ratio = _ratio(percent, expected)
    if ratio is None:
        return "G" if percent >= expected else "R", None
    return bands.mark(ratio), ratio


def way(percent: Decimal, expected: Decimal, ratio: Decimal | None, mark: str, bands: Bands) -> str:
    """That mark and ratio as a sentence."""
    said = f"{words.percent(percent)} of the way, {words.percent(expected)} expected by today"
    if ratio is None:
        return f"{said}: {'nothing is expected yet' if mark == 'G' else 'it is behind where it began'}."
    return f"{said}: {_whole(ratio)} of expected, {bands.band(mark)}."


def _ratio(percent: Decimal, expected: Decimal | None) -> Decimal | None:
    return HUNDRED * percent / expected if expected is not None and expected > 0 else None


def _stand_without_baseline(course: Course, value: Decimal, aim: Decimal | None, bands: Bands) -> Standing:
    if course.is_reached(value):
        return Standing("G", HUNDRED, HUNDRED, HUNDRED, aim, "", value, course, bands)
    over, under = (value, aim) if course.rises else (aim, value)
    if aim is None or over is None or under is None or under <= 0 or over < 0:
        return Standing("N", None, None, None, None, "no_baseline", value, course, bands)
    share = HUNDRED * over / under
    return Standing(bands.mark(share), min(share, HUNDRED), HUNDRED, share, aim, "", value, course, bands)
