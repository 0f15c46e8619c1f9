"""Which element or attribute of a piece is which field of its record, in every part of StratML."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from okr.models.purposes import Plan, Stakeholder
from okr.stratml.codecs import Choice, Codec, Date, Line, Number, Text
from okr.stratml.nodes import Node

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field and where it stands: `flat` in parts 1 and 2, `nested` in part 3; a name with "@" is an attribute.

    `is_asked` elements are written even where they are empty, because the schemas ask for them.
    """

    field: str
    codec: Codec
    flat: Path
    nested: Path = ()
    is_asked: bool = False

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every place where it may stand, the nearer first."""
        return (self.flat, self.nested) if self.nested else (self.flat,)

    def path_in(self, part: int) -> Path:
        """Where it belongs in that part."""
        return self.nested if part == 3 and self.nested else self.flat


def _named(*below: str) -> Path:
    return ("NameDescription", *below)


_ADMIN: Final = "AdministrativeInformation"
_PLAN: Final = (
    Slot("name", Line(300), ("Name",), _named("Name"), is_asked=True),
    Slot("kind", Choice(Plan.Kind.values, Plan.Kind.STRATEGIC), ("@Type",), ("@DocumentType",)),
    Slot("description", Text(), ("Description",), _named("Description")),
    Slot("other_information", Text(), ("OtherInformation",), ("OtherInformation", *_named("Description"))),
    Slot("identifier", Line(200), (_ADMIN, "Identifier")),
    Slot("starts_on", Date(), (_ADMIN, "StartDate"), (_ADMIN, "@StartDate")),
    Slot("ends_on", Date(), (_ADMIN, "EndDate"), (_ADMIN, "@EndDate")),
    Slot("published_on", Date(), (_ADMIN, "PublicationDate"), (_ADMIN, "@PublicationDate")),
    Slot("address", Line(500), (_ADMIN, "Source")),
)
_STATEMENT: Final = (
    Slot("text", Text(), ("Description",), is_asked=True),
    Slot("identifier", Line(200), ("Identifier",)),
)
_AIM: Final = (
    Slot("title", Line(300), ("Name",), _named("Name"), is_asked=True),
    Slot("statement", Text(), ("Description",), _named("Description"), is_asked=True),
    Slot("identifier", Line(200), ("Identifier",), _named("Identifier")),
    Slot("other_information", Text(), ("OtherInformation",), ("OtherInformation", *_named("Description"))),
)
_PERSON: Final = "StakeholderType"


def _result(until: str) -> tuple[Slot, ...]:
    return (
        Slot("starts_on", Date(), ("StartDate",), ("@StartDate",)),
        Slot(until, Date(), ("EndDate",), ("@EndDate",)),
        Slot("value", Number(), ("NumberOfUnits",)),
        Slot("note", Text(), ("Description",)),
    )


SLOTS: Final[dict[str, tuple[Slot, ...]]] = {
    "StrategicPlan": _PLAN,
    "PerformancePlanOrReport": _PLAN,
    "Vision": _STATEMENT,
    "Mission": _STATEMENT,
    "Value": (
        Slot("name", Line(300), ("Name",), _named("Name"), is_asked=True),
        Slot("text", Text(), ("Description",), _named("Description")),
    ),
    "Goal": _AIM,
    "Objective": _AIM,
    "PerformanceIndicator": (
        Slot("title", Line(500), ("MeasurementDimension",), is_asked=True),
        Slot("unit", Line(300), ("UnitOfMeasurement",), is_asked=True),
        Slot("identifier", Line(200), ("Identifier",)),
        Slot("description", Text(), ("OtherInformation",), ("OtherInformation", *_named("Description"))),
    ),
    "TargetResult": _result("due_on"),
    "ActualResult": _result("read_on"),
    "Stakeholder": (
        Slot("name", Line(300), ("Name",), (_PERSON, *_named("Name")), is_asked=True),
        Slot("description", Text(), ("Description",), (_PERSON, *_named("Description"))),
        Slot("kind", Choice(Stakeholder.Kind.values), ("@StakeholderTypeType",), (_PERSON, "@StakeholderTypeType")),
    ),
}
SEQUENCE: Final = (("SequenceIndicator",), _named("SequenceIndicator"))


def raw_at(own: Node, path: Path) -> tuple[str, int] | None:
    """The text at a path and its line; None where nothing stands there, or an element with elements inside."""
    *above, last = path
    holder = own.at(tuple(above))
    if holder is None:
        return None
    if last.startswith("@"):
        value = holder.attribute(last[1:])
        return None if value is None else (value, holder.line)
    leaf = holder.first(last)
    return (leaf.text, leaf.line) if leaf and not leaf.children else None


def filled_slots(own: Node) -> Iterator[tuple[Slot, Path, str, int]]:
    """The slots that an element has a place for, with that place, its text and its line."""
    for slot in SLOTS[own.tag]:
        for path in slot.paths:
            if (found := raw_at(own, path)) is not None:
                yield slot, path, *found
                break


def values_of(own: Node) -> dict[str, Any]:
    """The value of every field of the record, as the element gives it; what it leaves out is empty."""
    values = {slot.field: slot.codec.parse("") for slot in SLOTS[own.tag]}
    return values | {slot.field: slot.codec.parse(raw) for slot, _, raw, _ in filled_slots(own)}


def problems_of(own: Node) -> list[str]:
    """What could not become a value as it stands, with its line; the file's own words are kept beside it."""
    return [
        f"line {line}: {path[-1].lstrip('@')} “{raw.strip()[:40]}” {said}"
        for slot, path, raw, line in filled_slots(own)
        if (said := slot.codec.problem(raw))
    ]


def sequence_of(own: Node) -> str:
    """The sequence indicator, or nothing."""
    found = (raw_at(own, path) for path in SEQUENCE)
    return next((" ".join(each[0].split()) for each in found if each), "")
