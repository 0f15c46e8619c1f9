"""The plan files that the tests read, an independent reader of XML to compare with, and small files of our own."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree

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
    around = [_aside(each) for each in root.xpath("preceding-sibling::node()")]
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
