"""What importing a file of OKRs would do: its objectives and key results beside those stored; writes nothing.

What the file does not say is never touched, and what it no longer names stays. A row that says what it said at the
last import is left alone, whatever people changed on the record since.
"""

from collections.abc import Iterable
from typing import Any

from big.accounts.models import User
from big.imports.plan import Action, PlannedRow
from okr import policies
from okr.files.shapes import NodeRead, OkrFile
from okr.importing import account
from okr.importing.course import Course, SetStep, Step
from okr.importing.measuring import measure
from okr.importing.options import Options, folded
from okr.importing.people import People
from okr.importing.places import Place, Places
from okr.importing.sharing import share_out
from okr.importing.spans import Span, Spans
from okr.importing.stored import Stored, stored_of
from okr.importing.values import has_long_title, key_result_values, objective_values
from okr.importing.wording import KEY, differing_words, digest_of, held_words, label_of, words_of
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective

WITHOUT = "Key results without an objective"
_HIDDEN = "An objective that you may not see"


def course_of(file: OkrFile, options: Options, actor: User) -> Course:
    """Every step of the import; a number of queries that does not grow with the rows of the file."""
    people = People(options.people)
    teams = {folded(name): team for team in file.teams for name in (team.name, team.key)}
    places = Places(options, people, actor, teams)
    places.load()
    course = Course(places, Spans(file.cycles, file.nodes))
    planner = _Planner(file, people, course, actor)
    planner.run()
    _tell(course, file, people, options)
    account.settle(course, file, people)
    return course


def _tell(course: Course, file: OkrFile, people: People, options: Options) -> None:
    for name, where, reason in course.places.refusals():
        course.refused.append(PlannedRow("units", "refused", name, where, reason))
    if options.unit and course.places.unit_called(options.unit) is None:
        course.refused.append(
            PlannedRow("units", "refused", options.unit, "", "No unit has this code or name. Choose one that is there.")
        )
    for meant in people.wrong_answers():
        course.refused.append(
            PlannedRow("people", "refused", meant, "", "Nobody has this e-mail, code or name. Mend the answer.")
        )
    if course.spans.new and not policies.can_manage_cycles(course.places.actor):
        reason = "The file needs new cycles, which whoever edits the strategy at the top adds. Ask them first."
        course.refused += [PlannedRow("cycles", "refused", span.name, "", reason) for span in course.spans.new.values()]
        course.spans.new.clear()
    course.notes += people.questions()
    course.notes += [f"{problem.place}: {problem.sentence}" for problem in file.problems]


