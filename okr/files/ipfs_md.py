"""The IPFS project's OKR pages: a section a quarter, tables of key results with priorities, owners and scores."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from okr.files.ledger import Ledger
from okr.files.markdown import Line, is_rule, plain
from okr.files.pages import Page, pages_of, refuse
from okr.files.periods import read_period
from okr.files.shapes import CycleRead, Kind, Link, NamedFile, NodeRead, OkrFile, ParentRef, PeriodRead, Place
from okr.files.tree import linked
from okr.files.values import number_of, people_of

FORMAT: Final = "ipfs-md"
_NUMBERED: Final = re.compile(r"^\d{1,2}[.)]?\s+(?=\S)")
_PRIORITY: Final = re.compile(r"^(?:\*\*)?\[?!?\[?(P[0-4])\b\]?(?:\*\*)?(?:\([^)]*\))?\s*[-:]*\s*", re.IGNORECASE)
_HANDLES: Final = re.compile(r"^\[([\w /,-]{2,40})\]\s+(?!\()")
_MENTION: Final = re.compile(r"\s*\[@([\w-]+)\]\((https?://[^)]+)\)")
_COLUMNS: Final = (
    ("priority", re.compile(r"priority", re.IGNORECASE)),
    ("owners", re.compile(r"owner|who", re.IGNORECASE)),
    ("score_projected", re.compile(r"projection|forecast|expected", re.IGNORECASE)),
    ("score_mid", re.compile(r"mid", re.IGNORECASE)),
    ("score", re.compile(r"end|final|score", re.IGNORECASE)),
    ("links", re.compile(r"link|issue", re.IGNORECASE)),
)


@dataclass(slots=True)
class _Section:
    """A quarter being read."""

    period: PeriodRead | None = None
    objective: str = ""
    under: tuple[int, str] = (0, "")
    columns: tuple[str, ...] = ()
    group: str = ""
    notes: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    page: Page
    nodes: dict[str, NodeRead] = field(default_factory=dict)
    sections: list[_Section] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        return self.page.ledger

    @property
    def section(self) -> _Section:
        if not self.sections:
            self.sections.append(_Section())
        return self.sections[-1]

    @property
    def cycle_key(self) -> str:
        period = self.section.period
        return period.written if period else self.page.name


def read(files: Sequence[NamedFile], *, first_month: int = 1) -> OkrFile:
    """Read one or several teams' pages; each section headed by a quarter is a cycle."""
    ledger = Ledger()
    nodes: list[NodeRead] = []
    cycles: dict[str, CycleRead] = {}
    for page in pages_of(files, ledger, first_month):
        reading = _Reading(page)
        for line, number in page.lines:
            _read_line(reading, line, number)
        for name, number in page.definition_numbers.items():
            ledger.passed(number, f"No objective uses the footnote {name}.")
        if not any(section.period for section in reading.sections):
            raise refuse("section headed by a quarter, such as “## 2019 Q2”")
        nodes += reading.nodes.values()
        _collect(reading, cycles)
    return OkrFile(
        FORMAT,
        tuple(cycles.values()),
        nodes=linked(nodes, ledger),
        problems=tuple(ledger.problems),
        cells=ledger.close(),
    )


def _collect(reading: _Reading, cycles: dict[str, CycleRead]) -> None:
    for section in reading.sections:
        key = section.period.written if section.period else reading.page.name
        held = cycles.get(key) or CycleRead(key, section.period or PeriodRead(""))
        cycles[key] = CycleRead(key, held.period, (*held.notes, *section.notes), (*held.links, *section.links))


def _read_line(reading: _Reading, line: Line, number: int) -> None:
    if line.kind == "table":
        _row(reading, line)
        return
    reading.section.columns = ()
    if line.kind == "heading":
        _heading(reading, line, number)
    elif line.kind == "item":
        _item(reading, line, number)
    else:
        text, links = plain(line.text, reading.page.definitions)
        _keep(reading, number, text, links)


def _keep(reading: _Reading, number: int, text: str, links: Sequence[Link]) -> None:
    """What belongs to the quarter as a whole."""
    section = reading.section
    section.notes.append(text)
    section.links += links
    reading.ledger.stored(number, "cycle", reading.cycle_key, "notes", *(["links"] if links else []))


