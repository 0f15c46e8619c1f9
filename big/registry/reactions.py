"""What follows a change: an upper app's function runs inside the transaction of a lower app's service.

Explicit calls instead of signals: the service says `react(WORK_CLOSED, ...)`, and a reaction that raises a
RuleError refuses the whole change.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from big.accounts.models import User

_reactions: dict[str, list[Callable[..., None]]] = {}


def announce(change: str) -> str:
    """Make `change` something that can be reacted to; return it as a constant."""
    _reactions.setdefault(change, [])
    return change


def on(change: str, reaction: Callable[..., None]) -> None:
    """Run `reaction(record, actor=..., **facts)` with every such change; LookupError for an unknown one."""
    if change not in _reactions:
        raise LookupError(f"nothing announces {change}")
    _reactions[change].append(reaction)


def react(change: str, record: Any, *, actor: User, **facts: Any) -> None:
    """Run what is registered for `change`; refuses a call outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a reaction belongs in the transaction of the change")
    for reaction in _reactions[change]:
        reaction(record, actor=actor, **facts)
