"""Setting money: what is written, what is refused, and two people at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.services.money import UNSEEN, Entry, set_money
from tests.factories.organisation import make_unit, member
from tests.factories.portfolio import make_money, make_work

EDITS = ["work.view", "money.edit"]
OCTOBER = dt.date(2026, 10, 1)


def entry(first: dt.date = OCTOBER, last: dt.date | None = None, version: int | None = None, **amounts: Any) -> Entry:
    end = last or (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    given = {name: None if value is None else Decimal(str(value)) for name, value in amounts.items()}
    return Entry(first, end, given, version=version)


@pytest.fixture
def finance(db: None) -> User:
    return member(EDITS)


def test_a_line_is_made_then_changed_and_the_rest_stays(finance: User) -> None:
    work = make_work()
    set_money(work.pk, actor=finance, entries=[entry(budget=100, forecast=110)])
    set_money(work.pk, actor=finance, entries=[entry(actual=95.5)], why="Month closed")
    line = MoneyLine.objects.get()
    assert (line.budget, line.forecast, line.actual, line.version) == (Decimal(100), Decimal(110), Decimal("95.5"), 1)
    event = AuditEvent.objects.latest("pk")
    assert (event.code, event.why) == ("portfolio.money.changed", "Month closed")
    assert event.before == {"October 2026, cost, revenue, actual": None}
    assert event.after == {"October 2026, cost, revenue, actual": "£95.50"}


def test_setting_the_same_again_tells_nothing(finance: User) -> None:
    work = make_work()
    for _ in range(2):
        set_money(work.pk, actor=finance, entries=[entry(budget=100)])
    assert (AuditEvent.objects.count(), MoneyLine.objects.get().version) == (1, 0)


def test_a_line_that_knows_nothing_is_removed(finance: User) -> None:
    work = make_work()
    set_money(work.pk, actor=finance, entries=[entry(budget=100)])
    set_money(work.pk, actor=finance, entries=[entry(budget=None)])
    assert not MoneyLine.objects.exists()
    assert AuditEvent.objects.latest("pk").before == {"October 2026, cost, revenue, budget": "£100"}


def test_periods_of_one_kind_never_overlap(finance: User) -> None:
    work = make_work()
    make_money(work, 1_200)
    with pytest.raises(RuleError, match="1 Apr 2026 to 31 Mar 2027 and October 2026 overlap"):
        set_money(work.pk, actor=finance, entries=[entry(budget=100)])
    income = Entry(OCTOBER, dt.date(2026, 10, 31), {"budget": Decimal(5)}, direction="income")
    set_money(work.pk, actor=finance, entries=[income])
    assert MoneyLine.objects.count() == 2


def test_all_or_nothing(finance: User) -> None:
    work = make_work()
    good, bad = entry(budget=1), entry(dt.date(2026, 11, 1), dt.date(2026, 10, 1), budget=1)
    with pytest.raises(RuleError, match="ends before it starts"):
        set_money(work.pk, actor=finance, entries=[good, bad])
    assert not MoneyLine.objects.exists()


def test_released_funds_are_not_negative(finance: User) -> None:
    with pytest.raises(RuleError, match="cannot be less than zero"):
        set_money(make_work().pk, actor=finance, entries=[entry(released=-1)])


def test_what_was_not_seen_is_not_written_over(finance: User) -> None:
    work = make_work()
    set_money(work.pk, actor=finance, entries=[entry(budget=100, version=UNSEEN)])
    for version in (UNSEEN, 3):
        with pytest.raises(StaleError, match="October 2026"):
            set_money(work.pk, actor=finance, entries=[entry(budget=200, version=version)])
    set_money(work.pk, actor=finance, entries=[entry(budget=200, version=0)])


def test_rights(finance: User) -> None:
    work = make_work()
    with pytest.raises(PermissionDenied):
        set_money(work.pk, actor=member(["work.view", "work.edit"]), entries=[entry(budget=1)])
    with pytest.raises(Work.DoesNotExist):
        set_money(work.pk, actor=member(EDITS, unit=make_unit()), entries=[entry(budget=1)])


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told() -> None:
    work, people = make_work(), [member(EDITS), member(EDITS)]

    def save(actor: User) -> str:
        try:
            set_money(work.pk, actor=actor, entries=[entry(budget=actor.pk, version=UNSEEN)])
        except StaleError:
            return "stale"
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, people)) == ["saved", "stale"]
    assert MoneyLine.objects.count() == AuditEvent.objects.count() == 1
