"""What follows a change: an upper app's function runs inside the transaction of a lower app's service.

Explicit calls instead of signals: the service says `react(WORK_CLOSED, ...)`, and a reaction that raises a
RuleError refuses the whole change.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from big.accounts.models import User

_reactions: dict[str, list[Callable[..., None]]] = {}
_of_many: dict[str, list[Callable[..., None]]] = {}
_waiting: ContextVar[dict[str, list[Any]] | None] = ContextVar("reactions_waiting", default=None)


def announce(change: str) -> str:
    """Make `change` something that can be reacted to; return it as a constant."""
    _reactions.setdefault(change, [])
    return change


def on(change: str, reaction: Callable[..., None]) -> None:
    """Run `reaction(record, actor=..., **facts)` with every such change; LookupError for an unknown one."""
    if change not in _reactions:
        raise LookupError(f"nothing announces {change}")
    _reactions[change].append(reaction)


def on_many(change: str, reaction: Callable[..., None]) -> None:
    """Run `reaction(records, actor=...)` with every such change, and once for all of those in a `gathered` block."""
    if change not in _reactions:
        raise LookupError(f"nothing announces {change}")
    _of_many.setdefault(change, []).append(reaction)


@contextmanager
def gathered(actor: User) -> Iterator[None]:
    """Let reactions to many wait for the end of the block, so that a thousand changes cost as many queries as one."""
    waiting: dict[str, list[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for change, records in waiting.items():
        for reaction in _of_many[change]:
            reaction(records, actor=actor)


def react(change: str, record: Any, *, actor: User, **facts: Any) -> None:
    """Run what is registered for `change`; refuses a call outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a reaction belongs in the transaction of the change")
    for reaction in _reactions[change]:
        reaction(record, actor=actor, **facts)
    if change not in _of_many:
        return
    waiting = _waiting.get()
    if waiting is not None:
        waiting.setdefault(change, []).append(record)
        return
    for reaction in _of_many[change]:
        reaction([record], actor=actor)
