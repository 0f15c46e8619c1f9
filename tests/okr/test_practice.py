"""Good practice: each rule finds what breaks it at its record, and nothing in OKRs that are well made."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from big.organisation.models import Unit
from okr.models.cycles import Cycle, OkrSet
from okr.models.objectives import StrategicObjective
from okr.selectors.okrs_page import okrs_page
from okr.selectors.practice import RULES
from tests.factories.okr import make_cycle, make_key_result, make_objective, make_okr_set, make_reading
from tests.factories.organisation import all_rights, make_person, make_unit, member

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def okr_set() -> OkrSet:
    return make_okr_set(make_cycle(), unit=make_unit("Networks"))


def aim(okr_set: OkrSet, title: str = "Stop repeat spills", **fields: Any) -> StrategicObjective:
    """An objective that breaks no rule unless the test says otherwise."""
    values: dict[str, Any] = {"accountable": make_person(), "parent": make_objective()}
    return make_objective(title, okr_set=okr_set, **values | fields)


def result(
    objective: StrategicObjective, title: str = "Sites that spilled twice", value: int | None = 60, **more: Any
) -> Any:
    """A key result that breaks no rule unless the test says otherwise."""
    key_result = make_key_result(objective, title, **{"owner": make_person(), **more})
    if value is not None:
        make_reading(key_result, value, TODAY)
    return key_result


def found(okr_set: OkrSet, today: dt.date = TODAY) -> set[tuple[str, str]]:
    """What the page names: the rule and the code of the record, empty for the set."""
    page = okrs_page(okr_set.place, okr_set.cycle, member(all_rights()), today)
    return {(each.rule.key, each.record.code if each.record else "") for each in page.findings}


def test_what_is_well_made_breaks_no_rule(okr_set: OkrSet) -> None:
    result(aim(okr_set))
    assert found(okr_set) == set()


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("no-owner", {"accountable": None}),
        ("not-aligned", {"parent": None}),
        ("outside-cycle", {"due_on": dt.date(2027, 6, 30)}),
        ("outside-cycle", {"starts_on": dt.date(2026, 3, 31)}),
        ("output", {"title": "Launch the portal"}),
    ],
)
def test_rules_of_an_objective(okr_set: OkrSet, rule: str, fields: dict[str, Any]) -> None:
    objective = aim(okr_set, **fields)
    key_result = result(objective, starts_on=dt.date(2026, 4, 1), due_on=dt.date(2027, 3, 31))
    assert found(okr_set) == {(rule, objective.code)}
    assert key_result.objective == objective


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("no-owner", {"owner": None}),
        ("no-measure", {"unit": ""}),
        ("no-measure", {"target": None}),
        ("no-distance", {"target": 0, "value": 0}),
        ("outside-cycle", {"due_on": dt.date(2027, 4, 1)}),
        ("output", {"title": "Roll out the sensors"}),
        ("sandbagged", {"value": 100, "starts_on": dt.date(2026, 11, 1)}),
    ],
)
def test_rules_of_a_key_result(okr_set: OkrSet, rule: str, fields: dict[str, Any]) -> None:
    key_result = result(aim(okr_set), **fields)
    # A target that nothing lies before is reached at once, too.
    expected = {(rule, key_result.code)}
    assert found(okr_set) - {("sandbagged", key_result.code)} == expected - {("sandbagged", key_result.code)}
    assert expected <= found(okr_set)


def test_silence_is_named_where_something_was_read_once(okr_set: OkrSet) -> None:
    silent = result(aim(okr_set), value=None)
    make_reading(silent, 40, TODAY - dt.timedelta(days=31))
    result(silent.objective, "Never read", value=None)
    assert found(okr_set) == {("stale", silent.code)}


def test_what_nothing_measures_and_what_is_only_drafted(okr_set: OkrSet) -> None:
    bare = aim(okr_set)
    drafted = aim(okr_set)
    result(drafted, value=None, state="draft")
    assert found(okr_set) == {("no-measure", bare.code), ("no-measure", drafted.code)}


def test_too_many_of_either(okr_set: OkrSet) -> None:
    objectives = [aim(okr_set) for _ in range(6)]
    for objective in objectives:
        result(objective)
    for _ in range(5):
        result(objectives[0])
    assert found(okr_set) == {("too-many", ""), ("too-many", objectives[0].code)}


def test_a_unit_that_serves_only_itself(okr_set: OkrSet) -> None:
    before = make_okr_set(make_cycle(), unit=okr_set.unit)
    result(aim(okr_set, parent=make_objective(okr_set=before)))
    assert found(okr_set) == {("siloed", "")}
    result(aim(okr_set, parent=make_objective(okr_set=make_okr_set(okr_set.cycle, unit=make_unit("Digital")))))
    assert found(okr_set) == set()


def test_the_page_names_each_with_how_to_mend_it(client: Client, okr_set: OkrSet) -> None:
    result(aim(okr_set, "Launch the portal", accountable=None))
    client.force_login(member(all_rights()))
    place, cycle = okr_set.place, okr_set.cycle
    assert isinstance(place, Unit)
    assert isinstance(cycle, Cycle)
    page = client.get(reverse("okr:unit_okrs", args=[place.code.lower(), cycle.code.lower()])).content.decode()
    for said in (
        "2 things",
        "Nobody is accountable for it.",
        "Name the one person who answers for it.",
        "like something",
    ):
        assert said in page


def test_every_rule_has_an_id_of_its_own_and_says_how_to_mend() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES) == 10
    assert all(rule.mend.endswith(".") for rule in RULES)
