"""From the bytes of a file to a snapshot of all its projects; touches no database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from big.errors import RefusedFileError
from portfolio.gmpp import dating, decoding, grids, spelling
from portfolio.gmpp.headings import Field, millions
from portfolio.gmpp.layout import Record, find_table
from portfolio.gmpp.snapshot import ProjectSnapshot, Snapshot
from portfolio.gmpp.values import Read, T, read_amount, read_date, read_rating
from portfolio.models.status import Rating

LONGEST_NAME = 300
MOST_NOTES = 40
SPONSOR_RATED = "The senior responsible owner's rating; there is none of the assurance authority."
NOT_GIVEN = "The file gives no rating."
NO_FIGURE = "The file gives no figure."


def read(content: bytes, options: Mapping[str, Any]) -> Snapshot:
    """The snapshot in `content`.

    Options: `as_of`, the reporting date where the file's own is to be overridden; `filename`, asked for a year last.
    Raises RefusedFileError with the place and what to do for a file that cannot be read whole.
    """
    decoded = decoding.decode(content)
    table = find_table(grids.readings(decoded.text))
    dated = dating.date_of(table, given=_day(options.get("as_of")), filename=str(options.get("filename") or ""))
    reader = _Reader(dated.day.year, {each: millions(table.heading_of(each)) for each in Field})
    rows, slips = spelling.told(tuple(reader.project(record) for record in table.records))
    return Snapshot(
        reports_on=dated.day,
        dated_by=dated.by,
        layout=table.layout,
        delimiter=table.delimiter,
        encoding=decoded.encoding,
        rows=rows,
        not_read=table.not_read,
        notes=(*slips, *_first(reader.notes)),
    )


def _day(given: Any) -> dt.date | None:
    if not given or isinstance(given, dt.date):
        return given or None
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError as error:
        raise RefusedFileError(
            "Enter the reporting date as year-month-day, such as 2021-03-31.", code="date"
        ) from error


def _first(notes: list[str]) -> list[str]:
    if len(notes) <= MOST_NOTES:
        return notes
    return [*notes[:MOST_NOTES], f"There are {len(notes) - MOST_NOTES} more such cells."]


@dataclass
class _Reader:
    """Reads one record after another, and remembers the cells that look like slips of the pen."""

    reported_in: int
    units: Mapping[Field, Decimal]
    notes: list[str] = field(default_factory=list)

    def project(self, record: Record) -> ProjectSnapshot:
        """The project of one row or column."""
        cells = record.cells
        name = " ".join(cells[Field.NAME].split())
        starts = self._noted(
            record, Field.START, read_date(cells.get(Field.START, ""), role="start", reported_in=self.reported_in)
        )
        ends = self._noted(
            record, Field.END, read_date(cells.get(Field.END, ""), role="end", reported_in=self.reported_in)
        )
        budget, forecast, cost = (self._amount(record, each) for each in (Field.BUDGET, Field.FORECAST, Field.COST))
        rating, reason, sponsor, cell = _ratings(cells)
        return ProjectSnapshot(
            place=record.place,
            gmpp_id=_id(cells.get(Field.ID, "")),
            name=name,
            department=" ".join(cells[Field.DEPARTMENT].split()),
            description=cells.get(Field.DESCRIPTION, ""),
            rating=rating,
            rating_reason=reason,
            rating_cell=cell,
            sponsor_rating=sponsor,
            narrative=cells.get(Field.RATING_COMMENT, ""),
            starts_on=starts.value,
            ends_on=ends.value,
            dates_note=_both("Start", starts.words, "End", ends.words),
            schedule_narrative=cells.get(Field.SCHEDULE_COMMENT, ""),
            budget=budget.value,
            forecast=forecast.value,
            money_note=_both("Baseline", budget.words, "Forecast", forecast.words),
            budget_narrative=cells.get(Field.VARIANCE_COMMENT, ""),
            cost=cost.value,
            cost_reason=cost.words or ("" if cost.value is not None else NO_FIGURE),
            cost_narrative=cells.get(Field.COST_COMMENT, ""),
        )

    def _amount(self, record: Record, each: Field) -> Read[Decimal]:
        return self._noted(record, each, read_amount(record.cells.get(each, ""), unit=self.units[each]))

    def _noted(self, record: Record, each: Field, value: Read[T]) -> Read[T]:
        if value.is_odd and record.is_short:
            raise RefusedFileError(
                f"{record.place.capitalize()} has fewer cells than there are headings, and its {each.value} would be "
                f"“{value.words[:80]}”. A quotation mark that is not closed is the usual reason.",
                code="ragged",
            )
        if value.is_odd:
            shown = value.words if len(value.words) <= 80 else f"{value.words[:79]}…"
            self.notes.append(f"{record.place.capitalize()}, {each.value}: “{shown}” is kept in words.")
        if value.slip and isinstance(value.value, dt.date):
            self.notes.append(
                f"{record.place.capitalize()}, {each.value}: “{value.slip}” is read as {value.value:%-d %B %Y}."
            )
        return value


def _id(text: str) -> str:
    """The id in capitals, as departments write theirs in either; words such as TBC are none."""
    squeezed = "".join(text.split()).upper()
    return squeezed if any(char.isdigit() for char in squeezed) else ""


def _both(first: str, first_words: str, second: str, second_words: str) -> str:
    """One sentence for two cells of which either, neither or both give words in place of a value."""
    if first_words == second_words:
        return first_words
    parts = [f"{label}: {words}" for label, words in ((first, first_words), (second, second_words)) if words]
    return "\n".join(parts)


def _ratings(cells: Mapping[Field, str]) -> tuple[Rating, str, Rating | None, str]:
    """The rating that counts, in words what it rests on or why there is none, the sponsor's own, and its cell.

    Since 2022 a project is rated by the assurance authority or by its senior responsible owner; the first that is
    not empty counts.
    """
    first, second = cells.get(Field.RATING, ""), cells.get(Field.SPONSOR_RATING, "")
    authority, sponsor = read_rating(first), read_rating(second)
    if authority.value:
        return authority.value, authority.words, sponsor.value, first
    if sponsor.value:
        return sponsor.value, sponsor.words or SPONSOR_RATED, sponsor.value, second
    return Rating.NONE, NOT_GIVEN, None, ""
