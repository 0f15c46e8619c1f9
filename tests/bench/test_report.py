"""Each line is judged by the aim of its kind, and a restricted account by the administrator."""

import pytest

from bench import aims, history
from bench.figures import Sample
from bench.measuring import Line, Measured
from bench.pages import Page
from bench.report import ADMINISTRATOR, RESTRICTED, Row, as_json, rows_of, table


def samples(wall: float) -> list[Sample]:
    return [Sample(number, wall, 1.0, 4, 0.5, 4096) for number in range(3)]


def row(measured: Measured, name: str, who: str = ADMINISTRATOR) -> Row:
    return next(each for each in rows_of(measured) if (each.name, each.who) == (name, who))


LIST = Page("List", aims.LIST, "/list/")
PAST = Page("List of the past", aims.AS_OF, "/list/?as_of=2026-09-30", against="List")


def test_an_aim_is_met_or_missed() -> None:
    for wall, is_met in ((60.0, True), (61.0, False)):
        measured = Measured({Line(LIST, ADMINISTRATOR): samples(wall)}, samples(10.0), {})
        assert row(measured, "List").is_met is is_met


def test_the_restricted_account_is_compared_with_the_administrator() -> None:
    lines = {Line(LIST, ADMINISTRATOR): samples(10.0), Line(LIST, RESTRICTED): samples(13.0)}
    found = row(Measured(lines, samples(10.0), {}), "List", RESTRICTED)
    assert (found.to_administrator, found.is_fair) == (pytest.approx(1.3), False)


def test_the_past_is_compared_with_the_present() -> None:
    lines = {Line(LIST, ADMINISTRATOR): samples(10.0), Line(PAST, ADMINISTRATOR): samples(12.0)}
    found = row(Measured(lines, samples(1.0), {}), "List of the past")
    assert (found.judged, found.is_met) == (pytest.approx(1.2), True)


def test_the_table_tells_the_change_against_the_run_before() -> None:
    rows = rows_of(Measured({Line(LIST, ADMINISTRATOR): samples(30.0)}, samples(10.0), {}))
    before = {"lines": {"List (administrator)": {"units": 2.0}}}
    assert "+50%" in table(rows, before)
    assert "new" in table(rows, None)


def test_history_is_kept_where_it_is_asked_for(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIG_BENCH_HISTORY", f"{tmp_path}/deep/bench.jsonl")
    assert history.last("M") is None
    rows = rows_of(Measured({Line(LIST, ADMINISTRATOR): samples(30.0)}, samples(10.0), {}))
    for tier, at in (("M", "first"), ("S", "other"), ("M", "second")):
        history.append({"tier": tier, "at": at, "lines": as_json(rows)})
    last = history.last("M")
    assert last is not None
    assert (last["at"], last["lines"]["List (administrator)"]["units"]) == ("second", 3.0)
