"""What a person says in place of what is computed: the rule by which it holds, and how it is told."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from big.core import words
from big.history.kept import kept
from okr.models.overrides import Override
from okr.selectors.course import HUNDRED, Bands, Course, against

_NAMES: Final = {"R": "red", "A": "amber", "G": "green"}
# Without these a reading says nothing of today; only a statement that is younger does.
_SILENT: Final = ("stale", "undated", "no_reading")


class Said(NamedTuple):
    """An override as marks need it; `mark` is empty and `percent` None where the person left it to the rule."""

    key: int
    mark: str
    percent: Decimal | None
    set_on: dt.date
    is_lasting: bool
    why: str

    @property
    def sentence(self) -> str:
        """That it was set by hand, to what, for how long and why."""
        to = words.listed(
            [
                *([words.percent(self.percent)] if self.percent is not None else []),
                *([_NAMES[self.mark]] if self.mark else []),
            ]
        )
        until = "until it is taken back" if self.is_lasting else "until the next reading"
        why = self.why if self.why.endswith((".", "!", "?")) else f"{self.why}."
        return f"Set by hand to {to} on {words.day(self.set_on)}, {until}: {why}"


class Verdict(NamedTuple):
    """What is said of a key result or an objective: its mark, why it has none, and its two percentages."""

    mark: str
    reason: str
    percent: Decimal | None
    expected: Decimal | None
    ratio: Decimal | None = None


@kept(Override)
def said_of_key_results(today: dt.date) -> Mapping[int, Said]:
    """The overrides that hold on a date, by key result; whoever shows them looks who may see."""
    return _said("key_result_id", today)


@kept(Override)
def said_of_objectives(today: dt.date) -> Mapping[int, Said]:
    """The overrides that hold on a date, by objective."""
    return _said("objective_id", today)


def _said(column: str, today: dt.date) -> dict[int, Said]:
    rows = Override.objects.standing(today).filter(**{f"{column}__isnull": False}).order_by("pk")
    columns = ("pk", "mark", "percent", "set_on", "is_lasting", "why")
    return {key: Said(*rest) for key, *rest in rows.values_list(column, *columns)}


def expected_of(course: Course, today: dt.date) -> Decimal | None:
    """The percent of the way that a course expects by a date, whatever was read; None where nothing says."""
    aim = course.expected_value(today)
    if course.holds:
        return HUNDRED
    return None if aim is None else course.percent(aim)


def instead(said: Said | None, computed: Verdict, limit: int, today: dt.date, bands: Bands) -> Verdict:
    """The verdict that holds where a person said something else than was computed.

    Silence is never green: an override older than `limit` days does not stand for a reading that is missing or too
    old. A percentage without a mark is judged as a reading would be, against what is expected by now.
    """
    if said is None or (computed.reason in _SILENT and (today - said.set_on).days > limit):
        return computed
    percent = computed.percent if said.percent is None else said.percent
    if said.mark:
        return Verdict(said.mark, "", percent, computed.expected)
    if percent is None or computed.expected is None:
        return Verdict("N", computed.reason or "no_due", percent, computed.expected)
    mark, ratio = against(percent, computed.expected, bands)
    return Verdict("G" if percent >= HUNDRED else mark, "", percent, computed.expected, ratio)
