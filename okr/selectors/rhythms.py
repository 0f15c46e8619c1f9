"""Which rhythm holds where: a place's own, else that of the nearest place above it, else the organisation's."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from big import clock
from big.organisation.models import Person, Unit
from big.organisation.nodes import Node, NodeReach, UnitReach
from big.organisation.selectors.current import organisation
from okr.models.cycles import OkrPlace
from okr.models.rhythms import CheckInRhythm, ReminderRound, RhythmPlace
from okr.selectors.moments import Timing


class Rhythms:
    """All rhythms with everything that stands below their places; read once, then asked without a query.

    A unit takes that of the nearest unit above it. A node takes that of the nearest node above it, then that of its
    unit; a person that of their unit. What none of these has is the organisation's.
    """

    def __init__(self, rhythms: Iterable[CheckInRhythm], units: dict[int, int], nodes: dict[int, int]) -> None:
        known = {(each.unit_id, each.node_id): each for each in rhythms}
        self._whole = known.get((None, None))
        self._of_unit = {below: known[above, None] for below, above in units.items()}
        self._of_node = {below: known[None, above] for below, above in nodes.items()}

    @classmethod
    def read(cls) -> Self:
        """Those that hold; three queries."""
        rhythms = list(CheckInRhythm.objects.select_related("unit", "node"))
        units = [each.unit_id for each in rhythms if each.unit_id]
        nodes = [each.node_id for each in rhythms if each.node_id]
        under = UnitReach.objects.filter(above__in=units).order_by("-depth").values_list("below", "above")
        below = NodeReach.objects.filter(above__in=nodes).order_by("-depth").values_list("below", "above")
        # The nearest comes last and stays.
        return cls(rhythms, dict(under), dict(below))

    def of_unit(self, unit_id: int | None) -> CheckInRhythm | None:
        """That of a unit, or of what belongs to one."""
        return self._of_unit.get(unit_id, self._whole) if unit_id else self._whole

    def of_node(self, node_id: int, unit_id: int | None) -> CheckInRhythm | None:
        """That of a node which belongs to this unit, if to any."""
        return self._of_node.get(node_id) or self.of_unit(unit_id)

    def of(self, place: OkrPlace | None) -> CheckInRhythm | None:
        """That of a unit, a node or a person; of None, the organisation's."""
        if isinstance(place, Node):
            return self.of_node(place.pk, place.unit_id)
        if isinstance(place, Unit | Person):
            return self.of_unit(place.pk if isinstance(place, Unit) else place.unit_id)
        return self._whole


@dataclass(frozen=True, slots=True)
class RhythmHere:
    """When a place asks for check-ins, whose rhythm that is, and when it asks next and asked last."""

    place: OkrPlace | None
    rhythm: CheckInRhythm | None
    next_at: dt.datetime | None
    last_at: dt.datetime | None

    @property
    def is_own(self) -> bool:
        """Whether the place has a rhythm of its own."""
        return self.rhythm is not None and self.rhythm.place == self.place

    @property
    def sentence(self) -> str:
        """When it asks, in words."""
        return self.rhythm.sentence if self.rhythm else "never"

    @property
    def inherited_from(self) -> str:
        """Whose rhythm it follows; nothing where it is its own, or where nobody set one."""
        if self.rhythm is None or self.is_own:
            return ""
        return name_of(self.rhythm.place)


def name_of(place: RhythmPlace) -> str:
    """Whose rhythm it is, in words."""
    return str(place) if place is not None else organisation().name


def rhythm_here(place: OkrPlace | None, rhythms: Rhythms | None = None) -> RhythmHere:
    """What holds at a place; four queries, one where the rhythms are read already."""
    found = (rhythms or Rhythms.read()).of(place)
    if found is None:
        return RhythmHere(place, None, None, None)
    last = ReminderRound.objects.filter(rhythm=found, done_at__isnull=False).order_by("-moment").first()
    return RhythmHere(place, found, Timing.of(found).next(clock.now()), last.moment if last else None)


def rhythm_above(place: RhythmPlace) -> CheckInRhythm | None:
    """What would hold at a place that had no rhythm of its own; three queries."""
    if place is None:
        return None
    rhythms = Rhythms.read()
    if isinstance(place, Unit):
        return rhythms.of_unit(place.parent_id)
    found = rhythms.of_node(place.parent_id, None) if place.parent_id else None
    return found if found is not None and found.node_id else rhythms.of_unit(place.unit_id)
