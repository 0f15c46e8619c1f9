"""What is stored of the objectives and key results that a file speaks of, read in a handful of queries."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from big.accounts.models import User
from okr.importing.options import folded
from okr.models.cycles import OkrSet
from okr.models.key_results import KeyResult, PhasedTarget, Reading
from okr.models.objectives import StrategicObjective

_BATCH = 2_000


@dataclass(slots=True)
class Pool:
    """Stored records of one kind that can still be meant, each once: by their id, or by title where they stand."""

    _by_id: dict[str, Any] = field(default_factory=dict)
    _by_title: dict[tuple[Any, str], deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    _used: set[int] = field(default_factory=set)

    def add(self, record: Any, holder: Any) -> None:
        """Offer a record; `holder` is the set or objective that it stands in."""
        if record.identifier:
            self._by_id.setdefault(record.identifier, record)
        self._by_title[holder, folded(record.title)].append(record)

    def take(self, own_id: str, title: str, holder: Any) -> Any:
        """The record that is meant, or None; one that has an id is not taken for another id."""
        found = self._by_id.get(own_id[:200]) if own_id else None
        if found is None or found.pk in self._used:
            found = None
            waiting = self._by_title.get((holder, folded(title)), deque())
            for record in waiting:
                if record.pk not in self._used and not (own_id and record.identifier):
                    found = record
                    break
        if found is not None:
            self._used.add(found.pk)
        return found


@dataclass(slots=True)
class Stored:
    """Sets by cycle and place, pools of objectives and key results, and the measurements of imports."""

    sets: dict[tuple[int, str, int], OkrSet] = field(default_factory=dict)
    objectives: Pool = field(default_factory=Pool)
    key_results: Pool = field(default_factory=Pool)
    visible: set[int] = field(default_factory=set)
    readings: dict[int, list[Reading]] = field(default_factory=dict)
    targets: dict[int, list[PhasedTarget]] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)


def stored_of(
    ids: Iterable[str], cycles: Sequence[int], actor: User, *, titles_without_set: Iterable[str] = ()
) -> Stored:
    """Everything in these cycles, and what has one of these ids; eight queries, and two for each 2,000 ids."""
    found = Stored()
    for okr_set in OkrSet.objects.filter(cycle__in=cycles).select_related("cycle", "unit", "node", "person"):
        found.sets[okr_set.cycle_id, _kind(okr_set), okr_set.place.pk] = okr_set
    here = Q(okr_set__cycle__in=cycles) | Q(okr_set=None, plan=None, title__in=list(titles_without_set))
    objectives = _with_ids(StrategicObjective, here, [each[:200] for each in ids if each])
    for objective in objectives.values():
        found.objectives.add(objective, objective.okr_set_id)
    found.visible = set(StrategicObjective.objects.visible_to(actor).order_by().values_list("pk", flat=True))
    found.parents = dict(StrategicObjective.objects.order_by().values_list("pk", "parent"))
    key_results = _with_ids(KeyResult, Q(objective__in=list(objectives)), [each[:200] for each in ids if each])
    for key_result in key_results.values():
        found.key_results.add(key_result, key_result.objective_id)
    for reading in Reading.objects.filter(key_result__in=list(key_results), source__isnull=False).order_by("pk"):
        found.readings.setdefault(reading.key_result_id, []).append(reading)
    for target in PhasedTarget.objects.filter(key_result__in=list(key_results), source__isnull=False).order_by("pk"):
        found.targets.setdefault(target.key_result_id, []).append(target)
    return found


def _kind(okr_set: OkrSet) -> str:
    return "unit" if okr_set.unit_id else "node" if okr_set.node_id else "person"


def _with_ids(model: Any, here: Q, ids: list[str]) -> dict[int, Any]:
    related = ["okr_set__cycle", "accountable", "parent"] if model is StrategicObjective else ["objective", "owner"]
    rows = model.objects.select_related(*related).order_by("position", "pk")
    found = {each.pk: each for each in rows.filter(here)}
    extra = Q(plan=None) if model is StrategicObjective else Q(objective__plan=None)
    for at in range(0, len(ids), _BATCH):
        for each in rows.filter(extra, identifier__in=ids[at : at + _BATCH]):
            found.setdefault(each.pk, each)
    return found
