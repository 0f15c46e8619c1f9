"""Reading as of a past moment: one block, in which the whole product reads what was recorded by then.

Inside `as_of(t)` the router sends every reading to the alias "past". There the name of a governed table leads to
a view over its versions, so that no selector knows that it reads the past. The block is a read-only transaction of
its own and always rolls back.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections, transaction
from django.urls import get_resolver

from big.history.guards import no_present_reading, no_present_time

ALIAS = "past"
_moment: ContextVar[dt.datetime | None] = ContextVar("big_moment", default=None)
_judging: ContextVar[bool] = ContextVar("big_judging", default=False)
_held: list[ContextVar[Any]] = []
_ENTER = """
select set_config('big.as_of', %s, true), set_config('search_path', 'past,public', true),
       set_config('transaction_read_only', 'on', true)
"""


class PastError(Exception):
    """Something was asked of the past that it cannot give; a fault of ours, never of the reader."""


class WriteInPastError(PastError):
    """A write was tried while the past was read."""


class LeftTheMomentError(PastError):
    """A queryset or a record of a past moment was read outside its block, where it would show the present."""


def current() -> dt.datetime | None:
    """The moment that is being read, or None for the present."""
    return _moment.get()


@contextmanager
def judging() -> Iterator[None]:
    """Ask for the rights of the present in full, for what may be seen; outside, nobody may change the past."""
    token = _judging.set(True)
    try:
        yield
    finally:
        _judging.reset(token)


def only_reads() -> bool:
    """Whether nobody holds any right but to see: so it is while the past is read."""
    return _moment.get() is not None and not _judging.get()


def holds(held: ContextVar[Any]) -> None:
    """Let `held`, which keeps what was read for the length of a request, be empty when a block begins."""
    _held.append(held)


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[None]:
    """Read everything as it was recorded at `moment`, an aware datetime, both ends included.

    Blocks do not nest: PastError. What is evaluated after the block raises LeftTheMomentError.
    """
    if _moment.get() is not None:
        raise PastError("one past moment is being read already")
    with _block(moment):
        yield


@contextmanager
def earlier(moment: dt.datetime) -> Iterator[None]:
    """Read an earlier moment beside the one that is read now, present or past, so that the two can be compared.

    Nothing but plain values may leave the block, as with `as_of`. PastError where `moment` comes later.
    """
    now = _moment.get()
    if now is not None and moment > now:
        raise PastError("what is compared with the moment that is read lies after it")
    with _block(moment):
        yield


@contextmanager
def _block(moment: dt.datetime) -> Iterator[None]:
    if moment.tzinfo is None:
        raise ValueError("a moment is aware of its time zone")
    # The first address that is asked for loads all views and forms. Inside the block, the querysets that stand in the
    # fields of forms would keep its moment as long as the process lives.
    _ = get_resolver().url_patterns
    past, present = connections[ALIAS], connections["default"]
    # Inside another block this is a savepoint: rolling back to it brings that block's settings back.
    with transaction.atomic(using=ALIAS):
        with past.cursor() as cursor:
            cursor.execute(_ENTER, [moment.astimezone(dt.UTC).isoformat()])
        token = _moment.set(moment)
        kept = [(held, held.set(None)) for held in _held]
        try:
            with past.execute_wrapper(no_present_time):
                # Under test the two are one connection; then there is nothing else to guard.
                if present is past:
                    yield
                else:
                    with present.execute_wrapper(no_present_reading):
                        yield
        finally:
            for held, before in kept:
                held.reset(before)
            _moment.reset(token)
            # Never commits: a setting or a lock must not outlive the block.
            transaction.set_rollback(True, using=ALIAS)
