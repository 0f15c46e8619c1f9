"""The sweep says nothing where all is well, and names screen and figure where one is wrong; at past moments, too."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from big.accounts.models import User
from big.reconcile.given import viewer_of
from big.reconcile.sweep import Difference, same, sweep
from governance.integrity.scope import Scope
from governance.reconcile.people import usual_people
from governance.selectors.integrity import disconnects
from okr.models.links import Contribution
from okr.selectors.outline import LinkLine
from portfolio.models.money import MoneyLine, MoneyLineQuerySet
from portfolio.models.work import Work, WorkQuerySet
from tests.factories.okr import make_contribution, make_objective
from tests.factories.organisation import all_rights, make_node, make_organisation, make_person, make_unit, member
from tests.factories.portfolio import make_money, make_report, make_work
from tests.governance.shapes import TODAY, Line, hold
from tests.history.moments import travel

pytestmark = pytest.mark.django_db


def organisation() -> Line:
    """A line that holds, work beside it that is claimed, unlinked, confidential and red, and who looks at them."""
    make_organisation(pinned_today=TODAY)
    line = hold()
    other = make_work("Claimed", unit=make_unit("Sales", code="SALES"), node=make_node("Group"))
    make_contribution(other, line.objective, 40, state="claimed")
    make_money(other, 2_000_000, 2_500_000, actual=100_000, released=300_000)
    make_report(other, "R", on=TODAY)
    make_money(make_work("Unlinked"), 700_000, 650_000)
    make_money(make_work("Secret", is_confidential=True), 9_000_000, 9_000_000)
    make_person("Dan", unit=other.unit, user=None)
    member([], name="Ada", is_administrator=True)
    member(all_rights(confidential=True), name="Bea")
    member(["work.view", "strategy.view"], unit=other.unit, name="Cal")
    return line


SCREENS = ["portfolio:work_list", "governance:money", "governance:gap_list", "organisation:unit_list", "api:works"]
"""Enough of them to see that a difference is found; the tests of real files look at all."""


def told_by(*users: User, **options: Any) -> str:
    out = StringIO()
    call_command("reconcile", user=[user.email for user in users], screen=SCREENS, stdout=out, **options)
    return out.getvalue()


def differences(name: str) -> tuple[Difference, ...]:
    viewer = viewer_of(User.objects.get(name=name), TODAY, pages=1)
    return sweep(viewer, lambda figure: figure.screen in SCREENS).differences


def test_what_reconciles_is_told_in_one_sentence() -> None:
    organisation()
    said = told_by()
    assert said.endswith("reconcile for 2 people at 1 moment.\n")
    assert said.count("\n") == 1


def test_an_administrator_and_whoever_has_the_fewest_rights_look_unless_somebody_is_named() -> None:
    organisation()
    assert [user.name for user in usual_people()] == ["Ada", "Cal"]
    with pytest.raises(CommandError, match=r"There is no account for nobody@example\.org\."):
        call_command("reconcile", user=["nobody@example.org"])


def test_a_past_moment_reconciles_as_the_present_does() -> None:
    travel("2026-01-01T09:00")
    line = organisation()
    travel("2026-02-01T09:00")
    Contribution.objects.filter(pk=line.link.pk).update(state="withdrawn")
    MoneyLine.objects.update(forecast=1)
    Work.objects.filter(name="Claimed").update(stream="customer", is_confidential=True)
    ada, bea = User.objects.get(name="Ada"), User.objects.get(name="Bea")
    assert told_by(ada, bea, as_of=["2026-01-15"], pages=2).endswith("reconcile for 2 people at 2 moments.\n")
    with pytest.raises(CommandError, match="has not passed yet"):
        told_by(ada, as_of=["2999-01-01"], pages=1)
    with pytest.raises(CommandError, match="Write a date"):
        told_by(ada, as_of=["yesterday"], pages=1)


# What is broken on purpose: a class, the word of its that lies, and some of the screens that then show it.
LIES: list[tuple[type, str, Any, set[str]]] = [
    (
        LinkLine,
        "is_agreed",
        property(lambda link: link.is_standing),
        {"governance:money", "governance:gap_list"},
    ),
    (
        Scope,
        "live_keys",
        property(lambda scope: [key for key, each in scope.seen.works.items() if each.is_live][:-1]),
        {"governance:gap_list"},
    ),
    (
        MoneyLineQuerySet,
        "overlapping",
        lambda lines, *period: lines.exclude(budget=2_000_000),
        {"portfolio:work_list", "api:works", "governance:money"},
    ),
]


@pytest.mark.parametrize(("kind", "word", "lie", "screens"), LIES, ids=[word for _, word, _, _ in LIES])
def test_a_selector_that_is_wrong_is_found_on_every_screen_that_uses_it(
    monkeypatch: pytest.MonkeyPatch, kind: type, word: str, lie: Any, screens: set[str]
) -> None:
    organisation()
    assert not differences("Ada")
    monkeypatch.setattr(kind, word, lie)
    assert screens <= {each.screen for each in differences("Ada")}


def test_a_right_that_is_read_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rights are part of every figure, so their queries are of their own, too."""
    organisation()
    monkeypatch.setattr(WorkQuerySet, "visible_to", lambda rows, user: rows)
    found = {each.screen for each in differences("Cal")}
    assert {"portfolio:work_list", "governance:money", "api:works"} <= found


def test_a_derived_table_that_was_changed_by_hand_is_found() -> None:
    organisation()
    with connection.cursor() as cursor:
        cursor.execute("delete from organisation_unitreach where depth > 0")
    assert ("organisation:unit_list", "People of each unit") in {(e.screen, e.figure) for e in differences("Ada")}


def test_a_difference_says_where_to_look_and_ends_the_command_with_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation()
    monkeypatch.setattr(MoneyLineQuerySet, "overlapping", lambda rows, *period: rows.none())
    out = StringIO()
    with pytest.raises(CommandError, match="figures do not reconcile, of"):
        call_command("reconcile", user=[User.objects.get(name="Ada").email], screen=SCREENS, stdout=out)
    header, *rows = out.getvalue().splitlines()
    assert header.split("  ")[0] == "screen"
    (row,) = [each for each in rows if "Money of the year" in each and "all work GBP cost, forecast" in each]
    assert row.startswith("portfolio:work_list")
    assert "4250000.00" in row


def test_withdrawn_links_keep_no_objective_in_a_unit() -> None:
    line = organisation()
    sales = Work.objects.get(name="Claimed")
    ended = make_objective("Once served", accountable=line.objective.accountable)
    make_contribution(sales, ended, 10, state="withdrawn")
    found = disconnects(User.objects.get(name="Ada"), TODAY, unit_id=sales.unit_id)
    assert ended.code not in {row.code for each in found.findings for row in each.rows}


def test_no_money_is_not_the_same_as_nothing_spent() -> None:
    assert same(None, 0)
    assert not same(None, make_money(make_work(), 0, 0).budget)
