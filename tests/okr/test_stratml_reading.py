"""Reading StratML as it is found: any prefix and namespace, every part, and a line for all that is left out."""

import re

import pytest

from big.errors import RefusedFileError
from okr.stratml.frame import frame_of
from okr.stratml.nodes import cut, joined
from okr.stratml.reading import PlanFile, read_plan_file
from okr.stratml.roles import roles_of
from okr.stratml.slots import problems_of, values_of
from tests.okr.stratml_files import PLAN

CORE = "<StrategicPlanCore><Goal><Name>A</Name></Goal></StrategicPlanCore>"
PART_3 = """<s:PerformancePlanOrReport xmlns:s="urn:schemas:AIIM:org:03201408:AdditionalElements"
    DocumentType="Performance_Plan" Language="en">
  <s:NameDescription><s:SequenceIndicator>1</s:SequenceIndicator><s:Name>Third</s:Name>
    <s:Description>Part three</s:Description></s:NameDescription>
  <s:Organization><s:NameDescription><s:Name>Testbed</s:Name><s:Acronym>TB</s:Acronym></s:NameDescription>
    <s:Stakeholder><s:StakeholderType StakeholderTypeType="Organization">
      <s:NameDescription><s:Name>Port authority</s:Name></s:NameDescription>
      <s:RoleType PerformerOrBeneficiary="Performer" RASCI="Accountable">
        <s:NameDescription><s:Name>Owner</s:Name></s:NameDescription></s:RoleType>
    </s:StakeholderType></s:Stakeholder></s:Organization>
  <s:Vision><s:Description>Far</s:Description></s:Vision>
  <s:Mission><s:Description>Near</s:Description>
    <s:FunctionType><s:NameDescription><s:Name>F</s:Name></s:NameDescription></s:FunctionType></s:Mission>
  <s:Value><s:NameDescription><s:Name>Care</s:Name><s:Description>Look</s:Description></s:NameDescription></s:Value>
  <s:Goal Priority="High"><s:NameDescription><s:SequenceIndicator>1</s:SequenceIndicator><s:Name>Goal one</s:Name>
    <s:Identifier>_g</s:Identifier><s:Identifier>_g_too</s:Identifier></s:NameDescription>
    <s:SuccessFactor Criticality="Critical"><s:NameDescription><s:Name>Luck</s:Name></s:NameDescription>
    </s:SuccessFactor>
    <s:OtherInformation><s:NameDescription><s:Description>More</s:Description></s:NameDescription>
    </s:OtherInformation>
    <s:Objective s:PublicationDate="2026-01-01"><s:NameDescription><s:Name>Objective one</s:Name></s:NameDescription>
      <s:PerformanceIndicator Keyness="Key"><s:MeasurementDimension>Depth</s:MeasurementDimension>
        <s:UnitOfMeasurement>m</s:UnitOfMeasurement>
        <s:Relationship RelationshipType="Peer_To"><s:Referent><s:NameDescription><s:Name>R</s:Name>
          </s:NameDescription></s:Referent></s:Relationship>
        <s:MeasurementInstance>
          <s:TargetResult s:StartDate="2026-04-01" s:EndDate="2027-03-31" Weighting="50">
            <s:Description>Deep</s:Description><s:NumberOfUnits>12.5</s:NumberOfUnits></s:TargetResult>
          <s:ActualResult s:EndDate="2026-09-30"><s:RatingType><s:FiveLevelType>4</s:FiveLevelType></s:RatingType>
            <s:NumberOfUnits>11</s:NumberOfUnits></s:ActualResult>
        </s:MeasurementInstance></s:PerformanceIndicator></s:Objective></s:Goal>
  <s:StrategyFramework><s:SWOT><s:Strength><s:Name>Depth</s:Name></s:Strength></s:SWOT></s:StrategyFramework>
  <s:AdministrativeInformation s:StartDate="2026-04-01" s:EndDate="2027-03-31"><s:Identifier>_p3</s:Identifier>
    <s:Source>https://example.org</s:Source></s:AdministrativeInformation>
</s:PerformancePlanOrReport>"""


def read(text: str) -> PlanFile:
    """The file as read."""
    return read_plan_file(text.encode())


def wrapped(inside: str, *, head: str = 'xmlns="http://www.stratml.net"') -> str:
    """A plan of the oldest namespace with something in it."""
    return f"<StrategicPlan {head}>\n<Name>P</Name>\n{inside}\n{CORE}</StrategicPlan>"


def test_a_piece_for_each_record_and_the_whole_again() -> None:
    root = read(PLAN).root
    piece = cut(root)
    assert joined(piece) == root
    assert [each.tag for each in piece.parts] == ["Stakeholder", "Vision", "Mission", "Value", "Goal", "Goal"]
    (objective,) = piece.of("Goal")[0].of("Objective")
    assert [each.tag for each in objective.parts] == ["Stakeholder", "PerformanceIndicator"]
    assert objective.line == 14


def test_part_3_says_the_same_in_its_own_way() -> None:
    file = read(PART_3)
    assert file.not_read == file.notes == []
    root = cut(file.root)
    assert frame_of(file.root, file.namespace, file.prefix)["part"] == 3
    plan = values_of(root.own)
    assert (plan["name"], plan["kind"], plan["identifier"]) == ("Third", "Performance_Plan", "_p3")
    assert (str(plan["starts_on"]), str(plan["ends_on"])) == ("2026-04-01", "2027-03-31")
    (person,) = root.of("Stakeholder")
    assert values_of(person.own) == {"name": "Port authority", "description": "", "kind": "Organization"}
    assert roles_of(person.own) == [{"name": "Owner", "description": "", "types": ["Performer", "Accountable"]}]
    (goal,) = root.of("Goal")
    assert values_of(goal.own)["identifier"] == "_g"
    assert values_of(goal.own)["other_information"] == "More"
    (indicator,) = goal.of("Objective")[0].of("PerformanceIndicator")
    target, reading = indicator.of("TargetResult")[0], indicator.of("ActualResult")[0]
    assert (str(values_of(target.own)["due_on"]), str(values_of(target.own)["value"])) == ("2027-03-31", "12.5000")
    assert str(values_of(reading.own)["read_on"]) == "2026-09-30"


