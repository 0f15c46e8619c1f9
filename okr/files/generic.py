"""Any table of objectives, CSV or XLSX: columns by their headings in many tools, or by a mapping that is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from big.errors import RefusedFileError
from okr.files.headings import FIELDS, Column, columns_of, fitness
from okr.files.intake import Table, tables_of
from okr.files.ledger import Ledger
from okr.files.rows import NodeMaker
from okr.files.shapes import Kind, NamedFile, NodeRead, OkrFile, ParentRef
from okr.files.sheets import Row, heading_row, pass_over, rows_of
from okr.files.values import squeezed
from okr.files.viva_csv import refuse_row

FORMAT: Final = "generic"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a sheet seem to mean, for somebody to confirm or change."""

    file: str
    sheet: str
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """Heading to field, as `read` takes it; columns of a key result within the row as "1:title"."""
        return {
            column.heading: f"{column.key_result}:{column.field}" if column.key_result else column.field
            for column in self.columns
        }


def propose(files: Sequence[NamedFile]) -> list[Proposal]:
    """A mapping for each sheet that has headings we know."""
    found = []
    for file in files:
        for table in tables_of(file, fitness):
            heading = heading_row(table, fitness)
            if heading >= 0:
                found.append(Proposal(table.file, table.sheet, tuple(columns_of(table.rows[heading]))))
    return found


def read(
    files: Sequence[NamedFile],
    *,
    mapping: Mapping[str, str] | None = None,
    first_month: int = 1,
    type_words: Mapping[str, Kind] | None = None,
) -> OkrFile:
    """Read tables in which one column is the title; `mapping` from heading to field overrides what is proposed.

    Fields are the keys of `headings.FIELDS`, "" for none, and "1:title" for the first key result of a row.
    """
    _require_fields(mapping or {})
    ledger = Ledger()
    maker = NodeMaker(ledger, first_month, {squeezed(word): kind for word, kind in (type_words or {}).items()})
    nodes: list[NodeRead] = []
    is_one = False
    for file in files:
        for table in tables_of(file, fitness):
            columns, heading = _headed(table, mapping)
            if not columns:
                pass_over(table, ledger, "No column of this sheet is known to hold titles.")
                continue
            is_one = True
            nodes += nodes_of(table, columns, heading, maker, ledger)
    if not is_one:
        raise RefusedFileError(
            "No column holds the titles. Name one “Title”, or say in the mapping which column it is.",
            code="no_title_column",
        )
    return maker.file_of(FORMAT, nodes)


def _require_fields(mapping: Mapping[str, str]) -> None:
    for heading, name in mapping.items():
        number, _, field = name.rpartition(":")
        if (field and field not in FIELDS) or (number and not number.isdecimal()):
            raise RefusedFileError(f"“{name}”, chosen for the column {heading}, is no field.", code="no_field")


def _headed(table: Table, mapping: Mapping[str, str] | None) -> tuple[list[Column], int]:
    given = {squeezed(heading) for heading in mapping or {}}

    def fits(row: Sequence[str]) -> int:
        return fitness(row) + 2 * sum(1 for cell in row if cell.strip() and squeezed(" ".join(cell.split())) in given)

    heading = heading_row(table, fits)
    columns = columns_of(table.rows[heading], mapping) if heading >= 0 else []
    has_titles = any(column.field == "title" and not column.key_result for column in columns)
    return (columns, heading) if has_titles else ([], -1)


def nodes_of(table: Table, columns: list[Column], heading: int, maker: NodeMaker, ledger: Ledger) -> list[NodeRead]:
    """The nodes of a sheet: one for each row, and one for each key result that the row holds in columns of its own."""
    nodes: list[NodeRead] = []
    for row in rows_of(table, columns, heading, ledger):
        values = row.values[0]
        if "title" not in values:
            refuse_row(row, ledger, "Its row has no title.")
            continue
        own_id = values["id"].text if "id" in values else ""
        place = f"{table.sheet}:{row.place.line}" if table.sheet else str(row.place.line)
        key = maker.key_for(own_id, f"row {place}", row)
        has_kind = "kind" in values or "type" in values
        kind: Kind | None = None if has_kind or len(row.values) == 1 else "objective"
        node = maker.close_row(row, maker.node(row, values, key, kind))
        nodes.append(node)
        nodes += _key_results(row, node, maker, ledger)
    return nodes


def _key_results(row: Row, above: NodeRead, maker: NodeMaker, ledger: Ledger) -> list[NodeRead]:
    found = []
    for number, values in sorted(row.values.items()):
        if not number:
            continue
        if "title" not in values:
            for value in values.values():
                ledger.passed(value.number, f"Key result {number} of this row has no title.")
            continue
        key = maker.key_for("", f"{above.key}/{number}", row)
        node = maker.node(row, values, key, "key_result")
        left = [value for value in values.values() if ledger.is_open(value.number)]
        for value in left:
            ledger.stored(value.number, "node", key, "details")
        found.append(
            replace(
                node,
                period=node.period or above.period,
                owners=node.owners or above.owners,
                parents=(*node.parents, ParentRef(above.key, above.own_id, above.title)),
                details=(*node.details, *((value.heading, value.text) for value in left)),
            )
        )
    return found
