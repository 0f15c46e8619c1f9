"""Telling history: the demo loader, and tests of importers, write as if at an earlier moment; both times are kept."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from big.errors import RuleError


@contextmanager
def telling_history() -> Iterator[None]:
    """Let this transaction say when things were written, by `tell`; RuleError unless the organisation is empty."""
    if not connection.in_atomic_block:
        raise RuntimeError("history is told in one transaction, all or nothing")
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from history.organisation_organisation)")
        if cursor.fetchone()[0]:
            raise RuleError("History may be told only into an empty organisation.", code="not_empty")
        cursor.execute("select history.open_loading()")
    yield
    with connection.cursor() as cursor:
        # What follows in the same transaction, as in a test, is written now again.
        cursor.execute("select history.close_loading()")


def tell(moment: dt.datetime) -> None:
    """What is written from here on in this transaction was written at `moment`; moments only ascend."""
    with connection.cursor() as cursor:
        cursor.execute("select history.tell(%s)", [moment])
