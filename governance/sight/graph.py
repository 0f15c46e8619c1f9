"""The line of sight as keys and edges: who drives, answers, measures and delivers whom, and the path through one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["purpose", "driver", "objective", "key_result", "work"]
Key: TypeAlias = tuple[Kind, int]
KINDS: Final[tuple[Kind, ...]] = ("purpose", "driver", "objective", "key_result", "work")


@dataclass(frozen=True, slots=True)
class Link:
    """A contribution: the work, the objective, the key results it names (none: it serves the objective as a whole)."""

    work: int
    objective: int
    key_results: tuple[int, ...] = ()
    is_claimed: bool = False
    is_unsupported: bool = False


@dataclass(frozen=True)
class Graph:
    """Everything one user may see of the line of sight, as keys, in the order in which lists show it.

    `parents` holds each objective's visible parent, `measures` the objective of each key result, `gaps` by kind the
    records that miss a link.
    """

    codes: Mapping[Key, str]
    purposes: tuple[int, ...] = ()
    drivers: tuple[int, ...] = ()
    objectives: tuple[int, ...] = ()
    works: tuple[int, ...] = ()
    parents: Mapping[int, int] = field(default_factory=dict)
    measures: Mapping[int, int] = field(default_factory=dict)
    drives: frozenset[tuple[int, int]] = frozenset()
    serves_purpose: frozenset[tuple[int, int]] = frozenset()
    objective_purposes: Mapping[int, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    gaps: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The objectives under each, in order; under 0 those at the top."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for key in self.objectives:
            found[self.parents.get(key, 0)].append(key)
        return found

    @cached_property
    def tree(self) -> list[tuple[int, int]]:
        """Every objective with its level, parents before children."""
        ordered: list[tuple[int, int]] = []
        waiting = [(key, 0) for key in reversed(self.children[0])]
        while waiting:
            key, level = waiting.pop()
            ordered.append((key, level))
            waiting.extend((child, level + 1) for child in reversed(self.children.get(key, ())))
        return ordered

    @cached_property
    def key_results_of(self) -> dict[int, list[int]]:
        """The key results of each objective, in order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for key_result, objective in self.measures.items():
            found[objective].append(key_result)
        return found

    @cached_property
    def links_of_work(self) -> dict[int, list[Link]]:
        """The links of each piece of work."""
        return _grouped((link.work, link) for link in self.links)

    @cached_property
    def links_of_objective(self) -> dict[int, list[Link]]:
        """The links to each objective."""
        return _grouped((link.objective, link) for link in self.links)

    def measured_by(self, link: Link) -> tuple[int, ...]:
        """The key results that a link delivers: those it names, else all of its objective."""
        return link.key_results or tuple(self.key_results_of.get(link.objective, ()))

    def above(self, objective: int) -> list[int]:
        """The objectives above, nearest first."""
        chain: list[int] = []
        while (objective := self.parents.get(objective, 0)) and objective not in chain:
            chain.append(objective)
        return chain

    def below(self, objective: int) -> set[int]:
        """The objective with all under it."""
        family, waiting = {objective}, [objective]
        while waiting:
            new = [child for child in self.children.get(waiting.pop(), ()) if child not in family]
            family.update(new)
            waiting.extend(new)
        return family

    def find(self, code: str) -> Key | None:
        """The record of a code, in any case; `kind:code` where two kinds share one."""
        wanted = code.strip().lower()
        kind, _, rest = wanted.partition(":")
        for key, known in self.codes.items():
            if known.lower() == wanted or (rest and key[0] == kind and known.lower() == rest):
                return key
        return None

    @cached_property
    def _shared_codes(self) -> set[str]:
        counts = Counter(code.lower() for code in self.codes.values())
        return {code for code, count in counts.items() if count > 1}

    def address(self, key: Key) -> str:
        """The code as `focus` takes it."""
        code = self.codes[key]
        return f"{key[0]}:{code}" if code.lower() in self._shared_codes else code


