"""The statistics are right; no test here measures time."""

import pytest

from bench.figures import Sample, figures, percentile, ratio


def sample(number: int, wall: float, cpu: float = 1.0) -> Sample:
    return Sample(round=number, wall_ms=wall, cpu_ms=cpu, statements=3, sql_ms=0.5, size=2048)


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [float(each) for each in range(1, 101)]
    assert percentile(values, 0.95) == 95.0
    assert percentile(values[::-1], 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([1.0, 2.0], 0.95) == 2.0


def test_a_ratio_is_taken_within_each_round() -> None:
    """A round in which the whole machine was ten times slower says the same of the ratio as any other."""
    mine = [sample(0, 6.0), sample(1, 60.0), sample(2, 6.0)]
    unit = [sample(0, 2.0), sample(1, 20.0), sample(2, 2.0)]
    assert ratio(mine, unit) == 3.0


def test_one_slow_answer_does_not_count() -> None:
    mine = [sample(each, 6.0) for each in range(4)] + [sample(4, 900.0)]
    unit = [sample(each, 2.0) for each in range(5)]
    assert ratio(mine, unit) == 3.0
    assert figures(mine, unit).median_ms == 6.0
    assert figures(mine, unit).p95_ms == 900.0


def test_rounds_that_only_one_has_are_left_out() -> None:
    assert ratio([sample(0, 6.0), sample(1, 8.0)], [sample(1, 2.0)]) == 4.0
    with pytest.raises(ValueError, match="no common round"):
        ratio([sample(0, 6.0)], [sample(1, 2.0)])


def test_processor_time_is_compared_too() -> None:
    found = figures([sample(0, 6.0, cpu=5.0)], [sample(0, 2.0, cpu=2.0)])
    assert (found.cpu_ratio, found.statements, found.size, found.count) == (2.5, 3, 2048, 1)
