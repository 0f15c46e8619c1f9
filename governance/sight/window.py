"""Which records each column shows: all on the path, and of the rest as many as can be read, gaps before others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from governance.sight.graph import Graph, Kind, Path

# How many records off the path a column shows before it says "and 42 more", and how many once it is opened.
CLOSED: Final = 28
OPEN: Final = 400
# Of those, how many are kept for gaps, which stand last by order and would otherwise never be seen.
FOR_GAPS: Final = 8
# How many records on the path a column shows; beyond them the lists are the better place.
ON_PATH: Final = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """What one column shows, in order, with its level of indentation; how many more there are, on and off the path."""

    kind: Kind
    keys: tuple[int, ...]
    total: int
    more: int = 0
    more_on_path: int = 0


@dataclass(frozen=True, slots=True)
class Ordered:
    """The keys of every column in the order that crosses fewest lines; `levels` indents objectives."""

    drivers: tuple[int, ...]
    objectives: tuple[int, ...]
    key_results: tuple[int, ...]
    works: tuple[int, ...]
    levels: Mapping[int, int]


def ordered(graph: Graph) -> Ordered:
    """Objectives by their tree, every other column by the first record it is joined to; what is joined to none last."""
    objectives = [key for key, _ in graph.tree]
    place = {key: at for at, key in enumerate(objectives)}
    far = len(objectives)
    answers: dict[int, int] = {}
    for driver, objective in graph.drives:
        if objective in place:
            answers[driver] = min(answers.get(driver, far), place[objective])
    key_results = [measure for key in objectives for measure in graph.key_results_of.get(key, ())]
    measured = {key: at for at, key in enumerate(key_results)}
    end = len(key_results)
    serves = {
        work: min(
            (
                min((measured[each] for each in graph.measured_by(link) if each in measured), default=end)
                + place.get(link.objective, far) / (far + 1)
                for link in links
            ),
            default=end + 1,
        )
        for work, links in graph.links_of_work.items()
    }
    listed = {key: at for at, key in enumerate(graph.works)}
    return Ordered(
        drivers=tuple(sorted(graph.drivers, key=lambda key: answers.get(key, far))),
        objectives=tuple(objectives),
        key_results=tuple(key_results),
        works=tuple(sorted(graph.works, key=lambda key: (serves.get(key, end + 2), listed[key]))),
        levels=dict(graph.tree),
    )


def chosen(
    kind: Kind, keys: Sequence[int], path: Path, gaps: Iterable[int], *, gaps_only: bool = False, is_open: bool = False
) -> Shown:
    """The window of one column; the total is that of the column, whatever is shown of it."""
    missing = set(gaps)
    on_path = [key for key in keys if path.has(kind, key)]
    rest = [key for key in keys if not path.has(kind, key) and (not gaps_only or key in missing)]
    if gaps_only and path.focus is None:
        on_path = []
    kept = set(on_path[:ON_PATH])
    if path.focus and path.focus[0] == kind:
        kept.add(path.focus[1])
    room = OPEN if is_open else CLOSED
    if len(rest) > room:
        reserved = [key for key in rest if key in missing][: FOR_GAPS if not is_open else 0]
        plain = [key for key in rest if key not in set(reserved)][: room - len(reserved)]
        window = {*reserved, *plain}
    else:
        window = set(rest)
    return Shown(
        kind=kind,
        keys=tuple(key for key in keys if key in kept or key in window),
        total=len(keys),
        more=len(rest) - len(window),
        more_on_path=len(on_path) - len(kept & set(on_path)),
    )
