"""Who may change the strategy and the links from it to work; nothing else in the app knows rights or roles."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from big.accounts.models import User
from big.history import moment
from big.organisation.models import Person, Unit
from big.organisation.nodes import Membership, Node
from big.organisation.scope import (
    CONFIDENTIAL_VIEW,
    at_the_top_q,
    holds_anywhere,
    holds_at,
    person_named_q,
    rights_of,
    scope_q,
)
from okr.models.comments import Comment
from okr.models.cycles import OkrPlace
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.models.parts import Delegate
from okr.models.purposes import CHECK_IN, LINK_AGREE, LINK_CLAIM, OKR_EDIT, STRATEGY_EDIT, STRATEGY_VIEW
from okr.models.rhythms import RhythmPlace
from portfolio.models.work import Work


def _holds_at_the_top(user: User, right: str) -> bool:
    if not holds_anywhere(user, right):
        return False
    if user.is_administrator or user.is_service:
        return True
    return Membership.objects.held_by(user).filter(at_the_top_q(), role__rights__contains=[right]).exists()


def _holds_for(user: User, right: str, node: Node | None) -> bool:
    """At the node, or in the unit that the node belongs to; what stands at no node belongs to the whole."""
    if node is None:
        return _holds_at_the_top(user, right)
    return holds_at(user, right, node_id=node.pk, unit_id=node.unit_id)


def _is(user: User, person_id: int | None) -> bool:
    """Whether `user` signs in as this person, and still belongs; nobody acts in the past."""
    if person_id is None or rights_of(user) is None or moment.only_reads():
        return False
    return Person.objects.of(user).filter(pk=person_id, is_active=True).exists()


def can_see_strategy(user: User) -> bool:
    """Open the pages of the strategy at all."""
    return holds_anywhere(user, STRATEGY_VIEW)


def can_edit_foundation(user: User) -> bool:
    """Change what belongs to the organisation as a whole: purposes, vision, mission, values, stakeholders."""
    return _holds_at_the_top(user, STRATEGY_EDIT)


def can_edit_somewhere(user: User) -> bool:
    """Add drivers or objectives at some node at least, so that the form is worth offering."""
    return holds_anywhere(user, STRATEGY_EDIT)


def can_edit_driver(user: User, driver: Driver) -> bool:
    """Change a driver: at its node, or at the top for one that stands at none."""
    return _holds_for(user, STRATEGY_EDIT, driver.node)


def can_edit_objective(user: User, objective: StrategicObjective) -> bool:
    """Change an objective, its key results and its links: at its node, or at the top for one that stands at none.

    One that belongs to OKRs is changed by whoever writes these.
    """
    if objective.okr_set is not None:
        return can_write_okrs(user, objective.okr_set.place)
    return _holds_for(user, STRATEGY_EDIT, objective.node)


def can_write_okrs(user: User, place: OkrPlace) -> bool:
    """Write the OKRs of a unit, node or person: where the right is held, one's own, and editors of the whole."""
    return _may_write_at(user, place) or (isinstance(place, Person) and _is(user, place.pk))


def units_written_by(user: User, units: Sequence[Unit]) -> set[int]:
    """The keys of those of `units` whose OKRs `user` may write; a fixed number of queries for any number of units."""
    keys = {unit.pk for unit in units}
    if not keys or rights_of(user) is None or moment.only_reads():
        return set()
    if _holds_at_the_top(user, STRATEGY_EDIT):
        return keys
    here = scope_q(user, OKR_EDIT, node=None, unit="pk") | scope_q(user, STRATEGY_EDIT, node=None, unit="pk")
    return set(Unit.objects.filter(here, pk__in=keys).values_list("pk", flat=True))


def _may_write_at(user: User, place: OkrPlace) -> bool:
    here = any(_holds_there(user, right, place) for right in (OKR_EDIT, STRATEGY_EDIT))
    return here or _holds_at_the_top(user, STRATEGY_EDIT)


def _holds_there(user: User, right: str, place: OkrPlace) -> bool:
    """At the unit, at the node or in the unit that it belongs to, or in the unit of the person."""
    node_id = place.pk if isinstance(place, Node) else None
    unit_id = place.pk if isinstance(place, Unit) else place.unit_id
    return holds_at(user, right, node_id=node_id, unit_id=unit_id)


def can_set_rhythm(user: User, place: RhythmPlace) -> bool:
    """Say when check-ins are asked for: whoever writes the OKRs there; for all, whoever edits the whole strategy."""
    return _holds_at_the_top(user, STRATEGY_EDIT) if place is None else can_write_okrs(user, place)


def can_manage_cycles(user: User) -> bool:
    """Add and change cycles, which are the whole organisation's."""
    return _holds_at_the_top(user, STRATEGY_EDIT)


def can_edit_indicator(user: User, unit: Unit | None) -> bool:
    """Change the KPIs of a unit, as its OKRs; those of the organisation, at the top."""
    return can_edit_foundation(user) if unit is None else can_write_okrs(user, unit)


