"""A plan as it is stored, as the same pieces that its file would give; export and comparison both start here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, Q

from big.accounts.models import User
from big.organisation.models import Organisation
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import ObjectiveStakeholder, StrategicObjective
from okr.models.purposes import Plan, Stakeholder, Statement
from okr.stratml import frame
from okr.stratml.forming import filled, fresh, insert, with_holes
from okr.stratml.measures import Measured, overall, overall_node, with_measures
from okr.stratml.nodes import Node, with_children
from okr.stratml.roles import with_roles
from okr.stratml.slots import SLOTS

TAGS: Final = {
    Statement.Kind.VISION: "Vision",
    Statement.Kind.MISSION: "Mission",
    Statement.Kind.VALUE: "Value",
}
_GONE: Final = (StrategicObjective.State.WITHDRAWN, StrategicObjective.State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of a stored plan, with the record it stands for; None for the plan of an organisation without one.

    `holder` is the link to the objective where the piece is a stakeholder of one.
    """

    own: Node
    record: Any = None
    parts: "tuple[Held, ...]" = ()
    holder: ObjectiveStakeholder | None = None

    @property
    def tag(self) -> str:
        """The name of the element."""
        return self.own.tag

    def of(self, *tags: str) -> "list[Held]":
        """The pieces right inside that have one of these names, in order."""
        return [part for part in self.parts if part.tag in tags]

    def tree(self) -> Node:
        """The whole element."""
        waiting: dict[str, list[Held]] = defaultdict(list)
        for part in reversed(self.parts):
            waiting[part.tag].append(part)
        return _joined(self.own, waiting)


