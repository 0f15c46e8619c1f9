"""What is kept of whole tables serves exactly as long as they stand as they stood: now, and at a past moment."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from big.history import kept as keeping
from big.history.horizon import freeze
from big.history.kept import Changes, NotNamedError, kept
from big.history.moment import as_of
from big.history.rows import as_today
from big.organisation.models import Node, Unit
from tests.factories.organisation import make_node, make_organisation, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
computed: list[str] = []


@kept(Unit)
def names(prefix: str) -> tuple[str, ...]:
    """The units whose names begin so."""
    computed.append(prefix)
    return tuple(Unit.objects.filter(name__startswith=prefix).order_by("name").values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _organisation() -> None:
    computed.clear()
    told.clear()
    make_organisation()
    make_unit("Sales")


def sales() -> Any:
    """The one unit that begins with S, whatever it is called by now; the organisation's own is called otherwise."""
    return Unit.objects.filter(name__startswith="S")


def times(asked: Any) -> int:
    """How often it is computed while `asked` asks."""
    before = len(computed)
    asked()
    return len(computed) - before


def test_it_is_computed_once_until_the_table_changes() -> None:
    assert times(lambda: names("S")) == 1
    assert times(lambda: names("S")) == 0
    assert times(lambda: names("T")) == 1
    make_unit("Stores")
    assert names("S") == ("Sales", "Stores")
    Unit.objects.filter(name="Stores").update(name="Supply")
    assert names("S") == ("Sales", "Supply")
    Unit.objects.filter(name="Supply").delete()
    assert names("S") == ("Sales",)


def test_bare_sql_counts_as_a_change() -> None:
    names("S")
    with connection.cursor() as cursor:
        cursor.execute("update organisation_unit set name = 'Sourcing' where name = 'Sales'")
    assert names("S") == ("Sourcing",)


def test_tables_that_are_emptied_have_changed() -> None:
    """Only the owner of the tables can, as between two tests."""
    names("S")
    call_command("flush", interactive=False, verbosity=0)
    assert names("S") == ()


def test_a_change_elsewhere_is_none() -> None:
    names("S")
    make_node("Board")
    assert times(lambda: names("S")) == 0


def test_what_is_rolled_back_was_never_kept() -> None:
    names("S")
    with transaction.atomic():
        sales().update(name="Shipping")
        assert names("S") == ("Shipping",)
        sales().update(name="Security")
        assert names("S") == ("Security",), "one's own changes are never kept, so none of them hides the next"
        transaction.set_rollback(True)
    assert times(lambda: names("S")) == 0
    assert names("S") == ("Sales",)
    sales().update(name="Service")
    assert names("S") == ("Service",)


def test_what_somebody_else_has_not_committed_is_not_seen_and_then_is() -> None:
    written, seen = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            sales().update(name="Strategy")
            written.set()
            seen.wait(10)
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    assert written.wait(10)
    assert names("S") == ("Sales",)
    seen.set()
    other.join()
    assert names("S") == ("Strategy",)


def test_two_writers_do_not_wait_for_each_other() -> None:
    make_unit("Stores")
    reached: list[str] = []

    def write() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '3s'")
            Unit.objects.filter(name="Stores").update(name="Supply")
            reached.append("other")
        connection.close()

    with transaction.atomic():
        Unit.objects.filter(name="Sales").update(name="Service")
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert reached == ["other"]
    assert names("S") == ("Service", "Supply")


def test_each_past_moment_is_kept_by_itself() -> None:
    before = freeze()
    sales().update(name="Service")
    after = freeze()
    for moment, expected in ((before, ("Sales",)), (after, ("Service",)), (before, ("Sales",))):
        with as_of(moment):
            assert names("S") == expected
    sales().update(name="Strategy")
    with as_of(before):
        assert times(lambda: names("S")) == 0, "what changes now does not change what was"
    assert names("S") == ("Strategy",)


def test_the_present_is_not_kept_as_past() -> None:
    @kept(Unit)
    def today() -> int:
        return as_today(Unit.objects.all()).count()

    assert today() == Unit.objects.count()
    with as_of(freeze()), pytest.raises(NotNamedError, match="reads the present"):
        today()


def test_the_past_of_another_organisation_is_not_this_ones() -> None:
    then = freeze()
    with as_of(then):
        assert names("S") == ("Sales",)
    call_command("flush", interactive=False, verbosity=0)
    make_organisation()
    with as_of(then):
        assert names("S") == ()


def test_a_table_that_is_not_named_is_refused() -> None:
    @kept(Unit)
    def both() -> int:
        return Unit.objects.count() + Node.objects.count()

    with pytest.raises(NotNamedError, match="organisation_node"):
        both()


