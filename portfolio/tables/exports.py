"""The portfolio list as a table for spreadsheets: the same rows and figures as the page, all of them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models

from big.accounts.models import User
from big.core import marks
from big.periods import Period
from big.registry import pages
from portfolio.models.work import Work
from portfolio.selectors.asking import HOST
from portfolio.selectors.frame import Frame
from portfolio.selectors.listing import Cell, Row, rows_of
from portfolio.selectors.standing import label_of

CHUNK: Final = 500
_BEFORE: Final = (
    "Code",
    "Name",
    "Stream",
    "Type",
    "State",
    "Unit",
    "Node",
    "Owner",
    "Sponsor",
    "Under",
    "Status",
    "Reported as",
    "Reported on",
    "Was",
    "Time",
    "Cost",
    "Benefit",
    "Confidence",
)
_AFTER: Final = (
    "Currency",
    "Budget",
    "Actual to date",
    "Forecast",
    "Released",
    "Against budget",
    "Income budget",
    "Income forecast",
    "Other currencies",
    "Next milestone",
    "Due on",
    "Slip, days",
    "Starts on",
    "Baseline end",
    "Forecast end",
    "Must-do because of",
)


def header() -> list[str]:
    """The names of the columns, those of upper apps in the middle."""
    return [*_BEFORE, *(column.header for column in pages.columns(HOST)), *_AFTER]


def lines(works: "models.QuerySet[Any]", user: User, frame: Frame, period: Period) -> Iterator[list[Any]]:
    """A line for each of `works`, in their order, read in pieces of five hundred."""
    keys = list(works.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        piece = keys[start : start + CHUNK]
        found = Work.objects.visible_to(user).for_rows().in_bulk(piece)
        rows = rows_of([found[key] for key in piece if key in found], user, frame, period)
        yield from (_line(row) for row in rows)


def _line(row: Row) -> list[Any]:
    return [*_about(row), *_status(row), *(_cell(cell) for cell in row.cells), *_figures(row)]


def _cell(cell: Cell) -> str:
    return "" if cell.value is None else cell.column.export(cell.value)


def _about(row: Row) -> Iterable[Any]:
    work = row.work
    held = (work.unit, work.node, work.owner, work.sponsor)
    yield from (work.code, work.name, work.get_stream_display(), work.work_type.label, work.state.label)
    yield from (str(each) if each else "" for each in held)
    yield work.parent.code if work.parent else ""


def _status(row: Row) -> Iterable[Any]:
    stood = row.standing
    yield from (marks.NAMES[stood.mark], label_of(stood.rating), stood.report_on)
    yield marks.NAMES[stood.was] if stood.was else ""
    yield from (marks.NAMES[mark] if mark else "" for mark in (stood.time_mark, stood.cost_mark, stood.benefit_mark))
    yield stood.confidence


def _figures(row: Row) -> Iterable[Any]:
    work, cost, income = row.work, row.money.cost, row.money.income
    yield row.money.currency if not row.money.is_empty else ""
    yield from (cost.budget, cost.actual, cost.forecast, cost.released, cost.variance, income.budget, income.forecast)
    yield ", ".join(f"{each.currency} {each.cost.forecast or 0}" for each in row.money.others)
    due = row.milestone
    yield from (due.title, due.due_on, due.slip_days) if due else ("", None, None)
    yield from (work.starts_on, work.ends_on, work.forecast_ends_on, work.obligation)
