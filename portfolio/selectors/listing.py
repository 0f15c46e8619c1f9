"""A page of the list of work: rows with status, money and the next milestone, groups, and totals that add up."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db import models
from django.db.models import Count
from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.core import words
from big.periods import Period
from big.registry import pages
from portfolio.models.milestones import Milestone
from portfolio.models.work import Stream, Work
from portfolio.selectors.asking import GROUPED_BY, HOST, LACKING, WorkQuery, ordered
from portfolio.selectors.frame import Frame
from portfolio.selectors.money import Totals, totals_by, totals_by_work
from portfolio.selectors.standing import Standing, standings

PAGE: Final = 50
# The work of each stream in a few words, for the head of its group.
ABOUT: Final = {
    Stream.BUSINESS_AS_USUAL.value: "Running the organisation",
    Stream.VALUE_CREATION.value: "What we build and own",
    Stream.CHANGE.value: "Programmes and projects",
    Stream.CUSTOMER.value: "Done for customers",
}


@dataclass(frozen=True, slots=True)
class NextMilestone:
    """The open milestone that comes first: expected, and how late against its baseline and against today."""

    key: int
    title: str
    due_on: dt.date
    slip_days: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What an upper app's column shows of one row."""

    column: pages.Column
    value: Any


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of work as a list shows it; `money` is empty where it has no line in the period."""

    work: Work
    standing: Standing
    money: Totals
    milestone: NextMilestone | None
    cells: tuple[Cell, ...]

    @property
    def confidence_words(self) -> str:
        """The confidence and where it came from, for those who do not see the line."""
        now = self.standing.confidence
        first = next((each for each in self.standing.confidences if each is not None), now)
        if now is None or first is None:
            return "No confidence given"
        if first == now:
            return f"Confidence {now} of 10"
        return f"Confidence {now} of 10, from {first} over {len(self.standing.confidences)} reports"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a stream, unit, type or owner; count and money are of the whole group, not of this page."""

    key: Any
    label: str
    about: str
    count: int
    money: Totals
    rows: tuple[Row, ...]
    continues: bool = False

    @property
    def only(self) -> str:
        """How an address asks for this group alone."""
        return LACKING if self.key is None else str(self.key)


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the list, in groups; `first` and `last` say which rows of `total` these are."""

    groups: tuple[Group, ...]
    columns: tuple[pages.Column, ...]
    number: int
    total: int

    @property
    def rows(self) -> list[Row]:
        """The rows of all groups."""
        return [row for group in self.groups for row in group.rows]

    @property
    def first(self) -> int:
        """The number of the first row, from 1."""
        return (self.number - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return min(self.number * PAGE, self.total)

    @property
    def left(self) -> int:
        """How many rows follow."""
        return self.total - self.last


def work_page(
    works: "models.QuerySet[Any]", query: WorkQuery, user: User, frame: Frame, period: Period, number: int = 1
) -> WorkPage:
    """Page `number` of `works`; a number beyond the last gives the last. Ten queries, and one for each added column."""
    total = works.count()
    number = max(1, min(number, -(-total // PAGE)))
    sorted_works = ordered(works, query, frame, period).select_related("work_type", "state", "owner", "unit")
    start = (number - 1) * PAGE
    found = list(sorted_works[start : start + PAGE])
    before = sorted_works[start - 1 : start].first() if start else None
    rows = rows_of(found, user, frame, period)
    groups = _groups(rows, works, query, frame, period, before)
    return WorkPage(tuple(groups), tuple(pages.columns(HOST)), number, total)


def rows_of(found: Sequence[Work], user: User, frame: Frame, period: Period) -> list[Row]:
    """The rows of these works, in their order; five queries, plus one for each added column."""
    keys = [work.pk for work in found]
    chosen = Work.objects.filter(pk__in=keys)
    stood = standings(chosen, frame.today, stale_after=frame.stale_after)
    money = totals_by_work(chosen, period, currency=frame.currency, few=True)
    milestones = next_milestones(keys, frame.today)
    columns = pages.columns(HOST)
    loaded = [(column, column.load(keys, user) if keys else {}) for column in columns]
    return [
        Row(
            work,
            stood[work.pk],
            money.get(work.pk) or Totals(period, frame.currency),
            milestones.get(work.pk),
            tuple(Cell(column, cells.get(work.pk)) for column, cells in loaded),
        )
        for work in found
    ]


def next_milestones(keys: Sequence[int], today: dt.date) -> dict[int, NextMilestone]:
    """The open milestone of each work that comes first, an overdue one before all; one query."""
    rows = (
        Milestone.objects.open()
        .filter(work__in=keys)
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
        .order_by("work_id", "due_on", "pk")
        .distinct("work_id")
        .values_list("work_id", "pk", "title", "due_on", "baseline_on")
    )
    return {
        work_id: NextMilestone(key, title, due_on, (due_on - baseline_on).days if baseline_on else 0, due_on < today)
        for work_id, key, title, due_on, baseline_on in rows
    }


def _groups(
    rows: list[Row],
    works: "models.QuerySet[Any]",
    query: WorkQuery,
    frame: Frame,
    period: Period,
    before: Work | None,
) -> Iterable[Group]:
    if query.group == "none":
        if rows:
            yield Group("", "", "", len(rows), Totals(period, frame.currency), tuple(rows))
        return
    column = GROUPED_BY[query.group]
    counts = dict(works.order_by().values_list(column).annotate(n=Count("pk")))
    money = totals_by(works, period, query.group, currency=frame.currency)
    for key, same in groupby(rows, key=lambda row: getattr(row.work, column)):
        members = tuple(same)
        yield Group(
            key,
            _label(members[0].work, query.group),
            ABOUT.get(key, "") if query.group == "stream" else "",
            counts.get(key, len(members)),
            money.get(key) or Totals(period, frame.currency),
            members,
            continues=before is not None and getattr(before, column) == key and members[0] is rows[0],
        )


def _label(work: Work, group: str) -> str:
    if group == "stream":
        return work.get_stream_display()
    if group == "type":
        return work.work_type.plural
    held = work.unit if group == "unit" else work.owner
    return str(held) if held else words.capital(f"no {group}")
