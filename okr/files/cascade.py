"""Objectives written as nested lists: who, what, key results marked `KR:`, and what came of it behind an arrow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from okr.files.ledger import Ledger
from okr.files.markdown import Line, plain
from okr.files.shapes import Kind, Link, NodeRead, ParentRef, PeriodRead, PersonRead, Place

_ARROW: Final = re.compile(r"\s*(?:={1,2}\s?>|-{2,}>|\u2192)\.?\s*")
_KEY_RESULT: Final = re.compile(r"^(?P<owner>[^:]{0,120}?)\s*\bKRs?\s*\d{0,2}\s*:\s*(?P<title>.*)$", re.DOTALL)
_OBJECTIVE: Final = re.compile(r"^(?:OBJECTIVE|Objective|O)\s*\d{0,2}\s*:\s*(?P<title>.+)$", re.DOTALL)
_OWNER: Final = re.compile(r"^(?P<owner>[A-Z0-9][^:!?=>]{0,89}?):\s+(?P<title>\S.*)$", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?<!\bSr)(?<!\bJr)(?<!\bDir)(?<!\bVP)\.\s")


@dataclass(eq=False, slots=True)
class Draft:
    """A line on the way to a node."""

    line: Line
    number: int
    parent: "Draft | None"
    owner: str = ""
    title: str = ""
    outcome: str = ""
    links: tuple[Link, ...] = ()
    team: str = ""
    is_marked: bool = False
    is_objective: bool = False
    more: list[str] = field(default_factory=list)
    children: int = 0
    key: str = ""


@dataclass(slots=True)
class Cascade:
    """Lines put under each other by their indentation."""

    file: str
    ledger: Ledger
    definitions: Mapping[str, str]
    drafts: list[Draft] = field(default_factory=list)
    _path: list[tuple[int, Draft]] = field(default_factory=list)
    _top: Draft | None = None

    def section(self) -> None:
        """A heading that is no objective: what follows stands under nothing."""
        self._path, self._top = [], None

    def heading(self, line: Line, number: int, text: str) -> None:
        """A heading that is an objective: the lists below it stand under it."""
        self.section()
        self._top = self._draft(line, number, None, text)
        self._top.is_objective = True

    def item(self, line: Line, number: int, *, team: str = "") -> None:
        """A list item, under the last one that is indented less."""
        while self._path and self._path[-1][0] >= line.depth:
            self._path.pop()
        parent = self._path[-1][1] if self._path else self._top
        draft = self._draft(line, number, parent, line.text)
        draft.team = team
        self._path.append((line.depth, draft))

    def more(self, line: Line, number: int) -> bool:
        """A further line of an item: a key result of it, or more of its text; False where no item is open."""
        while len(self._path) > 1 and self._path[-1][0] >= line.depth:
            self._path.pop()
        above = self._path[-1][1] if self._path else self._top
        if above is None:
            return False
        if _KEY_RESULT.match(plain(line.text)[0]):
            self._draft(line, number, above, line.text).team = above.team
        else:
            text, links = plain(line.text, self.definitions)
            above.more.append(text)
            above.links += links
            self.ledger.stored(number, "node", above.key, "description")
        return True

    def _draft(self, line: Line, number: int, parent: Draft | None, text: str) -> Draft:
        said, _, outcome = _split(text)
        words, links = plain(said, self.definitions)
        result, more_links = plain(outcome, self.definitions)
        draft = Draft(line, number, parent, outcome=result, links=links + more_links, key=f"{self.file}:{line.number}")
        _name(draft, words)
        if parent is not None:
            parent.children += 1
        self.drafts.append(draft)
        return draft

    def nodes(self, period: PeriodRead | None) -> list[NodeRead]:
        """All nodes. Where no line is marked `KR:`, items at the ends of branches count as key results."""
        has_marks = any(draft.is_marked for draft in self.drafts)
        return [self._node(draft, _kind(draft, has_marks=has_marks), period) for draft in self.drafts]

    def _node(self, draft: Draft, kind: Kind, period: PeriodRead | None) -> NodeRead:
        fields = ["title", *(["owners"] if draft.owner else []), *(["outcome"] if draft.outcome else [])]
        self.ledger.stored(draft.number, "node", draft.key, *fields, *(["links"] if draft.links else []))
        return NodeRead(
            draft.key,
            kind,
            draft.title,
            Place(self.file, line=draft.line.number),
            owners=(PersonRead(draft.owner),) if draft.owner else (),
            teams=(draft.team,) if draft.team else (),
            description="\n".join(draft.more),
            period=period,
            starts_on=period.starts_on if period else None,
            ends_on=period.ends_on if period else None,
            parents=(ParentRef(draft.parent.key, title=draft.parent.title),) if draft.parent else (),
            outcome=draft.outcome,
            links=draft.links,
        )


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the first arrow, the arrow, and what came of it."""
    found = _ARROW.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _name(draft: Draft, words: str) -> None:
    """Who and what, as far as the words tell them apart."""
    if found := _KEY_RESULT.match(words):
        draft.is_marked = True
        draft.owner, draft.title = found["owner"].strip(" -"), found["title"].strip() or words
    elif found := _OBJECTIVE.match(words):
        draft.is_objective, draft.title = True, found["title"]
    elif (owner := owner_of(words)) is not None:
        draft.owner, draft.title = owner
    else:
        draft.title = words.removesuffix(":") or draft.outcome or draft.line.raw.strip()


def owner_of(words: str) -> tuple[str, str] | None:
    """Role and aim of "CRO: Build a pipeline"; None where what stands before the colon is no role."""
    found = _OWNER.match(words)
    if found is None or len(found["owner"].split()) > 10 or _SENTENCE.search(found["owner"]):
        return None
    return found["owner"].strip(), found["title"].strip()


def _kind(draft: Draft, *, has_marks: bool) -> Kind:
    if draft.is_marked:
        return "key_result"
    if draft.is_objective or draft.children:
        return "objective"
    if not has_marks:
        return "key_result" if draft.parent else "objective"
    if draft.parent is not None and not draft.owner:
        return "initiative"
    return "objective"