@pytest.mark.parametrize(
    "head",
    [
        'xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core"',
        'xmlns="http://www.stratml.net"',
        'xmlns="http://www.stratml.net/PerformancePlanOrReport"',
    ],
)
def test_every_known_namespace_is_read_without_a_word(head: str) -> None:
    file = read(wrapped("<Description>D</Description>", head=head))
    assert (file.not_read, file.notes) == ([], [])
    assert len(cut(file.root).of("Goal")) == 1


@pytest.mark.parametrize("head", ["", 'xmlns="http://example.org/wrong"'])
def test_a_wrong_namespace_is_read_and_told_of(head: str) -> None:
    file = read(wrapped("", head=head))
    assert len(cut(file.root).of("Goal")) == 1
    assert "is not one of StratML" in file.notes[0]


def test_a_prefix_that_was_never_declared_is_no_obstacle() -> None:
    text = re.sub(r"<(/?)(?=[A-Z])", r"<\1zz:", wrapped("", head=""))
    assert len(cut(read(text).root).of("Goal")) == 1


def test_elements_of_another_namespace_are_left_out_and_known_ones_are_told_of() -> None:
    inside = (
        '<x:Description xmlns:x="http://example.org/x">other</x:Description>\n'
        '<Description xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core">mine</Description>'
    )
    file = read(wrapped(inside))
    assert values_of(cut(file.root).own)["description"] == "mine"
    assert file.not_read == [
        "line 3: element StrategicPlan/Description",
        "line 4: namespace urn:ISO:std:iso:17469:tech:xsd:stratml_core of 1 element, read as StratML",
    ]


def test_whatever_is_not_read_has_its_line_and_place() -> None:
    file = read(
        wrapped(
            '<!-- a comment -->\n<?php echo 1 ?>\nloose words\n<Budget year="1">\n<Line/></Budget>\n'
            '<Description lang="en">With <b>bold</b> <!-- x -->words</Description>\n'
            "<Objective><Name>Lost</Name></Objective>"
        )
    )
    assert values_of(cut(file.root).own)["description"] == "With bold words"
    assert file.not_read == [
        "line 3: comment “a comment” in StrategicPlan",
        "line 4: instruction “php echo 1” in StrategicPlan",
        "line 5: text “loose words” loose in StrategicPlan",
        "line 6: element StrategicPlan/Budget with 1 element inside",
        "line 8: attribute lang=“en” of StrategicPlan/Description",
        "line 8: comment “x” in StrategicPlan/Description",
        "line 8: markup <b> in StrategicPlan/Description, but for its words",
        "line 9: element StrategicPlan/Objective with 1 element inside",
    ]


def test_older_names_are_known() -> None:
    submitter = "<Submitter><FirstName>A</FirstName><LastName>B</LastName></Submitter>"
    indicator = '<PerformanceIndicator IndicatorType="Qualitative"><MeasurementDimension/></PerformanceIndicator>'
    text = wrapped(submitter).replace("<Name>A</Name>", f"<Name>A</Name><Objective>{indicator}</Objective>")
    assert read(text).not_read == []


def test_goals_right_inside_the_plan_are_found() -> None:
    text = wrapped("").replace("<StrategicPlanCore>", "").replace("</StrategicPlanCore>", "")
    assert len(cut(read(text).root).of("Goal")) == 1


@pytest.mark.parametrize(
    ("leaf", "said"),
    [
        ("<StartDate>July 2025</StartDate>", "line 3: StartDate “July 2025” is not a date such as 2026-04-01"),
        ("<StartDate>2025-02-30</StartDate>", "line 3: StartDate “2025-02-30” is not a date such as 2026-04-01"),
    ],
)
def test_what_cannot_become_a_value_is_told_of(leaf: str, said: str) -> None:
    root = cut(read(wrapped(f"<AdministrativeInformation>{leaf}</AdministrativeInformation>")).root)
    assert problems_of(root.own) == [said]
    assert values_of(root.own)["starts_on"] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("2025-07-01", "2025-07-01"), (" 2025-07-01Z ", "2025-07-01"), ("2025-07-01T00:00:00+02:00", "2025-07-01")],
)
def test_dates_are_read_in_every_way_the_schemas_allow(text: str, value: str) -> None:
    admin = f"<AdministrativeInformation><EndDate>{text}</EndDate></AdministrativeInformation>"
    assert str(values_of(cut(read(wrapped(admin)).root).own)["ends_on"]) == value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body/></html>", "begins with <html>"),
        (b"", "line 1, column 1"),
        (b"<StrategicPlan><Name></StrategicPlan>", "line 1, column 24: mismatched tag"),
        (b"%PDF-1.7 ...", "This file is a PDF"),
        (b"PK\x03\x04....", "zip archive"),
        (b"GIF89a<StrategicPlan/>", "a GIF picture"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><StrategicPlan/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><StrategicPlan>&x;</StrategicPlan>', "document type"),
        (
            b'<StrategicPlan xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd"/></StrategicPlan>',
            "include another file",
        ),
    ],
)
def test_another_kind_of_file_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(RefusedFileError, match=re.escape(said)):
        read_plan_file(content)
