"""The API of strategy: a journey from objective to check-in, figures as on the pages, and nothing hidden told."""

from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from big import clock
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective, Supporter
from okr.models.purposes import Purpose, PurposeEdition
from okr.selectors.outcomes import objective_progress
from okr.selectors.progress import key_result_progress
from tests.api.asking import etag, keys, program
from tests.factories.okr import (
    DUE,
    make_contribution,
    make_driver,
    make_key_result,
    make_objective,
    make_phased_target,
    make_purpose,
    make_reading,
    make_supporter,
)
from tests.factories.organisation import all_rights, make_node, make_person, make_unit, member, top_node
from tests.factories.portfolio import TODAY, make_money, make_type, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> APIClient:
    return program(member(all_rights()))


def send(api: APIClient, method: str, address: str, said: Any, version: str | None = None) -> Any:
    """A write of the version that the record tells now, or of the one given."""
    prefix, key = address.split("/")[:2]
    tag = version or etag(api, f"/api/v1/{prefix}/{key}/")
    return getattr(api, method)(f"/api/v1/{address}", said, headers={"If-Match": tag})


def add(api: APIClient, prefix: str, **said: Any) -> dict[str, Any]:
    """A new record, as the API tells it."""
    answer = api.post(f"/api/v1/{prefix}/", said)
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_from_an_objective_to_a_check_in(api: APIClient) -> None:
    purpose = add(api, "purposes", statement="To keep machines running")
    assert send(api, "post", f"purposes/{purpose['id']}/adopt/", {}).json()["editions"][0]["number"] == 1
    driver = add(api, "drivers", kind="threat", title="Rivals deliver sooner", purposes=[purpose["id"]])
    person, node = make_person(), top_node()
    objective = add(
        api, "objectives", title="Deliver sooner", drivers=[driver["id"]], accountable=person.pk, node=node.pk
    )
    assert (objective["code"], objective["state"], objective["drivers"]) == ("SO1", "proposed", [driver["id"]])
    for state in ("agreed", "in_delivery"):
        moved = send(api, "post", f"objectives/{objective['id']}/move/", {"to": state})
        assert moved.json()["state"] == state
    key_result = add(
        api,
        "key-results",
        objective=objective["id"],
        title="Days from order to delivery",
        unit="days",
        baseline="0",
        target="100",
        starts_on="2026-04-01",
        due_on="2027-03-31",
        data_source="Order system",
    )
    work = add(api, "works", name="Ledger", stream="change", work_type=make_type().pk, node=node.pk)
    report = {"work": work["id"], "report_on": TODAY.isoformat(), "rating": "G", "submit": True}
    assert add(api, "status-reports", **report)["submitted_at"]
    claim = add(
        api,
        "contributions",
        work=work["id"],
        objective=objective["id"],
        key_results=[key_result["id"]],
        weight="60",
        evidence="It shortens the line",
    )
    assert (claim["state"], claim["key_results"]) == ("claimed", [key_result["id"]])
    too_much = api.post(
        "/api/v1/contributions/", {"work": work["id"], "objective": make_objective(code="OTHER").pk, "weight": "50"}
    )
    assert (too_much.status_code, too_much.json()["code"]) == (422, "weight_over_100")
    assert send(api, "post", f"contributions/{claim['id']}/agree/", {}).json()["state"] == "agreed"
    assert keys(api.get(f"/api/v1/works/?objective={objective['code']}")) == {work["id"]}
    reading = add(api, "readings", key_result=key_result["id"], value="70", confidence=6, key_result_version=0)
    progress = api.get(f"/api/v1/key-results/{key_result['id']}/").json()["progress"]
    assert (progress["mark"], progress["percent"], progress["value"]) == ("G", "70.00", "70.0000")
    whole = api.get(f"/api/v1/objectives/{objective['id']}/").json()["progress"]
    assert (whole["mark"], whole["counts"]) == ("G", {"G": 1})
    silent = send(api, "patch", f"readings/{reading['id']}/", {"value": "60"})
    assert (silent.status_code, list(silent.json()["fields"])) in ((400, ["why"]), (422, ["why"]))
    mended = send(api, "patch", f"readings/{reading['id']}/", {"value": "60", "why": "A slip of the pen"}).json()
    assert (mended["value"], mended["confidence"]) == ("60.0000", 6)


def test_progress_is_that_of_the_pages(api: APIClient) -> None:
    reader = member(all_rights())
    for value in (20, 60, 90):
        objective = make_objective(parent=make_objective())
        make_reading(make_key_result(objective), value, TODAY)
    rows = {row["id"]: row for row in api.get("/api/v1/key-results/").json()["results"]}
    from_pages = key_result_progress(make_key_result().__class__.objects.filter(pk__in=rows), clock.today())
    assert {key: row["progress"]["mark"] for key, row in rows.items()} == {
        key: progress.mark for key, progress in from_pages.items()
    }
    objectives = {row["id"]: row for row in api.get("/api/v1/objectives/").json()["results"]}
    of_pages = objective_progress(StrategicObjective.objects.all(), reader, clock.today())
    for key, row in objectives.items():
        assert row["progress"]["mark"] == of_pages[key].mark
        assert row["progress"]["sentence"] == of_pages[key].sentence


