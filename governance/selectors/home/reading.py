"""What the sections of Home share, read once: the scope of the rules, objectives with progress and delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from big.accounts.models import User
from big.organisation.models import Unit
from governance.integrity.scope import Scope
from governance.selectors.integrity import Disconnects, ask, narrowed
from okr.selectors.course import Bands
from okr.selectors.outcomes import ObjectiveProgress, objective_progress
from okr.selectors.serving import (
    Delivery,
    MoneyByObjective,
    ServingWork,
    delivered,
    money_by_objective,
    of_family,
    served_by_objective,
    serving_work,
)
from portfolio.models.work import WorkQuerySet
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import SEVERITY


class Top(NamedTuple):
    """An objective at the top, as far as counting and ordering it takes."""

    key: int
    position: int
    code: str
    title: str


@dataclass(frozen=True)
class Reading:
    """One user's Home on one day, of everything they may see or of one unit; every property is read at most once."""

    user: User
    frame: Frame
    unit: Unit | None = None

    @cached_property
    def scope(self) -> Scope:
        """What the integrity rules are asked about."""
        return Scope(self.user, self.frame, **narrowed(self.user, self.unit.pk if self.unit else None, ""))

    @cached_property
    def disconnects(self) -> Disconnects:
        """What the integrity rules found."""
        return ask(self.scope)

    @property
    def works(self) -> WorkQuerySet:
        """Live work."""
        return self.scope.works

    @property
    def bands(self) -> Bands:
        """The organisation's rule for marks."""
        return self.scope.bands

    @cached_property
    def work_marks(self) -> dict[str, int]:
        """How many pieces of live work show each mark."""
        marks = [each.mark for each in self.scope.standings.values()]
        return {mark: marks.count(mark) for mark in SEVERITY if mark in marks}

    @cached_property
    def objectives(self) -> list[Top]:
        """The objectives at the top, of those pursued: the rows of Home."""
        pursued = set(self.scope.pursued_keys)
        return [
            Top(each.key, each.position, each.code, each.title)
            for each in self.scope.objective_lines
            if self.unit is not None or each.parent not in pursued
        ]

    @cached_property
    def progress(self) -> dict[int, ObjectiveProgress]:
        """Progress of each."""
        return objective_progress(
            [each.key for each in self.objectives],
            self.user,
            self.frame.today,
            self.bands,
            seen=self.scope.seen,
        )

    @cached_property
    def objective_marks(self) -> dict[str, int]:
        """How many of them show each mark, worst first."""
        counts: dict[str, int] = {}
        for mark in ("R", "A", "G", "N"):
            if count := sum(each.mark == mark for each in self.progress.values()):
                counts[mark] = count
        return counts

    def serving(self, keys: Sequence[int]) -> dict[int, list[ServingWork]]:
        """The work that serves each of these, or an objective under it."""
        return serving_work(keys, self.user, self.frame, below=self.scope.families)

    @cached_property
    def delivery(self) -> dict[int, Delivery]:
        """How the work stands that serves each of the objectives, or one under it."""
        # What serves an objective counts whole, also where Home is narrowed to a unit.
        own, below = served_by_objective(self.scope.seen, self.frame), self.scope.families
        return {each.key: delivered(of_family(own, below.get(each.key, {each.key}))) for each in self.objectives}

    @cached_property
    def money(self) -> MoneyByObjective:
        """The year's money of the work that the user may see, shared out to objectives."""
        return money_by_objective(
            self.user,
            self.frame.year,
            currency=self.frame.currency,
            seen=self.scope.seen,
            works=None if self.unit is None else self.scope.all_totals.keys(),
        )

    @cached_property
    def unlinked_money(self) -> Decimal:
        """The forecast that has no line of sight."""
        return self.money.unlinked.forecast or Decimal(0)

    @property
    def all_works(self) -> WorkQuerySet:
        """The work that the user may see, live or not: what the year's money is of."""
        return self.scope.all_works
