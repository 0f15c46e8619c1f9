"""What the page of a job shows: its steps, how far it is, and the sentence that says so."""

from dataclasses import dataclass
from typing import Literal

from big import clock
from big.core import words
from big.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job, as far as it is."""

    label: str
    state: Literal["done", "now", "todo", "failed"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A job's page: `is_over` when nothing more will happen, `percent` by steps finished."""

    message: str
    steps: list[Step]
    percent: int
    is_over: bool


def progress_of(job: Job) -> Progress:
    """How far `job` is; no query."""
    steps = [Step(label, *_state(job, position)) for position, label in enumerate(job.steps)]
    percent = 100 * min(job.step, len(steps)) // len(steps) if steps else 0
    return Progress(_message(job), steps, percent, job.is_finished)


def _state(job: Job, position: int) -> tuple[Literal["done", "now", "todo", "failed"], str]:
    if position < job.step or job.state == Job.State.DONE:
        return "done", ""
    if position > job.step or job.state == Job.State.QUEUED:
        return "todo", ""
    return ("failed", "") if job.state == Job.State.FAILED else ("now", job.detail)


def _message(job: Job) -> str:
    match job.state:
        case Job.State.DONE:
            return "This is done."
        case Job.State.FAILED:
            return "This failed. Nothing was changed."
        case Job.State.QUEUED if job.attempts:
            return f"An attempt failed. The {_ORDINALS[min(job.attempts, 3)]} starts within a minute."
        case Job.State.QUEUED:
            waited = int((clock.real_now() - job.requested_at).total_seconds() // 60)
            return f"Waiting for {words.counted(waited, 'minute')}." if waited else "This starts in a moment."
        case _:
            count = len(job.steps)
            return f"Step {words.in_words(min(job.step + 1, count))} of {words.in_words(count)} is running."


_ORDINALS = {1: "second", 2: "third", 3: "last"}