class _Planner:
    """Walks the nodes of one file: objectives from the top down, then key results."""

    def __init__(self, file: OkrFile, people: People, course: Course, actor: User) -> None:
        self.file, self.people, self.course, self.actor = file, people, course, actor
        self.by_key = {node.key: node for node in file.nodes}
        self.sets: dict[tuple[Place, str], SetStep] = {}
        self.steps: dict[str, Step] = {}
        self.loose: dict[int, Step] = {}
        self.stored = Stored()
        self._spots: dict[str, tuple[Place, Span | None]] = {}
        self._may_all = policies.can_edit_foundation(actor)

    def run(self) -> None:
        """All steps; what is stored is read once the cycles are known."""
        objectives = self._from_the_top(node for node in self.file.nodes if node.kind == "objective")
        results = [node for node in self.file.nodes if node.kind != "objective"]
        for node in objectives:
            self._spots[node.key] = self._spot(node)
        for node in results:
            if self._above(node) is None:
                self._spots[node.key] = self._spot(node)
        spans = {id(span): span for _, span in self._spots.values() if span}
        known = [span.record.pk for span in spans.values() if span.record]
        loose = [objective_values(each)["title"] for each in objectives if self._spots[each.key][1] is None]
        ids = [node.own_id for node in self.file.nodes]
        self.stored = stored_of(ids, known, self.actor, titles_without_set=[*loose, WITHOUT])
        for node in objectives:
            self._objective(node)
        self._refuse_loops()
        for node in results:
            self._key_result(node)
        self.course.objectives = [*self.steps.values(), *self.loose.values()]
        share_out(self.course)

    def _from_the_top(self, nodes: Iterable[NodeRead]) -> list[NodeRead]:
        """Objectives, each after the one above it; the reader has cut circles."""
        done: dict[str, NodeRead] = {}
        for node in nodes:
            path = []
            at: NodeRead | None = node
            while at is not None and at.key not in done and at not in path:
                path.append(at)
                at = self._above(at)
            for each in reversed(path):
                done.setdefault(each.key, each)
        return list(done.values())

    def _above(self, node: NodeRead) -> NodeRead | None:
        """The nearest objective above a node, by the first parent of each on the way."""
        at, seen = node, {node.key}
        while at.parents:
            key = at.parents[0].key
            if key in seen or key not in self.by_key:
                return None
            seen.add(key)
            at = self.by_key[key]
            if at.kind == "objective":
                return at
        return None

    def _spot(self, node: NodeRead) -> tuple[Place, Span | None]:
        """Whose OKRs, and in which cycle: its own, that of the objective above, or by its days."""
        span = self.course.spans.of(node.period)
        above = self._above(node)
        if span is None and node.period is None and above is not None:
            span = self._spots.get(above.key, (None, None))[1]
        if span is None and node.period is None and node.starts_on and node.ends_on and node.starts_on < node.ends_on:
            span = self.course.spans.at(node.starts_on, node.ends_on, f"{node.starts_on} to {node.ends_on}")
        return self.course.places.of(node), span

    def _set(self, place: Place, span: Span) -> SetStep:
        step = self.sets.get((place, span.key))
        if step is None:
            record = None
            if span.record is not None and place.key:
                record = self.stored.sets.get((span.record.pk, place.kind, place.key))
            label = f"{self.course.places.name(place)}, {span.name}"
            step = self.sets[place, span.key] = SetStep(place, span, label, record)
            self.course.sets.append(step)
        return step

    def _objective(self, node: NodeRead) -> None:
        place, span = self._spots[node.key]
        holder = self._set(place, span) if span else None
        values = objective_values(node)
        found = self.stored.objectives.take(
            node.own_id, values["title"], holder.record.pk if holder and holder.record else None
        )
        above = self._above(node)
        parent = self.steps.get(above.key) if above is not None else None
        owner = self.people.first(node.owners)
        label, where = values["title"], str(node.place)
        exchange = self._exchange(node, owner, holder, parent, is_objective=True)
        if owner is not None:
            values["accountable"] = owner
        if found is not None:
            step = Step("strategic_objectives", label, where, "unchanged", node, found, holder, parent)
            self._compare(step, values, exchange)
        else:
            record = self._new_objective(values, exchange, holder, parent)
            step = Step("strategic_objectives", label, where, "create", node, record, holder, parent)
        self._allow(step, place)
        self.steps[node.key] = step

    def _new_objective(
        self, values: dict[str, Any], exchange: dict[str, Any], holder: SetStep | None, parent: Step | None
    ) -> StrategicObjective:
        states, ambition = StrategicObjective.State, StrategicObjective.Ambition
        days: dict[str, Any] = {}
        state = states.AGREED
        if holder is not None:
            days = {"starts_on": holder.span.starts_on, "due_on": holder.span.ends_on}
            held = holder.span.record.state if holder.span.record else holder.span.state
            state = states.PROPOSED if held == Cycle.State.PLANNED else states.AGREED
        kept = {"ambition": ambition.COMMITTED, **days, **values, "exchange": exchange}
        return StrategicObjective(**kept, state=state, position=len(self.steps) + 1)

    def _exchange(
        self, node: NodeRead, owner: Any, holder: SetStep | Step | None, parent: Step | None, *, is_objective: bool
    ) -> dict[str, Any]:
        words = words_of(node, is_objective=is_objective)
        if has_long_title(node, 300 if is_objective else 500):
            words = {label_of("title"): node.title, **words}
        digest = digest_of(node, owner.pk if owner else None, holder.label if holder else "", parent and parent.label)
        return {KEY: {"format": self.file.format, "digest": digest, "words": words}}

    def _compare(self, step: Step, values: dict[str, Any], exchange: dict[str, Any]) -> None:
        """Set what the file changes of a stored record, unless it says what it said at the last import."""
        record = step.record
        held = record.exchange.get(KEY, {})
        if held.get("digest") == exchange[KEY]["digest"] or (step.node and step.node.is_placeholder):
            return
        changes = {name: new for name, new in values.items() if getattr(record, name) != new and new not in (None, "")}
        if step.parent is not None and (step.parent.action == "create" or step.parent.record.pk != record.parent_id):
            step.told["parent"] = (str(record.parent) if record.parent else None, step.parent.label)
        above = step.holder
        if isinstance(above, SetStep) and (above.record is None or above.record.pk != record.okr_set_id):
            step.told["okr_set"] = (str(record.okr_set) if record.okr_set else None, above.label)
        if isinstance(above, Step) and above.record.pk != record.objective_id:
            step.told["objective"] = (str(record.objective), above.label)
        for label, was, now in differing_words(held_words(record.exchange), exchange[KEY]["words"]):
            step.told[f"file: {label}"] = (was, now)
        if changes or step.told:
            step.action = "update"
            step.changes = {**changes, "exchange": {**record.exchange, **exchange}}

    def _allow(self, step: Step, place: Place) -> None:
        """Refuse what the actor may not see or write, and new objectives of a cycle that is closed."""
        stored = step.action != "create"
        if stored and step.record.pk not in self.stored.visible:
            step.label, step.told, step.changes = _HIDDEN, {}, {}
            self._refuse(step, "It is confidential. Ask somebody who is cleared for it to import the file.")
        elif step.action == "unchanged":
            return
        elif not self.course.places.may_write(place) or (stored and not self._may_edit(step)):
            where = self.course.places.name(place)
            self._refuse(step, f"You may not write the OKRs of {where}. Ask whoever leads it to import this file.")
        elif not stored and isinstance(step.holder, SetStep):
            cycle = step.holder.span.record
            if cycle is not None and cycle.state == Cycle.State.CLOSED:
                self._refuse(step, f"{cycle} is closed. Move it back to closing, then import again.")

    def _may_edit(self, step: Step) -> bool:
        return self._may_all or policies.can_edit_objective(self.actor, step.objective)

    def _refuse(self, step: Step, reason: str) -> None:
        step.action, step.reason = "refused", reason

    def _refuse_loops(self) -> None:
        """A stored objective that the file puts under one that stands below it."""
        moved = {step.record.pk: step for step in self.steps.values() if step.record.pk and "parent" in step.told}
        if not moved:
            return
        above = self.stored.parents | {key: step.parent.record.pk for key, step in moved.items() if step.parent}
        for key, step in moved.items():
            at, seen = above.get(key), {key}
            while at is not None and at not in seen:
                seen.add(at)
                at = above.get(at)
            if at == key:
                self._refuse(step, "It would stand under an objective that stands under it. Move that one first.")

    def _key_result(self, node: NodeRead) -> None:
        above = self._above(node)
        holder = self.steps[above.key] if above is not None else self._without(node)
        values = key_result_values(node)
        found = None
        if node.own_id or holder.record.pk:
            found = self.stored.key_results.take(node.own_id, values["title"], holder.record.pk)
        owner = self.people.first(node.owners)
        if owner is not None:
            values["owner"] = owner
        exchange = self._exchange(node, owner, holder, None, is_objective=False)
        label, where = values["title"], str(node.place)
        if found is not None:
            step = Step("key_results", label, where, "unchanged", node, found, holder)
            self._compare(step, values, exchange)
        else:
            record = KeyResult(**values, exchange=exchange, position=len(self.course.key_results) + 1)
            step = Step("key_results", label, where, "create", node, record, holder)
        measure(step, self.stored)
        if holder.action == "refused":
            self._refuse(step, holder.reason)
        elif step.action != "unchanged" and holder.action == "unchanged":
            self._allow_result(step, holder)
        self.course.key_results.append(step)

    def _allow_result(self, step: Step, holder: Step) -> None:
        if not self._may_edit(holder):
            self._refuse(step, f"You may not change the key results of {holder.label}. Ask whoever may.")

    def _without(self, node: NodeRead) -> Step:
        """An objective that holds the key results of a set which stand under none."""
        place, span = self._spots[node.key]
        holder = self._set(place, span) if span else None
        step = self.loose.get(id(holder))
        if step is None:
            found = self.stored.objectives.take("", WITHOUT, holder.record.pk if holder and holder.record else None)
            record = found or self._new_objective({"title": WITHOUT}, {}, holder, None)
            action: Action = "unchanged" if found is not None else "create"
            where = str(node.place)
            step = self.loose[id(holder)] = Step("strategic_objectives", WITHOUT, where, action, None, record, holder)
            step.reason = "" if found else "The file puts key results under no objective; this one holds them."
            self._allow(step, place)
        return step
