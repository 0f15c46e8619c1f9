"""The OKRs of one unit, governance node or person in a cycle, and the overview of a cycle over all of them."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.organisation.models import Person, Unit
from okr import policies
from okr.models.cycles import Cycle, OkrPlace, OkrSet, okr_address
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.parts import ContributingUnit
from okr.selectors.course import Bands
from okr.selectors.key_result_rows import KeyResultRow, key_result_rows, needs_help
from okr.selectors.outcomes import ObjectiveProgress, outcomes
from okr.selectors.outline import Seen, seen_by
from okr.selectors.practice import PracticeFinding, Severity, findings_of_objective, findings_of_set
from okr.selectors.progress import current_bands
from okr.selectors.rhythms import RhythmHere, rhythm_here
from okr.selectors.sentences import none_reported, so_many
from okr.selectors.states import CYCLE_FOLLOWERS
from okr.selectors.threads import Thread, thread_of_objective

# A minute for each key result that is due, as people take for a value, a confidence and a line.
MINUTES_EACH: Final = 1


@dataclass(frozen=True, slots=True)
class OkrBlock:
    """One objective with its progress, its key results, and what it supports."""

    objective: StrategicObjective
    progress: ObjectiveProgress
    rows: tuple[KeyResultRow, ...]
    supports: StrategicObjective | None
    findings: tuple[PracticeFinding, ...]

    @property
    def lines(self) -> list[tuple[KeyResultRow, list[PracticeFinding]]]:
        """Each key result with what is worth mending in it."""
        return [(row, [each for each in self.findings if each.key_result == row.key_result]) for row in self.rows]

    @property
    def own_findings(self) -> list[PracticeFinding]:
        """What is worth mending in the objective itself."""
        return [each for each in self.findings if each.key_result is None]


@dataclass(frozen=True, slots=True)
class OkrsPage:
    """What a unit, node or person pursues in one cycle."""

    place: OkrPlace
    cycle: Cycle
    okr_set: OkrSet | None
    message: str
    blocks: tuple[OkrBlock, ...]
    cycles: tuple[tuple[Cycle, str], ...]
    thread: Thread | None
    today: dt.date
    may_write: bool
    contributes_to: tuple[ContributingUnit, ...]
    of_set: tuple[PracticeFinding, ...]
    rhythm: RhythmHere
    rhythm_url: str

    @property
    def findings(self) -> list[PracticeFinding]:
        """Everything that is worth mending, the set first, then what matters most."""
        found = [each for block in self.blocks for each in block.findings]
        return [*self.of_set, *sorted(found, key=lambda each: each.rule.severity != Severity.MEND)]

    @property
    def rows(self) -> list[KeyResultRow]:
        """The key results of all of them that are still measured."""
        return [row for block in self.blocks for row in block.rows if not row.is_closed]

    @property
    def mine(self) -> list[KeyResultRow]:
        """Those that the reader may check in."""
        return [row for row in self.rows if row.can_check_in]

    @property
    def due(self) -> list[KeyResultRow]:
        """Those of them that nobody has read for as long as a reading counts."""
        return [row for row in self.mine if row.is_due_on(self.today)]

    @property
    def done(self) -> int:
        """How many of the reader's have a reading that still counts."""
        return len(self.mine) - len(self.due)

    @property
    def minutes(self) -> int:
        """How long the due ones take."""
        return MINUTES_EACH * len(self.due)

    @property
    def days_left(self) -> int:
        """Days until the cycle ends; negative once it has."""
        return (self.cycle.ends_on - self.today).days

    @property
    def elapsed(self) -> Decimal:
        """The percent of the cycle that has passed, between 0 and 100."""
        whole = (self.cycle.ends_on - self.cycle.starts_on).days
        gone = (self.today - self.cycle.starts_on).days
        return Decimal(min(max(100 * gone, 0), 100 * whole)) / whole


def okrs_page(place: OkrPlace, cycle: Cycle, user: User, today: dt.date) -> OkrsPage:
    """Everything the page shows; a fixed number of queries, however many objectives there are."""
    okr_set = set_of(place, cycle, user)
    may_write = policies.can_write_okrs(user, place)
    blocks = _blocks(okr_set, user, today) if okr_set else ()
    supported = next((block.supports for block in blocks if block.supports), None)
    return OkrsPage(
        place=place,
        cycle=cycle,
        okr_set=okr_set,
        message=_message(blocks, place, cycle),
        blocks=blocks,
        cycles=_near(cycle, place, user),
        thread=thread_of_objective(supported, user) if supported else None,
        today=today,
        may_write=may_write,
        contributes_to=tuple(_contributions(place, cycle, user)) if isinstance(place, Unit) else (),
        of_set=tuple(
            findings_of_set(
                place,
                [block.objective for block in blocks],
                [block.supports for block in blocks if block.supports],
            )
        ),
        rhythm=rhythm_here(place),
        rhythm_url=_rhythm_url(place, user),
    )


