"""Planning of goals and objectives with their stakeholders: what is new, what differs, what moved."""

from collections.abc import Sequence
from typing import Any

from okr.models.objectives import ObjectiveStakeholder, StrategicObjective
from okr.models.purposes import Plan, Purpose, Stakeholder
from okr.stratml import frame, matching
from okr.stratml.coding import Codes
from okr.stratml.forming import form_of
from okr.stratml.indicators import IndicatorPlanner
from okr.stratml.nodes import Piece, comparable
from okr.stratml.roles import roles_of
from okr.stratml.slots import problems_of, sequence_of, values_of
from okr.stratml.steps import Course, Step, differing, step_for
from okr.stratml.stored import Held, StoredPlan


class AimPlanner:
    """Plans the aims of one file; `left` holds those stored that the file does not name."""

    def __init__(
        self,
        course: Course,
        stored: StoredPlan | None,
        plan: Plan | None,
        codes: Codes,
        purpose: Purpose | None,
        state: str,
    ) -> None:
        self._course, self._stored, self._plan, self._codes = course, stored, plan, codes
        self._purpose, self._state = purpose, state
        self._hidden = stored.hidden if stored else frozenset()
        self._pairing = matching.Pairing()
        self._indicators = IndicatorPlanner(course, codes, self._hidden)
        self.left: list[Held] = []

    def run(self, root: Piece, held: Held) -> None:
        """Plan every goal and what stands in it."""
        goals = root.of("Goal")
        inside = [objective for goal in goals for objective in goal.of("Objective")]
        held_goals = held.of("Goal") if self._stored else []
        held_inside = [objective for goal in held_goals for objective in goal.of("Objective")]
        self._pair(goals, held_goals)
        self._pair(inside, held_inside)
        # Goals first: what stands in a goal is looked for in the stored goal that it means.
        self._pairing.join(goals, held_goals, *matching.AIM_KEYS)
        for goal in goals:
            if found := self._pairing.of(goal):
                self._pairing.join(goal.of("Objective"), found.of("Objective"), *matching.AIM_KEYS)
        self._pairing.join(inside, held_inside, matching.by_sequence_and_name)
        self._indicators.pair([*goals, *inside], [*held_goals, *held_inside], self._pairing)
        self.left = self._pairing.left([*held_goals, *held_inside])
        positions = self._positions(goals)
        for number, goal in enumerate(goals, 1):
            record = self._aim(goal, None, None, number, positions[number - 1])
            places = self._positions(goal.of("Objective"))
            for at, objective in enumerate(goal.of("Objective"), 1):
                self._aim(objective, goal, record, at, places[at - 1])

    def _pair(self, pieces: Sequence[Piece], held: Sequence[Held]) -> None:
        once = matching.by_identifier(pieces, held)
        self._pairing.join(pieces, held, matching.by_identifier_and_words, once)

    def _positions(self, pieces: Sequence[Piece]) -> list[int | None]:
        """The places among siblings: None where the stored order stands as it is."""
        found = [self._pairing.of(piece) for piece in pieces]
        known = [each.record for each in found if each]
        ordered = sorted(known, key=lambda each: (each.position, each.code, each.pk))
        new_come_last = all(found[: len(known)])
        if known == ordered and new_come_last:
            last = max((each.position for each in known), default=0)
            return [None] * len(known) + [last + at for at in range(1, len(pieces) - len(known) + 1)]
        return list(range(1, len(pieces) + 1))

    def _aim(
        self, piece: Piece, above: Piece | None, parent: StrategicObjective | None, number: int, position: int | None
    ) -> StrategicObjective:
        """One goal (no `parent`) or objective, then its stakeholders and key results."""
        self._course.notes += problems_of(piece.own)
        held = self._pairing.of(piece)
        values, exchange = _values_of(piece, number)
        if held is None:
            code = (
                self._codes.objective(piece, above, parent.code, number)
                if above and parent
                else self._codes.goal(piece, number)
            )
            record = StrategicObjective(
                code=code,
                plan=self._plan,
                parent=parent,
                purpose=None if parent else self._purpose,
                state=self._state,
                position=position or number,
                exchange=exchange,
                **values,
            )
            changes: dict[str, Any] = {}
        else:
            record = held.record
            changes = self._changes(piece, held, values, exchange)
            if parent and not self._stands_under(record, parent):
                changes["parent"] = parent
            if position is not None and record.position != position:
                changes["position"] = position
        label = f"{record.code} {values['title']}"
        may = record.pk not in self._hidden
        step = step_for("strategic_objectives", label, piece.line, record, changes, is_new=held is None, may_change=may)
        self._course.steps.append(step)
        self._stakeholders(piece, held, record)
        self._indicators.run(piece, held, record)
        return record

    def _changes(self, piece: Piece, held: Held, values: dict[str, Any], exchange: dict[str, Any]) -> dict[str, Any]:
        if comparable(piece.own) == comparable(held.own):
            return {}
        if values["identifier"] == frame.given_identifier(held.record):
            values = {**values, "identifier": held.record.identifier or values["identifier"]}
        return differing(held.record, {**values, "exchange": exchange})

    def _stands_under(self, record: StrategicObjective, parent: StrategicObjective) -> bool:
        """Whether the objective stands below its goal, however deep; files know two levels only."""
        if record.parent_id is not None and record.parent_id == parent.pk:
            return True
        if self._stored is None or parent.pk is None:
            return False
        goal = next((each for each in self._stored.root.of("Goal") if each.record.pk == parent.pk), None)
        return goal is not None and any(each.record.pk == record.pk for each in goal.of("Objective"))

    def _stakeholders(self, piece: Piece, held: Held | None, aim: StrategicObjective) -> None:
        pieces, old = piece.of("Stakeholder"), held.of("Stakeholder") if held else []
        pairing = matching.Pairing()
        pairing.join(pieces, old, matching.by_form, matching.by_name, matching.by_tag_if_unnamed)
        for position, each in enumerate(pieces, 1):
            self._stakeholder(each, pairing.of(each), aim, position)

    def _stakeholder(self, piece: Piece, held: Held | None, aim: StrategicObjective, position: int) -> None:
        values = {**values_of(piece.own), "exchange": {"form": form_of(piece.own)}}
        roles = roles_of(piece.own)
        label = f"{values['name'] or 'A place for a stakeholder'}, in {aim.code}"
        if held is None:
            record = Stakeholder(plan=self._plan, position=position, **values)
            holder = ObjectiveStakeholder(objective=aim, stakeholder=record, position=position, roles=roles)
            step = Step("stakeholders", label, piece.line, "create", record, holder=holder)
        else:
            is_same = comparable(piece.own) == comparable(held.own)
            changes = {} if is_same else differing(held.record, values)
            step = step_for(
                "stakeholders",
                label,
                piece.line,
                held.record,
                changes,
                is_new=False,
                may_change=aim.pk not in self._hidden,
            )
            if not is_same and step.action != "refused" and held.holder:
                step.holder, step.holder_changes = held.holder, differing(held.holder, {"roles": roles})
                step.action = "update" if changes or step.holder_changes else "unchanged"
        self._course.steps.append(step)


def _values_of(piece: Piece, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of an aim, and what is kept of its form; one without a name is called by its description."""
    values, exchange = values_of(piece.own), {"form": form_of(piece.own)}
    if not values["title"]:
        words = " ".join(str(values["statement"]).split())
        fallback = f"{piece.tag} {sequence_of(piece.own) or number}"
        values["title"] = (words if len(words) <= 120 else f"{words[:119]}…") or fallback
        exchange["derived"] = {"title": values["title"]}
    return values, exchange
