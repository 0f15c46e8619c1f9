"""How work stood on two dates side by side, and how its rating and its whole-life cost went over time."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import Count

from big.accounts.models import User
from big.core import marks, words
from portfolio.models.status import RATED, Rating, StatusReport, WholeLifeCost
from portfolio.models.work import Work
from portfolio.selectors.standing import label_of, mark_of

CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
NOT_COMPARABLE: Final = "not-comparable"
LEFT: Final = "left"
NEW: Final = "new"
KINDS: Final[Mapping[str, str]] = {
    CHANGED: "Changed",
    UNCHANGED: "Unchanged",
    NOT_COMPARABLE: "Not comparable",
    LEFT: "Left",
    NEW: "New",
}
MATCHED: Final = (CHANGED, UNCHANGED, NOT_COMPARABLE)


@dataclass(frozen=True, slots=True)
class SnapshotDay:
    """A date on which imported data says how work stood, and of how many pieces of work that the user may see."""

    day: dt.date
    works: int


@dataclass(frozen=True, slots=True)
class Stood:
    """How one piece of work stood on one date: its rating or why there is none, its cost in pounds, its end."""

    rating: str
    reason: str = ""
    ends_on: dt.date | None = None
    dates_note: str = ""
    is_five_point: bool = False
    cost: Decimal | None = None
    currency: str = "GBP"
    cost_reason: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether there is a colour to compare."""
        return self.rating in RATED

    @property
    def mark(self) -> str:
        """The mark that is drawn: a colour, "N" for not rated or reset, "W" for withheld."""
        return mark_of(self.rating)

    @property
    def label(self) -> str:
        """The rating in words."""
        return label_of(self.rating)

    @property
    def no_cost(self) -> str:
        """In a word why there is no cost."""
        return _in_a_word(self.cost_reason)

    @property
    def no_end(self) -> str:
        """In a word why there is no end."""
        return _in_a_word(self.dates_note)


def _in_a_word(reason: str) -> str:
    return "Withheld" if "exempt" in reason.casefold() else "Not given"


