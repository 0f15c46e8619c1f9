"""What StratML knows: which element may stand in which, in any order and number, over all parts and older names.

From the schemas of part 1 (2014), part 2 (2016, twice) and part 3 (2014), read as one: an importer that insisted on
order and number would refuse nearly every file there is. What stands elsewhere is reported as not read.
"""

from typing import Final

ROOTS: Final = ("StrategicPlan", "PerformancePlanOrReport")
PART_1: Final = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PART_2: Final = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
PART_3: Final = "urn:schemas:AIIM:org:03201408:AdditionalElements"
NAMESPACES: Final = frozenset(
    {PART_1, PART_2, PART_3, "http://www.stratml.net", "http://www.stratml.net/PerformancePlanOrReport"}
)
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

_NAMED: Final = ("SequenceIndicator", "Name", "Acronym", "Description", "Identifier", "WebAddress")
_CORE: Final = ("Organization", "Vision", "Mission", "Value", "Goal")
_AIM: Final = ("Name", "Description", "Identifier", "SequenceIndicator", "NameDescription", "Stakeholder")
_RESULT: Final = (
    "SequenceIndicator",
    "StartDate",
    "EndDate",
    "NumberOfUnits",
    "Descriptor",
    "Description",
    "RatingType",
    "OtherInformation",
)
_PERSON: Final = (
    "Identifier",
    "GivenName",
    "FirstName",
    "Surname",
    "LastName",
    "PhoneNumber",
    "EmailAddress",
    "WebAddress",
)
_PLAN: Final = (
    "Name",
    "Description",
    "OtherInformation",
    "NameDescription",
    "StrategicPlanCore",
    *_CORE,
    "StrategyFramework",
    "AdministrativeInformation",
    "Submitter",
)
_WRAPPED: Final = ("NameDescription",)
_FACTORS: Final = ("Strength", "Weakness", "Opportunity", "Threat")
_SURROUNDINGS: Final = (
    "PoliticalFactor",
    "EconomicFactor",
    "SocialFactor",
    "TechnologicalFactor",
    "LegalFactor",
    "EnvironmentalFactor",
)

# Children in the order of the schemas; an element that is not named here holds text.
CHILDREN: Final[dict[str, tuple[str, ...]]] = {
    "StrategicPlan": _PLAN,
    "PerformancePlanOrReport": _PLAN,
    "StrategicPlanCore": _CORE,
    "NameDescription": _NAMED,
    "Organization": (
        "NameDescription",
        "Name",
        "Acronym",
        "Identifier",
        "Description",
        "Stakeholder",
        "Competency",
        "ValueProposition",
        "SpecialOrganizationType",
    ),
    "Vision": ("Description", "Identifier"),
    "Mission": ("Description", "Identifier", "FunctionType"),
    "Value": ("NameDescription", "Name", "Description"),
    "Goal": (
        *_AIM[:5],
        "Place",
        "Stakeholder",
        "Authority",
        "SuccessFactor",
        "OtherInformation",
        "PerformanceIndicator",
        "Objective",
    ),
    "Objective": (*_AIM, "Categorization", "ManagementChallenge", "OtherInformation", "PerformanceIndicator"),
    "PerformanceIndicator": (
        "SequenceIndicator",
        "MeasurementDimension",
        "UnitOfMeasurement",
        "Identifier",
        "Relationship",
        "MeasurementInstance",
        "Categorization",
        "OtherInformation",
    ),
    "MeasurementInstance": ("Place", "TargetResult", "ActualResult"),
    "TargetResult": _RESULT,
    "ActualResult": _RESULT,
    "Descriptor": ("DescriptorName", "DescriptorValue"),
    "RatingType": ("TwoLevelType", "ThreeLevelType", "FiveLevelType", "SevenLevelType", "TenLevelType"),
    "Relationship": ("NameDescription", "Identifier", "ReferentIdentifier", "Name", "Description", "Referent"),
    "Referent": _WRAPPED,
    "Place": ("NameDescription", "Name", "PlaceIdentifier"),
    "Stakeholder": ("StakeholderType", "Name", "Description", "Role"),
    "StakeholderType": ("NameDescription", "RoleType", "Categorization", "PointOfContact"),
    "Role": ("Name", "Description", "RoleType"),
    "RoleType": _WRAPPED,
    "Categorization": ("Name", "Category"),
    "Category": ("Identifier", "Name", "WebAddress"),
    "AdministrativeInformation": ("Identifier", "StartDate", "EndDate", "PublicationDate", "Source", "Submitter"),
    "Submitter": _PERSON,
    "PointOfContact": _PERSON,
    "OtherInformation": _WRAPPED,
    "FunctionType": _WRAPPED,
    "Competency": _WRAPPED,
    "ValueProposition": _WRAPPED,
    "Authority": _WRAPPED,
    "SuccessFactor": _WRAPPED,
    "ManagementChallenge": _WRAPPED,
    "DrivingForce": _WRAPPED,
    "StrategyFramework": ("DrivingForce", "SWOT", "PESTLE"),
    "SWOT": _FACTORS,
    "PESTLE": _SURROUNDINGS,
    **dict.fromkeys((*_FACTORS, *_SURROUNDINGS), _NAMED),
}
# Elements that hold children in one part and text in another.
EITHER: Final = frozenset({"OtherInformation", "RoleType"})

_PERIOD: Final = frozenset({"StartDate", "StartTime", "EndDate", "EndTime"})
_WHOLE: Final = frozenset({"Type", "DocumentType", "Language", "xsi:schemaLocation", "xsi:noNamespaceSchemaLocation"})
ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "StrategicPlan": _WHOLE,
    "PerformancePlanOrReport": _WHOLE,
    "AdministrativeInformation": frozenset({"StartDate", "EndDate", "PublicationDate"}),
    "Goal": frozenset({"Priority"}),
    "Objective": frozenset({"PublicationDate"}),
    "PerformanceIndicator": frozenset({"ValueChainStage", "PerformanceIndicatorType", "IndicatorType", "Keyness"}),
    "TargetResult": _PERIOD | {"Weighting"},
    "ActualResult": _PERIOD,
    "Relationship": frozenset({"RelationshipType"}),
    "Stakeholder": frozenset({"StakeholderTypeType"}),
    "StakeholderType": frozenset({"StakeholderTypeType"}),
    "RoleType": frozenset({"PerformerOrBeneficiary", "RASCI"}),
    "Competency": frozenset({"CompetencyTypeType"}),
    "ManagementChallenge": frozenset({"Probability", "Impact"}),
    "DrivingForce": frozenset({"InhibitingOrEnabling", "InternalOrExternal"}),
    "SuccessFactor": frozenset({"Criticality", "InternalOrExternal"}),
    "SpecialOrganizationType": frozenset({"OtherOrganizationTypeName"}),
}


def may_hold(tag: str, child: str) -> bool:
    """Whether some part of StratML lets `child` stand right inside `tag`."""
    return child in CHILDREN.get(tag, ())


def place_of(tag: str, child: str) -> int:
    """Where `child` stands among the children of `tag`; last if it is not foreseen."""
    order = CHILDREN.get(tag, ())
    return order.index(child) if child in order else len(order)
