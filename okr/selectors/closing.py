"""Closing a cycle: what scores are suggested for the OKRs of a unit, node or person, and what can follow."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from big.accounts.models import User
from okr.models.cycles import Cycle, OkrSet
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.selectors.okrs_page import objectives_with_rows
from okr.selectors.outcomes import outcomes
from okr.selectors.outline import seen_by
from okr.selectors.practice import PracticeFinding, Severity, findings_of_objective, findings_of_set
from okr.selectors.progress import Progress, current_bands, progress_of

_CENT: Final = Decimal("0.01")
HUNDRED: Final = Decimal(100)
# Of what is aspirational, 0.7 is good (Doerr, Measure What Matters); what is committed is to be reached whole.
GOOD: Final = {
    StrategicObjective.Ambition.ASPIRATIONAL.value: Decimal("0.7"),
    StrategicObjective.Ambition.COMMITTED.value: Decimal(1),
}


def suggested(percent: Decimal | None) -> Decimal | None:
    """The score that a percentage suggests: 0 to 1, two places, rounded half up; None where nothing is known."""
    if percent is None:
        return None
    return (min(max(percent, Decimal(0)), HUNDRED) / HUNDRED).quantize(_CENT, rounding="ROUND_HALF_UP")


def is_good(ambition: str, score: Decimal) -> bool:
    """Whether a score achieves an objective of that ambition."""
    return score >= GOOD.get(ambition, Decimal(1))


@dataclass(frozen=True, slots=True)
class ClosingKeyResult:
    """A key result at the end: where it stands, and the score that this suggests."""

    key_result: KeyResult
    progress: Progress
    suggested: Decimal | None


@dataclass(frozen=True, slots=True)
class ClosingObjective:
    """An objective at the end, with its key results; scored already, or to be."""

    objective: StrategicObjective
    mark: str
    percent: Decimal | None
    suggested: Decimal | None
    key_results: tuple[ClosingKeyResult, ...]

    @property
    def is_done(self) -> bool:
        """Whether it has its score."""
        return self.objective.score is not None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The OKRs of a place that are to be closed, those that are done last."""

    okr_set: OkrSet
    rows: tuple[ClosingObjective, ...]

    @property
    def waiting(self) -> list[ClosingObjective]:
        """Those without a score."""
        return [row for row in self.rows if not row.is_done]

    @property
    def done(self) -> list[ClosingObjective]:
        """Those with one."""
        return [row for row in self.rows if row.is_done]


def closing_page(okr_set: OkrSet, user: User, today: dt.date) -> ClosingPage:
    """What can be closed of a set, with suggested scores; a fixed number of queries for any number of objectives."""
    bands = current_bands()
    objectives = list(
        StrategicObjective.objects.visible_to(user)
        .filter(okr_set=okr_set)
        .exclude(state__in=[StrategicObjective.State.WITHDRAWN, StrategicObjective.State.SUPERSEDED])
        .select_related("accountable")
        .order_by("position", "pk")
    )
    found = list(
        KeyResult.objects.filter(objective__in=objectives)
        .exclude(state=KeyResult.State.DROPPED)
        .select_related("objective__plan")
        .order_by("position", "pk")
    )
    progress = progress_of(found, today, bands)
    below: defaultdict[int, list[ClosingKeyResult]] = defaultdict(list)
    for each in found:
        stood = progress[each.pk]
        below[each.objective_id].append(ClosingKeyResult(each, stood, suggested(stood.percent)))
    stood_of = outcomes(seen_by(user), today, bands)
    rows = [
        ClosingObjective(
            each,
            stood_of[each.pk].mark,
            stood_of[each.pk].percent,
            suggested(stood_of[each.pk].percent),
            tuple(below[each.pk]),
        )
        for each in objectives
    ]
    return ClosingPage(okr_set, tuple(sorted(rows, key=lambda row: row.is_done)))


def cycles_after(cycle: Cycle, user: User) -> "QuerySet[Cycle]":
    """The cycles into which something of this one can be carried: those that end later and are not closed."""
    later = Cycle.objects.visible_to(user).filter(ends_on__gt=cycle.ends_on).exclude(state=Cycle.State.CLOSED)
    return later.order_by("starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a set and its approval: what is to be mended blocks, what is worth a look warns."""

    blocks: tuple[PracticeFinding, ...]
    warnings: tuple[PracticeFinding, ...]


def gate_of(okr_set: OkrSet, user: User, today: dt.date) -> Gate:
    """The good-practice findings of a set as a gate. Whether a reading is late says nothing of a plan."""
    objectives = objectives_with_rows(okr_set, user, today)
    found: list[PracticeFinding] = []
    for each, rows in objectives:
        found += findings_of_objective(each, rows, okr_set.cycle, each.parent, today)
    supports = [each.parent for each, _ in objectives if each.parent]
    found += findings_of_set(okr_set.place, [each for each, _ in objectives], supports)
    asked = [each for each in found if each.rule.key not in ("stale", "sandbagged")]
    return Gate(
        tuple(each for each in asked if each.rule.severity == Severity.MEND),
        tuple(each for each in asked if each.rule.severity == Severity.LOOK),
    )


def lineage_of(
    record: StrategicObjective | KeyResult, user: User
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What a record continues, and what continues it, each as code with title and address; two queries."""
    model = type(record)
    seen = model.objects.visible_to(user)
    before = seen.filter(pk=record.continues_id) if record.continues_id else seen.none()
    return _named(before), _named(seen.filter(continues=record.pk).order_by("pk"))


def _named(records: "QuerySet[StrategicObjective] | QuerySet[KeyResult]") -> list[tuple[str, str]]:
    return [(f"{each.code} {each.title}", each.get_absolute_url()) for each in records]
