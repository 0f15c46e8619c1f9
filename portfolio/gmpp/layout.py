"""Where the table is in the grid: a project in each row or in each column, its headings anywhere near the edge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from big.errors import RefusedFileError
from portfolio.gmpp.grids import Grid, clean
from portfolio.gmpp.headings import NOT_KEPT, Field, meaning

Layout = Literal["project per row", "project per column"]
Lines = Sequence[Sequence[str]]
# A title or a note may stand above the headings, and one or two empty columns before them.
_LOOK_DOWN, _LOOK_ACROSS = 30, 6
_LEAST_FIELDS = 4
_NAMED = "The headings of major projects data are a project name, a department, a rating, dates and costs."


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the file, and what it means."""

    index: int
    text: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one project by field, cleaned, with where they stand; `is_short` where the last are left out."""

    place: str
    cells: dict[Field, str]
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All projects of a file, how they lie in it, and what of the file is no part of them."""

    layout: Layout
    delimiter: str
    headings: tuple[Heading, ...]
    records: tuple[Record, ...]
    not_read: tuple[str, ...]

    def heading_of(self, field: Field) -> str:
        """The heading that gave `field`, or nothing."""
        return next((heading.text for heading in self.headings if heading.field == field), "")


@dataclass(frozen=True, slots=True)
class _Found:
    layout: Layout
    delimiter: str
    lines: Lines
    at: int
    score: int


def find_table(grids: Sequence[Grid]) -> Table:
    """The table among the possible readings of a file: the one whose headings mean most.

    Raises RefusedFileError with what is missing where none of them looks like major projects data.
    """
    best: _Found | None = None
    for grid in grids:
        for found in _candidates(grid):
            if best is None or found.score > best.score:
                best = found
    if best is None or best.score < _LEAST_FIELDS:
        raise RefusedFileError(f"This does not look like major projects data. {_NAMED}", code="wrong_headings")
    headings = _headings(best.lines[best.at])
    _require_the_essential(headings)
    return _read(best, headings)


def _candidates(grid: Grid) -> Iterator[_Found]:
    upright = grid.rows
    for at, line in enumerate(upright[:_LOOK_DOWN]):
        yield _Found("project per row", grid.delimiter, upright, at, _score(line))
    widest = max(len(row) for row in grid.rows)
    for at in range(min(_LOOK_ACROSS, widest)):
        column = [row[at] if at < len(row) else "" for row in grid.rows[:_LOOK_DOWN]]
        score = _score(column)
        # Turning the grid over costs something, so it is done only where the column reads like headings.
        if score >= _LEAST_FIELDS:
            yield _Found("project per column", grid.delimiter, _turned(grid.rows), at, score)


def _score(line: Sequence[str]) -> int:
    return len({field for cell in line if len(cell) < 1_000 and (field := meaning(clean(cell)))})


def _turned(rows: Lines) -> Lines:
    widest = max(len(row) for row in rows)
    return [[row[at] if at < len(row) else "" for row in rows] for at in range(widest)]


def _headings(line: Sequence[str]) -> tuple[Heading, ...]:
    """The headings of a line; the second of two ratings that are named alike is the senior responsible owner's."""
    found, seen = [], set[Field]()
    for index, cell in enumerate(line):
        text = clean(cell)
        field = meaning(text)
        if field == Field.RATING and Field.RATING in seen:
            field = Field.SPONSOR_RATING
        if field in seen and field not in NOT_KEPT:
            field = None
        if field:
            seen.add(field)
        found.append(Heading(index, text, field))
    return tuple(found)


def _require_the_essential(headings: Sequence[Heading]) -> None:
    fields = {heading.field for heading in headings}
    missing = [field.value for field in (Field.NAME, Field.DEPARTMENT) if field not in fields]
    if not fields & {Field.RATING, Field.SPONSOR_RATING}:
        missing.append(Field.RATING.value)
    if missing:
        raise RefusedFileError(
            f"No heading was found for the {' or the '.join(missing)}. {_NAMED}", code="wrong_headings"
        )


def _read(found: _Found, headings: tuple[Heading, ...]) -> Table:
    word = "row" if found.layout == "project per row" else "column"
    not_read = [_above(line, word, at) for at, line in enumerate(found.lines[: found.at]) if any(map(clean, line))]
    records = []
    body = found.lines[found.at + 1 :]
    if word == "row":
        _require_whole_rows(body, headings, first=found.at + 2)
    for at, line in enumerate(body, start=found.at + 2):
        texts = [clean(cell) for cell in line]
        filled = [text for text in texts if text]
        if len(filled) == 1:
            not_read.append(f"{word.capitalize()} {at}, a note: {_short(filled[0])}")
        elif filled and texts != [heading.text for heading in headings]:
            records.append(Record(f"{word} {at}", _cells(texts, headings), len(line) <= headings[-1].index))
    if not records:
        raise RefusedFileError("The file has headings and no projects.", code="no_projects")
    not_read += _unread_headings(headings, body)
    return Table(found.layout, found.delimiter, headings, tuple(records), tuple(not_read))


def _cells(texts: Sequence[str], headings: Sequence[Heading]) -> dict[Field, str]:
    return {
        heading.field: texts[heading.index] if heading.index < len(texts) else ""
        for heading in headings
        if heading.field
    }


def _require_whole_rows(body: Lines, headings: Sequence[Heading], *, first: int) -> None:
    """Refuse rows that a stray line break or delimiter tore apart: read on, they would put cells under wrong headings.

    A row may be short by cells that are empty at its end, which spreadsheets leave out.
    """
    width = max(heading.index for heading in headings if heading.text) + 1
    before = width
    for at, line in enumerate(body, start=first):
        filled = sum(1 for cell in line if cell.strip())
        if any(cell.strip() for cell in line[width:]):
            raise RefusedFileError(
                f"Row {at} has {len(line)} cells where the headings have {width}. "
                "A quotation mark or a delimiter inside a cell is the usual reason.",
                code="ragged",
            )
        if filled and before < width and len(line) < width and before + len(line) - 1 == width:
            raise RefusedFileError(
                f"Row {at - 1} breaks off and row {at} goes on: a line break stands in a cell that is not quoted.",
                code="ragged",
            )
        before = len(line) if filled else width


def _unread_headings(headings: Sequence[Heading], body: Lines) -> Iterator[str]:
    for heading in headings:
        count = sum(1 for line in body if heading.index < len(line) and line[heading.index].strip())
        if not count:
            if heading.text and not heading.field:
                yield f"Among the headings, a note: {_short(heading.text)}"
            continue
        cells = "1 cell" if count == 1 else f"{count} cells"
        name = f"“{_short(heading.text)}”" if heading.text else "no heading"
        if heading.field in NOT_KEPT:
            yield f"{cells} under {name}: {NOT_KEPT[heading.field]}."
        elif heading.field is None:
            why = "stands twice, and its first was read" if meaning(heading.text) else "is not known"
            yield f"{cells} under {name}: the heading {why}."


def _above(line: Sequence[str], word: str, at: int) -> str:
    return f"{word.capitalize()} {at + 1}, before the headings: {_short(' '.join(filter(None, map(clean, line))))}"


def _short(text: str, most: int = 120) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"