def test_money_of_objectives_is_that_of_the_pages_and_of_visible_work_only(api: APIClient) -> None:
    above = make_objective("Above")
    below = make_objective("Below", parent=above)
    for objective, weight, is_confidential in ((above, 50, False), (below, 25, False), (below, 75, True)):
        work = make_work(is_confidential=is_confidential)
        make_money(work, 1000, 1200)
        make_contribution(work, objective, weight)
    make_contribution(make_work(), below, 100, state="claimed")
    told = api.get(f"/api/v1/objectives/{above.pk}/").json()["money"]
    assert (told["own"]["budget"], told["family"]["budget"], told["family"]["variance"]) == (
        "500.00",
        "750.00",
        "150.00",
    )


def test_the_progress_of_an_objective_leaves_out_what_is_hidden_below_it(api: APIClient) -> None:
    above = make_objective("Above")
    make_reading(make_key_result(above), 90, TODAY)
    below = make_objective("Hidden below", parent=above, is_confidential=True)
    make_reading(make_key_result(below), 0, TODAY)
    told = api.get(f"/api/v1/objectives/{above.pk}/").json()["progress"]
    assert (told["mark"], told["percent"], told["counts"]) == ("G", "90.00", {"G": 1})


def test_keys_of_hidden_records_are_not_told(api: APIClient) -> None:
    hidden, driver = make_objective("Linden", is_confidential=True), make_driver("Ash", is_confidential=True)
    objective = make_objective("Open", parent=hidden, drivers=[driver, make_driver("Oak")])
    hidden.drivers.add(*objective.drivers.all())
    told = api.get(f"/api/v1/objectives/{objective.pk}/").json()
    oak = next(each.pk for each in objective.drivers.all() if each.title == "Oak")
    assert (told["parent"], told["drivers"]) == (None, [oak])
    assert api.get(f"/api/v1/drivers/{oak}/").json()["objectives"] == [objective.pk]
    for query in (f"parent={hidden.pk}", f"driver={driver.pk}"):
        assert not keys(api.get(f"/api/v1/objectives/?{query}")), query
    named = send(api, "post", f"objectives/{objective.pk}/place/", {"parent": hidden.pk})
    unknown = send(api, "post", f"objectives/{objective.pk}/place/", {"parent": 999_999})
    assert (named.status_code, named.json()) == (unknown.status_code, unknown.json())
    kept = send(api, "post", f"objectives/{objective.pk}/drivers/", {"drivers": []})
    assert kept.json()["drivers"] == []
    assert list(objective.drivers.all()) == [driver]


def test_a_contribution_shows_only_with_both_its_ends(api: APIClient) -> None:
    objective = make_objective()
    seen = make_contribution(make_work(), objective)
    secret_work = make_contribution(make_work("Linden", is_confidential=True), objective)
    secret_end = make_contribution(make_work(), make_objective("Rowan", is_confidential=True))
    assert keys(api.get("/api/v1/contributions/")) == {seen.pk}
    assert keys(api.get(f"/api/v1/contributions/?objective={objective.pk}")) == {seen.pk}
    for hidden in (secret_work, secret_end):
        assert api.get(f"/api/v1/contributions/{hidden.pk}/").status_code == 404
        assert not keys(api.get(f"/api/v1/contributions/?work={hidden.work_id}&objective={hidden.objective_id}"))
    cleared = program(member(all_rights(confidential=True)))
    assert len(keys(cleared.get("/api/v1/contributions/"))) == 3


def test_the_two_sides_of_a_link_keep_to_their_acts(api: APIClient) -> None:
    node, unit = make_node("Objectives"), make_unit("Delivery")
    sees = ["strategy.view", "work.view"]
    claimer = program(member([*sees, "link.claim"], unit=unit))
    answerer = program(member([*sees, "link.agree"], node=node, unit=unit))
    work, objective = make_work(unit=unit), make_objective(node=node)
    claim = add(claimer, "contributions", work=work.pk, objective=objective.pk, weight="40")
    address = f"contributions/{claim['id']}/"
    assert send(claimer, "post", f"{address}agree/", {}).status_code == 403
    wordless = send(answerer, "post", f"{address}challenge/", {})
    assert (wordless.status_code, list(wordless.json()["fields"])) == (422, ["why"])
    challenged = send(answerer, "post", f"{address}challenge/", {"why": "It does not shorten anything"})
    assert challenged.json()["answer"] == "It does not shorten anything"
    assert send(answerer, "patch", address, {"weight": "10"}).status_code == 403
    assert send(claimer, "patch", address, {"weight": "10"}).json()["state"] == "claimed"
    assert send(answerer, "post", f"{address}agree/", {}).json()["answered_by_name"]
    assert send(claimer, "post", f"{address}withdraw/", {}).json()["state"] == "withdrawn"
    assert Contribution.objects.get(pk=claim["id"]).weight == Decimal(10)


