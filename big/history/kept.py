"""Figures of whole tables that are the same for every reader: kept in this process until one of the tables changes.

Nothing is kept for a time and hoped to be fresh. The trigger on each governed table leaves a new token with the first
change of every transaction; the tokens that a reader sees name the state of the tables exactly, and what was computed
from that state serves for as long as the same tokens are seen. A rolled back token is never seen, and none comes back.
"""

import datetime as dt
import functools
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, ParamSpec, TypeVar

from django.apps import apps
from django.db import connections, models

from big.history import moment
from big.history.moment import ALIAS
from big.history.tables import is_read_as_past

# For so many arguments and moments a function's last answer is held unless it says otherwise, the longest unused going
# first.
HELD: Final = 6
# No token is of use to whoever has changes of their own that may still be rolled back.
_TOKENS = """
select tab, md5(string_agg(token::text, ',' order by pid)) from history.turns
where pg_current_xact_id_if_assigned() is null group by tab
union all select '', '' where pg_current_xact_id_if_assigned() is null
"""
# What was computed from the organisation that stood then is no base for another's: a loader tells of the past, and only
# into an empty one, and between two tests the tables are emptied.
_WHOSE: Final = "organisation_organisation"
# Every transaction that took its moment before this instant is finished. Under another isolation what is read next may
# be older than the instant, so there is none.
_SETTLED = "select case when current_setting('transaction_isolation') = 'read committed' then history.horizon() end"
_TOUCHED = """
(select {column} from history.{table} where _act >= %(since)s limit %(most)s)
union (select {column} from history.{table} where _last and _to < 'infinity' and _to >= %(since)s limit %(most)s)
"""
# Of more changed records than this it is quicker to compute everything.
_MOST: Final = 2_000
_PRESENT = re.compile(r'"(?:public|known)"\.')
_QUOTED = re.compile(r'"([a-z0-9_]+)"')

P = ParamSpec("P")
T = TypeVar("T")
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@dataclass
class _Reading:
    """What one block has read: the tokens, once they were asked for, and what cannot be kept for longer."""

    tokens: dict[str, str] | None = None
    own: dict[Any, Any] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("big_kept_reading", default=None)


@dataclass(frozen=True, slots=True)
class _Held:
    """One answer, the state of the tables it was computed from, and what tells of the changes since."""

    state: Any
    answer: Any
    settled: dt.datetime | None
    whose: str | None


class _TooManyError(Exception):
    """So much has changed that computing everything is quicker than mending."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was written since an instant; some of it may have been seen already, nothing is left out."""

    since: dt.datetime

    def of(self, model: type[models.Model], name: str = "pk") -> set[Any]:
        """The values of one field in the records that were made, changed or removed; what was emptied is left out."""
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        quote = connections["default"].ops.quote_name
        query = _TOUCHED.format(table=quote(model._meta.db_table), column=quote(str(getattr(field, "column", ""))))
        with connections["default"].cursor() as cursor:
            cursor.execute(query, {"since": self.since, "most": _MOST + 1})
            found = {value for (value,) in cursor.fetchall()}
        if len(found) > _MOST:
            raise _TooManyError
        return found - {None}


class NotNamedError(Exception):
    """A kept figure reads a table that it does not name, so that it would outlive a change there; a fault of ours."""


