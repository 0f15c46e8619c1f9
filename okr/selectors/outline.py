"""Objectives and their links in outline, kept: what rules, counts and sums ask of all of them.

`Seen` is one reader's part of it, by the keys that `visible_to` gives; whoever takes more of the outline looks who may
see.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from big.accounts.models import User
from big.history.kept import kept
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from portfolio.models.types import LifecycleState
from portfolio.models.work import Work
from portfolio.selectors.outline import WorkLine, every_work

# What is computed for whoever sees the same records is held for so many different sights.
BY_SIGHT: Final = 12
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
    share: Decimal | None
    contributes: bool

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
    told = ("pk", "parent", "position", "code", "title", "state", "accountable", "node", "share", "contributes")
    rows = ordered.values_list(*told)
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


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """The part of the outline that can be seen by whoever sees this work and these objectives, all of it and no more.

    Two readers who see the same records share what is computed of them, so it stands for them as an argument.
    `works` come in the order of codes, `objectives` in that of rows; of `links` both ends are seen, whatever the state
    of the ends; `families` holds for each objective its own key with those of all seen objectives under it.
    """

    work_keys: frozenset[int]
    objective_keys: frozenset[int]
    works: Mapping[int, WorkLine] = field(repr=False)
    objectives: Mapping[int, ObjectiveLine] = field(repr=False)
    links: Sequence[LinkLine] = field(repr=False)
    families: Mapping[int, Set[int]] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Seen):
            return NotImplemented
        return (self.work_keys, self.objective_keys) == (other.work_keys, other.objective_keys)

    def __hash__(self) -> int:
        return hash((self.work_keys, self.objective_keys))


def seen_by(user: User) -> Seen:
    """What `user` may see; two queries for the keys, the rest is kept."""
    works = Work.objects.visible_to(user).order_by().values_list("pk", flat=True)
    objectives = StrategicObjective.objects.visible_to(user).order_by().values_list("pk", flat=True)
    return _seen(frozenset(works), frozenset(objectives))


def objectives_below(user: User) -> Mapping[int, Set[int]]:
    """For each objective that `user` may see: its own key with those of all visible objectives under it."""
    return seen_by(user).families


@kept(StrategicObjective, held=BY_SIGHT)
def below_of(seen: Seen) -> Mapping[int, Sequence[ObjectiveLine]]:
    """The objectives directly under each that is seen, in the order of rows; those under a hidden one are left out."""
    found: defaultdict[int, list[ObjectiveLine]] = defaultdict(list)
    for each in seen.objectives.values():
        if each.parent is not None:
            found[each.parent].append(each)
    return found


@kept(Work, LifecycleState, StrategicObjective, Contribution, held=BY_SIGHT)
def _seen(work_keys: frozenset[int], objective_keys: frozenset[int]) -> Seen:
    works = {key: each for key, each in every_work().items() if key in work_keys}
    objectives = {key: each for key, each in every_objective().items() if key in objective_keys}
    links = [each for each in every_link() if each.work in works and each.objective in objectives]
    return Seen(work_keys, objective_keys, works, objectives, links, _families(objectives))


def _families(objectives: Mapping[int, ObjectiveLine]) -> Mapping[int, Set[int]]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for each in objectives.values():
        if each.parent is not None:
            children[each.parent].append(each.key)
    families: dict[int, set[int]] = {}
    for key in objectives:
        family = {key}
        waiting = children.get(key)
        while waiting:
            new = [child for child in waiting if child not in family]
            family.update(new)
            waiting = [grandchild for child in new for grandchild in children.get(child, ())]
        families[key] = family
    return families
