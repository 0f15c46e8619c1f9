"""A long list makes what it shows and no more."""

from collections.abc import Sequence

from big.core.shown import Shown


def test_only_what_is_shown_is_made() -> None:
    made: list[int] = []

    def make(some: Sequence[int]) -> list[str]:
        made.extend(some)
        return [str(each) for each in some]

    rows = Shown(range(1000), make)
    assert (len(rows), bool(rows), made) == (1000, True, [])
    assert (rows[10:12], rows[999]) == (["10", "11"], "999")
    assert made == [10, 11, 999]
    assert list(rows)[:2] == list(rows)[:2] == ["0", "1"]
    assert len(made) == 1003  # going through all of them made each once, not twice


def test_nothing_is_made_of_nothing() -> None:
    def never(some: Sequence[int]) -> list[str]:
        raise AssertionError

    rows = Shown((), never)
    assert (list(rows), rows[:5], bool(rows)) == ([], [], False)
