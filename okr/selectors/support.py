"""Who supports the connection from an objective to its delivery: the question the product was founded on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from big.accounts.models import User
from big.history.kept import kept
from big.organisation.models import Node, Unit
from big.organisation.nodes import NodeReach, UnitReach
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from portfolio.models.work import Work


@kept(Contribution, Supporter, Work, Unit, UnitReach, Node, NodeReach)
def unsupported_links() -> frozenset[int]:
    """The keys of all links that nobody supports; whoever shows them looks who may see."""
    return frozenset(Contribution.objects.unsupported().order_by().values_list("pk", flat=True))


def supporters_of(objectives: Iterable[StrategicObjective | int], user: User) -> dict[int, list[Supporter]]:
    """The current supporters of each objective, by its key; one query."""
    keys = [each if isinstance(each, int) else each.pk for each in objectives]
    found: defaultdict[int, list[Supporter]] = defaultdict(list)
    rows = Supporter.objects.visible_to(user).current().filter(objective__in=keys)
    for supporter in rows.select_related("person", "unit", "node").order_by("since", "pk"):
        found[supporter.objective_id].append(supporter)
    return found


def support_of(contributions: Sequence[Contribution], user: User) -> dict[int, list[Supporter]]:
    """Who supports each contribution, by its key; the contributions come with `work`. Three queries.

    Rule: a supporter of the objective supports the link where the supporter's unit is the work's unit or stands above
    it, or the supporter's node is the work's node or stands above it.
    """
    by_objective = supporters_of({each.objective_id for each in contributions}, user)
    named = [supporter for supporters in by_objective.values() for supporter in supporters]
    units = set(
        UnitReach.objects.filter(
            above__in={each.unit_id for each in named if each.unit_id},
            below__in={each.work.unit_id for each in contributions if each.work.unit_id},
        ).values_list("above", "below")
    )
    nodes = set(
        NodeReach.objects.filter(
            above__in={each.node_id for each in named if each.node_id},
            below__in={each.work.node_id for each in contributions if each.work.node_id},
        ).values_list("above", "below")
    )
    return {
        link.pk: [
            supporter
            for supporter in by_objective.get(link.objective_id, [])
            if (supporter.unit_id, link.work.unit_id) in units or (supporter.node_id, link.work.node_id) in nodes
        ]
        for link in contributions
    }


@dataclass(frozen=True, slots=True)
class PlaceOfSupport:
    """One unit in which work serves the objective: who supports the connection there, if anybody."""

    unit: Unit | None
    links: tuple[Contribution, ...]
    supporters: tuple[Supporter, ...]

    @property
    def is_gap(self) -> bool:
        """Whether some link here has nobody."""
        return not self.supporters


def places_of_support(contributions: Sequence[Contribution], user: User) -> list[PlaceOfSupport]:
    """For one objective, every unit whose work serves it, unsupported units first; four queries.

    The contributions come with `work`, and all are of one objective. A unit counts as supported only if each of its
    links is; the links that are not come as a place of their own.
    """
    support = support_of(contributions, user)
    units = Unit.objects.in_bulk({each.work.unit_id for each in contributions if each.work.unit_id})
    by_place: defaultdict[tuple[int | None, bool], list[Contribution]] = defaultdict(list)
    for link in contributions:
        by_place[link.work.unit_id, bool(support[link.pk])].append(link)
    places = [
        PlaceOfSupport(
            unit=units.get(key) if key else None,
            links=tuple(links),
            supporters=tuple({each.pk: each for link in links for each in support[link.pk]}.values()),
        )
        for (key, _), links in by_place.items()
    ]
    return sorted(
        places, key=lambda place: (not place.is_gap, place.unit is None, place.unit.name if place.unit else "")
    )
