"""Markdown pages taken apart line by line: headings, list items with their depth, tables, links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from okr.files.shapes import Link

LineKind = Literal["front", "fence", "heading", "item", "more", "table", "definition", "mark", "text"]

_ITEM: Final = re.compile(r"^([ \t]*)(?:[*+-]|\d{1,3}[.)])[ \t]+(?=\S)(.*)$")
_HEADING: Final = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t#]*$")
_DEFINITION: Final = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*(\S+)\s*$")
_LIQUID: Final = re.compile(r"^\s*(?:\{[:%].*\}|<!--.*-->|<!--.*|.*-->|<br\s*/?>|-{3,}|\*{3,}|TOC)\s*$")
_LINK: Final = re.compile(
    r"!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"(?:\((?P<url>[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\s*\)|\[(?P<ref>[^\]]+)\])"
)
_BARE: Final = re.compile(r"(?<![\w(\[\"])https?://[^\s)>\]]+[^\s)>\].,;]")
_EMPHASIS: Final = re.compile(r"\*{1,3}|(?<![\w/])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![\w/])")
_TAG: Final = re.compile(r"</?(?:sub|sup|b|i|em|strong|br|a|span|code)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `text` without its mark, `depth` the columns of indentation or the heading's level."""

    number: int
    kind: LineKind
    text: str
    raw: str
    depth: int = 0
    cells: tuple[str, ...] = ()


def lines_of(text: str) -> Iterator[Line]:
    """Every line that is not blank."""
    in_front = False
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if not bare:
            continue
        if bare == "---" and (in_front or number == 1):
            in_front = not in_front
            yield Line(number, "fence", bare, raw)
        elif in_front:
            yield Line(number, "front", bare, raw)
        else:
            yield _line(number, raw, bare)


def _line(number: int, raw: str, bare: str) -> Line:
    if found := _HEADING.match(raw):
        return Line(number, "heading", found[2], raw, len(found[1]))
    if _LIQUID.match(re.sub(r"^[-*]\s+", "", bare)):
        return Line(number, "mark", bare, raw)
    if found := _ITEM.match(raw):
        return Line(number, "item", found[2].strip(), raw, len(found[1].expandtabs(4)))
    if bare.startswith("|"):
        return Line(number, "table", bare, raw, cells=cells_of(bare))
    if found := _DEFINITION.match(raw):
        return Line(number, "definition", found[2], found[1])
    expanded = raw.expandtabs(4)
    depth = len(expanded) - len(expanded.lstrip())
    return Line(number, "more" if depth else "text", bare.removesuffix("\\").rstrip(), raw, depth)


def cells_of(row: str) -> tuple[str, ...]:
    """The cells of a table's row; a bar after a backslash, or inside a link, divides nothing."""
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner))


def is_rule(cells: tuple[str, ...]) -> bool:
    """Whether a table's row is only the line below its headings."""
    return all(re.fullmatch(r":?-+:?", cell) for cell in cells)


def plain(text: str, definitions: Mapping[str, str] | None = None) -> tuple[str, tuple[Link, ...]]:
    """The words of a text without marks, and the addresses in it; `definitions` are those given by name elsewhere."""
    links: list[Link] = []

    def take(found: re.Match[str]) -> str:
        shown = _words(found["text"])
        url = found["url"] or (definitions or {}).get(found["ref"] or "", "")
        if url:
            links.append(Link(shown, url))
        return shown

    held = _LINK.sub(take, text)
    links += [Link("", url) for url in _BARE.findall(held)]
    return _words(held), tuple(links)


def _words(text: str) -> str:
    bare = _EMPHASIS.sub("", _TAG.sub("", text)).rstrip("\\")
    return " ".join(bare.split())
