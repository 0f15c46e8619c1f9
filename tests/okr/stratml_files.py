"""The plan files that the tests read, an independent reader of XML to compare with, and small files of our own."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree

from big.accounts.models import User
from big.imports import services
from big.imports.models import IMPORT_RUN, ImportRun
from okr.models.purposes import STRATEGY_EDIT, STRATEGY_VIEW
from tests.factories.organisation import member

FOLDER = settings.BASE_DIR.parent / "shared" / "data" / "stratml" / "plans"
WELL_FORMED = (
    "HHISAP2025.xml",
    "US_Assistance_to_Albania.xml",
    "OECD_AI_about.xml",
    "OntoInsights_about.xml",
    "SMLC2011_prefixed_report.xml",
    "PMOAI_WhiteHouse_Part1.xml",
)
MALFORMED = "MPPIA_malformed.xml"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def plan_file(name: str) -> Path:
    """One of the public plan files; the test is skipped where the data folder is not on the machine."""
    path: Path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the data folder is not here: {FOLDER}")
    return path


def canonical(content: bytes) -> Any:
    """The whole document as nested tuples, by lxml: expanded names, attributes, exact leaf text, no indentation.

    Comments and instructions count, wherever they stand.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser)
    found: Any = root.xpath("preceding-sibling::node()")
    around = [_aside(each) for each in found]
    return [*around, _canonical(root)]


def _canonical(element: Any) -> Any:
    if not isinstance(element.tag, str):
        return _aside(element)
    children = [_canonical(child) for child in element]
    text = "" if children and not (element.text or "").strip() else element.text or ""
    return (element.tag, tuple(sorted(element.attrib.items())), text, tuple(children))


def _aside(node: Any) -> tuple[str, int, str]:
    kind = "comment" if isinstance(node, etree._Comment) else "instruction"
    return (kind, node.sourceline, str(node))


def importer() -> User:
    """Somebody who may import plans, at the top of the organisation."""
    return member([IMPORT_RUN, STRATEGY_EDIT, STRATEGY_VIEW])


def check(content: bytes | str, *, actor: User | None = None, **options: Any) -> ImportRun:
    """The run of a file that was checked and not applied."""
    data = content.encode() if isinstance(content, str) else content
    return services.check_file("stratml", actor=actor or importer(), filename="plan.xml", content=data, options=options)


def bring_in(content: bytes | str, *, actor: User | None = None, **options: Any) -> ImportRun:
    """Check a file and apply it; fails where it is refused."""
    who = actor or importer()
    run = check(content, actor=who, **options)
    assert run.state == ImportRun.State.CHECKED, run.plan
    return services.apply_run(run.pk, actor=who)


def tally(run: ImportRun, model: str) -> dict[str, int]:
    """What a run does with records of one kind, without the zeros."""
    return {name: count for name, count in run.plan["counts"].get(model, {}).items() if count}


def changes(run: ImportRun) -> dict[str, int]:
    """Everything that a run does not leave as it is."""
    found = {model: {**counts, "unchanged": 0} for model, counts in run.plan["counts"].items()}
    return {f"{model} {name}": count for model, counts in found.items() for name, count in counts.items() if count}


PLAN = """<?xml version="1.0" encoding="UTF-8"?>
<PerformancePlanOrReport xmlns="urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport" Type="Strategic_Plan">
  <Name>Harbour plan</Name>
  <Description>What we do.</Description>
  <StrategicPlanCore>
    <Organization><Name>Testbed</Name><Acronym>TB</Acronym><Identifier>_org</Identifier><Description/>
      <Stakeholder StakeholderTypeType="Person"><Name>Ada Marsh</Name></Stakeholder></Organization>
    <Vision><Description>Safe water</Description><Identifier>_v</Identifier></Vision>
    <Mission><Description>Keep the harbour open</Description><Identifier>_m</Identifier></Mission>
    <Value><Name>Care</Name><Description>We look first</Description></Value>
    <Goal>
      <Name>Open water</Name><Description>Ships come and go.</Description><Identifier>_g1</Identifier>
      <SequenceIndicator>1</SequenceIndicator><OtherInformation>More</OtherInformation>
      <Objective>
        <Name>Dredge</Name><Description>Deepen the channel.</Description><Identifier>_o11</Identifier>
        <SequenceIndicator>1.1</SequenceIndicator>
        <Stakeholder><Name>Pilots</Name><Role><Name>Guide</Name><Description/><RoleType>Performer</RoleType></Role>
        </Stakeholder>
        <PerformanceIndicator ValueChainStage="Outcome" PerformanceIndicatorType="Quantitative">
          <SequenceIndicator>1.1.1</SequenceIndicator>
          <MeasurementDimension>Depth of the channel</MeasurementDimension>
          <UnitOfMeasurement>metres</UnitOfMeasurement><Identifier>_k111</Identifier>
          <Relationship RelationshipType="Narrower_Than"><Identifier>_r</Identifier><Name>supports</Name></Relationship>
          <MeasurementInstance>
            <TargetResult><StartDate>2026-04-01</StartDate><EndDate>2027-03-31</EndDate>
              <NumberOfUnits>12.50</NumberOfUnits><Description>Deeper</Description></TargetResult>
            <ActualResult><EndDate>2026-09-30</EndDate><NumberOfUnits>1,011</NumberOfUnits></ActualResult>
          </MeasurementInstance>
          <OtherInformation>By sounding</OtherInformation>
        </PerformanceIndicator>
      </Objective>
    </Goal>
    <Goal><Name>Clean water</Name><Description/><Identifier>_g2</Identifier><SequenceIndicator>2</SequenceIndicator>
    </Goal>
  </StrategicPlanCore>
  <AdministrativeInformation><Identifier>_plan</Identifier><StartDate>2026-04-01</StartDate>
    <EndDate>2029-03-31</EndDate><Source>https://example.org/plan</Source></AdministrativeInformation>
</PerformancePlanOrReport>
"""
