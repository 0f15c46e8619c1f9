"""The page "What changed": which two moments are meant, and what it shows of their comparison."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator

from big import clock
from big.accounts.models import User
from big.audit.changed.comparing import Comparison, compare
from big.audit.changed.telling import ToldRecord, sentence, told
from big.core import words
from big.errors import RuleError
from big.history import moment
from big.history.asking import end_of, ends_its_day, moment_of, settled_moment
from big.registry import changes as registry
from big.registry.changes import ASPECTS, Landmark

PAGE: Final = 50
_DAYS: Final = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for; `until` None is what is read now. `kind` and `aspect` narrow it."""

    since: dt.datetime
    until: dt.datetime | None = None
    aspect: str = ""
    kind: str = ""


def asked(user: User, since: str = "", until: str = "", aspect: str = "", kind: str = "") -> Asked:
    """What an address asks for: moments as `?as_of=` takes them, without `since` the last landmark or thirty days.

    RuleError, in words for the reader, for moments that cannot be read or stand the wrong way round.
    """
    end = settled_moment(until) if until.strip() else None
    start = moment_of(since) if since.strip() else usual_start(user)
    latest = end or clock.now()
    if start >= latest:
        raise RuleError("Choose an earlier moment to compare with: it lies after the one that is read.", code="since")
    if end and moment.current() and end > clock.now():
        raise RuleError("That lies after the moment that is read. Choose an earlier one.", code="until")
    known = {each.kind for each in registry.watched()}
    return Asked(start, end, aspect if aspect in ASPECTS else "", kind if kind in known else "")


def usual_start(user: User) -> dt.datetime:
    """The last landmark before now, or the end of the day thirty days ago."""
    now = clock.now()
    before = [each.at for each in registry.landmarks(user) if each.at < now]
    return before[0] if before else end_of(words.local_date(clock.now()) - dt.timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Start:
    """A moment to begin at, as a link."""

    label: str
    since: str
    is_current: bool


def starts(user: User, present: dt.datetime | None = None) -> list[Start]:
    """What is offered to begin at: the landmarks, and some days back."""
    today = words.local_date(clock.now())
    ends = [Landmark(f"{days} days ago", end_of(today - dt.timedelta(days=days))) for days in _DAYS]
    marks = [each for each in registry.landmarks(user) if each.at < clock.now()][:2]
    return [Start(each.label, written(each.at), each.at == present) for each in (*marks, *ends)]


def written(at: dt.datetime) -> str:
    """A moment as an address carries it: the date alone where it is the end of a day."""
    return words.local_date(at).isoformat() if ends_its_day(at) else at.astimezone(dt.UTC).isoformat()


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A page of changed records, the gravest first."""

    comparison: Comparison
    message: str
    between: str
    records: Sequence[ToldRecord]
    total: int
    number: int
    next_page: int | None


def changed_page(user: User, want: Asked, page: str = "") -> ChangedPage:
    """Fifty of the records that changed, the first for a page that is none; a constant number of queries."""
    comparison = compare(user, want.since, want.until)
    records = comparison.narrowed(want.aspect, want.kind)
    shown = Paginator(records, PAGE).get_page(page)
    return ChangedPage(
        comparison=comparison,
        message=sentence(comparison),
        between=between(comparison.since, want.until),
        records=told(user, comparison, list(shown)),
        total=len(records),
        number=shown.number,
        next_page=shown.next_page_number() if shown.has_next() else None,
    )


def between(since: dt.datetime, until: dt.datetime | None) -> str:
    """The two moments in words."""
    if until:
        end = said_moment(until)
    elif now := moment.current():
        end = said_moment(now)
    else:
        end = "now"
    return f"Between {said_moment(since)} and {end}"


def said_moment(at: dt.datetime) -> str:
    """A moment in words: the end of a day as such."""
    return f"the end of {words.day(at)}" if ends_its_day(at) else words.moment(at)


def exported(user: User, want: Asked) -> Iterator[list[Any]]:
    """Every change as a row of a file."""
    comparison = compare(user, want.since, want.until)
    for record in told(user, comparison, comparison.narrowed(want.aspect, want.kind)):
        for line in record.lines:
            yield [
                record.noun,
                record.code,
                record.name,
                record.place,
                ASPECTS[line.aspect],
                line.label,
                line.was,
                line.now,
                line.by,
                line.who,
                line.why,
                line.at.astimezone(clock.reading().zone).strftime("%Y-%m-%d %H:%M:%S") if line.at else "",
            ]
