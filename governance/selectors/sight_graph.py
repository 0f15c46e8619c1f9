"""Reads the line of sight as keys: one light query a table, however many records a page then shows."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from big.accounts.models import User
from governance.integrity.scope import Scope
from governance.selectors.integrity import GAPS, ask, work_condition
from governance.sight.graph import Graph, Key, Kind, Link
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.selectors.outline import Seen, named_key_results
from okr.selectors.support import unsupported_links
from portfolio.models.work import Work


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the reader narrowed the page to: one unit with all below it, one stream."""

    unit_id: int | None = None
    stream: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return self.unit_id is not None or bool(self.stream)

    @property
    def of_work(self) -> Q:
        """The condition on work."""
        return work_condition(self.unit_id, self.stream)


def read_graph(scope: Scope, *, focus: str = "", narrowing: Narrowing | None = None) -> Graph:
    """Everything that the reader may see of the line of sight, as keys; about twenty queries.

    Live work, objectives pursued, drivers that still drive, key results that are measured; the record that `focus`
    names is there whatever its state. Narrowed, the page shows the work of the unit or stream and what it is linked
    to; gaps are still judged over everything, so that narrowing makes no false gap.
    """
    user = scope.user
    narrowing = narrowing or Narrowing()
    named = Q(code__iexact=focus.partition(":")[2] or focus) if focus else Q(pk__in=[])
    works = dict(
        Work.objects.visible_to(user)
        .filter(Q(state__is_live=True) | named)
        .filter(narrowing.of_work)
        .order_by("stream", "code")
        .values_list("pk", "code")
    )
    objectives, parents, purposes_of, codes = _objectives(user, named)
    links = _links(scope.seen, works, set(objectives))
    if narrowing.is_set:
        served = {link.objective for link in links}
        kept = served | {above for one in served for above in _line(one, parents)}
        objectives = [key for key in objectives if key in kept or (focus and codes[key].lower() == focus.lower())]
    chosen = set(objectives)
    measures = {
        key: (objective, code)
        for key, objective, code in KeyResult.objects.visible_to(user)
        .filter(~Q(state__in=[KeyResult.State.DRAFT, KeyResult.State.DROPPED]) | named)
        .order_by("objective", "position", "pk")
        .values_list("pk", "objective", "code")
        if objective in chosen
    }
    drives = frozenset(
        StrategicObjective.drivers.through.objects.filter(strategicobjective__in=chosen).values_list(
            "driver", "strategicobjective"
        )
    )
    drivers = dict(
        Driver.objects.visible_to(user)
        .filter(~Q(state=Driver.State.CLOSED) | named)
        .order_by("code")
        .values_list("pk", "code")
    )
    if narrowing.is_set:
        drivers = {key: code for key, code in drivers.items() if any(key == driver for driver, _ in drives)}
    purposes = dict(
        Purpose.objects.visible_to(user)
        .filter(~Q(state=Purpose.State.RETIRED) | named)
        .order_by("code")
        .values_list("pk", "code")
    )
    serves = Driver.purposes.through.objects.filter(driver__in=drivers, purpose__in=purposes)
    return Graph(
        codes=_codes(
            objective={key: codes[key] for key in objectives},
            key_result={key: code for key, (_, code) in measures.items()},
            work=works,
            driver=drivers,
            purpose=purposes,
        ),
        purposes=tuple(purposes),
        drivers=tuple(drivers),
        objectives=tuple(objectives),
        works=tuple(works),
        parents={key: parent for key, parent in parents.items() if key in chosen and parent in chosen},
        measures={key: objective for key, (objective, _) in measures.items()},
        drives=frozenset(pair for pair in drives if pair[0] in drivers),
        serves_purpose=frozenset(serves.values_list("driver", "purpose")),
        objective_purposes={key: one for key, one in purposes_of.items() if key in chosen and one in purposes},
        links=tuple(link for link in links if link.objective in chosen),
        gaps=gaps_of(scope),
    )


def _codes(**kinds: dict[int, str]) -> dict[Key, str]:
    names: dict[str, Kind] = {
        "objective": "objective",
        "key_result": "key_result",
        "work": "work",
        "driver": "driver",
        "purpose": "purpose",
    }
    return {(names[kind], key): code for kind, codes in kinds.items() for key, code in codes.items()}


def _objectives(user: User, named: Q) -> tuple[list[int], dict[int, int], dict[int, int], dict[int, str]]:
    rows = list(
        StrategicObjective.objects.visible_to(user)
        .filter(Q(state__in=StrategicObjective.PURSUED) | named)
        .order_by("position", "code", "pk")
        .values_list("pk", "parent", "purpose", "code")
    )
    keys = {row[0] for row in rows}
    return (
        [row[0] for row in rows],
        {row[0]: row[1] for row in rows if row[1] in keys},
        {row[0]: row[2] for row in rows if row[2]},
        {row[0]: row[3] for row in rows},
    )


def _line(objective: int, parents: dict[int, int]) -> list[int]:
    chain: list[int] = []
    while (objective := parents.get(objective, 0)) and objective not in chain:
        chain.append(objective)
    return chain


def _links(seen: Seen, works: Collection[int], objectives: Collection[int]) -> list[Link]:
    lonely, named = unsupported_links(), named_key_results()
    found = [each for each in seen.links if each.is_standing and each.work in works and each.objective in objectives]
    found.sort(key=lambda each: (each.work, -each.weight, each.key))
    return [
        Link(each.work, each.objective, tuple(named.get(each.key, ())), not each.is_agreed, each.key in lonely)
        for each in found
    ]


def gaps_of(scope: Scope) -> dict[str, frozenset[int]]:
    """The records that miss a link, by kind; the rules are those of the integrity page, so the counts are too."""
    found = ask(scope, GAPS).keys_of_gaps
    return {kind: frozenset(keys) for kind, keys in found.items()}