def test_a_supporter_is_named_at_one_place_and_may_end_it(api: APIClient) -> None:
    objective, person, unit = make_objective(), make_person(), make_unit()
    both = {"objective": objective.pk, "person": person.pk, "unit": unit.pk, "node": make_node().pk}
    assert api.post("/api/v1/supporters/", both).status_code == 422
    named = add(api, "supporters", objective=objective.pk, person=person.pk, unit=unit.pk, note="Weekly call")
    twice = api.post("/api/v1/supporters/", {"objective": objective.pk, "person": person.pk, "unit": unit.pk})
    assert twice.status_code == 422
    assert keys(api.get("/api/v1/supporters/?is_current=true")) == {named["id"]}
    assert send(api, "post", f"supporters/{named['id']}/end/", {}).json()["ended_on"] == clock.today().isoformat()
    assert not keys(api.get("/api/v1/supporters/?is_current=true"))
    assert Supporter.objects.count() == 1


def test_a_target_on_the_way_is_not_written_over_unseen(api: APIClient) -> None:
    key_result = make_key_result(due_on=DUE)
    said = {"key_result": key_result.pk, "due_on": "2026-12-31", "value": "70"}
    target = add(api, "phased-targets", **said)
    assert api.post("/api/v1/phased-targets/", {**said, "value": "10"}).status_code == 409
    other = make_phased_target(key_result, 30, TODAY)
    changed = send(api, "patch", f"phased-targets/{other.pk}/", {"value": "35"}).json()
    assert (changed["id"], changed["value"]) == (other.pk, "35.0000")
    assert send(api, "delete", f"phased-targets/{target['id']}/", {}, '"7"').status_code == 412
    assert send(api, "delete", f"phased-targets/{target['id']}/", {}).status_code == 204
    assert keys(api.get(f"/api/v1/phased-targets/?key_result={key_result.pk}")) == {other.pk}


def test_rules_of_measuring_hold(api: APIClient) -> None:
    objective = make_objective()
    bare = api.post("/api/v1/key-results/", {"objective": objective.pk, "title": "Days"})
    assert bare.status_code == 422
    assert {"unit", "baseline", "target", "due_on", "data_source"} <= set(bare.json()["fields"])
    key_result = make_key_result(objective)
    future = api.post("/api/v1/readings/", {"key_result": key_result.pk, "value": "1", "read_on": "2027-03-01"})
    assert (future.status_code, future.json()["code"]) == (422, "future")
    stale = api.post("/api/v1/readings/", {"key_result": key_result.pk, "value": "1", "key_result_version": 9})
    assert stale.status_code == 409
    for value in ("NaN", "1e400", "x", True, [1]):
        assert api.post("/api/v1/readings/", {"key_result": key_result.pk, "value": value}).status_code == 400, value


def test_an_adopted_purpose_keeps_its_wording_until_the_next_is_adopted(api: APIClient) -> None:
    purpose = make_purpose("To serve")
    PurposeEdition.objects.create(purpose=purpose, number=1, statement="To serve", adopted_on=TODAY)
    reworded = send(api, "patch", f"purposes/{purpose.pk}/", {"statement": "To serve well"}).json()
    assert (reworded["state"], reworded["edition"]) == ("under_review", 1)
    adopted = send(api, "post", f"purposes/{purpose.pk}/adopt/", {}).json()
    assert [each["statement"] for each in adopted["editions"]] == ["To serve well", "To serve"]
    assert Purpose.objects.get(pk=purpose.pk).edition == 2


def test_filters_narrow_strategy(api: APIClient) -> None:
    node = make_node()
    parent = make_objective("Above", node=node, is_mission_critical=True)
    child = make_objective("Below", parent=parent, kind="challenge", state="proposed", perspective="customer")
    unsupported = make_contribution(make_work(unit=make_unit("Alone")), parent)
    unit = make_unit("Held")
    make_supporter(parent, unit=unit)
    supported = make_contribution(make_work(unit=unit), parent)
    for query, expected in {
        "q=abov": {parent.pk},
        f"parent={parent.pk}": {child.pk},
        f"node={top_node().pk}": {parent.pk},
        "is_pursued=false": {child.pk},
        "is_mission_critical=true": {parent.pk},
        "kind=challenge&perspective=customer": {child.pk},
        "due_to=2026-01-01": set(),
    }.items():
        assert keys(api.get(f"/api/v1/objectives/?{query}")) == expected, query
    assert keys(api.get("/api/v1/contributions/?is_supported=true")) == {supported.pk}
    assert keys(api.get("/api/v1/contributions/?is_supported=false")) == {unsupported.pk}
    for query in ("kind=none", "is_pursued=1", "due_to=soon", "parent=x", "no_such=1"):
        assert api.get(f"/api/v1/objectives/?{query}").status_code == 400, query