def kept(
    *read: type[models.Model],
    held: int = HELD,
    mend: Callable[..., Any] | None = None,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function computes from the records of `read` and from nothing else.

    Its arguments can be hashed, it knows of no reader, and what it returns is shared, so nobody changes it. It is
    computed anew in a transaction that has written. A past moment is kept like the present, each by itself.

    Where a whole is dear and a change is small, `mend(before, changes, ...)` makes the answer of now from the one
    before, for the same arguments, and what was written since; it comes to exactly what computing anew would, or is
    None where that is quicker. A past moment is never mended.
    """

    def decorate(compute: Callable[P, T]) -> Callable[P, T]:
        states: OrderedDict[Any, _Held] = OrderedDict()
        lock = Lock()

        @functools.wraps(compute)
        def found(*args: P.args, **kwargs: P.kwargs) -> T:
            tables = sorted(model._meta.db_table for model in read)
            block = _reading.get()
            tokens = _tokens(block)
            asked = (moment.current(), args, tuple(sorted(kwargs.items())))
            if not tokens:
                if block is None:
                    return _computed(compute, tables, args, kwargs)
                if (compute, asked) not in block.own:
                    block.own[compute, asked] = _computed(compute, tables, args, kwargs)
                own: T = block.own[compute, asked]
                return own
            # A settled moment shows the same whatever changes now; the organisation says whose past it is.
            is_now = asked[0] is None
            state = tuple(tokens.get(table) for table in (tables if is_now else [_WHOSE]))
            with lock:
                before = states.get(asked)
                if before and before.state == state:
                    states.move_to_end(asked)
                    answer: T = before.answer
                    return answer
            # Not under the lock: of two readers at once both compute, and nobody waits. What is mended asks others that
            # are kept anew: an answer of theirs from before the instant could lack what the instant says was seen.
            whose, settled, made = tokens.get(_WHOSE), None, None
            with _by_itself() if mend else nullcontext():
                if mend and is_now:
                    base = before if before and before.whose == whose else None
                    settled, made = _mended(mend, base, tables, args, kwargs)
                if made is None:
                    made = _computed(compute, tables, args, kwargs)
            with lock:
                # In place of what was computed from an earlier state, which never comes back.
                states[asked] = _Held(state, made, settled, whose)
                states.move_to_end(asked)
                while len(states) > held:
                    states.popitem(last=False)
            return made

        return found

    return decorate


@contextmanager
def reading() -> Iterator[None]:
    """Ask for the state of the tables once, for a block that only reads, such as the answer to a GET."""
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def _by_itself() -> Iterator[None]:
    """Read as if no block had asked for the state of the tables before."""
    token = _reading.set(None)
    try:
        yield
    finally:
        _reading.reset(token)


def fold() -> None:
    """Put the tokens of connections that are gone together; their number grows with every connection that writes."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select history.fold_turns()")


def _alias() -> str:
    return "default" if moment.current() is None else ALIAS


def _mended(
    mend: Callable[..., Any], before: _Held | None, tables: list[str], args: Any, kwargs: Any
) -> tuple[dt.datetime | None, Any]:
    """The instant from which on changes are of interest next time, and the answer mended, or None to compute it."""
    settled = _settled()
    if before is None or before.settled is None or settled is None:
        return settled, None
    with suppress(_TooManyError):
        return settled, _computed(mend, tables, (before.answer, Changes(before.settled), *args), kwargs)
    return settled, None


def _settled() -> dt.datetime | None:
    with connections["default"].cursor() as cursor:
        cursor.execute(_SETTLED)
        found: dt.datetime | None = cursor.fetchone()[0]
        return found


def _tokens(block: _Reading | None) -> dict[str, str]:
    """What names the state of each table as this connection sees it; empty where nothing may be kept."""
    if block is not None and block.tokens is not None:
        return block.tokens
    with connections[_alias()].cursor() as cursor:
        cursor.execute(_TOKENS)
        found = dict(cursor.fetchall())
    if block is not None:
        block.tokens = found
    return found


def _computed(compute: Callable[..., T], tables: list[str], args: Any, kwargs: Any) -> T:
    for table in tables:
        if not is_read_as_past(table):
            raise NotNamedError(f"{table} tells nobody of its changes, so nothing that is read from it can be kept")

    def only_the_named(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if unnamed := (set(_QUOTED.findall(str(sql))) & _every_table()).difference(tables):
            raise NotNamedError(f"{compute.__qualname__} also reads {', '.join(sorted(unnamed))}")
        if moment.current() is not None and _PRESENT.search(str(sql)):
            raise NotNamedError(
                f"{compute.__qualname__} reads the present at a past moment, which would be kept as past"
            )
        return execute(sql, params, many, context)

    with connections[_alias()].execute_wrapper(only_the_named):
        return compute(*args, **kwargs)


@functools.cache
def _every_table() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
