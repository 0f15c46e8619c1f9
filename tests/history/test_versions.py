"""The database keeps every version of a governed row, whatever writes it."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from big.errors import RuleError
from big.history.loading import tell, telling_history
from big.history.schema import tables
from big.organisation.models import Unit
from okr.models.drivers import Driver
from portfolio.models.work import Work
from tests.factories.okr import make_driver, make_purpose
from tests.factories.organisation import make_organisation, make_unit
from tests.factories.portfolio import make_work
from tests.history.moments import at, travel, unlike, versions

pytestmark = pytest.mark.django_db


def spans(record: Unit | Work | Driver) -> list[tuple[dt.datetime, dt.datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select _from, nullif(_to, 'infinity') from history.{record._meta.db_table} where id = %s order by _from",  # noqa: S608
            [record.pk],
        )
        found: list[tuple[dt.datetime, dt.datetime | None]] = cursor.fetchall()
        return found


def test_a_row_has_one_version_for_each_transaction_that_changed_it() -> None:
    born = travel("2026-01-01T09:00")
    unit = make_unit("Sales")
    Unit.objects.filter(pk=unit.pk).update(name="Selling")
    assert spans(unit) == [(born, None)]
    changed = travel("2026-02-01T09:00")
    Unit.objects.filter(pk=unit.pk).update(name="Sales and service")
    Unit.objects.filter(pk=unit.pk).update(name="Trade")
    assert spans(unit) == [(born, changed), (changed, None)]
    assert [each["name"] for each in versions(unit)] == ["Selling", "Trade"]


def test_what_changes_nothing_makes_no_version() -> None:
    travel("2026-01-01T09:00")
    unit = make_unit("Sales")
    travel("2026-02-01T09:00")
    Unit.objects.filter(pk=unit.pk).update(name="Sales")
    assert len(spans(unit)) == 1


def test_a_removed_row_keeps_its_versions_and_one_that_never_was_leaves_none() -> None:
    born = travel("2026-01-01T09:00")
    unit = make_unit("Sales")
    gone = travel("2026-02-01T09:00")
    passing = make_unit("Passing")
    passing_key = passing.pk
    passing.delete()
    Unit.objects.filter(pk=unit.pk).update(name="Changed as it went")
    connection.cursor().execute("set constraints all immediate")
    connection.cursor().execute("delete from organisation_unitreach")
    connection.cursor().execute("delete from organisation_unit where id = %s", [unit.pk])
    assert spans(unit) == [(born, gone)]
    passing.pk = passing_key
    assert spans(passing) == []
    assert versions(unit)[0]["_last"]
    assert versions(unit)[0]["name"] == "Sales"


def test_many_to_many_rows_have_versions_too() -> None:
    travel("2026-01-01T09:00")
    purpose = make_purpose()
    driver = make_driver(purposes=[purpose])
    travel("2026-02-01T09:00")
    driver.purposes.clear()
    with connection.cursor() as cursor:
        cursor.execute("select _from, _to from history.okr_driver_purposes where driver_id = %s", [driver.pk])
        assert cursor.fetchall() == [(at("2026-01-01T09:00"), at("2026-02-01T09:00"))]


def test_bulk_loads_and_bare_sql_are_kept() -> None:
    travel("2026-01-01T09:00")
    units = Unit.objects.bulk_create([Unit(code=f"B{number}", name=f"Bulk {number}") for number in range(50)])
    travel("2026-02-01T09:00")
    with connection.cursor() as cursor:
        cursor.execute("update organisation_unit set cost_account = '7' where code like 'B%'")
    assert all(len(spans(unit)) == 2 for unit in units)
    assert unlike("organisation_unit") == []


def test_both_times_are_kept() -> None:
    travel("2026-01-01T09:00")
    version = versions(make_unit("Sales"))[0]
    assert version["_from"] == version["_act"] == at("2026-01-01T09:00")
    assert version["_rec"] > at("2026-11-01T00:00")


def test_history_is_told_in_the_order_of_time() -> None:
    travel("2026-02-01T09:00")
    make_unit("Sales")
    with pytest.raises(DatabaseError, match="in the order of time"), transaction.atomic():
        travel("2026-01-01T09:00")


def test_a_stamp_of_ones_own_choice_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('big.stamp', '2020-01-01', true)")
    with pytest.raises(DatabaseError, match="only a loader may name another"), transaction.atomic():
        make_unit("Sales")


def test_nobody_tells_history_into_an_organisation_that_stands() -> None:
    make_organisation()
    with pytest.raises(RuleError, match="empty organisation"), telling_history():
        pass
    with pytest.raises(DatabaseError, match="empty organisation"), transaction.atomic():
        connection.cursor().execute("select history.open_loading()")
    with pytest.raises(DatabaseError, match="Only a loader"), transaction.atomic():
        tell(at("2020-01-01T00:00"))


def test_a_loader_tells_history_and_what_follows_is_written_now() -> None:
    with telling_history():
        tell(at("2026-01-01T09:00"))
        unit = make_unit("Sales", parent=None)
    Unit.objects.filter(pk=unit.pk).update(name="Trade")
    (first, until), (since, _) = spans(unit)
    assert (first, until) == (at("2026-01-01T09:00"), since)
    assert since > at("2026-11-01T00:00")


def test_reference_data_was_always_there_for_a_loader() -> None:
    with telling_history(), connection.cursor() as cursor:
        cursor.execute("select count(*), count(*) filter (where _from < '1901-01-01') from history.portfolio_worktype")
        every, always = cursor.fetchone()
    assert every == always > 0


def test_a_version_that_a_later_transaction_overtook_begins_just_after_it() -> None:
    unit = make_unit("Sales")
    with connection.cursor() as cursor:
        cursor.execute("select history.stamp()")
        stamp = cursor.fetchone()[0]
        # As if somebody had stamped a second later and committed meanwhile.
        later = stamp + dt.timedelta(seconds=1)
        cursor.execute("update history.organisation_unit set _from = %s where id = %s", [later, unit.pk])
    Unit.objects.filter(pk=unit.pk).update(name="Trade")
    begun = later + dt.timedelta(microseconds=1)
    assert spans(unit) == [(later, begun), (begun, None)]
    assert versions(unit)[1]["_act"] == stamp


def test_every_table_of_the_product_keeps_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, tgenabled from pg_trigger join pg_class c on c.oid = tgrelid where tgname = 'keep_history'"
        )
        kept = dict(cursor.fetchall())
    assert sorted(kept) == tables()
    assert set(kept.values()) == {"A"}


def test_truncate_is_refused() -> None:
    with pytest.raises(DatabaseError, match="removed one by one"), transaction.atomic():
        connection.cursor().execute("truncate portfolio_work cascade")


def test_the_versions_valid_now_are_the_rows() -> None:
    make_work()
    assert [table for table in tables() if unlike(table)] == []
