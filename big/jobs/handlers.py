"""What each kind of job does: upper apps register a function here, the worker calls it by name."""

from collections.abc import Callable
from dataclasses import dataclass

from big.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Handler:
    """Runs one kind of job.

    `work(job, tell)` does the slow part outside a transaction, calling `tell(step, detail)` as it goes, and returns a
    function that stores the result; the worker runs that one together with marking the job done, so that a
    result is stored once or not at all. `result_url(job)` is where a finished job leads.
    """

    kind: str
    steps: tuple[str, ...]
    work: Callable[[Job, Callable[[int, str], None]], Callable[[], None]]
    result_url: Callable[[Job], str]


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
