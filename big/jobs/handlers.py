"""What each kind of job does: upper apps register a function here, the worker calls it by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from big.accounts.models import User

if TYPE_CHECKING:
    from big.jobs.models import Job

Tell = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """Runs one kind of job.

    `work(job, tell)` does the slow part outside a transaction, calling `tell(step, detail)` as it goes (`step` is how
    many steps are finished), and returns a function that stores the result. The worker runs that one in a
    transaction that ends by marking the job done, which fails if the job was taken over meanwhile; so a result is
    stored once or not at all. A RuleError fails the job with its sentence; any other error is tried again.
    `result_url(job)` is where a finished job leads. `subjects(user)` gives the keys of the records whose jobs
    `user` may watch besides their own.
    """

    kind: str
    steps: tuple[str, ...]
    work: Callable[["Job", Tell], Callable[[], None]]
    result_url: Callable[["Job"], str]
    subjects: Callable[[User], "QuerySet[Any]"] | None = None


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Let jobs of the handler's kind be run."""
    if handler.kind in _handlers:
        raise ValueError(f"job kind {handler.kind} is registered twice")
    _handlers[handler.kind] = handler


def get(kind: str) -> Handler:
    """The handler of `kind`; LookupError if there is none."""
    if kind not in _handlers:
        raise LookupError(f"no handler for jobs of kind {kind}")
    return _handlers[kind]


def watched_by(user: User) -> dict[str, "QuerySet[Any]"]:
    """For each kind the keys of the records whose jobs `user` may watch."""
    return {kind: handler.subjects(user) for kind, handler in _handlers.items() if handler.subjects}