def test_a_table_that_tells_nobody_of_its_changes_is_refused() -> None:
    from big.accounts.models import User

    @kept(User)
    def many() -> int:
        return User.objects.count()

    with pytest.raises(NotNamedError, match="accounts_user"):
        many()


def test_the_past_and_the_longest_unused_leave_room() -> None:
    for number in range(keeping.HELD + 1):
        names(str(number))
    assert times(lambda: names("0")) == 1
    assert times(lambda: names(str(keeping.HELD))) == 0


def test_tokens_of_connections_that_are_gone_become_one() -> None:
    def write(name: str) -> None:
        sales().update(name=name)
        connection.close()

    for name in ("Stores", "Supply", "Survey"):
        other = threading.Thread(target=write, args=(name,))
        other.start()
        other.join()
    assert names("S") == ("Survey",)
    states = {_state()}
    keeping.fold()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from history.turns where tab = 'organisation_unit'")
        assert cursor.fetchone()[0] <= 2
    assert _state() not in states, "no state of before may come back by leaving tokens out"
    states.add(_state())
    keeping.fold()
    assert names("S") == ("Survey",)


def _state() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select md5(string_agg(tab || token, ',' order by tab, pid)) from history.turns")
        found: str = cursor.fetchone()[0]
    return found


def test_the_day_is_an_argument_like_any_other() -> None:
    @kept(Unit)
    def on(day: dt.date) -> dt.date:
        return day

    assert on(dt.date(2026, 9, 30)) == dt.date(2026, 9, 30)
    assert on(dt.date(2026, 10, 1)) == dt.date(2026, 10, 1)


told: list[set[int]] = []


def _mend(before: dict[int, str], changes: Changes) -> dict[int, str]:
    keys = changes.of(Unit)
    told.append(keys)
    now = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    return {key: name for key, name in before.items() if key not in keys} | now


@kept(Unit, mend=_mend)
def named() -> dict[int, str]:
    """Every unit's name; computed whole once, then mended."""
    computed.append("named")
    return dict(Unit.objects.values_list("pk", "name"))


def units() -> dict[int, str]:
    return dict(Unit.objects.values_list("pk", "name"))


def test_it_is_mended_with_what_was_made_changed_and_removed() -> None:
    stores = make_unit("Yards")
    assert named() == units()
    changed = (
        lambda: make_unit("Depots"),
        lambda: sales().update(name="Service"),
        lambda: Unit.objects.filter(pk=stores.pk).delete(),
    )
    for change in changed:
        change()
        assert times(lambda: named() == units() or pytest.fail("mended amiss")) == 0
    assert stores.pk in told[-1]


def test_what_was_written_before_and_committed_after_is_mended() -> None:
    """A transaction that took its moment first and ends last: its versions begin before the answer was computed."""
    written, seen = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            sales().update(name="Strategy")
            written.set()
            seen.wait(10)
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    assert written.wait(10)
    assert "Sales" in named().values()
    make_unit("Stores")
    assert {"Sales", "Stores"} <= set(named().values())
    seen.set()
    other.join()
    assert times(named) == 0
    assert named() == units()
    assert "Strategy" in named().values()


@kept(Unit)
def first_names() -> tuple[str, ...]:
    """The units' names in order; kept by itself, for one that is mended to ask."""
    return tuple(Unit.objects.order_by("name").values_list("name", flat=True))


@kept(Unit, mend=lambda before, changes: None if changes.of(Unit) else before)
def asking() -> tuple[str, ...]:
    """What another says that is kept; as good as the changes that it is told of."""
    return first_names()


def test_what_a_mended_one_asks_of_others_is_never_older_than_its_instant() -> None:
    """Within one block: the other was asked, then something was written, then the mended one is computed."""

    def write() -> None:
        sales().update(name="Strategy")
        connection.close()

    with keeping.reading():
        before = first_names()
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert first_names() == before, "the block reads one state"
        asking()
    assert "Strategy" in asking()


def test_another_organisation_is_no_base_to_mend() -> None:
    named()
    call_command("flush", interactive=False, verbosity=0)
    make_organisation()
    assert times(named) == 1
    assert named() == units()


def test_where_much_has_changed_it_is_computed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST", 2)
    named()
    for name in ("Stores", "Supply", "Strategy"):
        make_unit(name)
    assert times(named) == 1
    assert named() == units()


def test_what_one_has_written_oneself_is_no_base_either() -> None:
    named()
    with transaction.atomic():
        sales().update(name="Strategy")
        assert "Strategy" in named().values()
        transaction.set_rollback(True)
    assert named() == units()
    assert "Sales" in named().values()