def _heading(reading: _Reading, line: Line, number: int) -> None:
    text, links = plain(line.text, reading.page.definitions)
    period = read_period(text, first_month=reading.page.first_month)
    if period.kind and line.depth > 1:
        written = re.split(r"\s+[-\u2013:]\s+|\s+OKR", text)[0]
        named = PeriodRead(written, period.starts_on, period.ends_on, period.kind)
        reading.sections.append(_Section(named))
        reading.ledger.stored(number, "cycle", written, "period")
        if written != text:
            reading.section.notes.append(text)
    elif line.depth <= 2 or reading.section.period is None:
        _keep(reading, number, text, links)
    else:
        key = _add(reading, line, number, "objective", text, links=links)
        reading.section.objective, reading.section.under, reading.section.group = key, (0, ""), "heading"


def _item(reading: _Reading, line: Line, number: int) -> None:
    """A list item: what only points elsewhere is the quarter's, one with priority or owner a key result."""
    section = reading.section
    text, links = plain(line.text, reading.page.definitions)
    if section.period is None or _is_all_link(text, links):
        _keep(reading, number, text, links)
        return
    depth = line.depth + 1
    priority, said = _priority(line.text)
    owners, title, links = _owned(said, reading)
    is_result = bool(priority or owners)
    if is_result:
        key = _add(reading, line, number, "key_result", title, priority=priority, owners=owners, links=links)
        section.under = (depth, key)
    elif depth > section.under[0] > 0:
        _describe(reading, section.under[1], number, title, links)
    elif section.group == "heading":
        key = _add(reading, line, number, "key_result", title, links=links)
        section.under = (depth, key)
    else:
        key = _add(reading, line, number, "objective", title, links=links)
        section.objective, section.under, section.group = key, (depth, key), "list"


def _priority(text: str) -> tuple[str, str]:
    """The priority that a text begins with, and the rest."""
    found = _PRIORITY.match(text)
    return (found[1].upper(), text[found.end() :]) if found else ("", text)


def _owned(text: str, reading: _Reading) -> tuple[str, str, tuple[Link, ...]]:
    """Owners by handle, before or behind the words; the words; and the links, those to the handles among them."""
    handles = _HANDLES.match(text)
    said = text[handles.end() :] if handles else text
    mentions = _MENTION.findall(said)
    title, links = plain(_MENTION.sub("", said), reading.page.definitions)
    links += tuple(Link(f"@{name}", url) for name, url in mentions)
    return handles[1] if handles else ", ".join(name for name, _ in mentions), title, links


def _describe(reading: _Reading, key: str, number: int, text: str, links: Sequence[Link]) -> None:
    node = reading.nodes[key]
    description = "\n".join(part for part in (node.description, text) if part)
    reading.nodes[key] = replace(node, description=description, links=(*node.links, *links))
    reading.ledger.stored(number, "node", key, "description", *(["links"] if links else []))


def _is_all_link(text: str, links: Sequence[Link]) -> bool:
    """Whether an item only points elsewhere, with a label at most: "WIP: the planning document"."""
    return any(link.text and text.endswith(link.text) and len(text) - len(link.text) < 12 for link in links)


def _add(
    reading: _Reading,
    line: Line,
    number: int,
    kind: Kind,
    title: str,
    *,
    priority: str = "",
    owners: str = "",
    links: Sequence[Link] = (),
) -> str:
    """A node of a heading or an item; its key."""
    section, key = reading.section, f"{reading.page.name}:{line.number}"
    above = section.objective if kind != "objective" else ""
    reading.nodes[key] = _node(reading, key, kind, title or line.raw.strip(), line.number, above)
    people = people_of(owners, r"[,;/]|\band\b")
    reading.nodes[key] = replace(reading.nodes[key], priority=priority, owners=people, links=tuple(links))
    names = [
        "title",
        *(["priority"] if priority else []),
        *(["owners"] if owners else []),
        *(["links"] if links else []),
    ]
    reading.ledger.stored(number, "node", key, *names)
    return key


def _node(reading: _Reading, key: str, kind: Kind, title: str, line: int, above: str) -> NodeRead:
    period = reading.section.period
    return NodeRead(
        key,
        kind,
        title,
        Place(reading.page.name, line=line),
        period=period,
        starts_on=period.starts_on if period else None,
        ends_on=period.ends_on if period else None,
        parents=(ParentRef(above, title=reading.nodes[above].title),) if above else (),
    )