def _contributions(unit: Unit, cycle: Cycle, user: User) -> "QuerySet[ContributingUnit]":
    """What a unit is asked to contribute to, or has accepted to: in this cycle, or of the strategy."""
    of_cycle = Q(objective__okr_set__cycle=cycle)
    of_strategy = Q(objective__okr_set__isnull=True, objective__state__in=StrategicObjective.PURSUED)
    asked = ContributingUnit.objects.visible_to(user).counted().filter(of_cycle | of_strategy, unit=unit)
    return asked.select_related("objective").order_by("state", "objective__position", "pk")


def _rhythm_url(place: OkrPlace, user: User) -> str:
    """Where the reader may change when check-ins are asked for here; people follow their unit."""
    if isinstance(place, Person) or not policies.can_set_rhythm(user, place):
        return ""
    return reverse(f"okr:{place._meta.model_name}_rhythm", args=[place.code.lower()])


def set_of(place: OkrPlace, cycle: Cycle, user: User) -> OkrSet | None:
    """The OKR set of a unit, node or person in a cycle, if it has one."""
    name = place._meta.model_name or ""
    return OkrSet.objects.visible_to(user).for_rows().filter(cycle=cycle, **{name: place}).first()


def objectives_with_rows(
    okr_set: OkrSet, user: User, today: dt.date, bands: Bands | None = None
) -> list[tuple[StrategicObjective, list[KeyResultRow]]]:
    """The objectives of a set that `user` may see, in their order, each with the rows of its key results."""
    objectives = list(
        StrategicObjective.objects.visible_to(user)
        .filter(okr_set=okr_set)
        .select_related(
            *("accountable", "parent__okr_set__unit", "parent__okr_set__node", "parent__okr_set__person"),
        )
        .order_by("position", "pk")
    )
    key_results = list(
        KeyResult.objects.filter(objective__in=objectives)
        .exclude(state=KeyResult.State.DROPPED)
        .select_related("objective__plan", "owner")
        .order_by("position", "pk")
    )
    may_all = policies.can_check_in_at(user, okr_set.place)
    rows: defaultdict[int, list[KeyResultRow]] = defaultdict(list)
    for row in key_result_rows(key_results, user, today, bands, may_all=may_all):
        rows[row.key_result.objective_id].append(row)
    return [(each, rows[each.pk]) for each in objectives]


def _blocks(okr_set: OkrSet, user: User, today: dt.date) -> tuple[OkrBlock, ...]:
    bands, seen = current_bands(), seen_by(user)
    progress = outcomes(seen, today, bands)
    found = objectives_with_rows(okr_set, user, today, bands)
    supports = {each.pk: each.parent if each.parent_id in seen.objectives else None for each, _ in found}
    return tuple(
        OkrBlock(
            each,
            progress[each.pk],
            tuple(rows),
            supports[each.pk],
            tuple(findings_of_objective(each, rows, okr_set.cycle, supports[each.pk], today)),
        )
        for each, rows in found
    )


def _near(cycle: Cycle, place: OkrPlace, user: User) -> tuple[tuple[Cycle, str], ...]:
    """The cycle with the one before and the one after of its kind, each with the address of this place in it."""
    same = Cycle.objects.visible_to(user).filter(kind=cycle.kind)
    before = same.filter(starts_on__lt=cycle.starts_on).order_by("-starts_on").first()
    after = same.filter(starts_on__gt=cycle.starts_on).order_by("starts_on").first()
    return tuple((each, okr_address(place, each)) for each in (before, cycle, after) if each is not None)


def _message(blocks: Sequence[OkrBlock], place: OkrPlace, cycle: Cycle) -> str:
    tracked = [row for block in blocks for row in block.rows if row.key_result.state != KeyResult.State.DRAFT]
    if not blocks:
        return f"{place} has no OKRs in {cycle} yet."
    if not tracked:
        many = words.counted_in_words(len(blocks), "objective")
        return f"{words.capital(many)}, and nothing measures {'them' if len(blocks) > 1 else 'it'} yet."
    if all(row.progress.mark == "N" for row in tracked):
        return none_reported(len(tracked), "key result")
    said = so_many(sum(row.progress.mark == "G" for row in tracked), len(tracked), "key result")
    red = [row for row in tracked if row.progress.mark == "R" and not row.is_closed]
    return f"{said} {needs_help(red)}".strip()


