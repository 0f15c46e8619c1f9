import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.integrity.catalogue import HELD_BY_THE_DATABASE, RULES
from governance.integrity.rule import Severity
from governance.selectors.integrity import disconnects, findings_of
from okr.models.objectives import Supporter
from tests.factories.okr import (
    make_contribution,
    make_driver,
    make_key_result,
    make_objective,
    make_reading,
)
from tests.factories.organisation import make_node, make_unit, member, top_node, top_unit
from tests.factories.portfolio import make_milestone, make_money, make_report, make_work
from tests.governance.shapes import TODAY, Line, elsewhere, hold, viewer

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def found_by(key: str, user: object = None) -> list[str]:
    """The codes that a rule finds."""
    return [row.code for row in disconnects(user or viewer(), TODAY).of(key).rows]  # type: ignore[arg-type]


def test_a_line_that_holds_breaks_no_rule() -> None:
    hold()
    found = disconnects(viewer(), TODAY)
    assert [(each.rule.key, [row.code for row in each.rows]) for each in found.found] == []
    assert found.total == found.breaks == 0
    assert all(each.sentence == each.rule.clear for each in found.clear)


def _unanswered(line: Line) -> str:
    return make_driver(owner=line.driver.owner).code


def _no_driver(line: Line) -> str:
    line.objective.drivers.clear()
    make_objective(drivers=[line.driver], state="proposed")
    return line.objective.code


def _no_delivery(line: Line) -> str:
    line.link.delete()
    return line.objective.code


def _no_funds(line: Line) -> str:
    line.work.money.update(released=0)
    return line.objective.code


def _no_supporter(line: Line) -> str:
    line.objective.supporters.update(ended_on=ago(1))
    return line.objective.code


def _unaccountable(line: Line) -> str:
    line.objective.accountable = None
    line.objective.save()
    return line.objective.code


def _node(line: Line) -> str:
    return make_node().code


def _unlinked(line: Line) -> str:
    work = make_work(owner=line.work.owner)
    make_report(work, "G", on=ago(1))
    return work.code


def _stale(line: Line) -> str:
    work = make_work(owner=line.work.owner, is_must_do=True, obligation="Pressure equipment rules")
    make_report(work, "G", on=ago(31))
    return work.code


def _contradicted(line: Line) -> str:
    make_milestone(line.work, "Cell 2 live", baseline_on=ago(10), forecast_on=TODAY + dt.timedelta(days=40))
    return line.work.code


def _weights(line: Line) -> str:
    line.link.weight = 60
    line.link.save()
    return line.work.code


def _unowned(line: Line) -> str:
    line.work.owner = None
    line.work.save()
    return line.work.code


def _unsupported(line: Line) -> str:
    """The supporter supports in a unit beside the work's."""
    line.objective.supporters.update(unit=make_unit())
    return f"{line.work.code} > {line.objective.code}"


def _claimed(line: Line) -> str:
    other = make_objective(drivers=[line.driver], accountable=line.objective.accountable, node=line.objective.node)
    make_contribution(line.work, other, 0, state="claimed")
    return f"{line.work.code} > {other.code}"


def _challenged(line: Line) -> str:
    other = make_objective()
    make_contribution(line.work, other, 0, state="challenged")
    return f"{line.work.code} > {other.code}"


def _undelivered(line: Line) -> str:
    """The link names one key result, so the other is nobody's."""
    line.link.key_results.set([line.key_result])
    other = make_key_result(line.objective, owner=line.work.owner)
    make_reading(other, 50, ago(2))
    return other.code


def _unread(line: Line) -> str:
    return make_key_result(line.objective, owner=line.work.owner).code


def _stale_reading(line: Line) -> str:
    line.key_result.readings.update(read_on=ago(31))
    return line.key_result.code


def _incomplete(line: Line) -> str:
    line.key_result.data_source = ""
    line.key_result.save()
    return line.key_result.code


