"""What serves an objective: shares that reconcile, links that are supported, and nothing that is hidden."""

import datetime as dt
from decimal import Decimal

import pytest

from big.periods import financial_year, quarter
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.selectors.outline import objectives_below
from okr.selectors.serving import delivery_of, money_by_objective, released_by_objective, serving_work, unfunded
from okr.selectors.support import places_of_support, support_of
from okr.selectors.threads import threads_of_work
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals
from tests.factories import okr as make
from tests.factories.organisation import make_node, make_unit, member, top_node, top_unit
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 15)
YEAR = financial_year(TODAY, 4)
RIGHTS = ["strategy.view", "work.view"]


def test_shares_and_the_rest_are_the_portfolio_total_to_the_penny() -> None:
    user = member(RIGHTS)
    one, other = make.make_objective(), make.make_objective()
    for number, weights in enumerate([(33.33, 33.33), (100, 0), (0, 0), (12.5, 50)]):
        work = make_work(stream="change" if number % 2 else "bau")
        make_money(work, 100_000.01 + number, 90_000.03, actual=10_000.07, released=33.33)
        for objective, weight in zip((one, other), weights, strict=True):
            if weight:
                make.make_contribution(work, objective, weight)
    money = money_by_objective(user, YEAR, currency="GBP")
    whole = totals(Work.objects.visible_to(user), YEAR, currency="GBP").cost
    for name in ("budget", "actual", "forecast", "released"):
        carried = sum(getattr(purse.lead, name) for purse in money.own.values())
        assert carried + getattr(money.unlinked.lead, name) == getattr(whole, name)
        assert getattr(money.total.lead, name) == getattr(whole, name)
    by_stream = sum((purse.forecast or 0 for purse in money.linked_by_stream.values()), Decimal(0))
    assert by_stream == sum(purse.forecast or 0 for purse in money.own.values())


def test_only_agreed_links_carry_money() -> None:
    user = member(RIGHTS)
    objective, work = make.make_objective(), make_work()
    make_money(work, 100, 200)
    link = make.make_contribution(work, objective, 40, state="claimed")
    assert money_by_objective(user, YEAR, currency="GBP").own == {}
    Contribution.objects.filter(pk=link.pk).update(state="agreed")
    money = money_by_objective(user, YEAR, currency="GBP")
    assert money.own[objective.pk].forecast == 80
    assert money.linked_percent == 40


def test_money_of_children_reaches_the_parent_but_is_counted_once() -> None:
    user = member(RIGHTS)
    goal = make.make_objective()
    child = make.make_objective(parent=goal)
    work = make_work()
    make_money(work, 100, 100)
    make.make_contribution(work, child, 60)
    money = money_by_objective(user, YEAR, currency="GBP")
    assert money.family[goal.pk].forecast == 60
    assert goal.pk not in money.own
    assert money.unlinked.forecast == 40


def test_money_in_another_currency_stands_apart() -> None:
    user = member(RIGHTS)
    objective, work = make.make_objective(), make_work()
    make_money(work, 100, 100)
    make_money(work, 50, 50, currency="EUR")
    make.make_contribution(work, objective, 50)
    purse = money_by_objective(user, YEAR, currency="GBP").own[objective.pk]
    assert purse.forecast == 50
    assert [(currency, money.forecast) for currency, money in purse.others] == [("EUR", 25)]


def test_hidden_work_and_hidden_objectives_leave_no_trace() -> None:
    away = make_unit()
    user = member(RIGHTS, unit=away)
    seen_work, hidden_work = make_work(unit=away), make_work(unit=make_unit())
    open_objective, secret = make.make_objective(), make.make_objective(is_confidential=True, node=top_node())
    for work in (seen_work, hidden_work):
        make_money(work, 100, 100, released=100)
        make.make_contribution(work, open_objective, 50)
        make.make_contribution(work, secret, 50)
    money = money_by_objective(user, YEAR, currency="GBP")
    assert {key: purse.forecast for key, purse in money.own.items()} == {open_objective.pk: 50}
    assert (money.total.forecast, money.unlinked.forecast) == (100, 50)
    seen = StrategicObjective.objects.visible_to(user)
    rows = serving_work(seen, user, frame(TODAY))
    assert [row.work for row in rows[open_objective.pk]] == [seen_work]
    assert secret.pk not in rows
    assert len(threads_of_work(seen_work, user)) == 1
    assert released_by_objective(user, quarter(TODAY, 4), currency="GBP") == {open_objective.pk: 50}


