"""Objectives and check-ins of a whole-organisation export of Viva Goals, object by object."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from okr.files.leaves import Leaves
from okr.files.ledger import Ledger
from okr.files.periods import read_period
from okr.files.shapes import (
    CheckInRead,
    CycleRead,
    Kind,
    NodeRead,
    ParentRef,
    PeriodRead,
    PersonRead,
    PhasedTarget,
    Place,
)
from okr.files.tree import linked
from okr.files.type_words import Use, kinds_of
from okr.files.values import day_of, direction_of, goal_type_of, moment_of, number_of, squeezed, status_of
from okr.files.viva_people import as_list, get, person, word

Read = TypeVar("Read")
_PERSON = ("", ".id", ".name", ".email", ".emailid")


@dataclass(eq=False, slots=True)
class Item:
    """An objective as it stands in the file, inside `above` or at the top."""

    data: dict[str, Any]
    leaves: Leaves
    place: Place
    above: "Item | None"
    key: str = ""


def nodes_of(
    items: list[Item],
    check_ins: Iterable[tuple[Leaves, dict[str, Any], Place]],
    ledger: Ledger,
    cycles: Mapping[str, CycleRead],
    people: dict[str, PersonRead],
    type_words: Mapping[str, Kind],
    first_month: int,
) -> tuple[NodeRead, ...]:
    """The nodes of these items, with their parents found and their check-ins attached."""
    _give_keys(items, ledger)
    parents = _parents(items, ledger)
    above = {ref.key or ref.id for refs in parents.values() for ref in refs}
    uses = {
        item.key: Use(
            word(get(item.data, "type")),
            bool(parents[item.key]),
            item.key in above,
            bool(get(get(item.data, "outcome"), "target") or get(get(item.data, "outcome"), "metricname")),
        )
        for item in items
    }
    kinds = kinds_of(uses.values(), type_words)
    histories = _histories(check_ins, {item.key for item in items}, ledger)
    maker = _Maker(ledger, cycles, people, first_month)
    nodes = [
        maker.node(item, kinds.get(squeezed(uses[item.key].word), "objective"), parents[item.key], histories[item.key])
        for item in items
    ]
    return linked([node for node in nodes if node], ledger)


def _give_keys(items: list[Item], ledger: Ledger) -> None:
    taken: set[str] = set()
    for item in items:
        own = word(get(item.data, "id"))
        item.key = own or f"{item.place.file}:{item.place.column}"
        if item.key in taken:
            ledger.warn("id_twice", f"The id {own} stands more than once.", item.place, own)
            item.key = f"{own}~{item.place.file}:{item.place.column}"
        taken.add(item.key)
        item.leaves.key = item.key


def _parents(items: list[Item], ledger: Ledger) -> dict[str, tuple[ParentRef, ...]]:
    """What each item serves, by whichever of the four ways the file says it."""
    found: dict[str, dict[str, ParentRef]] = {item.key: {} for item in items}
    by_key = {item.key: item for item in items}
    for item in items:
        mine = found[item.key]
        for each in as_list(get(item.data, "alignment", "alignedto")):
            ref = _reference(each)
            mine[ref.id or ref.title] = ref
        for each in as_list(get(item.data, "parentids", "parentid", "parents")):
            ref = _reference(each)
            mine.setdefault(ref.id or ref.title, ref)
        mine.pop("", None)
        if item.above is not None:
            mine.setdefault(item.above.key, ParentRef(item.above.key, word(get(item.above.data, "id"))))
        item.leaves.texts(
            *[f"{name}{part}" for name in ("alignment", "alignedto") for part in ("", ".id", ".title", ".weight")],
            *[f"{name}{part}" for name in ("parentids", "parentid", "parents") for part in ("", ".id", ".title")],
            as_="parents",
        )
    for item in items:
        _children(item, found, by_key, ledger)
    return {key: tuple(refs.values()) for key, refs in found.items()}


def _reference(value: Any) -> ParentRef:
    if not isinstance(value, dict):
        return ParentRef("", word(value))
    weight = number_of(word(get(value, "weight")))
    return ParentRef("", word(get(value, "id")), word(get(value, "title", "name")), weight)


def _children(item: Item, found: dict[str, dict[str, ParentRef]], by_key: Mapping[str, Item], ledger: Ledger) -> None:
    """Children by id are told that this is their parent; those that the file does not hold are named."""
    for each in as_list(get(item.data, "children")):
        ref = _reference(each)
        if ref.id in by_key:
            found[ref.id].setdefault(item.key, ParentRef(item.key, word(get(item.data, "id"))))
        elif not isinstance(each, dict) or get(each, "id"):
            title = ref.title or ref.id
            ledger.warn("child_missing", f"“{title}” is named as a child and is not in the file.", item.place, item.key)
    for leaf in [
        leaf for part in ("", ".id", ".title", ".type") for leaf in item.leaves.by_path.get(f"children{part}", ())
    ]:
        ledger.stored(leaf.number, "node", item.key, "children")


def _named_child(value: Any) -> tuple[str, str, str]:
    ref = _reference(value)
    return ref.id, ref.title, word(get(value, "type"))


def _histories(
    check_ins: Iterable[tuple[Leaves, dict[str, Any], Place]], keys: set[str], ledger: Ledger
) -> dict[str, list[CheckInRead]]:
    found: dict[str, list[CheckInRead]] = defaultdict(list)
    for leaves, data, place in check_ins:
        leaves.record = "check_in"
        leaves.key = word(get(data, "id")) or place.column
        owner = word(get(data, "okrid", "objectiveid"))
        if owner not in keys:
            for leaf in leaves.left():
                ledger.passed(leaf.number, "The objective it belongs to is not in the file.")
            ledger.warn("check_in_lost", f"A check-in belongs to {owner or 'nothing'}, which is not here.", place)
            continue
        found[owner].append(_check_in(leaves, data))
    for history in found.values():
        history.sort(key=lambda each: (each.on or dt.date.min, each.moment or dt.datetime.min.replace(tzinfo=dt.UTC)))
    return found


def _check_in(leaves: Leaves, data: dict[str, Any]) -> CheckInRead:
    leaves.texts("okrid", "objectiveid", as_="node")
    by = person(get(data, "checkinowner", "user"))
    leaves.texts(*[f"{name}{part}" for name in ("checkinowner", "user") for part in _PERSON], as_="person")
    notes = leaves.texts("checkinnote.checkinnote", "checkinnote", "note", as_="note")
    written = leaves.first("currentvalue", as_="value")
    status = leaves.first("status", as_="status")
    read = CheckInRead(
        _checked(leaves, day_of, "date", "checkindate"),
        by.name if by else "",
        "\n".join(notes),
        leaves.first("checkinnote.checkinnotehtml", as_="note_html"),
        leaves.first("metricname", as_="metric"),
        status_of(status),
        status,
        number_of(written),
        written,
        _checked(leaves, moment_of, "date", "activitydate"),
        leaves.first("id", as_="id"),
    )
    for leaf in leaves.left():
        leaves.ledger.passed(leaf.number, "A check-in has no such field.")
    return read


def _checked(leaves: Leaves, parse: Callable[[str], Read | None], wanted: str, *paths: str) -> Read | None:
    """What the text at `paths` means; text that means nothing is named and reported."""
    text = leaves.peek(*paths)
    if not text:
        return None
    found = parse(text)
    if found is None:
        leaves.refuse(*paths, reason=f"It is no {wanted}.")
        leaves.ledger.warn(f"no_{wanted}", f"“{text[:80]}” is no {wanted}.", Place("", column=paths[0]), leaves.key)
        return None
    leaves.first(*paths, as_=paths[0])
    return found


@dataclass(slots=True)
class _Maker:
    ledger: Ledger
    cycles: Mapping[str, CycleRead]
    people: dict[str, PersonRead]
    first_month: int

    def node(
        self, item: Item, kind: Kind, parents: tuple[ParentRef, ...], history: list[CheckInRead]
    ) -> NodeRead | None:
        """The node of an item; None for one without a title, whose leaves are named."""
        leaves, data = item.leaves, item.data
        title = leaves.first("title", as_="title")
        if not title:
            for leaf in leaves.left():
                self.ledger.passed(leaf.number, "The objective has no title.")
            self.ledger.warn("no_title", "An objective without a title was left out.", item.place, item.key)
            return None
        start, target = self._number(leaves, "outcome.start"), self._number(leaves, "outcome.target")
        status = leaves.first("status", as_="status")
        node = NodeRead(
            item.key,
            kind,
            title,
            item.place,
            kind_written=leaves.first("type", as_="kind"),
            own_id=leaves.first("id", as_="own_id"),
            description=leaves.first("description", as_="description"),
            creator=self._creator(leaves, data),
            owners=self._people(leaves, data, "owners", "owner", "owners"),
            check_in_owners=self._people(leaves, data, "check_in_owners", "checkinowners", "checkinowner"),
            teams=self._teams(leaves, data),
            period=self._period(leaves, data),
            starts_on=_checked(leaves, day_of, "date", "startdate"),
            ends_on=_checked(leaves, day_of, "date", "enddate"),
            parents=parents,
            children=tuple(_named_child(each) for each in as_list(get(data, "children"))),
            metric=leaves.first("outcome.metricname", as_="metric"),
            outcome_kind=leaves.first("outcome.outcometype", as_="outcome_kind"),
            unit=leaves.first("outcome.metricunit", as_="unit"),
            start=start,
            target=target,
            target_type=leaves.first("outcome.targettype", as_="target_type"),
            direction=direction_of(start, target),
            goal_type=goal_type_of(leaves.peek("goaltype")),
            status=status_of(status),
            status_written=status,
            progress=self._number(leaves, "progress"),
            score=self._number(leaves, "score"),
            created_at=_checked(leaves, moment_of, "date", "createdat"),
            last_check_in=_checked(leaves, moment_of, "date", "lastcheckin"),
            phased_interval=leaves.first("phasedtargets.interval", as_="phased_interval"),
            phased=self._phased(leaves, data),
            check_ins=tuple(history),
        )
        current = self._number(leaves, "outcome.current")
        if current is None:
            current = next((each.value for each in reversed(history) if each.value is not None), None)
        if node.goal_type:
            leaves.first("goaltype", as_="goal_type")
        last_note = next((each.note for each in reversed(history) if each.note), "")
        return replace(node, current=current, last_note=last_note, details=leaves.keep_left())

    def _number(self, leaves: Leaves, path: str) -> Decimal | None:
        return _checked(leaves, number_of, "number", path)

    def _creator(self, leaves: Leaves, data: dict[str, Any]) -> str:
        leaves.texts(*[f"createdby{part}" for part in _PERSON], as_="creator")
        found = [person(each, self.people) for each in as_list(get(data, "createdby"))]
        return ", ".join(each.name for each in found if each)

    def _people(self, leaves: Leaves, data: dict[str, Any], as_: str, *names: str) -> tuple[PersonRead, ...]:
        leaves.texts(*[f"{name}{part}" for name in names for part in _PERSON], as_=as_)
        found = [person(each, self.people) for each in as_list(get(data, *names))]
        return tuple(each for each in found if each)

    def _teams(self, leaves: Leaves, data: dict[str, Any]) -> tuple[str, ...]:
        leaves.texts(
            *[f"{name}{part}" for name in ("teams", "team") for part in ("", ".id", ".name", ".teamname")], as_="teams"
        )
        teams = [
            get(each, "name", "teamname", "id") if isinstance(each, dict) else each
            for each in as_list(get(data, "teams", "team"))
        ]
        return tuple(word(each) for each in teams if word(each))

    def _period(self, leaves: Leaves, data: dict[str, Any]) -> PeriodRead | None:
        given = get(data, "timeperiod")
        id_, name = (
            (word(get(given, "id")), word(get(given, "name", "timeperiodname")))
            if isinstance(given, dict)
            else ("", word(given))
        )
        leaves.texts("timeperiod", "timeperiod.id", "timeperiod.name", "timeperiod.timeperiodname", as_="period")
        if id_ in self.cycles:
            return self.cycles[id_].period
        return read_period(name, first_month=self.first_month) if name or id_ else None

    def _phased(self, leaves: Leaves, data: dict[str, Any]) -> tuple[PhasedTarget, ...]:
        given = get(data, "phasedtargets")
        steps = get(given, "phasedtargets") if isinstance(given, dict) else given
        leaves.texts(
            *[
                f"phasedtargets{deep}.{name}"
                for deep in ("", ".phasedtargets")
                for name in ("targetvalue", "targetdate")
            ],
            as_="phased",
        )
        return tuple(
            PhasedTarget(day_of(word(get(step, "targetdate"))), number_of(word(get(step, "targetvalue"))))
            for step in as_list(steps)
            if isinstance(step, dict)
        )
