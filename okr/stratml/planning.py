"""What importing a StratML file would do: the file's pieces beside those that are stored, step by step.

Words that the file does not carry, such as owners and links, are never touched. What the file no longer names stays.
"""

from dataclasses import dataclass
from typing import Any

from big.accounts.models import User
from big.organisation.models import Organisation
from okr import policies
from okr.models.purposes import Plan, Stakeholder, Statement
from okr.stratml import frame, matching
from okr.stratml.aims import AimPlanner
from okr.stratml.coding import Codes, purpose_code
from okr.stratml.forming import form_of
from okr.stratml.nodes import Piece, comparable
from okr.stratml.purpose import PurposeStep, plan_purpose
from okr.stratml.reading import PlanFile
from okr.stratml.slots import problems_of, values_of
from okr.stratml.steps import Course, Step, differing, step_for
from okr.stratml.stored import Held, StoredPlan, stored_plan

# What an installation is called until somebody names it.
UNNAMED = "Your organisation"
KINDS = {
    "Vision": Statement.Kind.VISION,
    "Mission": Statement.Kind.MISSION,
    "Value": Statement.Kind.VALUE,
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the person chose: the state of new objectives, and whether the mission becomes a purpose."""

    objective_state: str
    mission_is_purpose: bool


def course_of(file: PlanFile, root: Piece, options: Options, actor: User) -> Course:
    """Every step of the import, in an order in which each finds what it stands on; writes nothing."""
    course = Course(notes=list(file.notes), not_read=list(file.not_read))
    if not policies.can_edit_foundation(actor):
        course.steps.append(_not_allowed(root))
        return course
    planner = _Planner(file, root, options, actor, course)
    planner.run()
    return course


def _not_allowed(root: Piece) -> Step:
    reason = "A plan belongs to the organisation as a whole: you need the right to change its strategy at the top."
    return Step("plans", str(values_of(root.own)["name"]), root.line, "refused", Plan(), reason=reason)


class _Planner:
    """Walks one file; each method plans one kind of record."""

    def __init__(self, file: PlanFile, root: Piece, options: Options, actor: User, course: Course) -> None:
        self._root, self._options, self._actor, self._course = root, options, actor, course
        self._frame = frame.frame_of(root.own, file.namespace, file.prefix)
        self._values = values_of(root.own)
        found, is_known = matching.plan_of(root)
        self._stored: StoredPlan | None = stored_plan(found, user=actor) if is_known else None
        self._held = self._stored.root if self._stored else Held(root.own)
        self._plan: Plan | None = found

    def run(self) -> None:
        """All steps."""
        profile = self._organisation()
        codes = self._plan_record(profile)
        purpose = self._purpose()
        self._statements()
        self._stakeholders()
        aims = AimPlanner(self._course, self._stored, self._plan, codes, purpose.record, self._options.objective_state)
        aims.run(self._root, self._held)
        self._missing(aims)

    def _organisation(self) -> dict[str, str] | None:
        """Make the organisation from the file, or fill what its profile lacks.

        Returns the profile as it will be, where the plan is the organisation's own: the export says what changed since.
        """
        said = frame.organisation_values(self._root.own, self._frame["part"])
        organisation = Organisation.objects.first()
        if organisation is None:
            name = (said or {}).get("name") or self._values["name"][:200] or UNNAMED
            organisation = Organisation(**{**(said or {}), "name": name})
            self._course.steps.append(Step("organisations", name, self._root.line, "create", organisation))
        elif said is None or not said["name"]:
            return None
        elif organisation.name == UNNAMED or _is_same(organisation, said):
            self._fill(organisation, said)
        else:
            note = f"The plan is of {said['name']}; the profile of {organisation} stays as it is."
            self._course.notes.append(note)
            return None
        filled = {field: new for field, new in (said or {}).items() if new and not _has(organisation, field)}
        return {**frame.profile_of(organisation), **filled} if said is not None else None

    def _fill(self, organisation: Organisation, said: dict[str, str]) -> None:
        """Take over what the profile lacks, and tell of what it says otherwise."""
        lacking = {field: new for field, new in said.items() if new and not _has(organisation, field)}
        self._course.steps.append(
            step_for("organisations", said["name"], self._root.line, organisation, lacking, is_new=False)
        )
        for field, new in differing(organisation, said).items():
            if new and field not in lacking:
                self._course.notes.append(f"The organisation's {field} differs in the file and stays as it is.")

    def _plan_record(self, profile: dict[str, str] | None) -> Codes:
        own, line = self._root.own, self._root.line
        name = self._values["name"] or matching.NAMELESS
        values = {**self._values, "name": name}
        self._course.notes += problems_of(own)
        goals = self._root.of("Goal")
        if self._stored is None:
            codes = Codes(goals, None)
            self._plan = Plan(**values, exchange=self._exchange(name, {"profile": profile, "prefix": codes.prefix}))
            self._course.steps.append(Step("plans", name, line, "create", self._plan))
            return codes
        if self._plan is None:
            # The strategy that belongs to no plan: the file was written from it, and there is no plan to change.
            return Codes(goals, "")
        kept = self._plan.exchange
        changes: dict[str, Any] = {}
        if comparable(own) != comparable(self._held.own) or self._frame != self._stored.frame:
            exchange = self._exchange(name, {"profile": kept.get("profile"), "prefix": kept.get("prefix", "")})
            if self._values["identifier"] == frame.given_identifier(self._plan):
                values["identifier"] = self._plan.identifier
            changes = differing(self._plan, {**values, "exchange": exchange})
        self._course.steps.append(step_for("plans", name, line, self._plan, changes, is_new=False))
        return Codes(goals, kept.get("prefix", ""))

    def _exchange(self, name: str, kept: dict[str, Any]) -> dict[str, Any]:
        """What the plan keeps of its file: form, frame, a made-up name, and what is decided once."""
        derived = {} if self._values["name"] else {"derived": {"name": name}}
        held = {key: value for key, value in kept.items() if value is not None}
        return {"form": form_of(self._root.own), "frame": self._frame, **derived, **held}

    def _purpose(self) -> PurposeStep:
        mission = next((values_of(each.own)["text"] for each in self._root.of("Mission")), "")
        found = plan_purpose(
            mission,
            is_new_plan=self._stored is None,
            is_wanted=self._options.mission_is_purpose,
            line=next((each.line for each in self._root.of("Mission")), 0),
            code=purpose_code,
        )
        if found.step:
            self._course.steps.append(found.step)
        return found

    def _statements(self) -> None:
        pieces, held = self._root.of(*KINDS), self._held.of(*KINDS) if self._stored else []
        pairing = matching.Pairing()
        for tag in KINDS:
            new, old = [each for each in pieces if each.tag == tag], [each for each in held if each.tag == tag]
            pairing.join(new, old, matching.by_identifier_and_words, matching.by_form, matching.by_name)
            pairing.join(new, old, matching.by_tag_if_unnamed)
        for position, piece in enumerate(pieces, 1):
            self._statement(piece, pairing.of(piece), position)

    def _statement(self, piece: Piece, held: Held | None, position: int) -> None:
        kind = KINDS[piece.tag]
        values = {**values_of(piece.own), "exchange": {"form": form_of(piece.own)}}
        label = str(values.get("name") or values["text"][:120] or f"{kind.label} without words")
        if held is None:
            record = Statement(kind=kind, plan=self._plan, position=position, state=self._state(kind), **values)
            self._course.steps.append(Step(f"{kind.value}s", label, piece.line, "create", record))
            return
        changes = {} if _is_same_form(piece, held) else differing(held.record, values)
        self._course.steps.append(step_for(f"{kind.value}s", label, piece.line, held.record, changes, is_new=False))

    def _state(self, kind: Statement.Kind) -> str:
        """Adopted, unless the organisation has a vision or mission already: that one is not pushed aside."""
        adopted = Statement.objects.worded().filter(kind=kind, state=Statement.State.ADOPTED)
        if kind == Statement.Kind.VALUE or not adopted.exists():
            return Statement.State.ADOPTED
        self._course.notes.append(
            f"The organisation has a {kind.label.lower()} already; that of the file is kept as a draft."
        )
        return Statement.State.DRAFT

    def _stakeholders(self) -> None:
        """Those of the organisation; those of goals and objectives come with them."""
        pieces, held = self._root.of("Stakeholder"), self._held.of("Stakeholder") if self._stored else []
        pairing = matching.Pairing()
        pairing.join(pieces, held, matching.by_form, matching.by_name, matching.by_tag_if_unnamed)
        for position, piece in enumerate(pieces, 1):
            found = pairing.of(piece)
            values = {**values_of(piece.own), "exchange": {"form": form_of(piece.own)}}
            label = str(values["name"] or "A place for a stakeholder")
            if found is None:
                record = Stakeholder(plan=self._plan, position=position, **values)
                self._course.steps.append(Step("stakeholders", label, piece.line, "create", record))
            else:
                changes = {} if _is_same_form(piece, found) else differing(found.record, values)
                self._course.steps.append(
                    step_for("stakeholders", label, piece.line, found.record, changes, is_new=False)
                )

    def _missing(self, aims: AimPlanner) -> None:
        """Say what is stored and no longer in the file; it stays."""
        hidden = self._stored.hidden if self._stored else frozenset()
        left = [each.record for each in aims.left if each.record.pk not in hidden]
        if left:
            named = ", ".join(f"{each.code} {each.title}" for each in left[:5])
            more = f" and {len(left) - 5} more" if len(left) > 5 else ""
            self._course.notes.append(f"Not in the file, and left as they are: {named}{more}.")


def _is_same_form(piece: Piece, held: Held) -> bool:
    return comparable(piece.own) == comparable(held.own)


def _is_same(organisation: Organisation, said: dict[str, str]) -> bool:
    """By identifier where both have one, else by name in any case."""
    if said["identifier"] and organisation.identifier:
        return said["identifier"] == organisation.identifier
    return said["name"].casefold() == organisation.name.casefold()


def _has(organisation: Organisation, field: str) -> bool:
    """Whether the profile says something there; the product's own placeholder is nothing."""
    return getattr(organisation, field) not in ("", UNNAMED)
