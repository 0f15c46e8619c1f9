"""Lists as files: CSV as a stream and XLSX, with cells that no spreadsheet takes for a formula."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def safe(value: Any) -> Any:
    """A cell's value; text that would start a formula gets an apostrophe in front, numbers and dates stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal | dt.date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_TRIGGERS) else text


class _Echo:
    """A file that hands back what is written, for a writer inside a stream."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV download, read row by row; with the mark by which spreadsheets know that it is UTF-8."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + str(writer.writerow(header))
        for row in rows:
            yield str(writer.writerow([_text(safe(value)) for value in row]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """An XLSX download with one sheet: a bold first row that stays in view, numbers as numbers, dates as dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=label) for label in header]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(safe(value)) for value in row])
    held = BytesIO()
    book.save(held)
    response = HttpResponse(
        held.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _cell(value: Any) -> Any:
    """Excel knows neither zones nor control characters."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value.translate(_CONTROL) if isinstance(value, str) else value
