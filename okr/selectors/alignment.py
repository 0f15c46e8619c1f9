"""The tree of alignment: what supports what, over strategy, units, nodes and people; only what is opened is made."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Q

from big import clock, picking
from big.accounts.models import User
from big.core import words
from big.history.moment import earlier
from big.organisation.models import Person, Unit, UnitReach
from okr.models.cycles import Cycle, OkrSet
from okr.models.key_results import KeyResult
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows
from okr.selectors.outcomes import ObjectiveProgress, outcomes
from okr.selectors.outline import Seen, below_of, seen_by
from okr.selectors.progress import current_bands
from okr.selectors.weighing import OBJECTIVE

# Of so many under one the rest is shown when it is asked for.
SHOWN_AT_FIRST: Final = 50
SHOWN_AT_MOST: Final = 1_000
# The ways to so many finds are opened; of more, only the finds at the top are shown.
_WAYS: Final = 200
# With at most so many at the top, what is directly under them is shown, too.
_FEW_TOPS: Final = 12
NO_CYCLE: Final = "none"
ALONE: Final = "alone"


@dataclass(frozen=True, slots=True)
class AlignmentFilters:
    """What the reader asked for, as the address carries it; an empty text asks for everything."""

    find: str = ""
    cycle: str = ""
    unit: str = ""
    owner: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return self != AlignmentFilters()

    def apply(self, user: User) -> ObjectiveQuerySet:
        """The objectives that `user` may see and asked for; a unit takes in all below it."""
        found = StrategicObjective.objects.visible_to(user)
        for word in self.find.split():
            found = found.filter(Q(code__icontains=word) | Q(title__icontains=word))
        if self.cycle:
            no_cycle = self.cycle == NO_CYCLE
            found = found.filter(okr_set=None) if no_cycle else found.filter(okr_set__cycle__code__iexact=self.cycle)
        if self.unit:
            below = UnitReach.objects.filter(above__code__iexact=self.unit).values("below")
            found = found.filter(Q(okr_set__unit__in=below) | Q(okr_set__person__unit__in=below))
        if self.owner:
            typed = self.owner.strip()
            found = found.filter(
                Q(accountable__code__iexact=picking.code_in(typed)) | Q(accountable__name__iexact=typed)
            )
        return found


class Then(NamedTuple):
    """How an objective stood at the moment that is compared with."""

    mark: str
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One objective in the tree.

    `under` counts those directly under it that are shown when it is open; `weight` is its part in the outcome of the
    one above, in percent; `is_asked` is false for one that only leads to what was asked for. `then` is None where
    nothing is compared, or it was not there yet. `rest` is how many more stand beside it, where it is the last shown.
    """

    objective: StrategicObjective
    level: int
    progress: ObjectiveProgress
    under: int
    is_open: bool
    is_asked: bool
    is_pursued: bool
    weight: Decimal | None
    key_results: tuple[KeyResultRow, ...] = ()
    then: Then | None = None
    rest: int = 0

    @property
    def moved(self) -> Decimal | None:
        """By how many points the outcome has changed since; None where either is not known."""
        if self.then is None or self.then.percent is None or self.progress.percent is None:
            return None
        return self.progress.percent - self.then.percent

    @property
    def fallen(self) -> Decimal | None:
        """The same as a loss."""
        return None if self.moved is None else -self.moved


@dataclass(frozen=True, slots=True)
class Alignment:
    """The page: its sentence, how many objectives each tab holds, and the branches that are open."""

    message: str
    counts: Mapping[str, int]
    branches: tuple[Branch, ...]
    opened: frozenset[str]
    is_empty: bool
    is_none: bool
    today: dt.date
    compared: dt.datetime | None = field(default=None)


class _Line(NamedTuple):
    key: int
    level: int
    under: int
    is_open: bool
    rest: int


