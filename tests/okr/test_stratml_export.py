"""Strategies that grew in the product, out as StratML and in again without difference; and who sees what of them."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from big.accounts.models import User
from big.organisation.models import Organisation
from okr.models.key_results import KeyResult
from okr.models.objectives import ObjectiveStakeholder, StrategicObjective
from okr.models.purposes import STRATEGY_VIEW, Plan, Stakeholder, Statement
from okr.stratml.exporting import export_plan
from tests.factories.okr import make_key_result, make_objective, make_phased_target, make_reading
from tests.factories.organisation import make_organisation, member, top_node
from tests.okr.stratml_files import PLAN, bring_in, canonical, changes, importer, tally
from tests.okr.test_stratml_reading import PART_3

pytestmark = pytest.mark.django_db
NS = "{urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport}"


def texts(content: bytes, tag: str) -> list[str]:
    """The text of every element of that name."""
    return [each.text or "" for each in etree.fromstring(content).iter(f"{NS}{tag}")]


def names(content: bytes, tag: str) -> list[str]:
    """The names of every such element."""
    return [each.findtext(f"{NS}Name") or "" for each in etree.fromstring(content).iter(f"{NS}{tag}")]


def seer() -> User:
    """Somebody who sees the strategy, and nothing confidential."""
    return member([STRATEGY_VIEW])


def grown() -> StrategicObjective:
    """A strategy without a plan: three levels, a key result with all it can hold, stakeholders."""
    make_organisation(name="Testbed", acronym="TB", description="Keeps <ships> & sailors safe")
    Statement.objects.create(kind="vision", text="Safe water")
    Statement.objects.create(kind="value", name="Care", text="")
    Statement.objects.create(kind="mission", text="An old one", state="superseded")
    Stakeholder.objects.create(name="Ada Marsh", kind="Person")
    goal = make_objective("Open water", code="SO1", statement="Ships come\n  and go.", position=2)
    make_objective("Clean water", code="SO2", position=1)
    middle = make_objective("Dredge", code="SO1.1", parent=goal)
    make_objective("Buy a dredger", code="SO1.1.1", parent=middle)
    party = ObjectiveStakeholder(objective=middle, stakeholder=Stakeholder.objects.create(name="Pilots"))
    party.roles = [{"name": "Guide", "description": "", "types": ["Performer"]}]
    party.save()
    key_result = make_key_result(
        middle, "Depth", code="KR1", unit="m", target=14, starts_on=dt.date(2026, 4, 1), due_on=dt.date(2028, 3, 31)
    )
    make_phased_target(key_result, "12.5", dt.date(2027, 3, 31))
    make_reading(key_result, "11.25", dt.date(2026, 9, 30))
    make_reading(key_result, "11.5", dt.date(2026, 12, 31), note="After the storm")
    return goal


def test_a_strategy_that_grew_here_comes_out_whole() -> None:
    grown()
    content = export_plan(None, user=seer()).content
    assert names(content, "Goal") == ["Clean water", "Open water"]
    assert names(content, "Objective") == ["Dredge", "Buy a dredger"]
    assert texts(content, "NumberOfUnits") == ["11.25", "11.5", "12.5", "14"]
    assert texts(content, "RoleType") == ["Performer"]
    assert "Ships come\n  and go." in texts(content, "Description")
    assert "Keeps <ships> & sailors safe" in texts(content, "Description")
    assert "An old one" not in texts(content, "Description")
    assert len(set(texts(content, "Identifier"))) == len(texts(content, "Identifier")) > 6


def test_and_importing_it_again_changes_nothing() -> None:
    grown()
    actor = importer()
    content = export_plan(None, user=actor).content
    run = bring_in(content, actor=actor)
    assert changes(run) == {}
    assert run.plan["notes"] == run.plan["not_read"] == []
    assert not Plan.objects.exists()
    assert export_plan(None, user=actor).content == content


def test_a_change_made_in_that_file_reaches_its_record() -> None:
    grown()
    actor = importer()
    content = export_plan(None, user=actor).content.replace(b">Buy a dredger<", b">Hire a dredger<")
    assert changes(bring_in(content, actor=actor)) == {"strategic_objectives updated": 1}
    hired = StrategicObjective.objects.get(code="SO1.1.1")
    assert (hired.title, hired.parent and hired.parent.code) == ("Hire a dredger", "SO1.1")
    content = export_plan(None, user=actor).content
    assert changes(bring_in(content, actor=actor)) == {}


def test_another_installation_takes_it_as_a_plan() -> None:
    grown()
    content = export_plan(None, user=importer()).content
    KeyResult.objects.all().delete()
    for code in ("SO1.1.1", "SO1.1", "SO1", "SO2"):
        StrategicObjective.objects.get(code=code).delete()
    for model in (Stakeholder, Statement, Organisation):
        model.objects.all().delete()
    run = bring_in(content)
    assert tally(run, "plans") == tally(run, "organisations") == {"created": 1}
    assert tally(run, "strategic_objectives") == {"created": 4}
    # The target that the key result held itself is one more of its phased targets now, and still its own.
    assert tally(run, "phased_targets") == tally(run, "readings") == {"created": 2}
    assert KeyResult.objects.get().target == 14
    assert set(StrategicObjective.objects.values_list("code", flat=True)) == {"GSO1", "GSO1.1", "GSO1.1.1", "GSO2"}
    assert changes(bring_in(content)) == {}


def test_an_imported_plan_carries_what_was_added_to_it_here() -> None:
    bring_in(PLAN)
    goal = StrategicObjective.objects.get(code="G2")
    added = make_objective("Sweep", code="G2.1", parent=goal)
    key_result = KeyResult.objects.get()
    make_reading(key_result, "11.75", dt.date(2026, 12, 31))
    KeyResult.objects.update(target=15)
    actor = importer()
    content = export_plan(Plan.objects.get(), user=actor).content
    assert names(content, "Objective") == ["Dredge", "Sweep"]
    assert texts(content, "NumberOfUnits") == ["12.50", "1,011", "11.75", "15"]
    run = bring_in(content, actor=actor)
    assert changes(run) == {}
    assert changes(bring_in(PLAN, actor=actor)) == {}
    assert StrategicObjective.objects.get(pk=added.pk).plan is None


def test_words_changed_here_replace_those_of_the_file_and_nothing_else_moves() -> None:
    bring_in(PLAN)
    before = export_plan(Plan.objects.get(), user=importer()).content.decode()
    assert canonical(before.encode()) == canonical(PLAN.encode())
    StrategicObjective.objects.filter(code="G1.1").update(title="Dredge on", other_information="In spring")
    Plan.objects.update(ends_on=dt.date(2030, 3, 31), published_on=dt.date(2026, 1, 1))
    make_organisation(acronym="TBD")
    after = export_plan(Plan.objects.get(), user=importer()).content.decode()
    gone = [line.strip() for line in before.splitlines() if line not in after.splitlines()]
    come = [line.strip() for line in after.splitlines() if line not in before.splitlines()]
    assert gone == ["<Acronym>TB</Acronym>", "<Name>Dredge</Name>", "<EndDate>2029-03-31</EndDate>"]
    assert come == [
        "<Acronym>TBD</Acronym>",
        "<Name>Dredge on</Name>",
        "<OtherInformation>In spring</OtherInformation>",
        "<EndDate>2030-03-31</EndDate>",
        "<PublicationDate>2026-01-01</PublicationDate>",
    ]
    assert changes(bring_in(after)) == {}


def test_part_3_comes_out_as_part_3() -> None:
    bring_in(PART_3)
    plan = Plan.objects.get()
    content = export_plan(plan, user=importer()).content
    assert canonical(content) == canonical(PART_3.encode())
    make_objective("Two", code="X2", plan=plan, position=9)
    StrategicObjective.objects.filter(title="Goal one").update(statement="Said later")
    content = export_plan(plan, user=importer()).content
    assert b"<s:Description>Said later</s:Description>" in content
    assert changes(bring_in(content)) == {}


def test_dates_in_attributes_keep_their_namespace_where_elements_have_no_prefix() -> None:
    """An attribute takes no default namespace, so the export declares the prefix that it needs."""
    head = 'xmlns="urn:schemas:AIIM:org:03201408:AdditionalElements" xmlns:s='
    plain = PART_3.replace("<s:", "<").replace("</s:", "</").replace("xmlns:s=", head)
    bring_in(plain)
    content = export_plan(Plan.objects.get(), user=importer()).content
    assert canonical(content) == canonical(plain.encode())
    assert b' stratml:StartDate="2026-04-01"' in content


def test_a_plan_of_part_1_that_gained_key_results_comes_out_as_part_2() -> None:
    core = "<StrategicPlanCore><Goal><Name>A</Name></Goal></StrategicPlanCore>"
    part_1 = f"<StrategicPlan xmlns='http://www.stratml.net'><Name>P</Name>{core}</StrategicPlan>"
    bring_in(part_1)
    plan = Plan.objects.get()
    assert canonical(export_plan(plan, user=importer()).content) == canonical(part_1.encode())
    make_key_result(StrategicObjective.objects.get(), "Depth", code="KR9")
    content = export_plan(plan, user=importer()).content
    root = etree.fromstring(content)
    assert (root.tag, root.get("Type")) == (f"{NS}PerformancePlanOrReport", "Strategic_Plan")
    assert changes(bring_in(content)) == {}
    assert changes(bring_in(part_1)) == {}


def test_nobody_exports_what_they_may_not_see() -> None:
    grown()
    StrategicObjective.objects.filter(code="SO1.1").update(is_confidential=True, node=top_node())
    content = export_plan(None, user=seer()).content
    assert b"Dredge" not in content
    assert b"Depth" not in content
    assert b"Pilots" not in content
    cleared = member([STRATEGY_VIEW, "confidential.view"])
    assert b"Depth" in export_plan(None, user=cleared).content


def test_the_file_is_a_download_that_nothing_runs_in(client: Client) -> None:
    bring_in(PLAN)
    client.force_login(seer())
    answer = client.get(reverse("okr:stratml_export", args=[Plan.objects.get().pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="harbour-plan.stratml.xml"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/xml"
    client.force_login(member([]))
    assert client.get(reverse("okr:strategy_export")).status_code == 403


def test_an_export_costs_the_same_number_of_queries_whatever_its_size() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            export_plan(None, user=user)
        return len(queries)

    user = seer()
    goal = grown()
    cost()  # the user's rights are read once
    small = cost()
    for number in range(20):
        objective = make_objective(f"O {number}", code=f"SO1.9{number}", parent=goal)
        make_reading(make_key_result(objective, f"K {number}"), "1", dt.date(2026, 9, 30))
    assert cost() == small
