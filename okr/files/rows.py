"""Rows of a table as objectives, key results and initiatives: each field read, checked and accounted for."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from okr.files.ledger import Ledger
from okr.files.packed import PackedCheckIn, check_ins_of, parents_of
from okr.files.periods import read_period
from okr.files.shapes import (
    CheckInRead,
    CycleRead,
    Kind,
    Link,
    NodeRead,
    OkrFile,
    ParentRef,
    PeriodRead,
    PersonRead,
    TeamRead,
)
from okr.files.sheets import Row, Value
from okr.files.tree import linked
from okr.files.values import (
    current_of,
    day_of,
    direction_of,
    goal_type_of,
    kind_of_word,
    moment_of,
    number_of,
    people_of,
    squeezed,
    status_of,
)

_PERCENT: Final = {"", "percent", "percentage", "pct"}


@dataclass(slots=True)
class Fields:
    """The values of one record by field name; taking one marks its cell as stored."""

    key: str
    values: Mapping[str, Value]
    ledger: Ledger
    place_title: str = ""

    def text(self, name: str, stored_as: str = "") -> str:
        """The text of a field, "" where the file has none."""
        value = self.values.get(name)
        if value is None:
            return ""
        self.ledger.stored(value.number, "node", self.key, stored_as or name)
        return value.text

    def number(self, name: str) -> Decimal | None:
        """A number; text that is none is reported and not stored."""
        value = self.values.get(name)
        if value is None:
            return None
        found = number_of(value.text)
        if found is None:
            self._refuse(value, "number")
        else:
            self.ledger.stored(value.number, "node", self.key, name)
        return found

    def day(self, name: str) -> dt.date | None:
        """A date; text that is none is reported and not stored."""
        value = self.values.get(name)
        if value is None:
            return None
        found = day_of(value.text)
        if found is None:
            self._refuse(value, "date")
        else:
            self.ledger.stored(value.number, "node", self.key, name)
        return found

    def moment(self, name: str) -> dt.datetime | None:
        """A moment; text that is none is reported and not stored."""
        value = self.values.get(name)
        if value is None:
            return None
        found = moment_of(value.text)
        if found is None:
            self._refuse(value, "date")
        else:
            self.ledger.stored(value.number, "node", self.key, name)
        return found

    def _refuse(self, value: Value, wanted: str) -> None:
        self.ledger.passed(value.number, f"It is no {wanted}.")
        self.ledger.warn(
            f"no_{wanted}", f"“{value.text[:80]}” in {value.heading} is no {wanted}.", value.place, self.key
        )


@dataclass(slots=True)
class NodeMaker:
    """Makes nodes of rows and remembers periods and teams on the way."""

    ledger: Ledger
    first_month: int = 1
    type_words: Mapping[str, Kind] = field(default_factory=dict)
    cycles: dict[str, CycleRead] = field(default_factory=dict)
    teams: dict[str, TeamRead] = field(default_factory=dict)
    people: dict[str, PersonRead] = field(default_factory=dict)
    _keys: set[str] = field(default_factory=set)
    _words: set[str] = field(default_factory=set)

    def key_for(self, wanted: str, made: str, row: Row) -> str:
        """`wanted` if the file gives an id nobody else has, else one made from the place."""
        key = wanted or made
        if key in self._keys:
            if wanted:
                self.ledger.warn("id_twice", f"The id {wanted} stands in more than one row.", row.place, key)
            number = 2
            while f"{key}~{number}" in self._keys:
                number += 1
            key = f"{key}~{number}"
        self._keys.add(key)
        return key

    def file_of(self, format_key: str, nodes: Iterable[NodeRead]) -> OkrFile:
        """All that was read as one file, its parents found; the ledger is closed."""
        return OkrFile(
            format_key,
            tuple(self.cycles.values()),
            tuple(self.teams.values()),
            tuple(self.people.values()),
            linked(nodes, self.ledger),
            problems=tuple(self.ledger.problems),
            cells=self.ledger.close(),
        )

    def node(self, row: Row, values: Mapping[str, Value], key: str, kind: Kind | None) -> NodeRead:
        """One node of a row's values; all of them are accounted for afterwards, tags and unknown columns aside."""
        fields = Fields(key, values, self.ledger)
        numbers = self._numbers(fields)
        node = NodeRead(
            key,
            kind or self.kind(fields, row),
            fields.text("title"),
            row.place,
            kind_written=values["kind"].text if "kind" in values else "",
            own_id=fields.text("id", "own_id"),
            level=self._level(fields),
            description=fields.text("description"),
            creator=fields.text("creator"),
            owners=self._people(fields.text("owners")),
            check_in_owners=self._people(fields.text("check_in_owners")),
            teams=self._teams(fields.text("teams")),
            period=self._period(fields.text("period")),
            starts_on=fields.day("starts_on"),
            ends_on=fields.day("ends_on"),
            parents=self._parents(fields),
            metric=fields.text("metric"),
            outcome_kind=fields.text("outcome_kind"),
            unit=fields.text("unit"),
            target_type=fields.text("target_type"),
            direction=direction_of(numbers["start"], numbers["target"]),
            outcome=fields.text("outcome"),
            goal_type=goal_type_of(values["goal_type"].text) if "goal_type" in values else "",
            status=status_of(values["status"].text) if "status" in values else "",
            status_written=fields.text("status"),
            priority=fields.text("priority"),
            created_at=fields.moment("created_at"),
            last_check_in=fields.moment("last_check_in"),
            last_note=fields.text("last_note"),
            links=tuple(Link("", url) for url in fields.text("links").split()),
            start=numbers["start"],
            target=numbers["target"],
            current=numbers["current"],
            progress=numbers["progress"],
            score=numbers["score"],
            score_mid=numbers["score_mid"],
        )
        return self._with_history(self._with_goal_type(node, fields), fields)

    def _numbers(self, fields: Fields) -> dict[str, Decimal | None]:
        names = ("start", "target", "current", "progress", "score", "score_mid")
        numbers = {name: fields.number(name) for name in names}
        actual = fields.values.get("actual")
        if actual is not None and numbers["current"] is None and (share := fields.number("actual")) is not None:
            self.ledger.stored(actual.number, "node", fields.key, "current")
            numbers["current"] = current_of(
                share, is_share=self._is_share(actual.text, fields), start=numbers["start"], target=numbers["target"]
            )
        return numbers

    def _is_share(self, written: str, fields: Fields) -> bool:
        """Whether a current value is a share of the way: where the unit is percent, or the text says percent."""
        unit = fields.values.get("unit")
        is_percent = unit is not None and (unit.text.strip() == "%" or squeezed(unit.text) in _PERCENT - {""})
        return is_percent or written.strip().endswith("%")

    def kind(self, fields: Fields, row: Row) -> Kind:
        """The kind that the row's word names; any word of the organisation's own is an initiative."""
        word = fields.text("kind") or self._kind_in_type(fields)
        if not word:
            has_parent = bool({"parents", "parent_id", "parent_title"} & set(fields.values))
            return "key_result" if has_parent and {"target", "metric"} & set(fields.values) else "objective"
        kind = self.type_words.get(squeezed(word)) or kind_of_word(word)
        if kind is None and squeezed(word) not in self._words:
            self._words.add(squeezed(word))
            self.ledger.warn("type_word", f"Rows of type “{word}” are read as initiatives.", row.place)
        return kind or "initiative"

    def _kind_in_type(self, fields: Fields) -> str:
        """A column named Type holds kinds in some files and levels in others."""
        value = fields.values.get("type")
        is_kind = value and (kind_of_word(value.text) or squeezed(value.text) in self.type_words)
        return fields.text("type", "kind") if is_kind else ""

    def _level(self, fields: Fields) -> str:
        value = fields.values.get("type")
        return fields.text("type", "level") if value and self.ledger.is_open(value.number) else ""

    def _with_goal_type(self, node: NodeRead, fields: Fields) -> NodeRead:
        value = fields.values.get("goal_type")
        if value is None:
            return node
        if node.goal_type:
            fields.text("goal_type")
            return node
        self.ledger.stored(value.number, "node", node.key, "details")
        return replace(node, details=(*node.details, (value.heading, value.text)))

    def _with_history(self, node: NodeRead, fields: Fields) -> NodeRead:
        value = fields.values.get("check_ins")
        if value is None:
            return node
        packed = [each for each in check_ins_of(value.text) if each.date or each.note or each.value or each.activity]
        if not packed:
            fields.text("check_ins", "details")
            return replace(node, details=(*node.details, (value.heading, value.text)))
        fields.text("check_ins")
        return replace(node, check_ins=tuple(self._check_in(each, node, fields) for each in packed))

    def _check_in(self, packed: PackedCheckIn, node: NodeRead, fields: Fields) -> CheckInRead:
        share = number_of(packed.value)
        is_share = self._is_share(packed.value, fields)
        return CheckInRead(
            day_of(packed.date),
            packed.user,
            packed.note,
            metric=packed.metric,
            status=status_of(packed.status),
            status_written=packed.status,
            value=current_of(share, is_share=is_share, start=node.start, target=node.target),
            written=packed.value,
            moment=moment_of(packed.activity),
        )

    def _parents(self, fields: Fields) -> tuple[ParentRef, ...]:
        refs = [ParentRef("", each.id, each.title, each.weight) for each in parents_of(fields.text("parents"))]
        id_, title = fields.text("parent_id", "parents"), fields.text("parent_title", "parents")
        weight = fields.number("weight")
        ids = [part for part in re.split(r"[,;\n]\s*", id_) if part]
        if ids:
            refs += [ParentRef("", each, title if len(ids) == 1 else "", weight) for each in ids]
        elif title:
            refs.append(ParentRef("", "", title, weight))
        elif weight is not None and len(refs) == 1 and refs[0].weight is None:
            refs = [replace(refs[0], weight=weight)]
        return tuple(refs)

    def _period(self, written: str) -> PeriodRead | None:
        if not written:
            return None
        cycle = self.cycles.get(written)
        if cycle is None:
            cycle = self.cycles[written] = CycleRead(written, read_period(written, first_month=self.first_month))
        return cycle.period

    def _teams(self, written: str) -> tuple[str, ...]:
        names = tuple(part.strip() for part in written.split(";") if part.strip())
        for name in names:
            self.teams.setdefault(name, TeamRead(name, name))
        return names

    def _people(self, written: str) -> tuple[PersonRead, ...]:
        people = people_of(written)
        for person in people:
            self.people.setdefault(person.email or person.name, person)
        return people

    def close_row(self, row: Row, node: NodeRead, *, others_are_tags: bool = False) -> NodeRead:
        """The node with the row's tags, and with all other columns by their headings."""
        tags = [(value.heading, part.strip()) for value in row.tags for part in re.split(r"[,;\n]", value.text)]
        for value in row.tags:
            self.ledger.stored(value.number, "node", node.key, "tags")
        details: list[tuple[str, str]] = []
        for value in self._left(row):
            self.ledger.stored(value.number, "node", node.key, "tags" if others_are_tags else "details")
            (tags if others_are_tags else details).append((value.heading, value.text))
        if not tags and not details:
            return node
        return replace(node, tags=(*node.tags, *(tag for tag in tags if tag[1])), details=(*node.details, *details))

    def _left(self, row: Row) -> Iterable[Value]:
        """What no field took, unless it was refused by name."""
        yield from row.others
        yield from (value for value in row.values[0].values() if self.ledger.is_open(value.number))
