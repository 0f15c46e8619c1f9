"""A table taken apart: its heading row found, every cell entered in the ledger, each row as fields by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from okr.files.headings import Column
from okr.files.intake import Table
from okr.files.ledger import Ledger
from okr.files.shapes import Place

HEADING_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Value:
    """A cell that is not empty, with its number in the ledger."""

    text: str
    number: int
    place: Place
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings: values by key result (0 for the row itself) and field, and columns of no field."""

    place: Place
    values: dict[int, dict[str, Value]]
    others: tuple[Value, ...]
    tags: tuple[Value, ...] = ()


def heading_row(table: Table, fits: Callable[[Sequence[str]], int]) -> int:
    """The index of the row that does best as headings; -1 where none fits at all."""
    scores = [fits(row) for row in table.rows[:HEADING_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best else -1


def pass_over(table: Table, ledger: Ledger, reason: str, *, until: int | None = None) -> None:
    """Enter the cells of the first rows, or of all, as not stored."""
    for index, row in enumerate(table.rows[:until]):
        for column, text in enumerate(row):
            if text.strip():
                number = ledger.read(Place(table.file, table.sheet, index + 1, letters(column)), text)
                ledger.passed(number, reason)


def rows_of(table: Table, columns: Sequence[Column], heading: int, ledger: Ledger) -> Iterator[Row]:
    """The rows below `heading` that hold anything, their cells entered in the ledger."""
    pass_over(table, ledger, "It stands above the headings.", until=heading)
    _enter_headings(table, columns, heading, ledger)
    by_index = {column.index: column for column in columns}
    formulas = set(table.formulas)
    widest = max((at for _, at in formulas), default=-1) + 1
    for index in range(heading + 1, len(table.rows)):
        place = Place(table.file, table.sheet, index + 1)
        found: list[tuple[Column, Value]] = []
        cells = [*table.rows[index], *[""] * (widest - len(table.rows[index]))]
        for at, raw in enumerate(cells):
            text = raw.strip()
            if text or (index, at) in formulas:
                column = by_index.get(at) or Column(at, "")
                value = _entered(text, column, place, ledger, is_formula=(index, at) in formulas)
                if text:
                    found.append((column, value))
        if found:
            yield _row(place, found, ledger)


def _entered(text: str, column: Column, row: Place, ledger: Ledger, *, is_formula: bool) -> Value:
    place = Place(row.file, row.sheet, row.line, column.heading or letters(column.index))
    number = ledger.read(place, text or "(a formula)")
    if is_formula and not text:
        ledger.passed(number, "The formula in it was never calculated.")
        ledger.warn(
            "formula_empty", "A formula was never calculated. Open the workbook, save it, import it again.", place
        )
    elif is_formula:
        ledger.warn("formula", "A formula stands here; its result as last saved was read.", place)
    return Value(text, number, place, column.heading)


def _row(place: Place, found: list[tuple[Column, Value]], ledger: Ledger) -> Row:
    values: dict[int, dict[str, Value]] = {0: {}}
    others, tags = [], []
    for column, value in found:
        if column.field == "tags":
            tags.append(value)
        elif column.field:
            values.setdefault(column.key_result, {})[column.field] = value
        elif column.heading:
            others.append(value)
        else:
            ledger.passed(value.number, "Its column has no heading.")
    return Row(place, values, tuple(others), tuple(tags))


def _enter_headings(table: Table, columns: Sequence[Column], heading: int, ledger: Ledger) -> None:
    for column in columns:
        if column.heading:
            place = Place(table.file, table.sheet, heading + 1, letters(column.index))
            number = ledger.read(place, column.heading)
            ledger.stored(number, "column", column.heading, column.field or "name")


def letters(index: int) -> str:
    """A column as spreadsheets call it: A, B, ..., AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
