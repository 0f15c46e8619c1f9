"""The next ten days: milestones expected, readings that fall due, purposes to review, packs in the making."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from big.core import words
from governance.models.packs import Pack
from governance.selectors.home.reading import Reading
from okr.models.key_results import KeyResult
from okr.models.purposes import Purpose
from portfolio.models.milestones import Milestone

DAYS = 10
MOST = 10
# As many of one kind on one day are named; more are counted.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the agenda; `strong` is the name that leads it."""

    day: dt.date
    strong: str
    text: str
    url: str


def agenda(reading: Reading) -> list[Entry]:
    """What the user may see of the next ten days, in order; four queries at most."""
    first, last = reading.frame.today, reading.frame.today + dt.timedelta(days=DAYS)
    entries = [*_milestones(reading, first, last), *_check_ins(reading, first, last)]
    entries += [*_reviews(reading, first, last), *_packs(reading, first, last)]
    return sorted(entries, key=lambda entry: entry.day)[:MOST]


def _milestones(reading: Reading, first: dt.date, last: dt.date) -> Iterable[Entry]:
    found: QuerySet[Any] = (
        Milestone.objects.visible_to(reading.user)
        .open()
        .filter(work__in=reading.works.order_by().values("pk"))
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
        .filter(due_on__gte=first, due_on__lte=last)
        .select_related("work")
        .order_by("due_on", "pk")
    )
    by_day: defaultdict[dt.date, list[Any]] = defaultdict(list)
    for milestone in found[:200]:
        by_day[milestone.due_on].append(milestone)
    for day, same in by_day.items():
        for milestone in same[:NAMED]:
            yield Entry(day, milestone.title, f", {milestone.work.code}", milestone.work.get_absolute_url())
        left = max(len(same) - NAMED, 0)
        if left:
            said = words.counted(left, "more milestone")
            yield Entry(day, "", f"and {said}", reverse("portfolio:work_list"))


def _check_ins(reading: Reading, first: dt.date, last: dt.date) -> Iterable[Entry]:
    by_day: defaultdict[dt.date, list[int]] = defaultdict(list)
    for each in reading.scope.measured:
        if each.read_on is None:
            continue
        day = each.read_on + dt.timedelta(days=each.limit)
        if first <= day <= last:
            by_day[day].append(each.key)
    named = [key for keys in by_day.values() if len(keys) <= NAMED for key in keys]
    found = KeyResult.objects.in_bulk(named)
    for day, keys in by_day.items():
        if len(keys) <= NAMED:
            for key in keys:
                yield Entry(day, "", f"Check in: {found[key].title}", found[key].get_absolute_url())
        else:
            yield Entry(day, "", words.counted(len(keys), "check-in") + " due", reverse("okr:objective_list"))


def _reviews(reading: Reading, first: dt.date, last: dt.date) -> Iterable[Entry]:
    due = Purpose.objects.visible_to(reading.user).filter(review_on__gte=first, review_on__lte=last)
    for purpose in due.exclude(state=Purpose.State.RETIRED):
        if purpose.review_on:
            yield Entry(purpose.review_on, f"Purpose {purpose.code}", " is up for review", purpose.get_absolute_url())


def _packs(reading: Reading, first: dt.date, last: dt.date) -> Iterable[Entry]:
    drafts = Pack.objects.visible_to(reading.user).for_rows().filter(state=Pack.State.DRAFT)
    for pack in drafts.filter(read_on__gte=first, read_on__lte=last)[:NAMED]:
        yield Entry(pack.read_on, pack.title, ", still a draft", pack.get_absolute_url())
