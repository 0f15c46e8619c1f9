"""Packs, disconnects and the line of sight over the API: who gets in, what they find, and that it agrees with pages."""

from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big import clock
from big.accounts.models import User
from big.jobs.services import run_job
from governance.integrity.catalogue import BY_SLUG, RULES
from governance.selectors.integrity import disconnects
from governance.services import packs
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work
from tests.api.asking import program
from tests.api.matrix import PEOPLE, addresses, ask, named, row, undone
from tests.factories.okr import make_contribution, make_driver, make_key_result, make_objective, make_purpose
from tests.factories.organisation import all_rights, make_node, make_unit, make_user, member, top_node
from tests.factories.portfolio import make_money, make_work
from tests.governance.drafting import build, sketch

pytestmark = pytest.mark.django_db

# Method, address, then the status for: nobody, a stranger, one who reads packs, a builder, an editor elsewhere.
MATRIX = [
    row("get", "packs/", 401, 403, 200, 200, 200),
    row("post", "packs/", 401, 403, 403, 202, 403, body=lambda scene: {"node": top_node().pk}),
    row("get", "packs/{draft}/", 401, 403, 404, 200, 404),
    row("get", "packs/{issued}/", 401, 403, 200, 200, 404),
    row("post", "packs/{draft}/issue/", 401, 403, 404, 200, 404),
    row("post", "packs/{issued}/issue/", 401, 403, 403, 422, 404),
    row("get", "packs/{draft}/snapshot/", 401, 403, 404, 200, 404),
    row("get", "packs/{issued}/snapshot/", 401, 403, 200, 200, 404),
    row("get", "packs/{draft}/file/", 401, 403, 404, 200, 404),
    row("get", "packs/{issued}/file/", 401, 403, 200, 200, 404),
    row("get", "disconnects/", 401, 403, 200, 200, 200),
    row("get", "disconnects/{rule}/", 401, 403, 200, 200, 200),
    row("get", "line-of-sight/", 401, 403, 200, 200, 200),
]


def test_matrix() -> None:
    builder = member(all_rights())
    first = build(builder)
    issued = packs.issue_pack(first.pk, actor=builder, version=first.version)
    records = {"draft": build(builder), "issued": issued, "rule": RULES[0].slug}
    people: dict[str, User | None] = {
        "nobody": None,
        "stranger": make_user(),
        "viewer": member(["pack.view", "work.view", "strategy.view"]),
        "editor": builder,
        "elsewhere": member(all_rights(), node=make_node("Elsewhere", parent=top_node())),
    }
    for each in MATRIX:
        for person, expected in zip(PEOPLE, each.answers, strict=True):
            with undone():
                answer = ask(people[person], each, records, None)
                assert answer.status_code == expected, (str(each), person, answer.content)


def test_every_address_is_in_the_matrix() -> None:
    assert named(MATRIX) == addresses("governance")


