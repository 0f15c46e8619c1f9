"""From bytes to text and tables: encodings, CSV of any delimiter, workbooks; bounded, and never run."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from big.errors import RefusedFileError
from big.imports.guards import ZipLimits, in_megabytes, kind_of, require_size, require_text, safe_filename, unpack
from okr.files.shapes import NamedFile

MAX_BYTES: Final = 50_000_000
MAX_TEXT: Final = 5_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 500
MAX_CELL: Final = 1_000_000
_WORKBOOK_LIMITS: Final = ZipLimits(entries=2_000, total=200_000_000, ratio=200)
_END: Final = "\u2029"
_FORMULA: Final = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[ />]')
_SHEET: Final = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
_RELATION: Final = re.compile(rb"<Relationship\b[^>]*>")

csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one CSV: rows of text as a person sees them; `formulas` are the cells computed by the workbook."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    formulas: tuple[tuple[int, int], ...] = ()


def text_of(file: NamedFile, wanted: str, limit: int = MAX_TEXT) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with line feeds; RefusedFileError where it is no text."""
    content = require_text(require_size(file.content, limit), wanted)
    text = _decoded(content)
    if "\x00" in text:
        raise RefusedFileError(f"This file is not text. Choose {wanted}.", code="file_kind")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    encodings: tuple[str, ...]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif content[1:2] == b"\x00":
        encodings = ("utf-16-le",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFileError("This file says that it is UTF-16 text, and it is not. Save it as UTF-8.", code="file_kind")


def tables_of(file: NamedFile, fits: Callable[[Sequence[str]], int]) -> list[Table]:
    """Every sheet of a workbook, or the one table of a CSV.

    `fits` says how well a row would do as headings; by it the delimiter of a CSV is chosen.
    """
    content = require_size(file.content, MAX_BYTES)
    name = safe_filename(file.name)
    if kind_of(content) == "zip":
        return _sheets(name, content)
    text = text_of(file, "a CSV file or an Excel workbook (.xlsx)", MAX_BYTES)
    return [Table(name, "", _csv_rows(text, fits))]


def _csv_rows(text: str, fits: Callable[[Sequence[str]], int]) -> tuple[tuple[str, ...], ...]:
    declared = re.match(r"sep=(.)\n", text)
    if declared:
        return ((declared[0].strip(),), *_divided(text[declared.end() :], declared[1]))
    best: tuple[int, tuple[tuple[str, ...], ...]] | None = None
    refusal: RefusedFileError | None = None
    for delimiter in ",;\t|":
        try:
            rows = _divided(text, delimiter)
        except RefusedFileError as error:
            refusal = refusal or error
            continue
        score = max((fits(row) for row in rows[:30]), default=0)
        if best is None or score > best[0]:
            best = (score, rows)
        if score >= 5:
            break
    if best is None:
        raise refusal or RefusedFileError("This file is empty.", code="file_empty")
    return best[1]


def _divided(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    try:
        # A last row of our own: where it does not come back as one, a quotation mark was never closed.
        for row in csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter):
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise _too_many()
            rows.append(tuple(row))
    except csv.Error as error:
        raise RefusedFileError(
            f"Line {len(rows) + 1} of this file cannot be read as CSV ({error}). Export it again.", code="not_a_table"
        ) from error
    if rows.pop() != (_END,):
        raise RefusedFileError(
            "This file opens a quotation mark that is never closed. Export it again.", code="not_a_table"
        )
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return tuple(rows)


def _too_many() -> RefusedFileError:
    return RefusedFileError(
        f"This table has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns. Split it.", code="table_too_large"
    )


def _sheets(name: str, content: bytes) -> list[Table]:
    parts = unpack(content, _WORKBOOK_LIMITS)
    if "xl/workbook.xml" not in parts:
        raise RefusedFileError(
            "This archive is not an Excel workbook. Choose a .csv or .xlsx file, or another kind of import.",
            code="file_kind",
        )
    _require_bounded(parts)
    formulas = dict(_formulas(parts))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Table(
                name,
                sheet,
                tuple(_rows(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))),
                formulas.get(sheet, ()),
            )
            for sheet in book.sheet_names
        ]
    except CalamineError as error:
        raise RefusedFileError(
            "This workbook is damaged. Open it, save it anew, and try again.", code="damaged"
        ) from error


def _require_bounded(parts: dict[str, bytes]) -> None:
    """Refuse a sheet whose last cell is far away: what reads it would reserve all the room up to there."""
    for content in parts.values():
        if b"sheetData" not in content:
            continue
        widths, lines = {b"A"}, 1
        for letters, line in set(_REFERENCE.findall(content)):
            widths.add(letters)
            lines = max(lines, int(line))
        width = max(_coordinates(each.decode() + "1")[1] + 1 for each in widths)
        if lines > MAX_ROWS or lines * width > 20_000_000:
            raise _too_many()


def _rows(raw: list[list[Any]]) -> Iterator[tuple[str, ...]]:
    if len(raw) > MAX_ROWS:
        raise _too_many()
    for row in raw:
        shown = [_shown(cell) for cell in row]
        while shown and not shown[-1]:
            shown.pop()
        if len(shown) > MAX_COLUMNS:
            raise _too_many()
        yield tuple(shown)


def _shown(cell: Any) -> str:
    """A workbook's cell as the text that an export would hold."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    text = str(cell)
    if len(text) > MAX_CELL:
        raise RefusedFileError(f"A cell holds more than {in_megabytes(MAX_CELL)}.", code="table_too_large")
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _formulas(parts: dict[str, bytes]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """By sheet the cells, as row and column counted from 0, whose text a formula computed."""
    targets: dict[bytes, str] = {}
    for relation in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        id_, target = re.search(rb'\bId="([^"]*)"', relation), re.search(rb'\bTarget="([^"]*)"', relation)
        if id_ and target:
            path = target[1].decode("utf-8", "replace")
            targets[id_[1]] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    for name, id_ in _SHEET.findall(parts["xl/workbook.xml"]):
        places = tuple(_coordinates(each.decode()) for each in _FORMULA.findall(parts.get(targets.get(id_, ""), b"")))
        yield _unescaped(name.decode("utf-8", "replace")), places


def _unescaped(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


def _coordinates(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1