BROKEN: dict[str, Callable[[Line], str]] = {
    "driver.unanswered": _unanswered,
    "objective.no_driver": _no_driver,
    "objective.no_delivery": _no_delivery,
    "objective.no_funds": _no_funds,
    "objective.no_supporter": _no_supporter,
    "objective.unaccountable": _unaccountable,
    "node.unaccountable": _node,
    "work.unlinked": _unlinked,
    "work.stale": _stale,
    "work.contradicted": _contradicted,
    "work.weights_short": _weights,
    "work.unowned": _unowned,
    "link.unsupported": _unsupported,
    "link.claimed": _claimed,
    "link.challenged": _challenged,
    "key_result.undelivered": _undelivered,
    "key_result.unread": _unread,
    "key_result.stale": _stale_reading,
    "key_result.incomplete": _incomplete,
}


def test_every_rule_is_tested_both_ways() -> None:
    assert set(BROKEN) == {rule.key for rule in RULES}


@pytest.mark.parametrize("key", BROKEN)
def test_rule_finds_exactly_what_breaks_it(key: str) -> None:
    code = BROKEN[key](hold())
    hold()
    assert found_by(key) == [code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_sentences_agree_with_their_count(rule: object) -> None:
    one, many, none = rule.sentence(1), rule.sentence(2), rule.sentence(0)  # type: ignore[attr-defined]
    assert one.startswith("One ")
    assert many.startswith("Two ")
    assert none == rule.clear  # type: ignore[attr-defined]
    assert all(said.endswith(".") and "  " not in said for said in (one, many, none))


def test_rows_lead_to_their_records_and_say_who_can_mend_them() -> None:
    line = hold()
    _no_funds(line)
    row = disconnects(viewer(), TODAY).of("objective.no_funds").rows[0]
    assert row.url == line.objective.get_absolute_url()
    assert row.person == str(line.objective.accountable)
    assert row.why == "No funds released in quarter 3, 2026/27"


def test_question_one_asks_lines_that_overlap_the_quarter() -> None:
    """A line of the whole year funds each of its quarters; one of another quarter does not."""
    line = hold()
    line.work.money.all().delete()
    make_money(line.work, 10, 10, released=5, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 9, 30))
    assert found_by("objective.no_funds") == [line.objective.code]
    make_money(line.work, 10, 10, released=5, starts_on=dt.date(2026, 12, 31), ends_on=dt.date(2027, 1, 31))
    assert found_by("objective.no_funds") == []


def test_question_one_leaves_objectives_without_work_to_the_other_rule() -> None:
    line = hold()
    line.link.delete()
    assert found_by("objective.no_funds") == []
    assert found_by("objective.no_delivery") == [line.objective.code]


def test_question_one_counts_no_income_as_funds() -> None:
    line = hold()
    line.work.money.update(direction="income")
    assert found_by("objective.no_funds") == [line.objective.code]


def test_objectives_are_delivered_through_those_under_them() -> None:
    line = hold()
    goal = make_objective(drivers=[line.driver], accountable=line.work.owner, node=line.objective.node)
    line.objective.parent = goal
    line.objective.save()
    line.objective.drivers.clear()
    found = disconnects(viewer(), TODAY)
    assert found.of("objective.no_delivery").count == 0
    assert found.of("objective.no_driver").count == 0
    assert found.of("objective.no_supporter").count == 0


def test_objectives_that_are_not_pursued_and_work_that_is_not_live_are_not_asked() -> None:
    hold()
    make_objective(state="proposed")
    make_objective(state="achieved")
    make_work(state="proposed")
    make_work(state="closed")
    assert disconnects(viewer(), TODAY).total == 0


def test_work_that_serves_nothing_carries_its_money_and_the_dearest_comes_first() -> None:
    hold()
    cheap, dear = make_work(), make_work()
    make_money(cheap, 100, 200)
    make_money(dear, 5_000, 7_000)
    claimed = make_work()
    make_contribution(claimed, make_objective(), 50, state="claimed")
    finding = disconnects(viewer(), TODAY).of("work.unlinked")
    assert [row.code for row in finding.rows] == [dear.code, cheap.code, claimed.code]
    assert finding.amount == 7_200
    assert finding.rows[2].why.startswith("A link is claimed, but not agreed")
    assert "no forecast" in finding.rows[2].why


def test_must_do_serves_an_obligation_and_so_is_not_listed() -> None:
    hold()
    make_work(is_must_do=True, obligation="Pressure equipment rules")
    assert found_by("work.unlinked") == []


