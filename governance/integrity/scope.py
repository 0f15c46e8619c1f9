"""What integrity rules are asked about: what one user may see on one day, read once however many rules ask."""

from collections.abc import Iterable
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
from okr.selectors.key_result_marks import KeyResultMark, key_result_marks
from okr.selectors.progress import current_bands, objectives_below
from okr.selectors.purse import Purse
from okr.selectors.serving import released_by_objective
from portfolio.models.work import Work, WorkQuerySet
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Totals, totals_by_work
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
    def live_keys(self) -> list[int]:
        """The keys of live work; never narrowed."""
        return list(Work.objects.visible_to(self.user).live().order_by().values_list("pk", flat=True))

    @cached_property
    def pursued_keys(self) -> list[int]:
        """The keys of objectives pursued; never narrowed."""
        return list(StrategicObjective.objects.visible_to(self.user).pursued().order_by().values_list("pk", flat=True))

    @cached_property
    def driver_keys(self) -> list[int]:
        """The keys of drivers that still drive; never narrowed."""
        return list(Driver.objects.visible_to(self.user).current().order_by().values_list("pk", flat=True))

    @cached_property
    def agreed_pairs(self) -> list[tuple[int, int]]:
        """Work and objective of every agreed link that the user may see, whatever the state of its ends."""
        agreed = Contribution.objects.visible_to(self.user).agreed().order_by()
        return list(agreed.values_list("work", "objective"))

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

    @property
    def answering(self) -> ObjectiveQuerySet:
        """Objectives that must have delivery of their own.

        An objective with objectives under it is delivered through them; it is asked itself only where work serves
        it directly.
        """
        above = self.pursued.order_by().filter(parent__isnull=False).values("parent")
        return self.objectives.filter(~Q(pk__in=above) | Q(pk__any=self.served_keys))

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
        return list(self.all_links.order_by().values_list("work", "objective", "weight"))

    @property
    def links(self) -> ContributionQuerySet:
        """Those of the narrowed scope."""
        return self.all_links.filter(self.of_links)

    @property
    def key_results(self) -> KeyResultQuerySet:
        """Key results that are measured and not closed yet, of objectives pursued."""
        closed = [KeyResult.State.MET, KeyResult.State.MISSED]
        found = KeyResult.objects.tracked().exclude(state__in=closed)
        return found.filter(self.of_key_results, objective__any=self.pursued_keys)

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """How each piece of live work stands, with its report before the latest and none earlier."""
        return standings(self.works, self.frame.today, stale_after=self.frame.stale_after, periods=2)

    @cached_property
    def money(self) -> dict[int, Purse]:
        """The year's cost of each piece of live work that has any."""
        return {key: Purse.of(totals, self.frame.currency) for key, totals in self.totals.items()}

    @cached_property
    def totals(self) -> dict[int, Totals]:
        """The year's sums of each piece of live work that has any, cost and income."""
        live = set(self.live_keys)
        return {key: each for key, each in self.all_totals.items() if key in live}

    @cached_property
    def all_totals(self) -> dict[int, Totals]:
        """The same of all work that the user may see, live or not."""
        return totals_by_work(self.all_works, self.frame.year, currency=self.frame.currency)

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
        return self._marks_of(KeyResult.objects.visible_to(self.user).tracked())

    @cached_property
    def measured(self) -> list[KeyResultMark]:
        """How each of `key_results` stands."""
        if self.of_key_results:
            return self._marks_of(self.key_results)
        pursued = set(self.pursued_keys)
        return [each for each in self.marks if each.is_open and each.objective in pursued]

    def _marks_of(self, key_results: KeyResultQuerySet) -> list[KeyResultMark]:
        ordered = key_results.order_by("objective__position", "position", "pk")
        return key_result_marks(ordered, self.frame.today, self.bands)

    @cached_property
    def released(self) -> dict[int, Decimal]:
        """Funds released this quarter to the work of each objective; those without any are left out."""
        return released_by_objective(self.user, self.frame.quarter, currency=self.frame.currency, below=self.families)

    @cached_property
    def families(self) -> dict[int, set[int]]:
        """For each visible objective its own key and those of all under it."""
        return objectives_below(self.user)


def named(person: Any) -> str:
    """The name of whoever can mend a record; empty where nobody is named."""
    return str(person) if person else ""


def keys(records: Iterable[Any]) -> list[int]:
    """The keys of records, for a condition."""
    return [record.pk for record in records]
