"""Reading as of a past moment: what was recorded then, by querysets that know nothing of it; what leaves fails."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from big import clock
from big.history.guards import PresentReadError, no_present_reading
from big.history.moment import LeftTheMomentError, PastError, WriteInPastError, as_of
from big.organisation.models import Organisation, Unit
from okr.models.drivers import Driver
from portfolio.models.work import Work
from tests.factories.okr import make_driver, make_purpose
from tests.factories.organisation import make_organisation, make_unit
from tests.factories.portfolio import make_work
from tests.history.moments import at, travel

pytestmark = pytest.mark.django_db


def test_a_past_moment_shows_what_was_recorded_then() -> None:
    travel("2026-01-01T09:00")
    unit = make_unit("Sales")
    work = make_work("Pump", unit=unit)
    travel("2026-02-01T09:00")
    Work.objects.filter(pk=work.pk).update(name="Valve")
    Unit.objects.filter(pk=unit.pk).update(name="Trade")
    make_work("Later", unit=unit)
    with as_of(at("2026-01-15T00:00")):
        (then,) = Work.objects.select_related("unit")
        assert (then.name, then.unit.name) == ("Pump", "Sales")  # type: ignore[union-attr]
        assert [each.name for each in Unit.objects.get(name="Sales").works.all()] == ["Pump"]
        assert Unit.objects.annotate(number=Count("works")).filter(name="Sales", number=1).exists()
        assert Work.objects.filter(Q(name="Valve")).count() == 0
    assert Work.objects.get(pk=work.pk).name == "Valve"
    with as_of(at("2025-12-31T00:00")):
        assert not Work.objects.exists()


def test_both_ends_of_a_moment_are_read() -> None:
    travel("2026-01-01T09:00")
    make_unit("Sales")
    with as_of(at("2026-01-01T09:00")):
        assert Unit.objects.filter(name="Sales").exists()
    with as_of(at("2026-01-01T09:00") - dt.timedelta(microseconds=1)):
        assert not Unit.objects.filter(name="Sales").exists()


def test_many_to_many_and_prefetch_are_read_as_past() -> None:
    travel("2026-01-01T09:00")
    purpose = make_purpose()
    make_driver(purposes=[purpose])
    travel("2026-02-01T09:00")
    Driver.objects.get().purposes.clear()
    with as_of(at("2026-01-15T00:00")):
        (driver,) = Driver.objects.prefetch_related("purposes")
        assert [each.pk for each in driver.purposes.all()] == [purpose.pk]
    assert not Driver.objects.get().purposes.exists()


def test_the_clock_shows_the_moment() -> None:
    travel("2026-01-01T09:00")
    make_organisation(zone="Pacific/Auckland")
    travel("2026-02-01T09:00")
    Organisation.objects.update(pinned_today=dt.date(2030, 1, 1))
    clock.forget()
    assert clock.today() == dt.date(2030, 1, 1)
    with as_of(at("2026-01-15T20:00")):
        assert clock.now() == at("2026-01-15T20:00")
        assert clock.today() == dt.date(2026, 1, 16)
        assert clock.real_now() > at("2026-11-01T00:00")
    assert clock.today() == dt.date(2030, 1, 1)


def test_a_queryset_that_leaves_its_moment_raises() -> None:
    make_unit("Sales")
    with as_of(at("2026-01-15T00:00")):
        begun = Unit.objects.filter(name="Sales")
    for use in (list, lambda rows: rows.count(), lambda rows: rows.exists(), lambda rows: rows.order_by("pk").first()):
        with pytest.raises(LeftTheMomentError):
            use(begun)
    with as_of(at("2026-01-16T00:00")), pytest.raises(LeftTheMomentError):
        list(begun)


def test_a_record_that_leaves_its_moment_neither_reads_on_nor_saves() -> None:
    travel("2026-01-01T09:00")
    make_work(unit=make_unit("Sales"))
    with as_of(at("2026-01-15T00:00")):
        work = Work.objects.get()
    with pytest.raises(LeftTheMomentError):
        _ = work.unit
    with pytest.raises(LeftTheMomentError):
        list(work.children.all())
    with pytest.raises(LeftTheMomentError):
        work.save()
    with pytest.raises(LeftTheMomentError):
        work.delete()


def test_a_queryset_made_before_reads_the_moment_it_is_evaluated_in() -> None:
    every = Unit.objects.all()
    travel("2026-01-01T09:00")
    make_unit("Sales")
    with as_of(at("2025-01-15T00:00")):
        assert list(every) == []


def test_nothing_is_written_in_the_past() -> None:
    unit = make_unit("Sales")
    with as_of(at("2026-01-15T00:00")):
        with pytest.raises(WriteInPastError):
            make_unit("Trade")
        with pytest.raises(WriteInPastError):
            Unit.objects.update(name="x")
        with pytest.raises(WriteInPastError):
            Unit.objects.all().delete()
        with pytest.raises(WriteInPastError):
            unit.save()


def test_the_time_of_the_database_is_refused() -> None:
    with (
        as_of(at("2026-01-15T00:00")),
        pytest.raises(PresentReadError, match=r"big\.clock"),
    ):
        list(Unit.objects.filter(updated_at__lt=Now()))
    assert list(Unit.objects.filter(updated_at__gt=Now() + F("id") * dt.timedelta(days=1))) == []


def test_bare_sql_that_would_read_the_present_is_refused() -> None:
    def execute(sql: str, *rest: object) -> str:
        return sql

    for sql in (
        "select * from portfolio_work",
        'SELECT 1 FROM "accounts_user" INNER JOIN "organisation_person" ON true',
        "update public.okr_driver set title = ''",
        'insert into "portfolio_work" values (1)',
        "select 1 from a, okr_reading",
    ):
        with pytest.raises(PresentReadError):
            no_present_reading(execute, sql, None, False, {})
    for sql in ('SELECT * FROM "django_session"', "SAVEPOINT x", "select 1 from organisation_membership"):
        assert no_present_reading(execute, sql, None, False, {}) == sql


def test_moments_do_not_nest_and_are_aware() -> None:
    with as_of(at("2026-01-15T00:00")), pytest.raises(PastError), as_of(at("2026-01-14T00:00")):
        pass
    with pytest.raises(ValueError, match="aware"), as_of(dt.datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_the_block_leaves_no_setting_behind_even_after_an_error() -> None:
    def fail() -> None:
        with as_of(at("2026-01-15T00:00")):
            list(Unit.objects.all())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('search_path'), current_setting('transaction_read_only')")
        path, read_only = cursor.fetchone()
    assert "past" not in path
    assert read_only == "off"
    make_unit("Written again")
