"""An objective and everything that serves it: key results, work of all streams, money, supporters, links, history."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.audit.selectors import History, history_of
from okr import policies
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import ObjectiveLink, ObjectiveStakeholder, StrategicObjective, Supporter
from okr.models.parts import ContributingUnit, Delegate
from okr.selectors.closing import lineage_of
from okr.selectors.key_result_rows import KeyResultRow, needs_help, rows_of_objective
from okr.selectors.objective_rows import ObjectiveRow, objective_table
from okr.selectors.outcomes import ObjectiveProgress, objective_progress
from okr.selectors.outline import seen_by
from okr.selectors.purse import Purse, added
from okr.selectors.sentences import none_reported, so_many
from okr.selectors.serving import Delivery, ServingWork, delivery_of, funds_released, serving_work
from okr.selectors.states import ANSWERABLE, OBJECTIVE_FOLLOWERS
from okr.selectors.support import PlaceOfSupport, places_of_support
from okr.selectors.threads import Thread, ancestors, thread_of_objective
from portfolio.models.work import Stream
from portfolio.selectors.frame import Frame

AT_FIRST: Final = 10
"""So many links of a stream; an objective at the top may be served by hundreds."""


@dataclass(frozen=True, slots=True)
class StreamGroup:
    """The work of one stream that serves the objective, with what it brings together; empty streams are shown too."""

    stream: str
    label: str
    rows: tuple[ServingWork, ...]
    share: Purse

    @property
    def heaviest(self) -> tuple[ServingWork, ...]:
        """The rows that the page shows at first; the rest carries the least."""
        return self.rows if len(self.rows) <= AT_FIRST + 2 else self.rows[:AT_FIRST]

    @property
    def lighter(self) -> int:
        """How many rows that leaves out."""
        return len(self.rows) - len(self.heaviest)


@dataclass(frozen=True, slots=True)
class May:
    """What the reader may do with the objective."""

    edit: bool
    answer: bool
    support: bool
    link: bool
    check_in: bool


@dataclass(frozen=True, slots=True)
class ObjectivePage:
    """The whole page; figures take in the visible objectives under it, `places` the links to the objective itself."""

    objective: StrategicObjective
    message: str
    frame: Frame
    thread: Thread
    above: tuple[StrategicObjective, ...]
    drivers: tuple[Driver, ...]
    progress: ObjectiveProgress
    delivery: Delivery
    key_results: tuple[KeyResultRow, ...]
    groups: tuple[StreamGroup, ...]
    share: Purse
    claimed: Purse
    released: Decimal | None
    places: tuple[PlaceOfSupport, ...]
    other_supporters: tuple[Supporter, ...]
    children: Sequence[ObjectiveRow]
    links_out: tuple[ObjectiveLink, ...]
    links_in: tuple[ObjectiveLink, ...]
    stakeholdings: tuple[ObjectiveStakeholder, ...]
    delegates: tuple[Delegate, ...]
    contributing: tuple[tuple[ContributingUnit, bool], ...]
    history: History
    before: Sequence[tuple[str, str]]
    after: Sequence[tuple[str, str]]
    may: May
    next_states: tuple[tuple[str, str], ...]

    @property
    def serving_count(self) -> int:
        """How many pieces of work serve it."""
        return len({row.work.pk for group in self.groups for row in group.rows})

    @property
    def is_answerable(self) -> bool:
        """Whether it can be accepted or contested now."""
        return self.objective.state in ANSWERABLE

    @property
    def unsupported(self) -> int:
        """How many places have links that nobody supports."""
        return sum(place.is_gap for place in self.places)


def objective_page(objective: StrategicObjective, user: User, frame: Frame) -> ObjectivePage:
    """Everything the page shows of an objective that `user` sees; a fixed number of queries."""
    seen = seen_by(user)
    below = seen.families
    progress = objective_progress([objective], user, frame.today, seen=seen)[objective.pk]
    serving = serving_work([objective], user, frame, below=below)[objective.pk]
    delivery = delivery_of(serving)
    rows = rows_of_objective(objective, user, frame.today)
    own = [row.link for row in serving if row.is_standing and row.link.objective_id == objective.pk]
    places = places_of_support(own, user)
    named = {each.pk for place in places for each in place.supporters}
    supporters = Supporter.objects.visible_to(user).current().filter(objective=objective)
    links = ObjectiveLink.objects.visible_to(user).select_related("from_objective", "to_objective")
    children = StrategicObjective.objects.visible_to(user).filter(parent=objective)
    may_check_in = any(row.can_check_in for row in rows)
    may_edit = policies.can_edit_objective(user, objective)
    lineage = lineage_of(objective, user)
    may_answer = may_edit or policies.can_answer_for(user, objective)
    return ObjectivePage(
        objective=objective,
        message=message_of(progress, delivery, rows),
        frame=frame,
        thread=thread_of_objective(objective, user),
        above=tuple(ancestors(objective, user)),
        drivers=tuple(Driver.objects.visible_to(user).filter(objectives=objective)),
        progress=progress,
        delivery=delivery,
        key_results=tuple(rows),
        groups=_by_stream(serving, frame.currency),
        share=added((row.share for row in serving), frame.currency),
        claimed=added((row.claim for row in serving if row.is_standing and not row.is_agreed), frame.currency),
        released=funds_released(seen, frame.quarter, frame.currency).get(objective.pk),
        places=tuple(places),
        other_supporters=tuple(
            each for each in supporters.select_related("person", "unit", "node") if each.pk not in named
        ),
        children=objective_table(children, user, frame).rows if objective.pk in _parents(below) else (),
        links_out=tuple(links.filter(from_objective=objective)),
        links_in=tuple(links.filter(to_objective=objective)),
        stakeholdings=tuple(
            ObjectiveStakeholder.objects.filter(objective=objective).select_related("stakeholder")[:50]
        ),
        delegates=tuple(Delegate.objects.visible_to(user).filter(objective=objective).select_related("person")),
        contributing=tuple(contributing_units(objective, user)),
        history=history_of(objective, user),
        before=lineage[0],
        after=lineage[1],
        may=May(
            edit=may_edit,
            answer=may_answer,
            support=may_answer or policies.can_name_supporter(user, objective),
            link=policies.can_claim_anywhere(user),
            check_in=may_check_in,
        ),
        next_states=tuple(
            (state, StrategicObjective.State(state).label) for state in OBJECTIVE_FOLLOWERS.get(objective.state, ())
        ),
    )


def contributing_units(objective: StrategicObjective, user: User) -> list[tuple[ContributingUnit, bool]]:
    """The units that are asked to contribute, with whether `user` may answer for each; two queries."""
    rows = list(ContributingUnit.objects.visible_to(user).filter(objective=objective).select_related("unit"))
    answerable = policies.units_written_by(user, [row.unit for row in rows])
    return [(row, row.unit_id in answerable) for row in rows]


def _parents(below: Mapping[int, Set[int]]) -> set[int]:
    return {key for key, family in below.items() if len(family) > 1}


def _by_stream(serving: Sequence[ServingWork], currency: str) -> tuple[StreamGroup, ...]:
    groups = []
    for stream in Stream:
        rows = tuple(row for row in serving if row.work.stream == stream)
        share = added((row.share for row in rows), currency)
        groups.append(StreamGroup(stream.value, stream.label, rows, share))
    return tuple(groups)


def message_of(progress: ObjectiveProgress, delivery: Delivery, rows: Sequence[KeyResultRow]) -> str:
    """What the page says: how many key results are on course, and what needs help first."""
    if not progress.tracked:
        first = "No key result measures this objective yet."
    elif progress.mark == "N" and not progress.on_course:
        first = none_reported(progress.tracked, "key result")
    else:
        first = so_many(progress.on_course, progress.tracked, "key result")
    return f"{first} {_what_needs_help(delivery, rows)}".strip()


def _what_needs_help(delivery: Delivery, rows: Sequence[KeyResultRow]) -> str:
    red = [row for row in rows if row.progress.mark == "R" and row.key_result.state == KeyResult.State.TRACKING]
    if red:
        return needs_help(red)
    if not delivery.has_work:
        return "No work serves it."
    if delivery.mark == "R":
        return "The work that serves it is red."
    return ""