@dataclass(frozen=True, slots=True)
class SetRow:
    """The OKRs of one place in a cycle: how many objectives, and its tracked key results by mark."""

    okr_set: OkrSet
    objectives: int
    counts: Mapping[str, int]

    @property
    def tracked(self) -> int:
        """How many key results are tracked."""
        return sum(self.counts.values())

    @property
    def kind(self) -> str:
        """Unit, node or person, as the table says it."""
        place = self.okr_set.place
        return "Unit" if isinstance(place, Unit) else "Person" if isinstance(place, Person) else "Node"


@dataclass(frozen=True, slots=True)
class CyclePage:
    """The overview of a cycle: what each place pursues in it, and which units pursue nothing yet."""

    cycle: Cycle
    message: str
    rows: tuple[SetRow, ...]
    without: Sequence[Unit]
    without_count: int
    may_manage: bool
    followers: tuple[tuple[str, str], ...]

    @property
    def objectives(self) -> int:
        """How many objectives there are in the cycle."""
        return sum(row.objectives for row in self.rows)

    @property
    def counts(self) -> Mapping[str, int]:
        """The tracked key results of the cycle by mark, worst first."""
        found: Counter[str] = Counter()
        for row in self.rows:
            found.update(row.counts)
        return {mark: found[mark] for mark in "RAGN" if found[mark]}


def cycle_page(cycle: Cycle, user: User, today: dt.date, *, shown: int = 30) -> CyclePage:
    """The overview of a cycle; a fixed number of queries, however many sets there are."""
    seen = seen_by(user)
    progress = outcomes(seen, today, current_bands())
    sets = list(OkrSet.objects.visible_to(user).for_rows().filter(cycle=cycle))
    own = _own_counts(seen, cycle, progress)
    rows = tuple(SetRow(each, *own.get(each.pk, (0, {}))) for each in sets)
    units = Unit.objects.visible_to(user).filter(is_open=True).exclude(okr_sets__cycle=cycle).order_by("name")
    return CyclePage(
        cycle=cycle,
        message=_cycle_message(cycle, rows),
        rows=rows,
        without=list(units[:shown]),
        without_count=units.count(),
        may_manage=policies.can_manage_cycles(user),
        followers=tuple((state, Cycle.State(state).label) for state in CYCLE_FOLLOWERS[cycle.state]),
    )


def _own_counts(
    seen: Seen, cycle: Cycle, progress: Mapping[int, ObjectiveProgress]
) -> dict[int, tuple[int, Mapping[str, int]]]:
    """Objectives and tracked key results of each set; what stands under an objective of another set counts there."""
    of_cycle = StrategicObjective.objects.filter(okr_set__cycle=cycle).order_by()
    found: dict[int, tuple[int, Counter[str]]] = {}
    below: defaultdict[int, list[int]] = defaultdict(list)
    for each in seen.objectives.values():
        if each.parent is not None:
            below[each.parent].append(each.key)
    for key, okr_set in of_cycle.values_list("pk", "okr_set__pk"):
        if key not in seen.objectives:
            continue
        counts = Counter(progress[key].counts)
        for child in below.get(key, ()):
            counts.subtract(progress[child].counts)
        many, known = found.get(okr_set, (0, Counter()))
        found[okr_set] = (many + 1, known + counts)
    return {
        key: (many, {mark: counts[mark] for mark in "RAGN" if counts[mark]}) for key, (many, counts) in found.items()
    }


def _cycle_message(cycle: Cycle, rows: Sequence[SetRow]) -> str:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts)
    tracked, objectives = sum(counts.values()), sum(row.objectives for row in rows)
    if not rows:
        return f"Nobody has OKRs in {cycle} yet."
    if not tracked:
        many = words.counted_in_words(objectives, "objective")
        return f"{words.capital(many)}, and nothing measures {'it' if objectives == 1 else 'them'} yet."
    if counts["N"] == tracked:
        return none_reported(tracked, "key result")
    return so_many(counts["G"], tracked, "key result")


@dataclass(frozen=True, slots=True)
class CycleRow:
    """One cycle in the list: how many places have OKRs in it, and how many objectives."""

    cycle: Cycle
    sets: int
    objectives: int


def cycle_rows(user: User) -> list[CycleRow]:
    """Every cycle, the latest first; two queries."""
    seen = StrategicObjective.objects.visible_to(user).filter(okr_set__isnull=False).order_by()
    objectives = dict(seen.values_list("okr_set__cycle").annotate(many=Count("pk")))
    sets = dict(OkrSet.objects.visible_to(user).order_by().values_list("cycle").annotate(many=Count("pk")))
    return [CycleRow(each, sets.get(each.pk, 0), objectives.get(each.pk, 0)) for each in Cycle.objects.visible_to(user)]
