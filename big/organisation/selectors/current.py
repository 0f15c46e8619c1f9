"""The organisation itself, read once for each request, task or command, together with its clock."""

import datetime as dt
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from big import clock
from big.history import moment
from big.organisation.models import Organisation
from big.periods import Period, financial_year
from big.registry import terms

_held: ContextVar[Organisation | None] = ContextVar("big_organisation", default=None)
moment.holds(_held)


def read_clock() -> clock.Reading:
    """What `big.clock` asks when it has not been read yet; reads the whole row, so that nobody needs to again."""
    organisation = Organisation.objects.first() or Organisation(name="Your organisation")
    _held.set(organisation)
    return clock.Reading(zone=ZoneInfo(organisation.zone), pinned=organisation.pinned_today)


def organisation() -> Organisation:
    """The organisation, or one with the product's defaults where nobody has named it yet."""
    clock.reading()
    held = _held.get()
    if held is None:
        # The clock was set by hand, as tests do, before anybody read it.
        read_clock()
        held = _held.get()
        assert held is not None  # noqa: S101 - read_clock has just set it
    return held


def year_of(day: dt.date | None = None) -> Period:
    """The organisation's financial year that contains `day`, or today."""
    return financial_year(day or clock.today(), organisation().financial_year_starts)


def term(key: str, *, many: bool = False) -> str:
    """The organisation's own word for one of the product's."""
    return terms.said(organisation().terms, key, many=many)
