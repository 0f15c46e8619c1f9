"""Present time, in one place: the instant of an event, and the business date that figures are read on.

The two differ on purpose. `now()` is an instant; while a past moment is read (big.history) it is that moment, and
`real_now()` is for what never is past: rights, sessions and leases. `today()` is the date on which statuses age and
quarters open; an organisation may pin it (the demo organisation does, so that every figure reads the same on any
day), and it falls in the organisation's own time zone.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from big.history import moment


@dataclass(frozen=True, slots=True)
class Reading:
    """What the organisation's clock shows: its zone, and the date it is pinned to, if any."""

    zone: ZoneInfo
    pinned: dt.date | None = None


_reading: ContextVar[Reading | None] = ContextVar("big_clock", default=None)
moment.holds(_reading)
_source: list[Callable[[], Reading]] = []


def read_from(source: Callable[[], Reading]) -> None:
    """Name the function that reads the organisation's clock; the organisation app does so once, at start."""
    _source[:] = [source]


def now() -> dt.datetime:
    """The present instant, or the past moment that is being read; aware."""
    return moment.current() or timezone.now()


def real_now() -> dt.datetime:
    """The present instant, whatever is being read; aware, in UTC."""
    return timezone.now()


def reading() -> Reading:
    """The organisation's clock, read once per request, task or command."""
    held = _reading.get()
    if held is None:
        held = _source[0]() if _source else Reading(zone=ZoneInfo("UTC"))
        _reading.set(held)
    return held


def today() -> dt.date:
    """The business date: the pinned date, or the present date in the organisation's time zone."""
    clock = reading()
    return clock.pinned or now().astimezone(clock.zone).date()


def forget() -> None:
    """Read the organisation's clock anew at the next question; called when a request or a task begins."""
    _reading.set(None)


@contextmanager
def pinned(day: dt.date) -> Iterator[None]:
    """Let `today()` be `day` inside the block, as the demo loader and tests need."""
    token = _reading.set(Reading(zone=reading().zone, pinned=day))
    try:
        yield
    finally:
        _reading.reset(token)


class ClockMiddleware:
    """Begin each request with a clock that has not been read yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forget()
        return self.get_response(request)