def test_funds_released_for_the_year_are_there_in_each_quarter() -> None:
    user = member(RIGHTS)
    goal, bare = make.make_objective(), make.make_objective()
    funded = make.make_objective(parent=goal)
    work, poor = make_work(), make_work()
    make_money(work, 100, 100, released=80)
    make_money(poor, 100, 100)
    make_money(poor, 10, 10, released=10, month=dt.date(2026, 5, 1))
    make.make_contribution(work, funded, 25)
    make.make_contribution(poor, bare, 100)
    released = released_by_objective(user, quarter(TODAY, 4), currency="GBP")
    assert released == {funded.pk: 20, goal.pk: 20}
    assert unfunded([goal, bare, funded], released) == [bare]


def test_serving_work_runs_stream_by_stream_with_figures() -> None:
    user = member(RIGHTS)
    objective = make.make_objective()
    names = {}
    for stream in ("customer", "bau", "change", "value"):
        work = make_work(stream=stream)
        make_money(work, 100, 120)
        make_report(work, "A", on=TODAY)
        make.make_contribution(work, objective, 50)
        names[stream] = work
    coming = make_milestone(names["bau"], "Desk opened", baseline_on=dt.date(2026, 12, 1))
    make_milestone(names["bau"], "Desk closed", baseline_on=dt.date(2027, 1, 1))
    rows = serving_work([objective], user, frame(TODAY))[objective.pk]
    assert [row.work.stream for row in rows] == ["bau", "value", "change", "customer"]
    assert [row.share.forecast for row in rows] == [60] * 4
    assert rows[0].next_milestone == coming
    assert rows[0].standing.mark == "A"


@pytest.mark.parametrize(
    ("parts", "mark"),
    [
        ([("R", 25), ("G", 75)], "R"),
        ([("R", 24), ("G", 76)], "G"),
        ([("R", 20), ("A", 5), ("G", 75)], "A"),
        ([("AR", 30), ("G", 70)], "A"),
        ([("G", 49), ("", 51)], "N"),
        ([("G", 50), ("", 50)], "G"),
    ],
)
def test_delivery_mark_goes_by_the_share_of_the_money(parts: list[tuple[str, int]], mark: str) -> None:
    user = member(RIGHTS)
    objective = make.make_objective()
    for rating, forecast in parts:
        work = make_work()
        make_money(work, None, forecast)
        if rating:
            make_report(work, rating, on=TODAY)
        make.make_contribution(work, objective, 100)
    rows = serving_work([objective], user, frame(TODAY))[objective.pk]
    assert delivery_of(rows).mark == mark


def test_without_live_work_the_line_is_broken() -> None:
    user = member(RIGHTS)
    objective = make.make_objective()
    make.make_contribution(make_work(state="closed"), objective, 100)
    make.make_contribution(make_work(), objective, 100, state="challenged")
    delivery = delivery_of(serving_work([objective], user, frame(TODAY))[objective.pk])
    assert (delivery.mark, delivery.has_work) == ("N", False)


def test_support_reaches_down_units_and_nodes_but_not_sideways() -> None:
    user = member(RIGHTS)
    objective = make.make_objective()
    engineering = make_unit("Engineering")
    controls = make_unit("Controls", parent=engineering)
    board, group = top_node(), make_node("Product group")
    links = {
        "below": make.make_contribution(make_work(unit=controls), objective),
        "beside": make.make_contribution(make_work(unit=make_unit("Sales")), objective),
        "above": make.make_contribution(make_work(unit=top_unit()), objective),
        "node": make.make_contribution(make_work(unit=None, node=make_node("Team", parent=group)), objective),
        "board": make.make_contribution(make_work(unit=None, node=board), objective),
    }
    make.make_supporter(objective, unit=engineering)
    make.make_supporter(objective, node=group)
    make.make_supporter(objective, node=board, ended_on=TODAY)
    make.make_supporter(make.make_objective(), unit=top_unit())
    rows = list(Contribution.objects.filter(objective=objective).select_related("work"))
    found = support_of(rows, user)
    supported = {name for name, link in links.items() if found[link.pk]}
    assert supported == {"below", "node"}
    bare = set(Contribution.objects.filter(objective=objective).unsupported().values_list("pk", flat=True))
    assert bare == {link.pk for name, link in links.items() if name not in supported}
    places = places_of_support(rows, user)
    assert [place.is_gap for place in places] == [True, True, True, False, False]
    assert {place.unit.name for place in places if place.unit and place.is_gap} == {"Sales", "Whole organisation"}


def test_below_takes_the_whole_tree() -> None:
    user = member(RIGHTS)
    goal = make.make_objective()
    child = make.make_objective(parent=goal)
    leaf = make.make_objective(parent=child)
    assert objectives_below(user)[goal.pk] == {goal.pk, child.pk, leaf.pk}
    assert objectives_below(user)[leaf.pk] == {leaf.pk}