def _row(reading: _Reading, line: Line) -> None:
    """A row of a table: headings, the rule below them, averages, an objective in bold, or a key result."""
    section = reading.section
    if not section.columns:
        section.columns, section.group = _columns(line.cells), ""
        _enter(reading, line, "It is a heading of the table.")
        return
    values = _values(reading, line, section.columns)
    title = plain(values["title"][0])[0] if "title" in values else ""
    if is_rule(line.cells):
        _pass(reading, values, "It rules off the table's headings.")
    elif not title:
        _pass(reading, values, "It is an average, which is computed from the rows.")
    elif not set(values) - {"title"}:
        _group(reading, line, values["title"], title)
    else:
        _result(reading, line, values, title)


def _columns(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The field of each column; the first holds the titles."""
    names = ["title"]
    for cell in cells[1:]:
        found = next((name for name, pattern in _COLUMNS if pattern.search(cell) and name not in names), "")
        names.append(found or f"details: {plain(cell)[0]}")
    return tuple(names)


def _values(reading: _Reading, line: Line, columns: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """The cells that are not empty by field, entered in the ledger."""
    found: dict[str, tuple[str, int]] = {}
    for at, cell in enumerate(line.cells):
        if cell.strip():
            name = columns[at] if at < len(columns) else f"details: column {at + 1}"
            place = Place(reading.page.name, line=line.number, column=str(at + 1))
            found[name] = (cell, reading.ledger.read(place, cell))
    return found


def _enter(reading: _Reading, line: Line, reason: str) -> None:
    _pass(reading, _values(reading, line, tuple(str(at) for at, _ in enumerate(line.cells))), reason)


def _pass(reading: _Reading, values: Mapping[str, tuple[str, int]], reason: str) -> None:
    for _, number in values.values():
        reading.ledger.passed(number, reason)


def _group(reading: _Reading, line: Line, cell: tuple[str, int], title: str) -> None:
    """A row with a title alone: an objective in bold, a group of numbered rows, or a remark on what follows."""
    section, (raw, number) = reading.section, cell
    key = f"{reading.page.name}:{line.number}"
    if raw.startswith("**") or (_NUMBERED.match(title) and not section.objective):
        links = plain(raw, reading.page.definitions)[1]
        _add(reading, line, number, "objective", _NUMBERED.sub("", title), links=links)
        section.objective, section.under = key, (0, "")
    elif raw.startswith(("*", "_")):
        held = section.objective
        if held:
            _describe(reading, held, number, title, ())
        else:
            section.notes.append(title)
            reading.ledger.stored(number, "cycle", reading.cycle_key, "notes")
    else:
        _add(reading, line, number, "key_result", title.removesuffix(":"))
        section.under = (0, key if title.endswith(":") else "")


def _result(reading: _Reading, line: Line, values: Mapping[str, tuple[str, int]], title: str) -> None:
    section, key = reading.section, f"{reading.page.name}:{line.number}"
    above = section.objective
    if section.under[1] and _NUMBERED.match(title):
        above = section.under[1]
    else:
        section.under = (0, "")
    scores: dict[str, Decimal | None] = {}
    details: list[tuple[str, str]] = []
    links = plain(values["title"][0], reading.page.definitions)[1]
    owners = priority = ""
    for name, (raw, number) in values.items():
        text, found = plain(raw, reading.page.definitions)
        links += () if name in {"title", "priority"} else found
        if name.startswith("score"):
            scores[name] = _score(reading, key, raw, text, number, line)
            continue
        reading.ledger.stored(number, "node", key, name.split(":")[0])
        if name == "owners":
            owners = text
        elif name == "priority":
            priority = text.upper()
        elif name.startswith("details"):
            details.append((name.removeprefix("details: "), text))
    node = _node(reading, key, "key_result", title, line.number, above)
    reading.nodes[key] = replace(
        node,
        owners=people_of(owners, r"[,;/]|\band\b"),
        priority=priority,
        score_mid=scores.get("score_mid"),
        score_projected=scores.get("score_projected"),
        score=scores.get("score"),
        details=tuple(details),
        links=links,
    )


def _score(reading: _Reading, key: str, raw: str, text: str, number: int, line: Line) -> Decimal | None:
    found = number_of(text)
    if found is None:
        reading.ledger.passed(number, "It is no number.")
        place = Place(reading.page.name, line=line.number)
        reading.ledger.warn("no_number", f"“{raw[:60]}” is no score.", place, key)
    else:
        reading.ledger.stored(number, "node", key, "scores")
    return found