def _joined(node: Node, waiting: dict[str, list[Held]]) -> Node:
    children = tuple(
        waiting[child.tag].pop().tree() if child.is_hole else _joined(child, waiting) for child in node.children
    )
    return with_children(node, children)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan with its pieces, the frame of its file, and the keys of objectives that `user` may not see."""

    plan: Plan | None
    root: Held
    frame: frame.Frame
    hidden: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Rows:
    """Everything of one plan, in few queries."""

    statements: list[Statement] = field(default_factory=list)
    top: list[StrategicObjective] = field(default_factory=list)
    below: dict[int, list[StrategicObjective]] = field(default_factory=dict)
    key_results: dict[int, list[KeyResult]] = field(default_factory=dict)
    targets: dict[int, list[PhasedTarget]] = field(default_factory=dict)
    readings: dict[int, list[Reading]] = field(default_factory=dict)
    stakeholdings: dict[int, list[ObjectiveStakeholder]] = field(default_factory=dict)
    stakeholders: list[Stakeholder] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()


def stored_plan(plan: Plan | None, *, user: User, for_export: bool = False) -> StoredPlan:
    """The pieces of a plan, or of the strategy that belongs to no plan; ten queries, whatever its size.

    For an export it holds what `user` may see and what is still pursued; for a comparison everything, with the keys
    of what is hidden from the user.
    """
    organisation = Organisation.objects.first()
    rows = _rows(plan, user, for_export=for_export)
    kept = frame.frame_from(plan.exchange if plan else {})
    own = _plan_node(plan, organisation, kept["part"])
    if plan and organisation and "profile" in plan.exchange:
        own = frame.with_organisation(own, kept["part"], frame.profile_of(organisation), plan.exchange["profile"])
    if rows.key_results:
        own, kept = frame.with_indicators(own, kept, plan.kind if plan else Plan.Kind.STRATEGIC)
    parts = _Builder(rows, kept["part"]).of_plan()
    core = frame.core_path(own, kept["part"])
    counts = dict.fromkeys(("Vision", "Mission", "Value", "Goal", "Stakeholder"), 0)
    counts |= Counter(each.tag for each in parts)
    own = with_holes(own, counts, lambda tag: (*core, "Organization") if tag == "Stakeholder" else core)
    return StoredPlan(plan, Held(own, plan, parts), kept, rows.hidden)


def _plan_node(plan: Plan | None, organisation: Organisation | None, part: int) -> Node:
    if plan and "form" in plan.exchange:
        form = plan.exchange["form"]
        values = {slot.field: getattr(plan, slot.field) for slot in SLOTS[form["t"]]}
        return filled(form, _effective(values, plan.exchange), part)
    shown = plan or Plan(name=f"Strategy of {organisation or 'the organisation'}")
    values = {slot.field: getattr(shown, slot.field) for slot in SLOTS["PerformancePlanOrReport"]}
    named = plan or organisation
    values["identifier"] = values["identifier"] or (frame.given_identifier(named) if named else "")
    own = insert(fresh("PerformancePlanOrReport", values, 2), Node("StrategicPlanCore"))
    return frame.with_organisation(own, 2, frame.profile_of(organisation), {}) if organisation else own


def _effective(values: dict[str, Any], exchange: dict[str, Any]) -> dict[str, Any]:
    """Values as the file has them: a title that the import made up is no word of the file."""
    derived = exchange.get("derived", {})
    return {name: "" if name in derived and derived[name] == value else value for name, value in values.items()}


class _Builder:
    """Turns rows into pieces."""

    def __init__(self, rows: _Rows, part: int) -> None:
        self._rows, self._part = rows, part

    def of_plan(self) -> tuple[Held, ...]:
        """What stands right inside the plan."""
        people = [self._stakeholder(each, None) for each in self._rows.stakeholders]
        statements = [Held(self._own(each, TAGS[Statement.Kind(each.kind)]), each) for each in self._rows.statements]
        return (*people, *statements, *(self._goal(each) for each in self._rows.top))

    def _own(self, record: Any, tag: str) -> Node:
        values = {slot.field: getattr(record, slot.field) for slot in SLOTS[tag]}
        form = record.exchange.get("form")
        if form and form["t"] == tag:
            return filled(form, _effective(values, record.exchange), self._part)
        if "identifier" in values:
            values["identifier"] = values["identifier"] or frame.given_identifier(record)
        return fresh(tag, values, self._part, sequence=getattr(record, "code", ""))

    def _goal(self, goal: StrategicObjective) -> Held:
        inside = [self._objective(each) for each in self._rows.below.get(goal.pk, [])]
        return self._aim(goal, "Goal", inside)

    def _objective(self, objective: StrategicObjective) -> Held:
        return self._aim(objective, "Objective", [])

    def _aim(self, aim: StrategicObjective, tag: str, inside: list[Held]) -> Held:
        holdings = self._rows.stakeholdings.get(aim.pk, [])
        people = [self._stakeholder(each.stakeholder, each) for each in holdings]
        indicators = [self._indicator(each) for each in self._rows.key_results.get(aim.pk, [])]
        parts = (*people, *indicators, *inside)
        counts = {"Stakeholder": 0, "PerformanceIndicator": 0, "Objective": 0, **Counter(each.tag for each in parts)}
        own = with_holes(self._own(aim, tag), counts, lambda _: ())
        return Held(own, aim, parts)

    def _stakeholder(self, person: Stakeholder, holding: ObjectiveStakeholder | None) -> Held:
        own = self._own(person, "Stakeholder")
        if holding is not None:
            own = with_roles(own, holding.roles, self._part)
        return Held(own, person, holder=holding)

    def _indicator(self, indicator: KeyResult) -> Held:
        targets = self._rows.targets.get(indicator.pk, [])
        readings = self._rows.readings.get(indicator.pk, [])
        measures = [Measured(self._own(each, "TargetResult"), each) for each in targets]
        measures += [Measured(self._own(each, "ActualResult"), each) for each in readings]
        whole = (indicator.target, indicator.starts_on, indicator.due_on)
        if any(each is not None for each in whole) and whole != overall(targets):
            measures.append(Measured(overall_node(indicator, self._part), None))
        own, ordered = with_measures(self._own(indicator, "PerformanceIndicator"), measures)
        return Held(own, indicator, tuple(Held(each.own, each.record) for each in ordered))


def _rows(plan: Plan | None, user: User, *, for_export: bool) -> _Rows:
    rows = _Rows()
    _load_objectives(rows, plan, user, for_export=for_export)
    shown = [*rows.top, *(each for below in rows.below.values() for each in below)]
    statements = Statement.objects.filter(plan=plan).exclude(state=Statement.State.SUPERSEDED)
    if plan is None:
        statements = statements.filter(state=Statement.State.ADOPTED)
    rows.statements = list(statements.order_by("position", "pk"))
    key_results = KeyResult.objects.filter(objective__in=shown).order_by("position", "pk")
    if for_export:
        key_results = key_results.exclude(state=KeyResult.State.DROPPED)
    rows.key_results = _grouped(key_results, "objective_id")
    measured = [each.pk for group in rows.key_results.values() for each in group]
    rows.targets = _grouped(PhasedTarget.objects.filter(key_result__in=measured), "key_result_id")
    rows.readings = _grouped(Reading.objects.filter(key_result__in=measured), "key_result_id")
    holdings = ObjectiveStakeholder.objects.filter(objective__in=shown).select_related("stakeholder")
    rows.stakeholdings = _grouped(holdings.order_by("position", "pk"), "objective_id")
    people = Stakeholder.objects.filter(plan=plan, stakeholdings__isnull=True)
    rows.stakeholders = list(people.order_by("position", "pk"))
    return rows


def _load_objectives(rows: _Rows, plan: Plan | None, user: User, *, for_export: bool) -> None:
    """The plan's objectives as a tree of two levels: whatever stands deeper stands under its goal."""
    of_plan = StrategicObjective.objects.filter(Q(plan=None) | Q(plan=plan)).order_by("position", "code", "pk")
    found = {each.pk: each for each in of_plan}
    visible = set(StrategicObjective.objects.visible_to(user).filter(pk__in=found).values_list("pk", flat=True))
    rows.hidden = frozenset(found.keys() - visible)
    children: dict[int | None, list[StrategicObjective]] = defaultdict(list)
    for each in found.values():
        # One without a plan under one of another plan belongs there.
        if plan is not None or each.parent_id is None or each.parent_id in found:
            children[each.parent_id if each.parent_id in found else None].append(each)
    wanted = plan.pk if plan else None

    def is_shown(each: StrategicObjective) -> bool:
        return not for_export or (each.pk in visible and each.state not in _GONE)

    for goal in _tops(children[None], wanted, children):
        if is_shown(goal):
            rows.top.append(goal)
            rows.below[goal.pk] = [each for each in _descendants(goal.pk, children) if is_shown(each)]


def _tops(
    roots: Iterable[StrategicObjective],
    wanted: int | None,
    children: dict[int | None, list[StrategicObjective]],
) -> Iterator[StrategicObjective]:
    """The uppermost objectives of the wanted plan; a root of another plan may stand above them."""
    for root in roots:
        if root.plan_id == wanted:
            yield root
        else:
            yield from _tops(children[root.pk], wanted, children)


def _descendants(key: int, children: dict[int | None, list[StrategicObjective]]) -> Iterator[StrategicObjective]:
    for each in children[key]:
        yield each
        yield from _descendants(each.pk, children)


def _grouped(records: Iterable[Any], key: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Model]] = defaultdict(list)
    for record in records:
        groups[getattr(record, key)].append(record)
    return dict(groups)