def alignment(
    user: User,
    filters: AlignmentFilters,
    *,
    tab: str = "",
    opened: Collection[str] | None = None,
    whole: Collection[str] = (),
    measured: bool = False,
    compared: dt.datetime | None = None,
) -> Alignment:
    """The tree as `user` sees it, with the branches open whose codes are `opened`, or those that show best at first.

    `whole` names those under which all are shown, `measured` asks for key results, `compared` is an earlier moment. A
    fixed number of queries, whatever the size of the tree; only what is shown is made.
    """
    seen, today, bands = seen_by(user), clock.today(), current_bands()
    alone = _alone(seen, user)
    asked = set(filters.apply(user).order_by().values_list("pk", flat=True)) & seen.objectives.keys()
    counts = {"": len(asked), ALONE: len(asked & alone)}
    if tab == ALONE:
        asked &= alone
    is_narrowed = filters.narrows or tab == ALONE
    leading = _leading_to(asked, seen) if is_narrowed else frozenset()
    shown = asked | leading
    lines, open_keys = _lines(seen, shown, alone, _opened(seen, shown, leading, asked, opened, is_narrowed), whole)
    progress = outcomes(seen, today, bands)
    keys = [line.key for line in lines]
    then = _then(user, keys, compared) if compared else {}
    objectives = StrategicObjective.objects.select_related(
        *("accountable", "node", "okr_set__cycle", "okr_set__unit", "okr_set__node", "okr_set__person")
    ).in_bulk(keys)
    measures = _measures(user, open_keys & set(keys), today) if measured else {}
    weight = {
        part.key: part.weight
        for above in {seen.objectives[key].parent for key in keys}
        if above is not None and above in progress
        for part in progress[above].weighed.parts
        if part.kind == OBJECTIVE
    }
    return Alignment(
        message=_message(len(seen.objectives), seen, alone),
        counts=counts,
        branches=tuple(
            Branch(
                objective=objectives[line.key],
                level=line.level,
                progress=progress[line.key],
                under=line.under,
                is_open=line.is_open,
                is_asked=line.key in asked,
                is_pursued=seen.objectives[line.key].is_pursued,
                weight=weight.get(line.key),
                key_results=tuple(measures.get(line.key, ())) if line.is_open else (),
                then=then.get(line.key),
                rest=line.rest,
            )
            for line in lines
            if line.key in objectives
        ),
        opened=frozenset(seen.objectives[key].code.lower() for key in open_keys),
        is_empty=not seen.objectives,
        is_none=not asked,
        today=today,
        compared=compared,
    )


def _alone(seen: Seen, user: User) -> Set[int]:
    """Those of units, nodes and people that support nothing at all; what supports something hidden is none of them."""
    of_sets = StrategicObjective.objects.visible_to(user).filter(okr_set__isnull=False, parent=None)
    return set(of_sets.order_by().values_list("pk", flat=True)) & seen.objectives.keys()


def _leading_to(asked: Set[int], seen: Seen) -> frozenset[int]:
    """All that stand above those asked for and were not asked for themselves."""
    found: set[int] = set()
    for key in asked:
        at = seen.objectives[key].parent
        while at is not None and at in seen.objectives and at not in found:
            found.add(at)
            at = seen.objectives[at].parent
    return frozenset(found - asked)


def _opened(
    seen: Seen,
    shown: Set[int],
    leading: Set[int],
    asked: Set[int],
    opened: Collection[str] | None,
    is_narrowed: bool,
) -> Set[int]:
    """The keys of the branches that are open: as the address says, else the ways to what was asked for."""
    if opened is not None:
        codes = {code.lower() for code in opened}
        return {key for key in shown if seen.objectives[key].code.lower() in codes}
    if is_narrowed:
        return leading if len(asked) <= _WAYS else frozenset()
    tops = {key for key in shown if seen.objectives[key].parent not in shown}
    return tops if len(tops) <= _FEW_TOPS else frozenset()


