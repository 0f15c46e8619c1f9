"""Pieces of a plan that say nothing by which they could be known: their place alone tells them apart."""

import pytest

from okr.models.purposes import Plan
from okr.stratml.exporting import export_plan
from tests.okr.stratml_files import bring_in, changes, importer

pytestmark = pytest.mark.django_db

OPEN = '<PerformancePlanOrReport xmlns="urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport">'
CASES = {
    "goal without words": "<Goal Priority='high'/><Goal><Name>Clean water</Name></Goal>",
    "two goals without words": "<Goal/><Goal Priority='high'/><Goal><Name>Clean water</Name></Goal>",
    "objective without words in a goal without words": "<Goal><Objective/></Goal><Goal><Name>G</Name></Goal>",
    "objective without words in a numbered goal": (
        "<Goal><SequenceIndicator>1</SequenceIndicator><Objective><Stakeholder><Name>Pilots</Name></Stakeholder>"
        "</Objective></Goal><Goal/>"
    ),
    "objective without words in a named goal without an identifier": "<Goal><Name>G</Name><Objective/></Goal>",
    "indicators without words": (
        "<Goal><Name>G</Name><Objective><PerformanceIndicator ValueChainStage='Outcome'/><PerformanceIndicator/>"
        "</Objective></Goal>"
    ),
}


@pytest.mark.parametrize("name", ["<Name>Harbour</Name>", ""], ids=["named plan", "plan without a name"])
@pytest.mark.parametrize("core", CASES.values(), ids=list(CASES))
def test_a_plan_of_few_words_comes_in_again_without_a_change(core: str, name: str) -> None:
    actor = importer()
    content = f"{OPEN}{name}<StrategicPlanCore>{core}</StrategicPlanCore></PerformancePlanOrReport>"
    bring_in(content, actor=actor)
    exported = export_plan(Plan.objects.get(), user=actor).content
    assert changes(bring_in(exported, actor=actor)) == {}
    assert changes(bring_in(content, actor=actor)) == {}


def test_a_plan_of_part_1_with_a_kind_of_part_3_is_written_in_one_part() -> None:
    actor = importer()
    content = """<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:StrategicPlan" DocumentType="Other">
      <Name>Harbour</Name><Goal><Name>G</Name><PerformanceIndicator/></Goal>
      <StrategicPlanCore><Goal><Name>H</Name></Goal></StrategicPlanCore></StrategicPlan>"""
    bring_in(content, actor=actor)
    exported = export_plan(Plan.objects.get(), user=actor).content
    assert b"DocumentType" not in exported
    assert changes(bring_in(exported, actor=actor)) == {}
