"""The import template of Viva Goals: a workbook with instructions, and one sheet of objectives and projects."""

from collections.abc import Mapping, Sequence
from typing import Final

from big.errors import RefusedFileError
from okr.files.generic import nodes_of
from okr.files.headings import columns_of, field_of, fitness
from okr.files.intake import tables_of
from okr.files.ledger import Ledger
from okr.files.rows import NodeMaker
from okr.files.shapes import Kind, NamedFile, NodeRead, OkrFile
from okr.files.sheets import heading_row, pass_over
from okr.files.values import squeezed

FORMAT: Final = "viva-workbook"
_REFERENCES: Final = {"okrreference", "parentokr"}


def read(files: Sequence[NamedFile], *, first_month: int = 1, type_words: Mapping[str, Kind] | None = None) -> OkrFile:
    """Read filled-in templates: the sheet is found by its headings, a child by its parent's OKR Reference.

    `NodeRead.match_key` is what Viva Goals matched rows on: title, owners, type and period.
    """
    ledger = Ledger()
    maker = NodeMaker(ledger, first_month, {squeezed(word): kind for word, kind in (type_words or {}).items()})
    nodes: list[NodeRead] = []
    is_one = False
    for file in files:
        for table in tables_of(file, fitness):
            heading = heading_row(table, _fits)
            if heading < 0:
                pass_over(table, ledger, "This sheet of the template holds instructions, no objectives.")
                continue
            is_one = True
            nodes += nodes_of(table, columns_of(table.rows[heading]), heading, maker, ledger)
    if not is_one:
        raise RefusedFileError(
            "This is not the import template of Viva Goals: no sheet has the headings “Title” and “OKR Reference” or "
            "“Parent OKR”. Fill in the template, or use the import of any table.",
            code="not_viva_workbook",
        )
    return maker.file_of(FORMAT, nodes)


def _fits(row: Sequence[str]) -> int:
    words = {squeezed(" ".join(cell.split())).removesuffix("required") for cell in row if cell.strip()}
    has_title = any(field_of(" ".join(cell.split())) == "title" for cell in row)
    return fitness(row) if has_title and words & _REFERENCES else 0
