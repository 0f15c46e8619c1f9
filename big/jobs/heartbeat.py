"""A running job's lease is short and renewed by a heartbeat, so that a killed worker's job is soon taken up."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections

from big import clock
from big.jobs.models import Job, JobQuerySet

logger = logging.getLogger(__name__)

EVERY_SECONDS = 10.0


@contextmanager
def beating(job_id: int, claim: uuid.UUID, *, every: float | None = None) -> Iterator[None]:
    """Renew the lease from a thread with its own connection while the block runs."""
    stop = threading.Event()
    pause = EVERY_SECONDS if every is None else every

    def beat() -> None:
        try:
            while not stop.wait(pause):
                _renew(job_id, claim)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, name=f"job-{job_id}-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renew(job_id: int, claim: uuid.UUID) -> None:
    """One beat. A database that is away for a moment must not end the heartbeat: the next beat connects anew."""
    held = Job.objects.filter(pk=job_id, claim=claim, state=Job.State.RUNNING)
    try:
        held.update(leased_until=clock.real_now() + JobQuerySet.LEASE)
    except DatabaseError:
        logger.exception("job %s: the lease could not be renewed this time", job_id)
        connections.close_all()