def test_work_that_only_holds_linked_parts_together_is_not_listed() -> None:
    line = hold()
    programme = make_work()
    line.work.parent = programme
    line.work.save()
    assert found_by("work.unlinked") == []
    make_money(programme, 10, 10)
    assert found_by("work.unlinked") == [programme.code]


def test_a_supporter_above_the_unit_of_the_work_supports_its_link() -> None:
    team = make_unit("Team", parent=make_unit("Department"))
    line = hold(unit=team)
    assert found_by("link.unsupported") == []
    Supporter.objects.update(unit=team)
    line.work.unit = top_unit()
    line.work.save()
    assert found_by("link.unsupported") == [f"{line.work.code} > {line.objective.code}"]


def test_a_restricted_reader_finds_counts_and_sums_nothing_hidden() -> None:
    for key, break_it in BROKEN.items():
        if key not in ("node.unaccountable",):
            break_it(hold())
    hidden = make_work("Hidden", unit=make_unit("Far"))
    make_money(hidden, 10, 999)
    everything = disconnects(viewer(), TODAY)
    assert hidden.code in [row.code for row in everything.of("work.unlinked").rows]
    restricted = disconnects(elsewhere(), TODAY)
    assert not any(row.kind in ("work", "link") for each in restricted.findings for row in each.rows)
    assert restricted.unlinked_money == 0
    nobody = disconnects(member([]), TODAY)
    assert not any(row.kind != "node" for each in nobody.findings for row in each.rows)


def test_confidential_records_show_to_the_cleared_alone() -> None:
    hold()
    secret = make_work(is_confidential=True)
    objective = make_objective(is_confidential=True, node=top_node())
    assert found_by("work.unlinked") == []
    assert found_by("objective.no_delivery") == []
    cleared = member(["work.view", "strategy.view", "confidential.view"])
    assert found_by("work.unlinked", cleared) == [secret.code]
    assert found_by("objective.no_delivery", cleared) == [objective.code]


def test_one_unit_is_asked_about_its_own_work_and_what_it_serves() -> None:
    mine, other = make_unit("Mine"), make_unit("Other")
    line = hold(unit=mine)
    line.work.money.update(released=0)
    second = hold(unit=other)
    second.work.money.update(released=0)
    third = make_work(unit=other)
    found = disconnects(viewer(), TODAY, unit_id=mine.pk)
    assert [row.code for row in found.of("objective.no_funds").rows] == [line.objective.code]
    assert third.code not in [row.code for row in found.of("work.unlinked").rows]


def test_findings_of_one_record() -> None:
    line = hold()
    hold().work.money.update(released=0)
    assert findings_of(line.objective, viewer(), TODAY) == []
    line.work.money.update(released=0)
    Supporter.objects.update(ended_on=ago(1))
    of_objective = findings_of(line.objective, viewer(), TODAY)
    assert [rule.key for rule, _ in of_objective] == [
        "objective.no_funds",
        "objective.no_supporter",
        "link.unsupported",
    ]
    assert {rule.key for rule, _ in findings_of(line.work, viewer(), TODAY)} == {"link.unsupported"}


def test_the_number_of_queries_does_not_grow_with_the_records() -> None:
    user = viewer()

    def break_everything() -> None:
        for break_it in BROKEN.values():
            break_it(hold())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            disconnects(user, TODAY)
        return len(queries)

    break_everything()
    asked()
    few = asked()
    break_everything()
    break_everything()
    asked()
    assert asked() == few


def test_the_document_lists_every_rule() -> None:
    written = (Path(settings.BASE_DIR) / "docs" / "rules.md").read_text()
    for rule in RULES:
        assert f"| `{rule.key}` | {rule.severity.label} | {rule.title} | {rule.mend} | {rule.basis} |" in written
    for severity in Severity:
        assert f"| {severity.label} | {severity.meaning} |" in written
    for key, constraint in HELD_BY_THE_DATABASE.items():
        assert f"| `{key}` | `{constraint}` |" in written
    assert written.count("\n| `") == len(RULES) + len(HELD_BY_THE_DATABASE)


def test_the_database_holds_what_it_is_said_to_hold() -> None:
    names = {constraint.name for model in apps.get_models() for constraint in model._meta.constraints}
    assert set(HELD_BY_THE_DATABASE.values()) <= names
