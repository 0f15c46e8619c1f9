"""A page of objectives in Markdown: what stands around its lists, and the quarter that it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from big.errors import RefusedFileError
from big.imports.guards import safe_filename
from okr.files.cascade import Cascade
from okr.files.intake import text_of
from okr.files.ledger import Ledger
from okr.files.markdown import Line, lines_of, plain
from okr.files.periods import read_period
from okr.files.shapes import CycleRead, NamedFile, PeriodRead, Place

LAYOUT: Final = "It belongs to the page's layout."
_TITLE_WORDS: Final = re.compile(r"\b(?:OKRs?|objectives and key results)\b", re.IGNORECASE)


@dataclass(slots=True)
class Page:
    """A page with its lines entered in the ledger, a number each; tables by the cell."""

    name: str
    ledger: Ledger
    first_month: int
    lines: list[tuple[Line, int]] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    note_numbers: list[tuple[int, str]] = field(default_factory=list)
    definition_numbers: dict[str, int] = field(default_factory=dict)

    def note(self, line: Line, number: int) -> None:
        """Text of the page that belongs to no objective: kept with the cycle."""
        self.notes.append(plain(line.text, self.definitions)[0])
        self.note_numbers.append((number, "notes"))

    def cycle(self) -> CycleRead:
        """The quarter of the page, with its days where a sentence gives them."""
        period = self._named()
        for note in self.notes:
            span = read_period(note, first_month=self.first_month)
            if span.kind == "span":
                period = PeriodRead(period.written, span.starts_on, span.ends_on, period.kind or "span")
                break
        key = period.written or self.name
        for number, name in self.note_numbers:
            self.ledger.stored(number, "cycle", key, name)
        return CycleRead(key, period, tuple(self.notes), details=tuple(self.details))

    def _named(self) -> PeriodRead:
        for title in [*self.titles, self.name.rsplit(".", 1)[0]]:
            written = " ".join(_TITLE_WORDS.sub(" ", title).replace("_", " ").split()).strip("- ")
            period = read_period(written, first_month=self.first_month)
            if period.kind:
                return period
        return PeriodRead(self.titles[0] if self.titles else "")

    def close(self, cascade: Cascade) -> None:
        """Footnotes are stored with the objectives that use them."""
        used = {link.url: draft.key for draft in reversed(cascade.drafts) for link in draft.links}
        for name, number in self.definition_numbers.items():
            if key := used.get(self.definitions[name]):
                self.ledger.stored(number, "node", key, "links")
            else:
                self.ledger.passed(number, "No objective uses this footnote.")


def pages_of(files: Sequence[NamedFile], ledger: Ledger, first_month: int) -> list[Page]:
    """The pages with front matter, layout and footnotes dealt with; what is left to a reader is in `lines`."""
    return [_page(file, ledger, first_month) for file in files]


def _page(file: NamedFile, ledger: Ledger, first_month: int) -> Page:
    page = Page(safe_filename(file.name), ledger, first_month)
    for line in lines_of(text_of(file, "a Markdown file (.md)")):
        place = Place(page.name, line=line.number)
        if line.kind == "table":
            page.lines.append((line, -1))
            continue
        number = ledger.read(place, line.raw.strip() if line.kind != "definition" else f"[{line.raw}]: {line.text}")
        if line.kind in {"fence", "mark"}:
            ledger.passed(number, LAYOUT)
        elif line.kind == "front":
            _front(page, line, number)
        elif line.kind == "definition":
            page.definitions[line.raw] = line.text
            page.definition_numbers[line.raw] = number
        else:
            if line.kind == "heading" and line.depth == 1:
                page.titles.append(plain(line.text)[0])
            page.lines.append((line, number))
    return page


def _front(page: Page, line: Line, number: int) -> None:
    name, _, value = line.text.partition(":")
    value = value.strip().strip("\"'")
    if name.strip() == "title":
        page.titles.insert(0, value)
        page.note_numbers.append((number, "period"))
    else:
        page.details.append((name.strip(), value))
        page.note_numbers.append((number, "details"))


def pass_table(page: Page, line: Line, reason: str) -> None:
    """Name every cell of a table's row."""
    for at, cell in enumerate(line.cells):
        if cell.strip():
            number = page.ledger.read(Place(page.name, line=line.number, column=str(at + 1)), cell)
            page.ledger.passed(number, reason)


def refuse(what: str) -> RefusedFileError:
    """The refusal of a page that holds nothing of the kind."""
    return RefusedFileError(
        f"This page holds no {what}. Choose the page of one quarter, in Markdown as it stands in the repository.",
        code="no_objectives",
    )