def can_place_at(user: User, node: Node | None) -> bool:
    """Put a driver or objective at `node`; None is the organisation as a whole."""
    return _holds_for(user, STRATEGY_EDIT, node)


def can_keep_confidential(user: User) -> bool:
    """Mark something confidential, or open it: only those who go on seeing it."""
    return holds_anywhere(user, CONFIDENTIAL_VIEW)


def _stands_for(user: User, objective: StrategicObjective) -> bool:
    """Whether `user` is the accountable person, or a delegate of theirs."""
    if _is(user, objective.accountable_id):
        return True
    if rights_of(user) is None or moment.only_reads():
        return False
    mine = Person.objects.of(user).filter(is_active=True)
    return Delegate.objects.filter(objective=objective, person__in=mine).exists()


def can_answer_for(user: User, objective: StrategicObjective) -> bool:
    """Accept or contest an objective, and state confidence: the accountable person, a delegate, or who edits it."""
    return can_edit_objective(user, objective) or _stands_for(user, objective)


def can_answer_as(user: User, unit: Unit) -> bool:
    """Say for a unit whether it contributes to an objective of another: who writes its OKRs."""
    return can_write_okrs(user, unit)


def can_check_in_all(user: User, objective: StrategicObjective) -> bool:
    """Record readings of every key result of an objective: where the right is held, and the accountable person."""
    if objective.okr_set is not None:
        return can_check_in_at(user, objective.okr_set.place) or _stands_for(user, objective)
    return _holds_for(user, CHECK_IN, objective.node) or _stands_for(user, objective)


def can_check_in_at(user: User, place: OkrPlace) -> bool:
    """Record readings of every key result in the OKRs of a unit, node or person."""
    return _holds_there(user, CHECK_IN, place) or can_write_okrs(user, place)


def checkable_q(user: User) -> Q:
    """The key results that `user` may check in, by the places where the right is held and by name; set-based.

    Whoever writes OKRs of a place without holding the right to check in there is not asked to.
    """
    at_node = scope_q(user, CHECK_IN, node="objective__node", unit="objective__node__unit")
    of_set = scope_q(user, CHECK_IN, node="objective__okr_set__node", unit="objective__okr_set__unit")
    of_person = scope_q(user, CHECK_IN, node=None, unit="objective__okr_set__person__unit")
    named = person_named_q(user, "owner", "check_in_owner", "objective__accountable")
    return at_node | of_set | of_person | named | Q(objective__in=delegated_to(user))


def delegated_to(user: User) -> "QuerySet[Delegate, int]":
    """The keys of the objectives for which `user` is a delegate."""
    return Delegate.objects.filter(person__in=Person.objects.of(user)).values_list("objective", flat=True)


def is_asked_for(person_id: int, key_result: KeyResult) -> bool:
    """Whether a key result is asked of a person: who takes its readings, else its owner, else who is accountable."""
    return person_id == (key_result.check_in_owner_id or key_result.owner_id or key_result.objective.accountable_id)


def can_check_in(user: User, key_result: KeyResult) -> bool:
    """Record and correct readings of one key result: also its owner, and who takes its readings."""
    own = _is(user, key_result.owner_id) or _is(user, key_result.check_in_owner_id)
    return own or can_check_in_all(user, key_result.objective)


def can_comment(user: User) -> bool:
    """Say something on an objective or key result: whoever sees it, in the present."""
    return can_see_strategy(user) and not moment.only_reads()


def can_change_comment(user: User, comment: Comment) -> bool:
    """Change or withdraw a comment: whoever wrote it."""
    return comment.author_id == user.pk and can_comment(user)


def can_claim_for(user: User, work: Work) -> bool:
    """Claim that `work` serves an objective, change that claim, and withdraw it."""
    return holds_at(user, LINK_CLAIM, node_id=work.node_id, unit_id=work.unit_id)


def can_claim_anywhere(user: User) -> bool:
    """Claim for some piece of work at least, so that the form is worth offering."""
    return holds_anywhere(user, LINK_CLAIM)


def can_answer_link(user: User, contribution: Contribution) -> bool:
    """Agree or challenge a link: where the right is held at the objective's node, and the accountable person.

    The claimer is not excluded, since small organisations have one person on both sides; it is recorded and shown.
    """
    objective = contribution.objective
    return _holds_for(user, LINK_AGREE, objective.node) or _is(user, objective.accountable_id)


def can_name_supporter(
    user: User, objective: StrategicObjective, *, unit: Unit | None = None, node: Node | None = None
) -> bool:
    """Name who supports the connection to delivery: on the objective's side, or in the unit or at the node meant.

    Without a place the question is whether the user may name anybody at all.
    """
    if can_answer_for(user, objective):
        return True
    if unit is None and node is None:
        return holds_anywhere(user, LINK_CLAIM)
    return holds_at(user, LINK_CLAIM, node_id=node.pk if node else None, unit_id=unit.pk if unit else None)
