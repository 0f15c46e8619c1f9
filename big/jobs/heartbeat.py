"""A running job's short lease is renewed by a heartbeat, so that a killed worker's job is taken up within a minute."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from big import clock
from big.jobs.models import Job

EVERY_SECONDS = 10.0


@contextmanager
def beating(job_id: int, claim: uuid.UUID) -> Iterator[None]:
    """Renew the lease from a thread with its own connection while the block runs."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(EVERY_SECONDS):
                held = Job.objects.filter(pk=job_id, claim=claim, state=Job.State.RUNNING)
                held.update(leased_until=clock.now() + Job.objects.all().LEASE)
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, name=f"job-{job_id}-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
