"""What a file says of itself as a file: which part of StratML, which namespace and prefix; and of its organisation."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from big.organisation.models import Organisation
from big.records import Record
from okr.stratml import grammar
from okr.stratml.codecs import Line, Text
from okr.stratml.forming import put
from okr.stratml.nodes import Node

Frame = dict[str, Any]

PLAIN_FRAME: Final[Frame] = {"namespace": grammar.PART_2, "prefix": "", "part": 2}
_NAMES: Final = uuid.UUID("5f0c7f0e-6d0b-5a51-9a3e-7f1c2f3f8a11")
# The fields of the organisation and where a plan file names them.
_ORGANISATION: Final[tuple[tuple[str, str, Line | Text], ...]] = (
    ("name", "Name", Line(200)),
    ("acronym", "Acronym", Line(40)),
    ("identifier", "Identifier", Line(200)),
    ("description", "Description", Text()),
)


def frame_of(root: Node, namespace: str, prefix: str) -> Frame:
    """The frame of a file that was read."""
    return {"namespace": namespace, "prefix": prefix, "part": _part_of(root, namespace)}


def _part_of(root: Node, namespace: str) -> int:
    """Which part of StratML a tree is written in, told by its shape before its namespace."""
    if root.attribute("DocumentType") is not None or root.first("NameDescription") is not None:
        return 3
    if root.tag == "StrategicPlan":
        return 1
    return 3 if namespace == grammar.PART_3 and root.first("StrategicPlanCore") is None else 2


def core_path(root: Node, part: int) -> tuple[str, ...]:
    """Where organisation, vision, mission, values and goals stand."""
    return () if part == 3 or _holds_core(root) else ("StrategicPlanCore",)


def _holds_core(root: Node) -> bool:
    """A plan without the core element holds its goals itself."""
    return root.first("StrategicPlanCore") is None and any(
        child.tag in {"Organization", "Goal", "Vision", "Mission", "Value"} for child in root.children
    )


def with_indicators(root: Node, frame: Frame, kind: str) -> tuple[Node, Frame]:
    """A plan of part 1 that has come to hold key results is written as part 2; part 1 has no word for them."""
    if root.tag != "StrategicPlan":
        return root, frame
    # Its kind is said once, in part 2's own word: with part 3's beside it a reader would take the file for part 3.
    kept = {name: value for name, value in root.attributes if not name.startswith("xsi:") and name != "DocumentType"}
    attributes = tuple(sorted({**kept, "Type": kind}.items()))
    written = replace(root, tag="PerformancePlanOrReport", attributes=attributes)
    return written, {**frame, "namespace": grammar.PART_2, "part": _part_of(written, grammar.PART_2)}


def given_identifier(record: Record) -> str:
    """The identifier under which a record without one of its own goes into a file: the same each time."""
    return f"_{uuid.uuid5(_NAMES, f'{record._meta.label_lower}/{record.pk}/{record.created_at.isoformat()}')}"


def organisation_values(root: Node, part: int) -> dict[str, str] | None:
    """What a plan says of its first organisation; None if it names none."""
    element = root.at((*core_path(root, part), "Organization"))
    if element is None:
        return None
    holder = element.first("NameDescription") or element
    values = {}
    for field, tag, codec in _ORGANISATION:
        leaf = holder.first(tag)
        values[field] = codec.parse(leaf.text) if leaf else ""
    return values


def profile_of(organisation: Organisation) -> dict[str, str]:
    """The organisation's present words for what a plan says of it."""
    return {field: getattr(organisation, field) for field, *_ in _ORGANISATION}


def with_organisation(root: Node, part: int, now: Mapping[str, str], then: Mapping[str, str]) -> Node:
    """The plan with those words of the organisation that have changed from `then` to `now`."""
    nested = ("NameDescription",) if part == 3 else ()
    for field, tag, _ in _ORGANISATION:
        if now[field] != then.get(field, ""):
            root = put(root, (*core_path(root, part), "Organization", *nested, tag), now[field])
    return root


def frame_from(exchange: Mapping[str, Any]) -> Frame:
    """The frame that a plan was imported with, or the plain one."""
    held: Frame = exchange.get("frame", PLAIN_FRAME)
    return held
