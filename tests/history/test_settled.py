"""Which moments are settled, and that they stay as they are whatever is written meanwhile: on real connections."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Event
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now

from big import clock
from big import settings as production
from big.history.guards import PresentReadError
from big.history.horizon import UnsettledError, freeze, horizon, settled
from big.history.moment import PastError, as_of
from big.organisation.models import Unit
from tests.factories.organisation import make_unit
from tests.history.moments import unlike, versions

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 10


def open_past() -> None:
    """Give this thread the alias "past" as production has it: a connection of its own to the same database."""
    mine = connections["default"]
    past = {**mine.settings_dict, **production.DATABASES["past"], "NAME": mine.settings_dict["NAME"]}
    connections["past"] = import_module(f"{past['ENGINE']}.base").DatabaseWrapper(past, "past")


def close_all() -> None:
    for alias in ("past", "default"):
        connections[alias].close()


@pytest.fixture(autouse=True)
def real_past() -> Iterator[None]:
    """Two connections in this thread too."""
    open_past()
    yield
    connections["past"].close()
    connections["past"] = connections["default"]


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    """Threads that have connections of their own, closed when they end."""
    with ThreadPoolExecutor(8) as pool:
        yield pool


def apart(pool: ThreadPoolExecutor, does: Callable[..., Any], *values: Any) -> Any:
    """Have a thread do something, and close what it opened."""

    def run() -> Any:
        open_past()
        try:
            return does(*values)
        finally:
            close_all()

    return pool.submit(run)


def say(record: Unit, name: str) -> None:
    Unit.objects.filter(pk=record.pk).update(name=name)


def database_time() -> dt.datetime:
    with connections["default"].cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: dt.datetime = cursor.fetchone()[0]
        return found


def stamp() -> dt.datetime:
    with connections["default"].cursor() as cursor:
        cursor.execute("select history.stamp()")
        found: dt.datetime = cursor.fetchone()[0]
        return found


class Writer:
    """A transaction in another thread that changes a record, and stays open until it is told to end."""

    def __init__(self, pool: ThreadPoolExecutor, *steps: Callable[[], object]) -> None:
        self.steps, self.done = steps, [Event() for _ in steps]
        self.told = [Event() for _ in range(len(steps) + 1)]
        self.stamp: dt.datetime | None = None
        self.running = apart(pool, self._write)

    def _write(self) -> None:
        with transaction.atomic():
            for step, done, told in zip(self.steps, self.done, self.told, strict=False):
                assert told.wait(LONG)
                step()
                self.stamp = stamp()
                done.set()
            assert self.told[-1].wait(LONG)

    def go(self, number: int) -> None:
        """Take a step, and return when it is done."""
        self.told[number].set()
        assert self.done[number].wait(LONG), self.running.result(0)

    def end(self) -> None:
        """Commit."""
        self.told[-1].set()
        self.running.result(LONG)


def test_an_open_writer_keeps_the_horizon_below_its_stamp(others: ThreadPoolExecutor) -> None:
    unit = make_unit("Sales")
    before = database_time()
    writer = Writer(others, lambda: say(unit, "Trade"), lambda: say(unit, "Commerce"))
    assert horizon() > before, "nobody writes yet"
    writer.go(0)
    assert writer.stamp is not None
    for _ in range(3):
        assert before < horizon() <= writer.stamp
    # Also inside a transaction, where the database would show what it saw first.
    with transaction.atomic():
        assert horizon() <= writer.stamp
        writer.go(1)
        assert horizon() <= writer.stamp
        writer.end()
        assert horizon() > writer.stamp
    with as_of(writer.stamp):
        assert Unit.objects.get(pk=unit.pk).name == "Commerce"


def test_a_stamp_alone_holds_the_horizon_and_one_rolled_back_does_not(others: ThreadPoolExecutor) -> None:
    def taken_back() -> None:
        with transaction.atomic():
            stamp()
            transaction.set_rollback(True)

    writer = Writer(others, taken_back, lambda: None)
    writer.told[0].set()
    assert writer.done[0].wait(LONG)
    assert writer.stamp is not None
    assert horizon() <= writer.stamp, "nothing is written yet, and it has its stamp"
    writer.go(1)
    writer.end()
    assert horizon() > writer.stamp


def test_a_moment_is_waited_for_and_then_refused(others: ThreadPoolExecutor) -> None:
    unit = make_unit("Sales")
    early = database_time()
    writer = Writer(others, lambda: say(unit, "Trade"))
    writer.go(0)
    late = database_time()
    assert settled(early, wait=0)
    begun = time.monotonic()
    assert not settled(late, wait=0.3)
    assert 0.3 <= time.monotonic() - begun < 3
    with pytest.raises(UnsettledError):
        freeze(wait=0.1)
    waiting = apart(others, settled, late)
    writer.end()
    assert waiting.result(LONG), "the wait ends when the writer does"
    begun = time.monotonic()
    assert not settled(late + dt.timedelta(days=1))
    assert time.monotonic() - begun < 1, "what lies ahead is not waited for"


def test_what_was_frozen_never_changes(others: ThreadPoolExecutor) -> None:
    units = [make_unit(f"Unit {number}") for number in range(4)]
    stop = Event()

    def write(seed: int) -> int:
        chance, number = random.Random(seed), 0  # noqa: S311
        while not stop.is_set():
            with transaction.atomic():
                for unit in sorted(chance.sample(units, 2), key=lambda each: each.pk):
                    say(unit, f"{unit.pk} {seed} {number}")
                time.sleep(chance.random() / 200)
            number += 1
        return number

    def shown(moment: dt.datetime) -> list[str]:
        with as_of(moment):
            return list(Unit.objects.order_by("pk").values_list("name", flat=True))

    writers = [apart(others, write, seed) for seed in range(2)]
    try:
        frozen = [(moment, shown(moment)) for moment in (freeze() for _ in range(25))]
    finally:
        stop.set()
    assert all(writer.result(LONG) > 5 for writer in writers)
    assert len({tuple(names) for _, names in frozen}) > 5
    assert [names for _, names in frozen] == [shown(moment) for moment, _ in frozen]


def test_ones_own_changes_come_after_what_one_freezes() -> None:
    unit = make_unit("Sales")
    with transaction.atomic():
        freeze()
        say(unit, "Trade")
        with pytest.raises(PastError, match="before the first change"):
            freeze()


def test_crossing_transactions_leave_no_overlap_and_no_gap(others: ThreadPoolExecutor) -> None:
    mine, yours = make_unit("Mine"), make_unit("Yours")
    early = Writer(others, lambda: say(mine, "early"), lambda: say(yours, "early too"))
    early.go(0)
    late = Writer(others, lambda: say(yours, "late"))
    late.go(0)
    late.end()
    early.go(1)
    early.end()
    assert early.stamp is not None
    assert late.stamp is not None
    assert early.stamp < late.stamp
    spans = [(each["name"], each["_from"], each["_to"]) for each in versions(yours)[1:]]
    next_instant = late.stamp + dt.timedelta(microseconds=1)
    assert [(name, begun) for name, begun, _ in spans] == [("late", late.stamp), ("early too", next_instant)]
    assert all(one["_to"] == other["_from"] for one, other in zip(versions(yours), versions(yours)[1:], strict=False))
    assert unlike("organisation_unit") == []


def test_a_key_that_is_used_again_by_an_earlier_stamp_leaves_no_overlap(others: ThreadPoolExecutor) -> None:
    unit, other = make_unit("Sales"), make_unit("Other")

    def remove() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("delete from organisation_unitreach where %s in (above_id, below_id)", [unit.pk])
            cursor.execute("delete from organisation_unit where id = %s", [unit.pk])

    early = Writer(others, lambda: say(other, "early"), lambda: Unit(pk=unit.pk, code="AGAIN", name="Again").save())
    early.go(0)
    late = Writer(others, remove)
    late.go(0)
    late.end()
    early.go(1)
    early.end()
    first, second = versions(unit)
    assert first["_to"] == second["_from"] == late.stamp
    assert (first["_last"], second["_last"]) == (False, True)


def test_many_threads_read_many_moments_and_leave_nothing_behind(others: ThreadPoolExecutor) -> None:
    unit = make_unit("0")
    moments = []
    for number in range(1, 5):
        say(unit, str(number))
        moments.append((freeze(), str(number)))

    def read(seed: int) -> list[str]:
        chance, wrong = random.Random(seed), []  # noqa: S311
        for _ in range(40):
            moment, name = chance.choice(moments)
            try:
                with as_of(moment):
                    found = Unit.objects.get(pk=unit.pk).name
                    if chance.random() < 0.2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass
            wrong += [found] if found != name else []
            wrong += _left_behind()
        return wrong

    assert [read.result(60) for read in [apart(others, read, seed) for seed in range(8)]] == [[]] * 8
    assert Unit.objects.get(pk=unit.pk).name == "4"


def _left_behind() -> list[str]:
    left = []
    for alias in ("past", "default"):
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "select current_setting('search_path'), current_setting('transaction_read_only'),"
                " coalesce(current_setting('big.as_of', true), '')"
            )
            path, read_only, moment = cursor.fetchone()
            left += [f"{alias}: {path} {read_only} {moment}"] if "past" in path or read_only != "off" or moment else []
    return left


def test_both_connections_are_guarded_while_the_past_is_read() -> None:
    unit = make_unit("Sales")
    moment = freeze()
    with as_of(moment):
        assert connections["past"].connection is not connections["default"].connection
        assert Unit.objects.get(pk=unit.pk).name == "Sales"
        with connections["default"].cursor() as cursor, pytest.raises(PresentReadError, match="organisation_unit"):
            cursor.execute("select * from organisation_unit")
        with connections["default"].cursor() as cursor, pytest.raises(PresentReadError):
            cursor.execute("update organisation_unit set name = 'Trade'")
        with pytest.raises(PresentReadError, match=r"big\.clock"):
            list(Unit.objects.filter(updated_at__lt=Now()))
        assert clock.now() == moment
    with connections["default"].cursor() as cursor:
        cursor.execute("select name from organisation_unit where id = %s", [unit.pk])
        assert cursor.fetchall() == [("Sales",)]
