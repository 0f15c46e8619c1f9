"""Objectives and their links in outline, kept: what rules, counts and sums ask of all of them.

`Seen` is one reader's part of it, by the keys that `visible_to` gives; nothing else of the outline leaves this module
for a page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from big.accounts.models import User
from big.history.kept import kept
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from portfolio.models.work import Work
from portfolio.selectors.outline import WorkLine, every_work

_STANDING = (Contribution.State.CLAIMED.value, Contribution.State.AGREED.value)
_PURSUED = frozenset(str(state) for state in StrategicObjective.PURSUED)
_NAMED = Contribution.key_results.through
_ANSWERS = StrategicObjective.drivers.through


class ObjectiveLine(NamedTuple):
    """One objective, as far as rules and counts ask."""

    key: int
    parent: int | None
    position: int
    code: str
    title: str
    state: str
    accountable: int | None
    node: int | None

    @property
    def is_pursued(self) -> bool:
        """Whether delivery is asked about."""
        return self.state in _PURSUED


class LinkLine(NamedTuple):
    """One contribution that was not withdrawn."""

    key: int
    work: int
    objective: int
    weight: Decimal
    state: str

    @property
    def is_standing(self) -> bool:
        """Whether it counts as a link: claimed or agreed."""
        return self.state in _STANDING

    @property
    def is_agreed(self) -> bool:
        """Whether both sides hold it to be true; only these carry money."""
        return self.state == _STANDING[1]


@kept(StrategicObjective)
def every_objective() -> Mapping[int, ObjectiveLine]:
    """Every objective by its key, in the order of rows."""
    ordered = StrategicObjective.objects.order_by("position", "code", "pk")
    rows = ordered.values_list("pk", "parent", "position", "code", "title", "state", "accountable", "node")
    return {row[0]: ObjectiveLine(*row) for row in rows}


@kept(Contribution)
def every_link() -> Sequence[LinkLine]:
    """Every contribution that was not withdrawn, in the order in which they were claimed."""
    found = Contribution.objects.exclude(state=Contribution.State.WITHDRAWN).order_by("pk")
    return tuple(LinkLine(*row) for row in found.values_list("pk", "work", "objective", "weight", "state"))


@kept(_NAMED)
def named_key_results() -> Mapping[int, Sequence[int]]:
    """The key results that a contribution names, by its key; one that names none serves its whole objective."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = _NAMED.objects.order_by("keyresult").values_list("contribution", "keyresult")
    for link, key_result in rows:
        found[link].append(key_result)
    return found


@kept(_ANSWERS)
def every_answer() -> Sequence[tuple[int, int]]:
    """Driver and objective of every answer to a driver."""
    return tuple(_ANSWERS.objects.values_list("driver", "strategicobjective"))


@kept(Supporter)
def supported_objectives() -> frozenset[int]:
    """The keys of objectives that somebody supports somewhere."""
    return frozenset(Supporter.objects.current().order_by().values_list("objective", flat=True))


@dataclass(frozen=True)
class Seen:
    """The part of the outline that one user may see; the keys are read once, in two queries, and kept with it."""

    user: User

    @cached_property
    def work_keys(self) -> frozenset[int]:
        """The keys of all work."""
        return frozenset(Work.objects.visible_to(self.user).order_by().values_list("pk", flat=True))

    @cached_property
    def objective_keys(self) -> frozenset[int]:
        """The keys of all objectives."""
        return frozenset(StrategicObjective.objects.visible_to(self.user).order_by().values_list("pk", flat=True))

    @cached_property
    def works(self) -> Mapping[int, WorkLine]:
        """All work, in the order of codes."""
        return {key: each for key, each in every_work().items() if key in self.work_keys}

    @cached_property
    def objectives(self) -> Mapping[int, ObjectiveLine]:
        """All objectives, in the order of rows."""
        return {key: each for key, each in every_objective().items() if key in self.objective_keys}

    @cached_property
    def links(self) -> Sequence[LinkLine]:
        """The links of which both ends are seen, whatever the state of the ends."""
        works, objectives = self.works, self.objectives
        return [each for each in every_link() if each.work in works and each.objective in objectives]

    @cached_property
    def families(self) -> dict[int, set[int]]:
        """For each objective its own key with those of all seen objectives under it."""
        children: defaultdict[int, list[int]] = defaultdict(list)
        for each in self.objectives.values():
            if each.parent is not None:
                children[each.parent].append(each.key)
        families: dict[int, set[int]] = {}
        for key in self.objectives:
            family = {key}
            waiting = children.get(key)
            while waiting:
                new = [child for child in waiting if child not in family]
                family.update(new)
                waiting = [grandchild for child in new for grandchild in children.get(child, ())]
            families[key] = family
        return families
