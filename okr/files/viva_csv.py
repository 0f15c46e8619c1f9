"""The explorer export of Viva Goals, CSV or XLSX: a row for each objective, key result or deliverable."""

from collections.abc import Mapping, Sequence
from typing import Final

from big.errors import RefusedFileError
from okr.files.headings import columns_of, fitness
from okr.files.intake import Table, tables_of
from okr.files.ledger import Ledger
from okr.files.rows import NodeMaker
from okr.files.shapes import Kind, NamedFile, NodeRead, OkrFile
from okr.files.sheets import Row, heading_row, pass_over, rows_of
from okr.files.values import squeezed

FORMAT: Final = "viva-csv"
_HEADINGS: Final = {
    squeezed(heading): name
    for name, headings in {
        "id": "Id",
        "title": "Title",
        "teams": "Team, Teams",
        "creator": "Creator, Created By",
        "owners": "Owner, Owners",
        "check_in_owners": "Check-in Owner, Check-in Owners",
        "period": "Period, Time Period",
        "starts_on": "Start Date",
        "ends_on": "End Date",
        "description": "Description",
        "metric": "Metric Name",
        "unit": "Unit, Metric Unit",
        "start": "Start",
        "target": "Target",
        "current": "Current Value",
        "kind": "Object Type",
        "goal_type": "Goal Type",
        "created_at": "Created At",
        "last_check_in": "Last Check-in",
        "progress": "Progress %, Progress",
        "actual": "Actual Progress",
        "status": "Status",
        "last_note": "Last Check-in Note",
        "score": "Score",
        "check_ins": "Checkins, Check-ins",
    }.items()
    for heading in headings.split(", ")
}
_NO_TITLE: Final = "Its row has no title."


def read(files: Sequence[NamedFile], *, first_month: int = 1, type_words: Mapping[str, Kind] | None = None) -> OkrFile:
    """Read explorer exports; only the columns Title and Object Type must be there, in any order among any others.

    `first_month` opens the fiscal year, `type_words` says what an organisation's own words for types mean.
    """
    ledger = Ledger()
    maker = NodeMaker(ledger, first_month, dict(type_words or {}))
    nodes: list[NodeRead] = []
    is_one = False
    for file in files:
        for table in tables_of(file, fitness):
            heading = heading_row(table, _fits)
            if heading < 0:
                pass_over(table, ledger, "This sheet has no columns Title and Object Type.")
                continue
            is_one = True
            nodes += nodes_of(table, heading, maker, ledger)
    if not is_one:
        raise RefusedFileError(
            "This is not an export of the Viva Goals explorer: no row holds the headings “Title” and “Object Type”. "
            "Export the view again with both columns, or use the import of any table.",
            code="not_viva_csv",
        )
    return maker.file_of(FORMAT, nodes)


def _fits(row: Sequence[str]) -> int:
    fields = {_field_of(cell) for cell in row}
    return len(fields - {""}) if {"title", "kind"} <= fields else 0


def _field_of(heading: str) -> str:
    """The field of one of Viva Goals' own headings; any other is a tag, even if it is called Group or Priority."""
    plain = squeezed(heading)
    return "parents" if plain.startswith("alignedto") else _HEADINGS.get(plain, "")


def nodes_of(table: Table, heading: int, maker: NodeMaker, ledger: Ledger) -> list[NodeRead]:
    """The nodes of one sheet, a row each; columns that Viva Goals does not know are tags."""
    columns = columns_of(table.rows[heading], {cell: _field_of(cell) for cell in table.rows[heading]})
    nodes = []
    for row in rows_of(table, columns, heading, ledger):
        values = row.values[0]
        if "title" not in values:
            refuse_row(row, ledger, _NO_TITLE)
            continue
        own_id = values["id"].text if "id" in values else ""
        key = maker.key_for(
            own_id, f"row {table.sheet}:{row.place.line}" if table.sheet else f"row {row.place.line}", row
        )
        nodes.append(maker.close_row(row, maker.node(row, values, key, None), others_are_tags=True))
    return nodes


def refuse_row(row: Row, ledger: Ledger, reason: str) -> None:
    """Name every cell of a row that makes no node, and say so once."""
    ledger.warn("row_skipped", f"Row {row.place.line} was left out. {reason}", row.place)
    for values in row.values.values():
        for value in values.values():
            ledger.passed(value.number, reason)
    for value in (*row.others, *row.tags):
        ledger.passed(value.number, reason)
