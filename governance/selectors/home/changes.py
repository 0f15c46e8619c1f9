"""What changed lately in what people decide on: status, dates, money, scores, links, owners, scope, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Q
from django.utils.html import format_html

from big import clock
from big.accounts.models import User
from big.audit import words as saying
from big.audit.models import AuditEvent
from big.audit.rows import EventRow, event_row
from big.audit.words import Change
from big.core import marks, words
from portfolio.models.status import Rating, mark_of

DAYS: Final = 7
MOST: Final = 8
# So many events are looked at; a week with more of them says "more than".
COUNTED: Final = 500
# An event shows on Home when it moves one of these; anything else is on the Activity page.
MOVING: Final = (
    "rating",
    "time_mark",
    "cost_mark",
    "benefit_mark",
    "value",
    "confidence",
    "certainty",
    "target",
    "baseline_on",
    "forecast_on",
    "actual_on",
    "ends_on",
    "forecast_ends_on",
    "due_on",
    "budget",
    "actual",
    "forecast",
    "released",
    "amount",
    "state",
    "weight",
    # links
    "objective",
    "drivers",
    # owners
    "owner",
    "sponsor",
    "accountable",
    "person",
    # scope
    "title",
    "name",
    "statement",
    "stream",
    "unit",
    "node",
    "parent",
)
_FIELDS_SHOWN: Final = 2
# The history keeps a rating as people say it.
_RATING_OF: Final = {label: value for value, label in Rating.choices}


@dataclass(frozen=True, slots=True)
class Changes:
    """The newest of them, since when, and how many there are."""

    rows: Sequence[Any]
    since: dt.date
    count: int
    is_cut: bool = False

    @property
    def meta(self) -> str:
        """The count, said."""
        if not self.count:
            return ""
        if self.is_cut:
            return f"more than {words.number(self.count)} changes"
        return words.counted(self.count, "change")


def changes(user: User, today: dt.date) -> Changes:
    """Events of the last seven days that move something, one row for each act; three queries."""
    since = today - dt.timedelta(days=DAYS)
    zone = clock.reading().zone
    moved = (
        AuditEvent.objects.visible_to(user)
        .known()
        .filter(
            Q(after__has_any_keys=list(MOVING)),
            at__gte=dt.datetime.combine(since, dt.time.min, zone),
            at__lt=dt.datetime.combine(today + dt.timedelta(days=1), dt.time.min, zone),
        )
    )
    met = list(moved.order_by("-at", "-pk").values_list("pk", "group")[:COUNTED])
    first: dict[Any, int] = {}
    for key, group in met:
        first.setdefault(group, key)
    newest = AuditEvent.objects.filter(pk__in=list(first.values())[:MOST]).for_rows().order_by("-at", "-pk")
    return Changes([_row(event) for event in newest], since, len(first), is_cut=len(met) == COUNTED)


def _row(event: AuditEvent) -> EventRow:
    """The event with only what moves; a rating shows as marks."""
    row = event_row(event)
    subject = next(iter(event.subjects.all()), None)
    kind = subject.kind if subject else ""
    if not event.before:
        return replace(row, why=_short(row.why))
    event.before = {name: value for name, value in event.before.items() if name in MOVING}
    event.after = {name: value for name, value in event.after.items() if name in MOVING}
    told = [_rating(event)] if "rating" in event.before else []
    event.before.pop("rating", None)
    event.after.pop("rating", None)
    told += saying.changes(event, kind)
    return replace(row, changes=told[:_FIELDS_SHOWN], why=_short(row.why))


def _rating(event: AuditEvent) -> Change:
    was, now = (mark_of(_RATING_OF.get(side.get("rating", ""), Rating.NONE)) for side in (event.before, event.after))
    shown = format_html("{} {}", marks.rag(now, size="sm", hidden=True), marks.NAMES[now])
    return Change("Status", marks.rag(was, size="sm"), shown)


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:90].rsplit(' ', 1)[0]}\N{HORIZONTAL ELLIPSIS}"