def _lines(
    seen: Seen, shown: Set[int], alone: Set[int], open_keys: Set[int], whole: Collection[str]
) -> tuple[list[_Line], Set[int]]:
    """The lines of the tree from the top down, and those of the open keys that have anything under them."""
    all_of, below = {code.lower() for code in whole}, below_of(seen)
    under: dict[int, list[int]] = defaultdict(list)

    def children(key: int) -> list[int]:
        if key not in under:
            under[key] = [each.key for each in below.get(key, ()) if each.key in shown]
        return under[key]

    tops = [key for key, each in seen.objectives.items() if key in shown and each.parent not in shown]
    # The strategy first, then what the reader sees standing by itself.
    tops.sort(key=lambda key: seen.objectives[key].parent is not None or key in alone)
    lines: list[_Line] = []
    really_open = set()
    waiting = [(key, 1, 0) for key in reversed(tops[: _most("", all_of)])]
    if waiting and len(tops) > len(waiting):
        waiting[0] = (*waiting[0][:2], len(tops) - len(waiting))
    while waiting:
        key, level, rest = waiting.pop()
        own = children(key)
        is_open = key in open_keys
        lines.append(_Line(key, level, len(own), is_open, rest))
        if is_open:
            really_open.add(key)
            some = own[: _most(seen.objectives[key].code.lower(), all_of)]
            rests = [0] * len(some)
            if len(own) > len(some):
                rests[-1] = len(own) - len(some)
            waiting.extend((child, level + 1, left) for child, left in reversed(list(zip(some, rests, strict=True))))
    return lines, really_open


def _most(code: str, whole: Collection[str]) -> int:
    return SHOWN_AT_MOST if code in whole else SHOWN_AT_FIRST


def _measures(user: User, keys: Set[int], today: dt.date) -> dict[int, list[KeyResultRow]]:
    found: defaultdict[int, list[KeyResultRow]] = defaultdict(list)
    rows = (
        KeyResult.objects.visible_to(user)
        .filter(objective__in=keys)
        .exclude(state=KeyResult.State.DROPPED)
        .select_related("owner", "objective__plan")
        .order_by("position", "pk")
    )
    for row in key_result_rows(list(rows), user, today, current_bands(), may_all=False):
        found[row.key_result.objective_id].append(row)
    return found


def _then(user: User, keys: Sequence[int], compared: dt.datetime) -> dict[int, Then]:
    """How those objectives stood at an earlier moment, by the rule of today's bands."""
    bands = current_bands()
    with earlier(compared):
        stood = outcomes(seen_by(user), clock.today(), bands)
        return {key: Then(stood[key].mark, stood[key].percent) for key in keys if key in stood}


def _message(every: int, seen: Seen, alone: Set[int]) -> str:
    supporting = sum(each.parent is not None for each in seen.objectives.values())
    if not every:
        return "There are no objectives yet."
    if not supporting and every > 1:
        return f"None of {words.in_words(every)} objectives supports another."
    said = (
        f"{words.capital(words.counted_in_words(supporting, 'objective'))} of {words.number(every)} "
        f"{'supports' if supporting == 1 else 'support'} another."
    )
    if not alone:
        return said
    many = words.capital(words.in_words(len(alone)))
    return f"{said} {many} of a unit, node or person {'supports' if len(alone) == 1 else 'support'} nothing."


def alignment_choices(user: User) -> dict[str, picking.Choices]:
    """What can be chosen in each filter: only what some visible objective has."""
    sets = OkrSet.objects.visible_to(user)
    cycles = Cycle.objects.visible_to(user).filter(pk__in=sets.order_by().values("cycle"))
    holding = UnitReach.objects.filter(
        Q(below__in=sets.filter(unit__isnull=False).order_by().values("unit"))
        | Q(below__people__in=sets.filter(person__isnull=False).order_by().values("person"))
    )
    units = Unit.objects.visible_to(user).filter(pk__in=holding.values("above")).order_by("name", "pk")
    accountable = StrategicObjective.objects.visible_to(user).order_by().values("accountable")
    people = Person.objects.filter(pk__in=accountable).order_by("name", "pk")
    return {
        "cycle": [(NO_CYCLE, "Strategy, no cycle"), *((each.code, str(each)) for each in cycles)],
        "unit": picking.few(units, lambda each: (each.code, each.name), by="code"),
        "owner": picking.few(people, lambda each: (each.code, each.name), by="code"),
    }
