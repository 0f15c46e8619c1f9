"""The demo organisation as of a day, loaded once for all processes of a run; each module has a copy of its own."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command

from big import clock
from big.accounts.models import User
from big.servers.folder import locked
from governance.demo.calendar import Calendar
from tests.database import TEMPLATE, connected_to, copy, drop, exists, rename

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
    """Meridian Controls as of `today`, as the command loads it, in a database of its own that goes at the end."""
    name = f"big_meridian_{today:%Y%m%d}"
    with blocker.unblock():
        with locked(settings.VAR / "run" / f"{name}.lock", seconds=900):
            if not exists(name):
                half = f"{name}_half"
                copy(TEMPLATE, half)
                with connected_to(half):
                    clock.forget()
                    call_command("load_demo", today=today, stdout=StringIO())
                rename(half, name)
        mine = f"{name}_{os.getpid()}"
        copy(name, mine)
        try:
            with connected_to(mine):
                clock.forget()
                cache.clear()
                yield Calendar(today)
        finally:
            drop(mine)
    clock.forget()


def account(address: str) -> User:
    """Somebody of the organisation, as they sign in."""
    return User.objects.get(email=address)
