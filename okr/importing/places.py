"""Whose OKRs the objectives of a file are: the unit of their team, a person, or the organisation at its top node."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from big.accounts.models import User
from big.organisation.models import Node, Person, Unit
from big.organisation.policies import can_manage_organisation, can_manage_unit
from okr import policies
from okr.files.shapes import NodeRead, TeamRead
from okr.importing.options import CREATE, WHOLE, Options, folded
from okr.importing.people import People
from okr.models.cycles import OkrPlace

TOP_NODE = "Main Board"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, node or person by its key; a unit that is not there yet has its folded name instead."""

    kind: Literal["unit", "node", "person"]
    key: int = 0
    new: str = ""


@dataclass(slots=True)
class NewUnit:
    """A team that becomes a unit below another: one that stands, or one that is new itself."""

    name: str
    above: Unit | None = None
    above_new: str = ""


@dataclass(slots=True)
class Places:
    """The units and the top node, the teams of the file, and which of them nobody knows."""

    options: Options
    people: People
    actor: User
    teams: Mapping[str, TeamRead]
    new: dict[str, NewUnit] = field(default_factory=dict)
    open: Counter[str] = field(default_factory=Counter)
    first_seen: dict[str, str] = field(default_factory=dict)
    _units: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    _by_key: dict[int, Unit] = field(default_factory=dict)
    _persons: dict[int, Person] = field(default_factory=dict)
    _allowed: dict[Place, bool] = field(default_factory=dict)
    _top: Unit | None = None
    _node: Node | None = None
    _is_editor: bool | None = None

    def load(self) -> None:
        """Read units and the top node; two queries."""
        tops = []
        for unit in Unit.objects.order_by("pk"):
            self._by_key[unit.pk] = unit
            for name in {folded(unit.name), folded(unit.code)}:
                self._units[name].append(unit)
            if unit.parent_id is None:
                tops.append(unit)
        self._top = tops[0] if len(tops) == 1 else None
        self._node = Node.objects.filter(parent=None).order_by("pk").first()

    def of(self, node: NodeRead) -> Place:
        """Whose OKRs an objective is: its first team that is a unit, its owner where it is personal, else the whole."""
        for name in node.teams:
            if (place := self._team(name, str(node.place))) is not None:
                return place
        if folded(node.level) in {"individual", "personal", "person"} and not node.teams:
            person = next((each for each in map(self.people.peek, node.owners) if each), None)
            if person is not None:
                self._persons[person.pk] = person
                return Place("person", person.pk)
        if node.level and not node.teams and (unit := self.unit_called(node.level)) is not None:
            return Place("unit", unit.pk)
        if self.options.unit and (unit := self.unit_called(self.options.unit)) is not None:
            return Place("unit", unit.pk)
        return self.whole()

    def of_team(self, name: str, where: str) -> Place | None:
        """The unit that a team is; None, and remembered as open, where nobody can say."""
        return self._team(name, where)

    def whole(self) -> Place:
        """The organisation: its top node, or the Main Board that an organisation without any node gets."""
        return Place("node", self._node.pk if self._node else 0)

    def unit_called(self, name: str) -> Unit | None:
        """The one unit of that name or code."""
        meant = self.options.teams.get(folded(name), name)
        found = self._units.get(folded(meant), [])
        return found[0] if len({each.pk for each in found}) == 1 else None

    def _team(self, name: str, where: str) -> Place | None:
        unit = self.unit_called(name)
        if unit is not None:
            return Place("unit", unit.pk)
        if self.options.teams.get(folded(name)) == "":
            return None
        self.first_seen.setdefault(name, where)
        if self.options.new_teams == CREATE and not self._units.get(folded(name)):
            return self._make(name)
        self.open[name] += 1
        return None

    def _make(self, name: str) -> Place:
        """A unit for a team, below the unit of the team above it, or below the top unit."""
        key = folded(name)
        if key not in self.new:
            self.new[key] = NewUnit(name[:200], self._top)
            team = self.teams.get(key)
            above = self.teams.get(folded(team.parent)) if team and team.parent else None
            if above is not None and folded(above.name) != key:
                place = self._team(above.name, self.first_seen[name])
                if place is not None and place.new and place.new != key:
                    self.new[key].above, self.new[key].above_new = None, place.new
                elif place is not None and place.key:
                    self.new[key].above = self._by_key[place.key]
        return Place("unit", new=key)

    def refusals(self) -> Iterable[tuple[str, str, str]]:
        """Teams that the import cannot take: name, where it stands first, and what to do."""
        if self.options.new_teams == WHOLE:
            return
        for name, count in sorted(self.open.items()):
            could = sorted({each.code for each in self._units.get(folded(name), [])})
            what = f"Units {', '.join(could)} are called so" if could else "No unit is called so"
            yield (
                name,
                self.first_seen[name],
                (
                    f"{what}; {count} objectives name it. Say which unit is meant (“{name} = code”), or choose to add "
                    "teams as units, or to keep them in words."
                ),
            )

    def record(self, place: Place) -> OkrPlace | None:
        """The unit, node or person, where it is there already."""
        if place.kind == "unit":
            return self._by_key.get(place.key)
        return self._persons.get(place.key) if place.kind == "person" else self._node

    def name(self, place: Place) -> str:
        """How a person calls it."""
        record = self.record(place)
        return str(record) if record is not None else self.new[place.new].name if place.new else TOP_NODE

    def may_write(self, place: Place) -> bool:
        """Whether the actor writes the OKRs there; asked once for each place."""
        if self._is_editor is None:
            self._is_editor = policies.can_edit_foundation(self.actor)
        if place not in self._allowed:
            record = self.record(place)
            if record is not None:
                self._allowed[place] = self._is_editor or policies.can_write_okrs(self.actor, record)
            elif place.kind == "unit":
                self._allowed[place] = can_manage_unit(self.actor, self._top)
            else:
                self._allowed[place] = can_manage_organisation(self.actor)
        return self._allowed[place]
