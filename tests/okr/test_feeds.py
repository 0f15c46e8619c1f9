"""Key results that take their readings from milestones, money and other key results."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.core import words
from big.errors import RuleError, StaleError
from big.registry.reactions import gathered, react
from okr.models.feeds import Feed
from okr.models.key_results import KeyResult, Reading
from okr.selectors.feeds import fed_now, feed_of, loaded, scale_of
from okr.selectors.progress import key_result_progress
from okr.services.feeds import feed_key_result, refresh, stop_feed
from okr.services.indicators import create_indicator, record_value
from okr.services.readings import attest_reading, record_reading
from portfolio.codes import ON_MONEY_CHANGED
from portfolio.models.milestones import Milestone
from portfolio.services.milestones import achieve_milestone, change_milestone
from portfolio.services.money import Entry, set_money
from portfolio.services.reports import submit_report
from tests.factories.okr import make_contribution, make_key_result, make_objective, make_reading
from tests.factories.organisation import all_rights, make_organisation, make_unit, member
from tests.factories.portfolio import make_milestone, make_money, make_work

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 30)
EARLIER = dt.date(2026, 9, 10)


@pytest.fixture(autouse=True)
def _frozen_date():  # type: ignore[no-untyped-def]
    make_organisation()
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def user() -> User:
    return member(all_rights())


def switch(**fields: Any) -> KeyResult:
    return make_key_result(direction="milestone", target=Decimal(1), unit=words.YES_NO, **fields)


def fed(key_result: KeyResult, user: User, **source: Any) -> KeyResult:
    key_result.refresh_from_db()
    return feed_key_result(key_result.pk, actor=user, version=key_result.version, **source)


def last(key_result: KeyResult) -> tuple[Decimal | None, dt.date | None, bool]:
    reading = Reading.objects.filter(key_result=key_result).latest("pk")
    return reading.value, reading.read_on, reading.is_fed


def untouched_since(milestone: Milestone, day: dt.date) -> None:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    Milestone.objects.filter(pk=milestone.pk).update(updated_at=at)


def test_a_milestone_feeds_yes_as_soon_as_it_is_achieved(user: User) -> None:
    milestone, key_result = make_milestone(make_work(), "Contract signed"), switch()
    fed(key_result, user, kind="milestone", milestone=milestone)
    assert last(key_result) == (0, TODAY, True)
    achieve_milestone(milestone.pk, actor=user, actual_on=TODAY, version=0)
    assert last(key_result) == (1, TODAY, True)
    event = AuditEvent.objects.filter(code="okr.reading.taken").latest("pk")
    assert (event.before, event.after) == ({"value": "0"}, {"value": "1", "read_on": "2026-09-30"})


def test_a_reading_is_as_old_as_the_work_was_last_reported(user: User) -> None:
    work = make_work()
    milestone, key_result = make_milestone(work), switch(cadence_days=14)
    untouched_since(milestone, EARLIER)
    fed(key_result, user, kind="milestone", milestone=milestone)
    assert last(key_result) == (0, EARLIER, True)
    assert key_result_progress(KeyResult.objects.all(), TODAY)[key_result.pk].reason == "stale"
    submit_report(work.pk, actor=user, report_on=TODAY, rating="G")
    assert last(key_result) == (0, TODAY, True)
    assert key_result_progress(KeyResult.objects.all(), TODAY)[key_result.pk].mark == "G"


def test_a_milestone_that_is_forecast_late_turns_it_amber(user: User) -> None:
    milestone = make_milestone(make_work(), baseline_on=dt.date(2027, 3, 1))
    key_result = switch(due_on=dt.date(2027, 3, 31))
    fed(key_result, user, kind="milestone", milestone=milestone)
    assert key_result_progress(KeyResult.objects.all(), TODAY)[key_result.pk].mark == "G"
    changes = {"forecast_on": dt.date(2027, 4, 10), "slip_reason": "Supplier"}
    change_milestone(milestone.pk, actor=user, changes=changes, version=0)
    progress = key_result_progress(KeyResult.objects.all(), TODAY)[key_result.pk]
    assert (progress.mark, progress.sentence) == ("A", "It is forecast for 10 Apr 2027, 10 days after it is due.")


@pytest.mark.parametrize(
    ("unit", "found"),
    [("GBP", ("GBP", 1)), ("£m", ("GBP", 1_000_000)), ("€k", ("EUR", 1000)), ("$", ("USD", 1)), ("days", None)],
)
def test_units_of_money(unit: str, found: Any) -> None:
    assert scale_of(unit) == found


def test_money_of_the_year_and_of_the_whole_life(user: User) -> None:
    work = make_work()
    make_money(work, 900_000, actual=250_000)
    make_money(work, 700_000, actual=650_000, starts_on=dt.date(2025, 4, 1), ends_on=dt.date(2026, 3, 31))
    make_money(work, 100, actual=99, currency="EUR")
    make_money(work, 100, actual=77, direction="income")
    whole = make_key_result(unit="£k", baseline=Decimal(0), target=Decimal(1600))
    year = make_key_result(unit="£k", baseline=Decimal(0), target=Decimal(900), due_on=dt.date(2027, 3, 31))
    fed(whole, user, kind="money", work=work, amount="actual")
    fed(year, user, kind="money", work=work, amount="actual", span="year")
    assert (last(whole)[0], last(year)[0]) == (900, 250)
    entry = Entry(dt.date(2026, 4, 1), dt.date(2027, 3, 31), {"actual": Decimal(400_000)})
    set_money(work.pk, actor=user, entries=[entry], why="September booked")
    assert (last(whole)[0], last(year)[0]) == (1050, 400)


def test_a_kpi_feeds_its_latest_value(user: User) -> None:
    indicator = create_indicator("", actor=user, name="Complaints", measure="%")
    record_value(indicator.pk, actor=user, value=Decimal(12), read_on=EARLIER)
    key_result, days = make_key_result(), make_key_result(unit="days")
    with pytest.raises(RuleError, match="is measured in %, this key result in days"):
        fed(days, user, kind="indicator", indicator=indicator)
    fed(key_result, user, kind="indicator", indicator=indicator)
    assert last(key_result) == (12, EARLIER, True)
    record_value(indicator.pk, actor=user, value=Decimal(9))
    assert last(key_result) == (9, TODAY, True)
    record_value(indicator.pk, actor=user, value=Decimal(20), read_on=EARLIER)
    assert last(key_result) == (9, TODAY, True)
    said = feed_of(key_result, user)
    assert said is not None
    assert [source.name for source in said.sources] == [f"{indicator.code} Complaints"]


def parts(*values: float | None) -> list[KeyResult]:
    objective = make_objective()
    found = [make_key_result(objective) for _ in values]
    for each, value in zip(found, values, strict=True):
        if value is not None:
            make_reading(each, value, EARLIER)
    return found


@pytest.mark.parametrize(
    ("combine", "weights", "value"),
    [("sum", (None, None), 90), ("average", (None, None), 45), ("weighted", (3, 1), 37.5)],
)
def test_key_results_together(user: User, combine: str, weights: tuple[Any, Any], value: float) -> None:
    whole, chosen = make_key_result(), parts(30, 60)
    fed(whole, user, kind="key_results", combine=combine, parts=list(zip(chosen, weights, strict=True)))
    assert last(whole) == (Decimal(str(value)), EARLIER, True)


def test_what_is_made_of_others_is_as_old_as_the_oldest_of_them(user: User) -> None:
    whole, (one, two) = make_key_result(), parts(30, 60)
    fed(whole, user, kind="key_results", combine="sum", parts=[(one, None), (two, None)])
    record_reading(one.pk, actor=user, value=Decimal(40))
    assert last(whole) == (100, EARLIER, True)
    record_reading(two.pk, actor=user, value=Decimal(70))
    assert last(whole) == (110, TODAY, True)


def test_a_sum_waits_for_all_and_an_average_does_not(user: User) -> None:
    total, mean, (one, two) = make_key_result(), make_key_result(), parts(30, None)
    chosen = [(one, None), (two, None)]
    fed(total, user, kind="key_results", combine="sum", parts=chosen)
    fed(mean, user, kind="key_results", combine="average", parts=chosen)
    assert not Reading.objects.filter(key_result=total).exists()
    assert last(mean)[0] == 30
    record_reading(two.pk, actor=user, value=Decimal(50))
    assert (last(total)[0], last(mean)[0]) == (80, 40)


def test_a_change_goes_all_the_way_up_and_by_every_way(user: User) -> None:
    """A diamond: the top is made of two that are both made of the same one."""
    (one,) = parts(10)
    left, right, top = make_key_result(), make_key_result(), make_key_result()
    fed(left, user, kind="key_results", combine="sum", parts=[(one, None)])
    fed(right, user, kind="key_results", combine="sum", parts=[(left, None), (one, None)])
    fed(top, user, kind="key_results", combine="sum", parts=[(left, None), (right, None)])
    assert last(top)[0] == 30
    record_reading(one.pk, actor=user, value=Decimal(20))
    assert [last(each)[0] for each in (left, right, top)] == [20, 40, 60]


def test_nothing_is_made_of_itself(user: User) -> None:
    (one,), middle = parts(10), make_key_result()
    fed(middle, user, kind="key_results", parts=[(one, None)])
    with pytest.raises(RuleError, match=f"{middle.code} is itself made of {one.code}"):
        fed(one, user, kind="key_results", parts=[(middle, None)])
    with pytest.raises(RuleError, match="is itself made of"):
        fed(middle, user, kind="key_results", parts=[(middle, None)])


@pytest.mark.parametrize(
    ("fields", "source", "said"),
    [
        ({}, {"kind": "milestone"}, "A milestone feeds a key result that is a milestone"),
        ({"unit": "days"}, {"kind": "money"}, "measured in money"),
        ({"unit": "£m"}, {"kind": "money"}, "Choose the work."),
        ({}, {"kind": "key_results"}, "Choose the key results"),
        ({}, {"kind": "indicator"}, "Choose the KPI"),
        ({"direction": "yes_no"}, {"kind": "indicator"}, "is no yes or no"),
        ({"direction": "yes_no"}, {"kind": "key_results"}, "not the sum of others"),
        ({"direction": "milestone"}, {"kind": "milestone"}, "Choose the milestone."),
    ],
)
def test_a_source_that_does_not_fit_is_refused(
    user: User, fields: dict[str, Any], source: dict[str, Any], said: str
) -> None:
    with pytest.raises(RuleError, match=said):
        fed(make_key_result(**fields), user, **source)


def test_other_units_and_no_weights_are_refused(user: User) -> None:
    whole, other, same = make_key_result(), make_key_result(unit="days"), make_key_result()
    with pytest.raises(RuleError, match="measured in another unit"):
        fed(whole, user, kind="key_results", parts=[(other, None)])
    with pytest.raises(RuleError, match="needs a weight"):
        fed(whole, user, kind="key_results", combine="weighted", parts=[(same, None)])


def test_a_source_that_one_may_not_see_cannot_be_chosen() -> None:
    away = make_work(unit=make_unit("Away"))
    editor = member(["strategy.view", "strategy.edit"])
    with pytest.raises(RuleError, match="Choose the milestone"):
        fed(switch(), editor, kind="milestone", milestone=make_milestone(away))
    with pytest.raises(PermissionDenied):
        fed(switch(), member(["strategy.view"]), kind="milestone", milestone=make_milestone(away))


def test_nobody_enters_a_value_beside_a_feed_but_it_may_be_said_to_be_true(user: User) -> None:
    whole, (one,) = make_key_result(), parts(30)
    make_reading(whole, 5, dt.date(2026, 8, 1), confidence=7)
    fed(whole, user, kind="key_results", parts=[(one, None)])
    with pytest.raises(RuleError, match="come from what feeds it"):
        record_reading(whole.pk, actor=user, value=Decimal(99))
    reading = attest_reading(whole.pk, actor=user)
    assert (reading.value, reading.confidence, reading.is_fed) == (30, 7, False)
    whole.refresh_from_db()
    stop_feed(whole.pk, actor=user, version=whole.version)
    assert record_reading(whole.pk, actor=user, value=Decimal(99)).value == 99
    with pytest.raises(RuleError, match="Nothing feeds"):
        stop_feed(whole.pk, actor=user, version=whole.version + 1)


def test_a_closed_key_result_takes_nothing(user: User) -> None:
    whole, (one,) = make_key_result(), parts(30)
    fed(whole, user, kind="key_results", parts=[(one, None)])
    KeyResult.objects.filter(pk=whole.pk).update(state="met")
    record_reading(one.pk, actor=user, value=Decimal(44))
    assert last(whole)[0] == 30


def test_the_second_of_two_is_told(user: User) -> None:
    whole, (one,) = make_key_result(), parts(30)
    fed(whole, user, kind="key_results", parts=[(one, None)])
    with pytest.raises(StaleError):
        feed_key_result(whole.pk, actor=user, version=0, kind="key_results", parts=[(one, None)])


def test_the_page_names_its_source_and_hides_what_one_may_not_see(user: User) -> None:
    work = make_work("Billing")
    objective, milestone = make_objective(), make_milestone(work, "Go live reached")
    key_result = switch(objective=objective)
    make_contribution(work, objective)
    client = Client()
    client.force_login(user)
    address = f"{key_result.get_absolute_url()}feed/"
    assert "Go live reached" in client.get(address).content.decode()
    entered = {"kind": "milestone", "milestone": milestone.pk, "version": key_result.version, "why": ""}
    assert client.post(address, entered | {"milestone": ""}).status_code == 422
    assert client.post(address, entered).status_code == 302
    page = client.get(key_result.get_absolute_url()).content.decode()
    assert "Go live reached, of" in page
    assert "taken from what feeds it" in page
    assert "Correct" not in page.split('id="readings"')[1].split("</tbody>")[0].split("<tbody>")[1]
    check_in = client.get(f"{key_result.get_absolute_url()}check-in/").content.decode()
    assert 'name="value"' not in check_in
    assert "No change, still true" in check_in
    stranger = member(["strategy.view"])
    said = feed_of(key_result, stranger)
    assert said is not None
    assert [source.name for source in said.sources] == ["work that you may not see"]
    client.force_login(stranger)
    assert "Go live" not in client.get(key_result.get_absolute_url()).content.decode()


def test_the_number_of_queries_does_not_grow(user: User) -> None:
    def asked(count: int) -> int:
        for _ in range(count):
            work = make_work()
            make_money(work, 10, actual=5)
            fed(make_key_result(unit="GBP"), user, kind="money", work=work)
            fed(switch(), user, kind="milestone", milestone=make_milestone(work))
            fed(make_key_result(), user, kind="key_results", parts=[(one, None)])
        feeds = list(loaded(Feed.objects.all()))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert len(fed_now(feeds)) == len(feeds)
        return len(found)

    (one,) = parts(30)
    assert asked(1) == asked(6)


def test_what_is_gathered_follows_once_at_the_end(user: User) -> None:
    work = make_work()
    line = make_money(work, 10, actual=5)
    key_result = make_key_result(unit="GBP")
    fed(key_result, user, kind="money", work=work)
    with transaction.atomic(), gathered(user):
        for actual in (6, 7):
            line.actual = Decimal(actual)
            line.save()
            react(ON_MONEY_CHANGED, work, actor=user)
        assert last(key_result)[0] == 5
    assert [each.value for each in Reading.objects.order_by("pk")] == [5, 7]


def test_taking_readings_for_many_costs_what_it_costs_for_one(user: User) -> None:
    def asked(count: int) -> int:
        work = make_work()
        line = make_money(work, 10, actual=5)
        for _ in range(count):
            fed(make_key_result(unit="GBP"), user, kind="money", work=work)
        line.actual = Decimal(6)
        line.save()
        with CaptureQueriesContext(connection) as found:
            assert len(refresh(loaded(Feed.objects.filter(work=work)), actor=user)) == count
        return len(found)

    assert asked(1) == asked(6)
