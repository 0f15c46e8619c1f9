"""What integrity rules are asked about: what one user may see on one day, read once however many rules ask."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from big.accounts.models import User
from okr.models.drivers import Driver, DriverQuerySet
from okr.models.key_results import KeyResult, KeyResultQuerySet
from okr.models.links import Contribution, ContributionQuerySet
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective
from okr.selectors.course import Bands
from okr.selectors.key_result_marks import KeyResultMark, key_result_marks, tracked_marks
from okr.selectors.outline import LinkLine, ObjectiveLine, Seen, seen_by
from okr.selectors.progress import current_bands
from okr.selectors.purse import Purse
from okr.selectors.serving import every_purse, funds_released
from portfolio.models.work import Work, WorkQuerySet
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Totals, totals_by_work, totals_of
from portfolio.selectors.outline import WorkLine, every_standing
from portfolio.selectors.standing import Standing, standings


@dataclass(frozen=True)
class Scope:
    """One user's view of the line of sight in one frame; the conditions narrow it to one unit, stream or record.

    Everything hangs on keys that `visible_to(user)` gave, so a rule cannot find, count or sum what the user may not
    see. The keys are read once and kept for the life of the scope, which is one request: the rights of a user cost
    more to ask than any rule.
    """

    user: User
    frame: Frame
    of_work: Q = field(default_factory=Q)
    of_objectives: Q = field(default_factory=Q)
    of_key_results: Q = field(default_factory=Q)
    of_drivers: Q = field(default_factory=Q)
    of_links: Q = field(default_factory=Q)
    of_places: Q = field(default_factory=Q)

    @cached_property
    def seen(self) -> Seen:
        """All work, objectives and links that the user may see, in outline; never narrowed."""
        return seen_by(self.user)

    @cached_property
    def live_keys(self) -> list[int]:
        """The keys of live work; never narrowed."""
        return [key for key, each in self.seen.works.items() if each.is_live]

    @cached_property
    def pursued_keys(self) -> list[int]:
        """The keys of objectives pursued; never narrowed."""
        return [key for key, each in self.seen.objectives.items() if each.is_pursued]

    @cached_property
    def driver_keys(self) -> list[int]:
        """The keys of drivers that still drive; never narrowed."""
        return list(Driver.objects.visible_to(self.user).current().order_by().values_list("pk", flat=True))

    @cached_property
    def agreed_pairs(self) -> list[tuple[int, int]]:
        """Work and objective of every agreed link that the user may see, whatever the state of its ends."""
        return [(each.work, each.objective) for each in self.seen.links if each.is_agreed]

    @property
    def works(self) -> WorkQuerySet:
        """Live work."""
        return Work.objects.filter(pk__any=self.live_keys).filter(self.of_work)

    @property
    def drivers(self) -> DriverQuerySet:
        """Drivers that still drive."""
        return Driver.objects.filter(pk__any=self.driver_keys).filter(self.of_drivers)

    @property
    def pursued(self) -> ObjectiveQuerySet:
        """All objectives that delivery is asked about, however the scope is narrowed."""
        return StrategicObjective.objects.filter(pk__any=self.pursued_keys)

    @property
    def objectives(self) -> ObjectiveQuerySet:
        """Objectives pursued."""
        return self.pursued.filter(self.of_objectives)

    @cached_property
    def work_lines(self) -> list[WorkLine]:
        """Live work in outline, in the order of codes."""
        if not self.of_work:
            return [self.seen.works[key] for key in self.live_keys]
        chosen = set(self.works.order_by().values_list("pk", flat=True))
        return [self.seen.works[key] for key in self.live_keys if key in chosen]

    @cached_property
    def objective_lines(self) -> list[ObjectiveLine]:
        """Objectives pursued in outline, in the order of rows."""
        if not self.of_objectives:
            return [self.seen.objectives[key] for key in self.pursued_keys]
        chosen = set(self.objectives.order_by().values_list("pk", flat=True))
        return [self.seen.objectives[key] for key in self.pursued_keys if key in chosen]

    @cached_property
    def answering(self) -> list[ObjectiveLine]:
        """Objectives that must have delivery of their own.

        An objective with objectives under it is delivered through them; it is asked itself only where work serves
        it directly.
        """
        above = {self.seen.objectives[key].parent for key in self.pursued_keys}
        return [each for each in self.objective_lines if each.key not in above or each.key in self.served_keys]

    @property
    def all_links(self) -> ContributionQuerySet:
        """Contributions that stand, from live work to objectives pursued, both ends visible; never narrowed."""
        return Contribution.objects.standing().filter(work__any=self.live_keys, objective__any=self.pursued_keys)

    @cached_property
    def served_keys(self) -> set[int]:
        """The keys of objectives to which such a link leads."""
        return {objective for _, objective, _ in self.weighed_links}

    @cached_property
    def weighed_links(self) -> list[tuple[int, int, Decimal]]:
        """Work, objective and weight of each of them."""
        return [(each.work, each.objective, each.weight) for each in self.live_links if each.is_standing]

    @cached_property
    def live_links(self) -> list[LinkLine]:
        """Every link from live work to objectives pursued that was not withdrawn; never narrowed."""
        live, pursued = set(self.live_keys), set(self.pursued_keys)
        return [each for each in self.seen.links if each.work in live and each.objective in pursued]

    @cached_property
    def link_lines(self) -> list[LinkLine]:
        """Those of the narrowed scope."""
        if not self.of_links:
            return self.live_links
        chosen = set(Contribution.objects.filter(self.of_links).order_by().values_list("pk", flat=True))
        return [each for each in self.live_links if each.key in chosen]

    @property
    def key_results(self) -> KeyResultQuerySet:
        """Key results that are measured and not closed yet, of objectives pursued."""
        closed = [KeyResult.State.MET, KeyResult.State.MISSED]
        found = KeyResult.objects.tracked().exclude(state__in=closed)
        return found.filter(self.of_key_results, objective__any=self.pursued_keys)

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """How each piece of live work stands, with its report before the latest and none earlier."""
        if self.of_work:
            return standings(self.works, self.frame.today, stale_after=self.frame.stale_after, periods=2)
        every = every_standing(self.frame.today, self.frame.stale_after)
        return {key: every[key] for key in self.live_keys if key in every}

    @cached_property
    def money(self) -> dict[int, Purse]:
        """The year's cost of each piece of live work that has any."""
        every = every_purse(self.frame.year, self.frame.currency)
        return {key: every[key] for key in self.totals if key in every}

    @cached_property
    def totals(self) -> dict[int, Totals]:
        """The year's sums of each piece of live work that has any, cost and income."""
        live = set(self.live_keys)
        return {key: each for key, each in self.all_totals.items() if key in live}

    @cached_property
    def all_totals(self) -> dict[int, Totals]:
        """The same of all work that the user may see, live or not."""
        if self.of_work:
            return totals_by_work(self.all_works, self.frame.year, currency=self.frame.currency)
        return totals_of(self.seen.work_keys, self.frame.year, self.frame.currency)

    @property
    def all_works(self) -> WorkQuerySet:
        """The work that the user may see, live or not: what the year's money is of."""
        return Work.objects.visible_to(self.user).filter(self.of_work)

    @cached_property
    def bands(self) -> Bands:
        """The organisation's rule for marks."""
        return current_bands()

    @cached_property
    def marks(self) -> list[KeyResultMark]:
        """How each tracked key result stands that the user may see, whatever its objective; never narrowed."""
        return list(tracked_marks(self.frame.today, self.bands).of(self.seen.objectives))

    @cached_property
    def measured(self) -> list[KeyResultMark]:
        """How each of `key_results` stands."""
        if self.of_key_results:
            ordered = self.key_results.order_by("objective__position", "objective", "position", "pk")
            return key_result_marks(ordered, self.frame.today, self.bands)
        pursued = set(self.pursued_keys)
        return [each for each in self.marks if each.is_open and each.objective in pursued]

    @cached_property
    def released(self) -> Mapping[int, Decimal]:
        """Funds released this quarter to the work of each objective; those without any are left out."""
        return funds_released(self.seen, self.frame.quarter, self.frame.currency)

    @property
    def families(self) -> Mapping[int, Set[int]]:
        """For each visible objective its own key and those of all under it."""
        return self.seen.families


def named(person: Any) -> str:
    """The name of whoever can mend a record; empty where nobody is named."""
    return str(person) if person else ""


def keys(records: Iterable[Any]) -> list[int]:
    """The keys of records, for a condition."""
    return [record.pk for record in records]