def _grouped(pairs: Iterable[tuple[int, Link]]) -> dict[int, list[Link]]:
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for key, link in pairs:
        found[key].append(link)
    return found


@dataclass(frozen=True, slots=True)
class Path:
    """The records on the line through the focus, by kind."""

    focus: Key | None = None
    purposes: frozenset[int] = frozenset()
    drivers: frozenset[int] = frozenset()
    objectives: frozenset[int] = frozenset()
    key_results: frozenset[int] = frozenset()
    works: frozenset[int] = frozenset()

    def has(self, kind: Kind, key: int) -> bool:
        """Whether the record is on it."""
        return (
            key
            in {
                "purpose": self.purposes,
                "driver": self.drivers,
                "objective": self.objectives,
                "key_result": self.key_results,
                "work": self.works,
            }[kind]
        )


def path_through(graph: Graph, focus: Key | None) -> Path:
    """Everything above and below the focus: up to the purposes, down to the work."""
    if focus is None:
        return Path()
    kind, key = focus
    if kind == "work":
        return _path_of_work(graph, key)
    if kind == "key_result":
        return _path_of_key_result(graph, key)
    if kind == "objective":
        family = graph.below(key)
        drivers, purposes = _upwards(graph, {key})
        return _down(graph, focus, family, {*family, *graph.above(key)}, drivers, purposes)
    drivers = {key} if kind == "driver" else {one for one, purpose in graph.serves_purpose if purpose == key}
    named = {one for one, purpose in graph.objective_purposes.items() if purpose == key} if kind == "purpose" else set()
    answering = named | {objective for driver, objective in graph.drives if driver in drivers}
    family = set().union(*(graph.below(one) for one in answering)) if answering else set()
    purposes = {key} if kind == "purpose" else {one for driver, one in graph.serves_purpose if driver in drivers}
    return _down(graph, focus, family, family, drivers, purposes)


def _down(
    graph: Graph, focus: Key, family: set[int], objectives: set[int], drivers: set[int], purposes: set[int]
) -> Path:
    links = [link for one in family for link in graph.links_of_objective.get(one, ())]
    return Path(
        focus=focus,
        purposes=frozenset(purposes),
        drivers=frozenset(drivers),
        objectives=frozenset(objectives),
        key_results=frozenset(key for one in family for key in graph.key_results_of.get(one, ())),
        works=frozenset(link.work for link in links),
    )


def _path_of_work(graph: Graph, key: int) -> Path:
    links = graph.links_of_work.get(key, [])
    served = {link.objective for link in links}
    drivers, purposes = _upwards(graph, served)
    return Path(
        focus=("work", key),
        purposes=frozenset(purposes),
        drivers=frozenset(drivers),
        objectives=frozenset(served | {above for one in served for above in graph.above(one)}),
        key_results=frozenset(measure for link in links for measure in graph.measured_by(link)),
        works=frozenset({key}),
    )


def _path_of_key_result(graph: Graph, key: int) -> Path:
    objective = graph.measures[key]
    drivers, purposes = _upwards(graph, {objective})
    links = graph.links_of_objective.get(objective, ())
    return Path(
        focus=("key_result", key),
        purposes=frozenset(purposes),
        drivers=frozenset(drivers),
        objectives=frozenset({objective, *graph.above(objective)}),
        key_results=frozenset({key}),
        works=frozenset(link.work for link in links if key in graph.measured_by(link)),
    )


def _upwards(graph: Graph, objectives: set[int]) -> tuple[set[int], set[int]]:
    """Drivers and purposes of objectives; an objective without any takes those of the nearest one above."""
    drivers: set[int] = set()
    purposes: set[int] = set()
    for objective in objectives:
        line = [objective, *graph.above(objective)]
        for one in line:
            own = {driver for driver, answered in graph.drives if answered == one}
            if own:
                drivers |= own
                break
        purposes |= {graph.objective_purposes[one] for one in line if one in graph.objective_purposes}
    return drivers, purposes | {purpose for driver, purpose in graph.serves_purpose if driver in drivers}
