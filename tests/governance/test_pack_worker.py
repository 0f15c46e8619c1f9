"""The pack with a real worker: killed half way it still comes, once; delivered twice it is one pack."""

import datetime as dt
import time
from collections.abc import Callable

import pytest

from big import clock
from big.audit.models import AuditEvent
from big.celery import enqueue
from big.documents.models import DocumentVersion
from big.documents.services import content_of
from big.jobs.models import Job
from big.jobs.services import RUN_TASK, sweep_jobs
from governance.models.packs import Pack
from governance.services import packs
from tests.factories.organisation import all_rights, member, top_node
from tests.governance.shapes import hold
from tests.worker import WorkerProcess

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 240


def until(true: Callable[[], bool]) -> bool:
    """Whether `true` comes to hold in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def requested() -> tuple[Pack, Job]:
    hold()
    return packs.request_pack(top_node().pk, actor=member(all_rights()))


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def require_one_pack(pack: Pack) -> None:
    """One pack, one file that is what its checksum says, told of once."""
    found = Pack.objects.select_related("file").get()
    assert found.pk == pack.pk
    assert found.file is not None
    assert DocumentVersion.objects.count() == 1
    assert content_of(found.file).startswith(b"%PDF")
    assert AuditEvent.objects.filter(code="governance.pack.built").count() == 1


def test_a_worker_killed_half_way_leaves_nothing_and_the_next_one_the_pack(
    celery_worker_process: WorkerProcess,
) -> None:
    pack, job = requested()
    drawing = packs.STEPS.index("Draw pages")
    assert until(lambda: state(job) == Job.State.RUNNING and job.step >= drawing), celery_worker_process.log
    celery_worker_process.kill()
    pack.refresh_from_db()
    assert state(job) == Job.State.RUNNING
    assert pack.file is None
    assert not DocumentVersion.objects.exists()
    # What the sweep of the scheduler does once the lease has run out.
    Job.objects.filter(pk=job.pk).update(leased_until=clock.now() - dt.timedelta(seconds=1))
    celery_worker_process.start()
    sweep_jobs()
    assert until(lambda: state(job) == Job.State.DONE), celery_worker_process.log
    assert job.attempts == 2
    require_one_pack(pack)


def test_a_pack_delivered_twice_at_once_is_built_once(celery_worker_process: WorkerProcess) -> None:
    pack, job = requested()
    enqueue(RUN_TASK, job.pk)
    enqueue(RUN_TASK, job.pk)
    assert until(lambda: state(job) == Job.State.DONE), celery_worker_process.log
    assert until(lambda: celery_worker_process.log.count("succeeded in") >= 3), celery_worker_process.log
    assert job.attempts == 1
    require_one_pack(pack)
