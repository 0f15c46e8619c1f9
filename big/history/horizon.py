"""Which moments are settled: nothing that is still being written can change what they show."""

import datetime as dt
import time

from django.db import connections

from big.history.moment import ALIAS, PastError


class UnsettledError(PastError):
    """Something is being written at this very moment, so the past up to it may still change."""


def horizon() -> dt.datetime:
    """Every moment before this one is settled."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select history.horizon()")
        found: dt.datetime = cursor.fetchone()[0]
    return found


def settled(moment: dt.datetime, *, wait: float = 2.0) -> bool:
    """Whether `moment` is settled, at the latest after `wait` seconds; what lies ahead never is."""
    deadline = time.monotonic() + wait
    while True:
        seen = horizon()
        if moment < seen:
            return True
        if time.monotonic() > deadline or (moment - seen > dt.timedelta(seconds=wait) and _lies_ahead(moment)):
            return False
        time.sleep(0.02)


def freeze(*, wait: float = 10.0) -> dt.datetime:
    """A settled moment that is as late as can be: what was committed before the call is in it.

    UnsettledError where a transaction that began to write earlier goes on for longer than `wait` seconds; PastError
    for one's own, whose changes would count from before the moment and be seen only when it has ended.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("select clock_timestamp(), coalesce(current_setting('big.stamp', true), '')")
        asked, stamp = cursor.fetchone()
    # Under test the two are one connection, and one's own changes are seen.
    if stamp and connections[ALIAS] is not connections["default"]:
        raise PastError("freeze before the first change of the transaction")
    if not settled(asked, wait=wait):
        raise UnsettledError("Something is still being written. Try again in a minute.")
    found: dt.datetime = asked
    return found


def _lies_ahead(moment: dt.datetime) -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("select clock_timestamp() < %s", [moment])
        return bool(cursor.fetchone()[0])