def test_a_pack_is_asked_for_built_issued_and_fetched() -> None:
    actor = member(all_rights())
    api = program(actor)
    asked = api.post("/api/v1/packs/", {"node": top_node().pk})
    assert asked.status_code == 202
    told = asked.json()
    assert (told["job"]["state"], told["pack"]["state"]) == ("queued", "draft")
    address = f"/api/v1/packs/{told['pack']['id']}/"
    assert api.get(f"{address}file/").status_code == 404
    early = api.post(f"{address}issue/", {}, headers={"If-Match": '"0"'})
    assert (early.status_code, early.json()["code"]) == (422, "not_built")
    with patch("governance.services.packs.render_pdf", sketch):
        assert run_job(told["job"]["id"])
    ready = api.get(address)
    assert all(check["holds"] or check["is_warning"] for check in ready.json()["checks"])
    assert api.post(f"{address}issue/", {}, headers={"If-Match": '"0"'}).status_code == 412
    issued = api.post(f"{address}issue/", {}, headers={"If-Match": ready.headers["ETag"]})
    assert issued.json()["state"] == "issued"
    file = api.get(f"{address}file/")
    assert (file.content[:4], file.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert api.get(f"{address}snapshot/").json()["checks"]
    assert api.patch(address, {"title": "Other"}, headers={"If-Match": issued.headers["ETag"]}).status_code == 405
    assert api.delete(address, headers={"If-Match": issued.headers["ETag"]}).status_code == 405


def furnish() -> StrategicObjective:
    """A line from purpose to work, a driver that nothing answers, and work that serves nothing."""
    driver = make_driver("Demand grows", purposes=[make_purpose()])
    objective = make_objective("Faster", drivers=[driver], code="SO1")
    make_driver("Rules tighten")
    work = make_work("Billing", code="C-1")
    link = make_contribution(work, objective, 60)
    link.key_results.add(make_key_result(objective))
    lonely = make_work("Adrift", code="C-2")
    make_money(lonely, 700, 700)
    return objective


def test_disconnects_are_those_of_the_pages() -> None:
    furnish()
    reader = member(all_rights())
    api = program(reader)
    found = disconnects(reader, clock.today())
    told = api.get("/api/v1/disconnects/").json()
    assert {each["rule"]: each["count"] for each in told["results"]} == {
        finding.rule.key: finding.count for finding in found.findings
    }
    assert told["total"] == found.total
    unlinked = api.get("/api/v1/disconnects/work-unlinked/")
    assert unlinked.status_code == 200, sorted(BY_SLUG)
    rows = unlinked.json()["rows"]
    assert [(each["code"], each["amount"]) for each in rows] == [("C-2", "700.00")]
    assert Decimal(unlinked.json()["amount"]) == 700
    graver = api.get("/api/v1/disconnects/?severity=break").json()["results"]
    assert {each["severity"] for each in graver} == {"break"}
    assert len(graver) < len(told["results"])


def test_disconnects_and_sight_hold_nothing_hidden() -> None:
    objective = furnish()
    Work.objects.filter(code="C-2").update(is_confidential=True)
    StrategicObjective.objects.filter(pk=objective.pk).update(is_confidential=True)
    api = program(member(all_rights()))
    assert api.get("/api/v1/disconnects/work-unlinked/").json()["amount"] in (None, "0.00")
    everything = api.get("/api/v1/line-of-sight/").json()
    codes = {node["code"] for node in everything["nodes"]}
    assert "C-2" not in codes
    assert "SO1" not in codes
    assert not [edge for edge in everything["edges"] if edge["to_kind"] == "work"]
    assert api.get("/api/v1/line-of-sight/?focus=SO1").status_code == 404


def test_the_line_of_sight_leads_from_purpose_to_work() -> None:
    furnish()
    api = program(member(all_rights()))
    told = api.get("/api/v1/line-of-sight/?focus=c-1").json()
    on_path = {(node["kind"], node["code"]) for node in told["nodes"] if node["is_on_path"]}
    assert {kind for kind, _ in on_path} == {"purpose", "driver", "objective", "key_result", "work"}
    assert ("work", "C-2") not in on_path
    steps = {(edge["from_kind"], edge["to_kind"]) for edge in told["edges"]}
    assert steps == {
        ("purpose", "driver"),
        ("driver", "objective"),
        ("objective", "key_result"),
        ("key_result", "work"),
    }
    assert {node["code"] for node in told["nodes"] if node["is_gap"]} >= {"C-2"}


@pytest.mark.parametrize("address", ["disconnects/", "disconnects/work-unlinked/", "line-of-sight/"])
def test_parameters_are_checked(address: str) -> None:
    api = program(member(all_rights()))
    for query in ("no_such=1", "unit=x", "unit=999999", "stream=none", "unit=99999999999999999999"):
        assert api.get(f"/api/v1/{address}?{query}").status_code == 400, query
    unit = make_unit()
    assert api.get(f"/api/v1/{address}?unit={unit.pk}&stream=change").status_code == 200
    assert api.get("/api/v1/disconnects/no-such-rule/").status_code == 404


@pytest.mark.parametrize("address", ["disconnects/", "disconnects/work-unlinked/", "line-of-sight/"])
def test_they_cost_the_same_for_twenty_as_for_two(address: str) -> None:
    api = program(member(all_rights()))

    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert api.get(f"/api/v1/{address}").status_code == 200
        return len(told)

    def grow(count: int) -> None:
        for _ in range(count):
            objective = make_objective(drivers=[make_driver(purposes=[make_purpose()])])
            make_key_result(objective)
            make_contribution(make_work(), objective)
            make_work()

    grow(2)
    cost()
    few = cost()
    grow(18)
    assert cost() == few
