"""The demo organisation loaded once for a whole test module, as of a day; everything is rolled back at its end."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, Final

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction

from big import clock
from big.accounts.models import User
from governance.demo.calendar import Calendar

# The day on which it was written, and one at the other end of all that varies: another quarter, a leap day, years on.
DAYS: Final = (dt.date(2026, 11, 15), dt.date(2028, 2, 29))
PMO: Final = "leonie.bakshi@meridian.example"
EXECUTIVE: Final = "tomas.verhoeven@meridian.example"
UNIT_LEAD: Final = "ingrid.kjellfors@meridian.example"
FINANCE: Final = "giulia.montefosco@meridian.example"
GOVERNANCE: Final = "nadia.abernathy-cole@meridian.example"
PROJECT_MANAGER: Final = "fatou.carrick@meridian.example"


@contextmanager
def meridian(blocker: Any, today: dt.date = DAYS[0]) -> Iterator[Calendar]:
    """Load Meridian Controls by the command, outside the transactions of the single tests."""
    with blocker.unblock(), transaction.atomic():
        clock.forget()
        call_command("load_demo", today=today, stdout=StringIO())
        cache.clear()
        yield Calendar(today)
        transaction.set_rollback(True)
    clock.forget()


def account(address: str) -> User:
    """Somebody of the organisation, as they sign in."""
    return User.objects.get(email=address)
