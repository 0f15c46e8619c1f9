"""What many measured answers come to: medians, since one slow moment of a shared machine must not count."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer: how long it took, the processor time and statements it cost the server, and its size."""

    round: int
    wall_ms: float
    cpu_ms: float
    statements: int
    sql_ms: float
    size: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the answers of one line come to; ratios are taken within each round and then their median."""

    median_ms: float
    p95_ms: float
    cpu_ms: float
    statements: float
    sql_ms: float
    size: int
    ratio: float
    cpu_ratio: float
    count: int


def figures(samples: Sequence[Sample], other: Sequence[Sample]) -> Figures:
    """The figures of `samples` with their ratio to `other`, which was measured in the same rounds."""
    walls = [each.wall_ms for each in samples]
    return Figures(
        median_ms=median(walls),
        p95_ms=percentile(walls, 0.95),
        cpu_ms=median(each.cpu_ms for each in samples),
        statements=median(each.statements for each in samples),
        sql_ms=median(each.sql_ms for each in samples),
        size=int(median(each.size for each in samples)),
        ratio=ratio(samples, other),
        cpu_ratio=_share(median(each.cpu_ms for each in samples), median(each.cpu_ms for each in other)),
        count=len(samples),
    )


def ratio(samples: Sequence[Sample], other: Sequence[Sample]) -> float:
    """How many times as long `samples` took as `other`, by the round: the median of the rounds that have both."""
    mine, theirs = _by_round(samples), _by_round(other)
    shares = [_share(mine[each], theirs[each]) for each in mine if each in theirs]
    if not shares:
        raise ValueError("the two were measured in no common round")
    return median(shares)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _by_round(samples: Sequence[Sample]) -> dict[int, float]:
    walls: dict[int, list[float]] = {}
    for each in samples:
        walls.setdefault(each.round, []).append(each.wall_ms)
    return {number: median(found) for number, found in walls.items()}


def _share(one: float, other: float) -> float:
    return one / other if other else 0.0
