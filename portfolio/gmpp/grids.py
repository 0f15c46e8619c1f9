"""From text to a grid of cells: which character divides them, and where a row ends in files of several systems."""

import csv
import io
import re
from dataclasses import dataclass

from big.errors import RefusedFileError

DELIMITERS = (",", ";", "\t", "|")
MAX_ROWS = 20_000
MAX_COLUMNS = 5_000
# Stands for a line break inside a cell while the rows are taken apart; it cannot occur in the published files.
_BREAK = "\u2028"
# Added as a last row: where it does not come back as one, a quotation mark is still open.
_END = "\u2029"
_LONE_RETURN = re.compile(r"\r(?!\r*\n)")
_ROW_END = re.compile(r"\r+\n")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\ufeff]")
_SPACES = re.compile("[ \t\u00a0\u2007\u202f]+")
# What Excel writes for a carriage return when it saves XML.
_EXCEL_RETURN = re.compile("_x000[dD]_")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as they stand in the file, and the character that divides them."""

    rows: tuple[tuple[str, ...], ...]
    delimiter: str


def readings(text: str) -> list[Grid]:
    """The file as each delimiter would divide it, for those that divide it at all.

    Raises RefusedFileError where none does, or the file is larger than any year of major projects.
    """
    plain = _rows_end_in_line_feeds(text)
    found, last_error = [], ""
    for delimiter in DELIMITERS:
        try:
            rows = _rows(plain, delimiter)
        except csv.Error as error:
            last_error = str(error)
            continue
        if any(len(row) > 1 for row in rows):
            found.append(Grid(rows, delimiter))
    if not found:
        reason = f" ({last_error})" if last_error else ""
        raise RefusedFileError(
            f"The file cannot be read as a table: no commas, semicolons or tabs divide it into cells{reason}.",
            code="not_a_table",
        )
    return found


def clean(cell: str) -> str:
    """A cell as a person reads it: one kind of line break, no invisible characters, no spaces at the ends.

    Formulas stay what they are, text; exports escape them.
    """
    text = _EXCEL_RETURN.sub("\n", cell).replace(_BREAK, "\n").replace("\u2029", "\n")
    text = re.sub(r"\r+\n?", "\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _rows_end_in_line_feeds(text: str) -> str:
    """Rows end in a line feed; a carriage return of its own is then a line break inside a cell.

    Only where no line feed stands outside quotation marks do rows end in carriage returns, as on old Macs.
    """
    if not any("\n" in outside for outside in text.split('"')[::2]):
        return text
    return _ROW_END.sub("\n", _LONE_RETURN.sub(_BREAK, text))


def _rows(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for row in csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter):
        if len(row) > MAX_COLUMNS or len(rows) > MAX_ROWS:
            raise csv.Error(f"more than {MAX_COLUMNS:,} columns or {MAX_ROWS:,} rows")
        rows.append(tuple(row))
    if rows.pop() != (_END,):
        raise csv.Error("a quotation mark is opened and never closed")
    return tuple(rows)