@dataclass(frozen=True, slots=True)
class ComparedWork:
    """One piece of work then and now; `was` or `now` is None where it was not in that snapshot."""

    work_id: int
    code: str
    name: str
    unit: str
    was: Stood | None
    now: Stood | None

    @property
    def kind(self) -> str:
        """Changed, unchanged, not comparable, left or new; only two colours can be compared."""
        if self.was is None:
            return NEW
        if self.now is None:
            return LEFT
        if not (self.was.is_rated and self.now.is_rated):
            return NOT_COMPARABLE
        return UNCHANGED if self.was.rating == self.now.rating else CHANGED

    @property
    def latest(self) -> Stood | None:
        """How it stood in the later of the snapshots that it is in."""
        return self.now or self.was

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there is no colour, then and now; said once where it is the same."""
        said = [(each.label, each.reason) for each in (self.was, self.now) if each and each.reason]
        return tuple(f"{label}: {reason}" for label, reason in dict.fromkeys(said))

    @property
    def cost_known_before(self) -> bool:
        """Whether a cost that was given then is withheld now."""
        return bool(self.was and self.now and self.was.cost is not None and self.now.cost is None)

    @property
    def cost_change(self) -> Decimal | None:
        """How much dearer it became, where both dates give a cost in one currency."""
        if not (self.was and self.now) or self.was.currency != self.now.currency:
            return None
        if self.was.cost is None or self.now.cost is None:
            return None
        return self.now.cost - self.was.cost

    @property
    def slip_days(self) -> int | None:
        """How many days later it ends, where both dates give an end."""
        if not (self.was and self.now and self.was.ends_on and self.now.ends_on):
            return None
        return (self.now.ends_on - self.was.ends_on).days


@dataclass(frozen=True, slots=True)
class Move:
    """How many pieces of work went from one rating to another."""

    was: str
    now: str
    works: int


class Comparison:
    """Two snapshots side by side: every piece of work in either, and what the ratings did."""

    def __init__(self, older: dt.date, newer: dt.date, rows: Sequence[ComparedWork]) -> None:
        self.older, self.newer = older, newer
        self.rows = tuple(rows)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pieces of work are of each kind; every kind is there."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in KINDS}

    @property
    def matched(self) -> int:
        """How many pieces of work are in both."""
        return sum(self.counts[kind] for kind in MATCHED)

    @property
    def changed(self) -> int:
        """How many changed their rating."""
        return self.counts[CHANGED]

    @property
    def unchanged(self) -> int:
        """How many kept their rating."""
        return self.counts[UNCHANGED]

    @property
    def not_comparable(self) -> int:
        """How many are in both but have no colour in one of them."""
        return self.counts[NOT_COMPARABLE]

    @property
    def left(self) -> int:
        """How many are only in the older."""
        return self.counts[LEFT]

    @property
    def new(self) -> int:
        """How many are only in the newer."""
        return self.counts[NEW]

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The changes of rating, the most frequent first, then the worst."""
        found = Counter(
            (row.was.rating, row.now.rating) for row in self.rows if row.kind == CHANGED and row.was and row.now
        )
        order = {mark: place for place, mark in enumerate(marks.ORDER)}
        listed = sorted(found.items(), key=lambda item: (-item[1], order[item[0][1]], order[item[0][0]]))
        return tuple(Move(was, now, works) for (was, now), works in listed)

    @property
    def scale_changed(self) -> bool:
        """Whether the one date knew Amber/Red and Amber/Green and the other did not."""
        scales = {stood.is_five_point for row in self.rows for stood in (row.was, row.now) if stood and stood.is_rated}
        return len(scales) > 1

    @property
    def message(self) -> str:
        """What the comparison says, in one sentence."""
        if not self.matched:
            return "No work is in both snapshots."
        if not self.changed + self.unchanged:
            return f"None of {words.counted(self.matched, 'rating')} can be compared."
        return f"{words.number(self.changed)} of {words.counted(self.matched, 'rating')} changed."

    def narrowed(
        self, *, kind: str = "", was: str = "", now: str = "", unit: str = "", find: str = ""
    ) -> tuple[ComparedWork, ...]:
        """The rows of that kind, those ratings and that unit, whose name or code holds the words."""
        sought = find.casefold().split()
        return tuple(
            row
            for row in self.rows
            if kind in ("", row.kind)
            and unit in ("", row.unit)
            and (not was or (row.was is not None and row.was.rating == was))
            and (not now or (row.now is not None and row.now.rating == now))
            and all(word in f"{row.code} {row.name}".casefold() for word in sought)
        )


def snapshot_days(user: User) -> list[SnapshotDay]:
    """The dates of imported snapshots that `user` may see something of, newest first; one query."""
    reports = StatusReport.objects.visible_to(user).submitted().filter(source__isnull=False).order_by()
    days = reports.values("report_on").annotate(works=Count("work", distinct=True)).order_by("-report_on")
    return [SnapshotDay(row["report_on"], row["works"]) for row in days]


def compare_snapshots(user: User, older: dt.date, newer: dt.date) -> Comparison:
    """How all work that `user` may see stood on two dates; three queries, by name.

    Work is in a snapshot where a submitted report is of exactly that date; of two of one date the later submitted
    counts. Ratings are compared as they were given: between the five-point scale and the three-point scale of 2022
    a change may be the scale's.
    """
    reports = (
        StatusReport.objects.visible_to(user)
        .submitted()
        .filter(report_on__in=(older, newer))
        .order_by("work_id", "report_on", "-submitted_at", "-pk")
        .distinct("work_id", "report_on")
    )
    said = {
        (row.work_id, row.report_on): row
        for row in reports.defer("narrative", "schedule_narrative", "budget_narrative")
    }
    keys = {work_id for work_id, _ in said}
    costs = WholeLifeCost.objects.filter(work__in=keys, stated_on__in=(older, newer)).defer("narrative")
    stated = {(cost.work_id, cost.stated_on): cost for cost in costs}
    works = Work.objects.filter(pk__in=keys).order_by("name", "code")
    rows = [
        ComparedWork(
            work_id=pk,
            code=code,
            name=name,
            unit=unit or "",
            was=_stood(said.get((pk, older)), stated.get((pk, older))),
            now=_stood(said.get((pk, newer)), stated.get((pk, newer))),
        )
        for pk, code, name, unit in works.values_list("pk", "code", "name", "unit__name")
    ]
    return Comparison(older, newer, rows)


def _stood(report: StatusReport | None, cost: WholeLifeCost | None) -> Stood | None:
    if report is None:
        return None
    return Stood(
        rating=report.rating,
        reason="" if report.rating in RATED else report.rating_reason,
        ends_on=report.ends_on,
        dates_note=report.dates_note,
        is_five_point=report.is_five_point,
        cost=cost.amount if cost else None,
        currency=cost.currency if cost else "GBP",
        cost_reason=cost.withheld_reason if cost else "",
    )


@dataclass(frozen=True, slots=True)
class RatedOn:
    """The rating that work had on one date, and what stands beside it."""

    on: dt.date
    rating: str
    reason: str
    sponsor_rating: str
    is_five_point: bool
    narrative: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    dates_note: str
    source: str

    @property
    def mark(self) -> str:
        """The mark that is drawn."""
        return mark_of(self.rating)

    @property
    def label(self) -> str:
        """The rating in words."""
        return label_of(self.rating)

    @property
    def sponsor_label(self) -> str:
        """The senior responsible owner's own rating in words, where there is one."""
        return Rating(self.sponsor_rating).label if self.sponsor_rating else ""


@dataclass(frozen=True, slots=True)
class CostOn:
    """The whole-life cost that was stated on one date, or why none was; `change` since the last that was stated."""

    on: dt.date
    amount: Decimal | None
    currency: str
    reason: str
    narrative: str
    change: Decimal | None
    source: str


def rating_history(work: Work) -> list[RatedOn]:
    """Every submitted status of `work`, oldest first, one a date; one query. The caller has seen that it is visible."""
    reports = StatusReport.objects.submitted().filter(work=work).order_by("report_on", "-submitted_at", "-pk")
    return [
        RatedOn(
            on=report.report_on,
            rating=report.rating,
            reason=report.rating_reason,
            sponsor_rating=report.sponsor_rating,
            is_five_point=report.is_five_point,
            narrative=report.narrative,
            starts_on=report.starts_on,
            ends_on=report.ends_on,
            dates_note=report.dates_note,
            source=_source(report),
        )
        for report in reports.distinct("report_on").select_related("source__file").defer("source__plan")
    ]


def cost_history(work: Work) -> list[CostOn]:
    """Every whole-life cost stated of `work`, oldest first; one query. The caller has seen that it is visible."""
    found: list[CostOn] = []
    last: Mapping[str, Decimal] = {}
    costs = WholeLifeCost.objects.filter(work=work).select_related("source__file").defer("source__plan")
    for cost in costs.order_by("stated_on"):
        before = last.get(cost.currency)
        found.append(
            CostOn(
                on=cost.stated_on,
                amount=cost.amount,
                currency=cost.currency,
                reason=cost.withheld_reason,
                narrative=cost.narrative,
                change=None if before is None or cost.amount is None else cost.amount - before,
                source=_source(cost),
            )
        )
        if cost.amount is not None:
            last = {**last, cost.currency: cost.amount}
    return found


def _source(record: StatusReport | WholeLifeCost) -> str:
    """Where a figure came from: the file and the place in it."""
    if record.source is None:
        return ""
    return ", ".join(filter(None, (record.source.file.filename, record.source_ref)))
